"""Reading news and moving it on: who sees it, who may do what, and what it costs."""

import pytest
from django.urls import reverse

from accounts.verbs import Actor
from reports import zalo
from reports.actions import articles
from reports.models import Article, ArticleRevision, Paper, Photo
from reports.todo import todo_of
from tests import builders
from tests.reports.news.test_actions import add_photo, in_state, save, text_of

EVERYONE = (
    "teacher",
    "subject_head",
    "principal",
    "guest_principal",
    "cluster_head",
    "officer",
    "far_teacher",
    "far_principal",
    "other_officer",
    "admin",
)


def codes(world, signed_in, call) -> dict[str, int]:
    """What each of the cast is answered, grouped as {person: status}."""
    return {who: call(signed_in(getattr(world, who))).status_code for who in EVERYONE}


def expected(default: int, **others: int) -> dict[str, int]:
    return {who: others.get(who, default) for who in EVERYONE}


@pytest.mark.parametrize(
    ("state", "readers"),
    [
        ("draft", {"subject_head", "cluster_head", "admin"}),
        ("in_review", {"subject_head", "cluster_head", "officer", "admin"}),
        ("returned", {"subject_head", "cluster_head", "admin"}),
        (
            "published",
            {
                "subject_head",
                "cluster_head",
                "admin",
                "officer",
                "teacher",
                "principal",
                "guest_principal",
            },
        ),
        ("withdrawn", {"subject_head", "cluster_head", "admin"}),
    ],
)
def test_who_reads_a_report_in_each_state(
    article, secretary, world, signed_in, state, readers
):
    in_state(article, state, secretary, world.cluster_head)
    url = reverse("reports:news", args=[article.pk])
    seen = codes(world, signed_in, lambda client: client.get(url))
    assert seen == {who: 200 if who in readers else 404 for who in EVERYONE}
    short = reverse("reports:news_short", args=[zalo.code_of(article.pk)])
    assert signed_in(world.far_principal).get(short).status_code == 404


def test_the_secret_of_the_north_stands_in_no_list_of_the_south(
    article, secretary, world, signed_in
):
    save(article, secretary, title="Bí mật của cụm một")
    for who in ("far_principal", "far_teacher", "other_officer", "teacher"):
        client = signed_in(getattr(world, who))
        page = client.get(reverse("reports:news_list"), {"q": "bi mat"})
        assert "Bí mật của cụm một" not in page.text


def test_who_drafts_a_report(exchange, secretary, world, signed_in):
    url = reverse("reports:news_draft", args=[exchange.pk])
    assert codes(world, signed_in, lambda client: client.post(url)) == {
        "teacher": 403,
        "subject_head": 302,
        "principal": 302,
        "guest_principal": 302,
        "cluster_head": 302,
        "officer": 403,
        "far_teacher": 404,
        "far_principal": 404,
        "other_officer": 404,
        "admin": 403,
    }
    # The cluster's report once, and one for each school whose leader pressed.
    assert sorted(str(a.school or a.cluster) for a in Article.objects.all()) == [
        "Cụm 1",
        "PTDTBT THCS Nậm Xuân",
        "THCS Pa Sương",
    ]


def test_a_double_press_opens_one_draft(exchange, secretary, signed_in):
    client, url = (
        signed_in(secretary),
        reverse("reports:news_draft", args=[exchange.pk]),
    )
    first, second = client.post(url), client.post(url)
    assert (
        first.url
        == second.url
        == reverse("reports:news_edit", args=[Article.objects.get().pk])
    )


MOVES = {
    # route, state → who is let through (302); the others who see it get 403, strangers 404
    ("news_send", "draft"): {"subject_head", "cluster_head"},
    ("news_publish", "in_review"): {"cluster_head"},
    ("news_return", "in_review"): {"subject_head", "cluster_head"},
    ("news_withdraw", "published"): {"cluster_head"},
    ("news_again", "withdrawn"): {"subject_head", "cluster_head"},
    ("news_print", "draft"): {"subject_head", "cluster_head"},
    ("news_drop_draft", "draft"): {"subject_head", "cluster_head"},
    ("news_delete", "draft"): {"subject_head", "cluster_head"},
    ("news_delete", "published"): {"subject_head", "cluster_head"},
}
READERS = {
    "draft": {"subject_head", "cluster_head", "admin"},
    "in_review": {"subject_head", "cluster_head", "officer", "admin"},
    "withdrawn": {"subject_head", "cluster_head", "admin"},
    "published": set(EVERYONE) - {"far_teacher", "far_principal", "other_officer"},
}


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize(("route", "state"), MOVES)
def test_each_move_is_for_those_it_belongs_to(
    article, secretary, world, signed_in, route, state, who
):
    in_state(article, state, secretary, world.cluster_head)
    data = {"head": 1, "reason": "Cần sửa lại tên trường"}
    answer = signed_in(getattr(world, who)).post(
        reverse(f"reports:{route}", args=[article.pk]), data
    )
    if who in MOVES[route, state]:
        assert answer.status_code == 302
    elif who in READERS[state]:
        assert answer.status_code == 403
    else:
        assert answer.status_code == 404


@pytest.mark.parametrize("route", ["news_edit", "news_autosave", "news_conflict"])
def test_the_desk_is_for_the_author_and_the_publishers_people(
    article, world, signed_in, route
):
    url = reverse(f"reports:{route}", args=[article.pk])
    seen = codes(world, signed_in, lambda client: client.post(url, {"base": 1}))
    assert {who for who, code in seen.items() if code in (200, 302)} == {
        "subject_head",
        "cluster_head",
    }
    assert (seen["admin"], seen["teacher"], seen["far_principal"]) == (403, 404, 404)


def test_a_moving_link_is_no_move(article, secretary, signed_in):
    client = signed_in(secretary)
    for route in ("news_publish", "news_again", "news_print"):
        url = reverse(f"reports:{route}", args=[article.pk])
        assert client.get(url).status_code == 405
    for route in ("news_send", "news_delete", "news_drop_draft"):
        client.get(reverse(f"reports:{route}", args=[article.pk]))
    article.refresh_from_db()
    assert article.state == "draft"


def test_a_report_goes_its_whole_way_through_the_pages(
    article, secretary, world, signed_in
):
    author, head = signed_in(secretary), signed_in(world.cluster_head)

    def press(client, route, **data):
        client.post(reverse(f"reports:{route}", args=[article.pk]), data)
        article.refresh_from_db()
        return article.state

    assert press(author, "news_send") == "in_review"
    assert press(head, "news_return", reason="Thiếu ảnh của tiết dạy") == "returned"
    page = author.get(reverse("reports:news", args=[article.pk])).text
    assert "Thiếu ảnh của tiết dạy" in page
    assert press(author, "news_send") == "in_review"
    assert press(author, "news_return") == "returned"
    assert press(author, "news_send") == "in_review"
    assert press(head, "news_publish", head=2) == "in_review"
    assert press(head, "news_publish", head=1) == "published"
    assert press(head, "news_withdraw", reason="ngắn") == "published"
    assert press(head, "news_withdraw", reason="Sai tên một trường") == "withdrawn"
    answer = author.post(reverse("reports:news_again", args=[article.pk]))
    new = Article.objects.latest("pk")
    assert answer.url == reverse("reports:news_edit", args=[new.pk])
    assert text_of(new) == text_of(article)


def test_the_head_publishes_his_own_report_directly(exchange, world, signed_in):
    client = signed_in(world.cluster_head)
    client.post(reverse("reports:news_draft", args=[exchange.pk]))
    article = Article.objects.get()
    page = client.get(reverse("reports:news_send", args=[article.pk]))
    assert page.context["publishes_directly"]
    client.post(reverse("reports:news_publish", args=[article.pk]), {"head": 1})
    article.refresh_from_db()
    assert article.state == "published"
    assert Paper.objects.get().article == article


def test_a_returned_reason_that_is_too_short_comes_back_as_typed(
    article, secretary, world, signed_in
):
    in_state(article, "in_review", secretary, world.cluster_head)
    answer = signed_in(world.cluster_head).post(
        reverse("reports:news_return", args=[article.pk]), {"reason": "sửa"}
    )
    assert answer.status_code == 200
    assert "sửa" in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_paper_is_asked_for_once_for_the_same_text(article, secretary, signed_in):
    client = signed_in(secretary)
    url = reverse("reports:news_print", args=[article.pk])
    assert client.post(url).url.endswith("#paper")
    client.post(url)
    assert Paper.objects.count() == 1


@pytest.mark.parametrize("state", ["published", "withdrawn"])
def test_only_a_report_that_is_written_is_printed_to_look_at(
    article, secretary, world, signed_in, state
):
    in_state(article, state, secretary, world.cluster_head)
    before = Paper.objects.count()
    client = signed_in(secretary)
    client.cookies["language"] = "en"
    answer = client.post(reverse("reports:news_print", args=[article.pk]), follow=True)
    assert "that can no longer be done." in answer.text
    assert Paper.objects.count() == before


def test_the_link_to_paste_is_the_public_address(
    article, secretary, world, signed_in, settings
):
    settings.PUBLIC_ADDRESS = "https://chungtay.example.vn"
    in_state(article, "published", secretary, world.cluster_head)
    page = signed_in(secretary).get(reverse("reports:news", args=[article.pk]))
    assert "https://chungtay.example.vn/" in page.context["zalo"]
    assert "testserver" not in page.context["zalo"]


def test_the_page_reads_the_blocks_and_hides_withdrawn_photos(
    article, exchange, secretary, world, signed_in
):
    shown, hidden = add_photo(exchange, "given"), add_photo(exchange, "given")
    grid = {
        "id": "n1",
        "type": "photos",
        "photos": [
            {"photo": shown.pk, "caption": "Toàn cảnh"},
            {"photo": hidden.pk, "caption": "Học sinh"},
        ],
    }
    save(article, secretary, blocks=[*text_of(article)["blocks"], grid])
    Photo.objects.filter(pk=hidden.pk).update(consent="withdrawn")
    page = signed_in(secretary).get(reverse("reports:news", args=[article.pk])).text
    assert "Toàn cảnh" in page
    assert "Học sinh" not in page
    for words in (
        "Áp suất",
        "Lường Văn Sơn",
        "Các trường thống nhất nội dung",
        "Nguyễn Thu Hà",
    ):
        assert words in page


def test_only_published_news_offer_a_message_for_zalo(
    article, secretary, world, signed_in
):
    url = reverse("reports:news", args=[article.pk])
    assert 'id="zalo"' not in signed_in(secretary).get(url).text
    in_state(article, "published", secretary, world.cluster_head)
    page = signed_in(world.teacher).get(url).text
    assert 'id="zalo"' in page
    assert "/B/" in page


def test_the_short_link_ignores_case(article, secretary, signed_in):
    client = signed_in(secretary)
    code = zalo.code_of(article.pk)
    for url in (f"/B/{code}", f"/b/{code.lower()}/"):
        assert client.get(url).url == reverse("reports:news", args=[article.pk])
    assert client.get("/B/ZZZZZZZZZZZZZ").status_code == 404


def test_earlier_texts_are_read_by_those_who_write(
    article, secretary, world, signed_in
):
    save(article, secretary, title="Đầu đề thứ hai")
    url = reverse("reports:news_revision", args=[article.pk, 1])
    assert "Áp suất chất lỏng" in signed_in(secretary).get(url).text
    assert signed_in(world.admin).get(url).status_code == 403
    missing = reverse("reports:news_revision", args=[article.pk, 9])
    assert signed_in(secretary).get(missing).status_code == 404


# --- lists ----------------------------------------------------------------------------------


@pytest.fixture
def many(exchange, secretary, world, now):
    def make(count: int) -> None:
        for number in range(count):
            made = builders.make_exchange(
                cluster=world.north,
                host=world.host,
                schools=[world.host],
                title=f"Buổi thứ {number}",
                state="held",
            )
            report, _ = articles.draft(exchange=made, by=Actor(user=world.cluster_head))
            photo = add_photo(made, "given")
            grid = {
                "id": "n1",
                "type": "photos",
                "photos": [{"photo": photo.pk, "caption": ""}],
            }
            save(report, world.cluster_head, blocks=[grid])

    return make


def titles(answer) -> list[str]:
    return [article.title for article in answer.context["articles"]]


def test_the_list_is_searched_without_accents_and_filtered(many, world, signed_in):
    many(3)
    client, url = signed_in(world.cluster_head), reverse("reports:news_list")
    assert titles(client.get(url, {"q": "buoi THU 2"})) == ["Buổi thứ 2"]
    assert titles(client.get(url, {"state": "published"})) == []
    assert titles(client.get(url, {"cluster": world.north.pk})) == [
        "Buổi thứ 2",
        "Buổi thứ 1",
        "Buổi thứ 0",
    ]
    assert (
        len(titles(client.get(url, {"state": "x", "cluster": "y", "page": "z"}))) == 3
    )


def test_the_list_shows_twenty_a_page(many, world, signed_in):
    many(21)
    client, url = signed_in(world.cluster_head), reverse("reports:news_list")
    assert len(titles(client.get(url))) == 20
    assert titles(client.get(url, {"page": 2})) == ["Buổi thứ 0"]


def test_an_empty_list_says_where_reports_come_from(world, signed_in):
    page = signed_in(world.far_teacher).get(reverse("reports:news_list"))
    assert 'class="vacant"' in page.text


def test_what_waits_stands_on_top_and_on_the_page_of_today(
    article, secretary, world, signed_in, now
):
    def waiting(person) -> list[tuple[str, str]]:
        return [(todo.text, todo.url) for todo in todo_of(person, now)]

    edit = reverse("reports:news_edit", args=[article.pk])
    read = reverse("reports:news", args=[article.pk])
    assert waiting(secretary) == [(article.title, edit)]
    assert waiting(world.cluster_head) == []
    in_state(article, "in_review", secretary, world.cluster_head)
    assert waiting(secretary) == []
    assert waiting(world.cluster_head) == [(article.title, read)]
    page = signed_in(world.cluster_head).get(reverse("reports:news_list"))
    assert [one.pk for one in page.context["awaiting"]] == [article.pk]
    world.north.news_approver = "authority"
    world.north.save()
    assert waiting(world.cluster_head) == []
    assert waiting(world.officer) == [(article.title, read)]


def test_more_than_three_waiting_reports_are_one_line(many, world, now):
    many(4)
    Article.objects.update(state="in_review")
    (todo,) = todo_of(world.cluster_head, now)
    assert "4" in todo.text
    assert todo.url == reverse("reports:news_list")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_one_or_three(
    many, world, signed_in, django_assert_num_queries, rows
):
    many(rows)
    client = signed_in(world.cluster_head)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("reports:news_list"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_report_asks_the_same_for_one_or_three_photos(
    article, exchange, secretary, world, signed_in, django_assert_num_queries, rows
):
    lesson = exchange.lessons.get()
    photos = [add_photo(exchange, "given") for _ in range(rows)]
    Photo.objects.update(lesson=lesson)
    for number in range(rows):
        builders.make_roster_entry(exchange, f"Người dự {number}")
    grid = {
        "id": "n1",
        "type": "photos",
        "photos": [{"photo": photo.pk, "caption": ""} for photo in photos],
    }
    save(article, secretary, blocks=[*text_of(article)["blocks"], grid])
    in_state(article, "draft", secretary, world.cluster_head)
    client = signed_in(world.cluster_head)
    assert ArticleRevision.objects.count() == 2
    with django_assert_num_queries(READ_QUERIES):
        client.get(reverse("reports:news", args=[article.pk]))


LIST_QUERIES = 12
READ_QUERIES = 17


def test_a_published_report_asks_for_its_first_paper_by_itself(
    world, signed_in, article, secretary
):
    in_state(article, "published", secretary, world.cluster_head)
    Paper.objects.all().delete()  # as one that was taken over: the sweep asks for it
    client = signed_in(world.teacher)
    asked = reverse("reports:news_paper", args=[article.pk])
    assert (
        f'data-poll="{asked}"'
        in client.get(reverse("reports:news", args=[article.pk])).text
    )
    assert f'data-poll="{asked}"' in client.get(asked).text
