"""The desk: with and without script, two people, changed facts, expired sign-in."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.verbs import Actor
from reports.actions import articles, publishing
from reports.models import ArticleDraft, ArticleRevision
from sessions.models import Item
from tests import builders
from tests.reports.news.test_actions import add_photo, text_of

FIELDS = {
    "heading": ("text",),
    "paragraph": ("text",),
    "author": ("name", "school", "label"),
}


def posted(text: dict, base: int, **more) -> dict:
    """What a browser would send for this text."""
    data: dict = {
        "base": base,
        "title": text["title"],
        "lead": text["lead"],
        "block": [],
    }
    for block in text["blocks"]:
        name, kind = block["id"], block["type"]
        data["block"].append(name)
        data[f"{name}-type"] = kind
        for field in FIELDS.get(kind, ()):
            data[f"{name}-{field}"] = block[field]
        if kind == "list":
            data[f"{name}-items"] = "\r\n".join(block["items"])
        if kind == "people":
            data[f"{name}-unit"] = [group["unit"] for group in block["groups"]]
            data[f"{name}-entries"] = [
                "\r\n".join(g["entries"]) for g in block["groups"]
            ]
        if kind == "lessons":
            for column in ("order", "subject", "klass", "topic", "teachers", "school"):
                data[f"{name}-{column}"] = [row[column] for row in block["rows"]]
        if kind == "photos":
            data[f"{name}-photo"] = [one["photo"] for one in block["photos"]]
            data[f"{name}-caption"] = [one["caption"] for one in block["photos"]]
    return {**data, **more}


@pytest.fixture
def url(article):
    return reverse("reports:news_edit", args=[article.pk])


@pytest.fixture
def client(secretary, signed_in):
    return signed_in(secretary)


def draft_blocks() -> list[dict]:
    return ArticleDraft.objects.get().blocks


def kinds(blocks: list[dict]) -> list[str]:
    return [block["type"] for block in blocks]


def test_the_page_sent_back_unchanged_is_no_new_revision(client, url, article):
    client.get(url)
    answer = client.post(url, posted(text_of(article), 1, do="save"))
    assert answer.status_code == 302
    assert ArticleRevision.objects.count() == 1
    assert ArticleDraft.objects.count() == 0


def test_what_made_a_block_comes_from_the_store_and_never_from_the_form(
    client, url, article
):
    text = text_of(article)
    data = posted(text, 1, do="save")
    data["opening-text"] = "Chữ của người soạn."
    data["opening-made_by"] = "forged"
    client.post(url, data)
    opening = next(
        b for b in ArticleRevision.objects.first().blocks if b["id"] == "opening"
    )
    stored = next(b for b in text["blocks"] if b["id"] == "opening")
    assert opening["text"] == "Chữ của người soạn."
    assert (opening["made_by"], opening["drafted"]) == ("opening", stored["drafted"])


def test_an_edited_block_is_recognised(client, url, article):
    data = posted(text_of(article), 1, do="save")
    data["opening-text"] = "Chữ của người soạn."
    client.post(url, data)
    page = client.get(url)
    cards = {card.id: card for card in page.context["desk"].cards}
    assert cards["opening"].edited
    assert not cards["people"].edited
    assert not cards["opening"].fresh


def test_a_block_moves_and_what_was_typed_moves_with_it(client, url, article):
    text = text_of(article)
    first, second = text["blocks"][0]["id"], text["blocks"][1]["id"]
    data = posted(text, 1, do=f"down:{first}")
    data[f"{first}-text"] = "Đang gõ dở"
    answer = client.post(url, data)
    assert answer.url == f"{url}#blk-{first}"
    blocks = draft_blocks()
    assert [block["id"] for block in blocks[:2]] == [second, first]
    assert ArticleRevision.objects.count() == 1


def test_with_script_the_same_button_answers_with_the_blocks_only(client, url, article):
    first = text_of(article)["blocks"][0]["id"]
    answer = client.post(
        url, posted(text_of(article), 1, do=f"down:{first}"), HTTP_HX_REQUEST="true"
    )
    assert answer.text.strip().startswith('<div id="blocks"')
    assert "<html" not in answer.text


@pytest.mark.parametrize(
    "kind", ["heading", "paragraph", "list", "people", "lessons", "photos", "author"]
)
def test_a_block_of_each_type_is_added_where_asked_and_dropped_while_empty(
    client, url, article, kind
):
    text = text_of(article)
    after = text["blocks"][1]["id"]
    client.post(url, posted(text, 1, do=f"add:{kind}:{after}"))
    blocks = draft_blocks()
    assert kinds(blocks)[2] == kind
    assert client.get(url).status_code == 200
    client.post(url, posted({**text, "blocks": blocks}, 1, do="save"))
    assert ArticleRevision.objects.count() == 1


def test_a_block_added_on_top_stands_on_top(client, url, article):
    client.post(url, posted(text_of(article), 1, do="add:heading:"))
    assert kinds(draft_blocks())[0] == "heading"


def test_a_block_taken_out_can_be_brought_back_until_it_is_saved(client, url, article):
    text = text_of(article)
    client.post(url, posted(text, 1, do="remove:opening"))
    gone = next(block for block in draft_blocks() if block["id"] == "opening")
    assert gone["gone"] is True
    data = posted({**text, "blocks": draft_blocks()}, 1, do="restore:opening")
    data["opening-gone"] = "1"
    client.post(url, data)
    assert not [block for block in draft_blocks() if block.get("gone")]
    data["do"] = "save"
    client.post(url, data)
    assert "opening" not in [b["id"] for b in ArticleRevision.objects.first().blocks]


def test_rows_of_people_and_lessons_are_added_and_empty_ones_dropped(
    client, url, article
):
    text = text_of(article)
    client.post(url, posted(text, 1, do="more:people"))
    client.post(url, posted({**text, "blocks": draft_blocks()}, 1, do="more:lessons"))
    by_id = {block["id"]: block for block in draft_blocks()}
    assert len(by_id["lessons"]["rows"]) == 2
    assert by_id["people"]["groups"][-1] == {"unit": "", "entries": []}
    data = posted({**text, "blocks": draft_blocks()}, 1, do="save")
    data["people-unit"][-1] = "Trường THCS Phiêng Ban"
    data["people-entries"][-1] = "- đồng chí Cà Thị Bình, Hiệu trưởng\n\n"
    client.post(url, data)
    saved = {block["id"]: block for block in ArticleRevision.objects.first().blocks}
    assert saved["people"]["groups"][-1] == {
        "unit": "Trường THCS Phiêng Ban",
        "entries": ["đồng chí Cà Thị Bình, Hiệu trưởng"],
    }
    assert len(saved["lessons"]["rows"]) == 1


def test_photos_are_chosen_ordered_and_taken_out(client, url, article, exchange):
    first, second = add_photo(exchange, "given"), add_photo(exchange, "given")
    client.post(url, posted(text_of(article), 1, do="offer:photos"))
    grid = next(block for block in draft_blocks() if block["type"] == "photos")
    assert [one["photo"] for one in grid["photos"]] == [first.pk, second.pk]
    text = {**text_of(article), "blocks": draft_blocks()}
    client.post(url, posted(text, 1, do=f"photo-down:photos:{first.pk}"))
    text["blocks"] = draft_blocks()
    client.post(url, posted(text, 1, do=f"photo-off:photos:{second.pk}"))
    text["blocks"] = draft_blocks()
    grid = next(block for block in draft_blocks() if block["type"] == "photos")
    assert [one["photo"] for one in grid["photos"]] == [first.pk]
    client.post(url, posted(text, 1, do="save", **{"photos-add": [second.pk, "x"]}))
    saved = next(
        b for b in ArticleRevision.objects.first().blocks if b["type"] == "photos"
    )
    assert [one["photo"] for one in saved["photos"]] == [first.pk, second.pk]


def test_enter_in_a_field_keeps_the_draft_and_saves_nothing(client, url, article):
    page = client.get(url).text
    form = page[page.index('id="desk"') :]
    assert form.index('value="keep"') < form.index('value="save')
    client.post(url, posted({**text_of(article), "lead": "Mới"}, 1, do="keep"))
    assert ArticleDraft.objects.get().lead == "Mới"
    assert ArticleRevision.objects.count() == 1


@pytest.mark.parametrize(
    "do",
    [
        "up:",
        "up:nothing",
        "add:script:x",
        "photo-up:people:1",
        "use:nothing",
        "offer:x",
        "?",
    ],
)
def test_a_button_that_does_not_exist_changes_nothing_but_keeps_the_text(
    client, url, article, do
):
    text = text_of(article)
    client.post(url, posted(text, 1, do=do))
    assert [block["id"] for block in draft_blocks()] == [
        b["id"] for b in text["blocks"]
    ]


# --- facts that change ----------------------------------------------------------------------


def test_changed_facts_are_shown_beside_the_text_and_never_over_it(
    client, url, article, exchange
):
    text = text_of(article)
    data = posted(text, 1, do="save")
    data["lessons-topic"] = ["Chủ đề do người soạn viết"]
    client.post(url, data)
    lesson = exchange.lessons.get()
    lesson.topic = "Áp suất khí quyển"
    lesson.save()
    page = client.get(url)
    card = next(card for card in page.context["desk"].cards if card.id == "lessons")
    assert "Chủ đề do người soạn viết" in card.says
    assert "Áp suất khí quyển" in card.fresh
    assert card.edited
    article.refresh_from_db()
    assert "Áp suất khí quyển" not in str(text_of(article)["blocks"])


@pytest.mark.parametrize(
    ("button", "expected"),
    [("use", "Áp suất khí quyển"), ("keep-own", "Áp suất")],
)
def test_the_person_decides_about_a_changed_block_once(
    client, url, article, exchange, button, expected
):
    lesson = exchange.lessons.get()
    lesson.topic = "Áp suất khí quyển"
    lesson.save()
    text = text_of(article)
    client.post(url, posted(text, 1, do=f"{button}:lessons"))
    block = next(block for block in draft_blocks() if block["id"] == "lessons")
    assert block["rows"][0]["topic"] == expected
    card = next(c for c in client.get(url).context["desk"].cards if c.id == "lessons")
    assert (card.fresh, card.vanished) == ("", False)


def test_what_becomes_possible_is_offered_and_placed_where_it_belongs(
    client, url, article, exchange
):
    Item.objects.create(
        exchange=exchange, order=9, kind="strength", text="Học sinh tự tin"
    )
    page = client.get(url)
    assert [offer.maker for offer in page.context["desk"].offers] == [
        "strength",
    ]
    client.post(url, posted(text_of(article), 1, do="offer:strength"))
    ids = [block["id"] for block in draft_blocks()]
    assert ids.index("lessons") < ids.index("strength") < ids.index("author")


def test_what_a_person_took_out_is_not_offered_again(client, url, article):
    text = text_of(article)
    text["blocks"] = [block for block in text["blocks"] if block["id"] != "lessons"]
    client.post(url, posted(text, 1, do="save"))
    offers = client.get(url).context["desk"].offers
    assert "lessons" not in [offer.maker for offer in offers]


def test_facts_that_vanished_are_told_and_the_text_stays(
    client, url, article, exchange
):
    exchange.lessons.all().delete()
    cards = {card.id: card for card in client.get(url).context["desk"].cards}
    assert cards["lessons"].vanished
    assert cards["lessons"].rows[0]["topic"] == "Áp suất"


def test_text_that_says_already_what_changed_is_not_shown_as_changed(
    client, url, article, exchange
):
    lesson = exchange.lessons.get()
    lesson.topic = "Áp suất khí quyển"
    lesson.save()
    data = posted(text_of(article), 1, do="save")
    data["lessons-topic"] = ["Áp suất khí quyển"]
    client.post(url, data)
    desk = client.get(url).context["desk"]
    card = next(card for card in desk.cards if card.id == "lessons")
    assert (card.fresh, card.edited) == ("", False)


# --- keeping, two people, expired sign-in ---------------------------------------------------


def test_autosave_keeps_the_draft_and_tells_when(client, article):
    url = reverse("reports:news_autosave", args=[article.pk])
    answer = client.post(
        url,
        posted({**text_of(article), "lead": "Đang gõ"}, 1),
        HTTP_X_REQUESTED_WITH="autosave",
    )
    kept = ArticleDraft.objects.get()
    assert kept.lead == "Đang gõ"
    assert answer.json() == {"saved_at": f"{timezone.localtime(kept.saved_at):%H:%M}"}


def test_autosave_of_a_signed_out_person_is_a_401_that_the_script_understands(
    client, article
):
    client.logout()
    url = reverse("reports:news_autosave", args=[article.pk])
    answer = client.post(url, posted(text_of(article), 1))
    assert answer.status_code == 401
    assert set(answer.json()) == {"error"}
    assert ArticleDraft.objects.count() == 0


def test_autosave_after_publishing_says_so(client, article, secretary, world):
    publishing.send(article=article, by=Actor(user=secretary), now=timezone.now())
    answer = client.post(
        reverse("reports:news_autosave", args=[article.pk]), posted(text_of(article), 1)
    )
    assert answer.status_code == 409
    assert answer["Content-Type"].startswith("text/plain")


def test_a_draft_comes_back_and_can_be_thrown_away(client, url, article):
    client.post(
        url, posted({**text_of(article), "lead": "Bản nháp riêng"}, 1, do="keep")
    )
    assert "Bản nháp riêng" in client.get(url).text
    client.post(reverse("reports:news_drop_draft", args=[article.pk]))
    assert "Bản nháp riêng" not in client.get(url).text


@pytest.fixture
def conflict(client, url, article, world):
    """The cluster's head saved while the secretary was typing."""
    text = text_of(article)
    theirs = [
        {**block, "text": "Mở đầu của cụm trưởng."}
        if block["id"] == "opening"
        else block
        for block in text["blocks"]
    ]
    extra = {"id": "n9", "type": "paragraph", "text": "Đoạn cụm trưởng thêm."}
    articles.save(
        article=article,
        by=Actor(user=world.cluster_head),
        base=1,
        now=timezone.now(),
        title="Đầu đề của cụm trưởng",
        lead="",
        blocks=[theirs[0], extra, *theirs[1:]],
    )
    data = posted(text, 1, do="save")
    data["opening-text"] = "Mở đầu của thư ký."
    return client.post(url, data)


def test_the_second_person_sees_both_texts(conflict, client, article):
    assert conflict.url == reverse("reports:news_conflict", args=[article.pk])
    page = client.get(conflict.url).text
    for words in (
        "Mở đầu của cụm trưởng.",
        "Mở đầu của thư ký.",
        "Đoạn cụm trưởng thêm.",
        "Đầu đề của cụm trưởng",
    ):
        assert words in page
    assert ArticleDraft.objects.count() == 1


@pytest.mark.parametrize(
    ("choice", "title", "opening", "has_extra"),
    [
        ({"do": "mine"}, "Áp suất chất lỏng", ["Mở đầu của thư ký."], False),
        ({"do": "theirs"}, "Đầu đề của cụm trưởng", ["Mở đầu của cụm trưởng."], True),
        (
            {
                "do": "chosen",
                "take--title": "theirs",
                "take-opening": "both",
                "take-n9": "theirs",
            },
            "Đầu đề của cụm trưởng",
            ["Mở đầu của thư ký.", "Mở đầu của cụm trưởng."],
            True,
        ),
    ],
)
def test_both_texts_are_joined_as_chosen_and_then_saved(
    conflict, client, url, article, choice, title, opening, has_extra
):
    answer = client.post(conflict.url, {"head": 2, **choice})
    assert answer.url == url
    own = ArticleDraft.objects.get()
    assert (own.base, own.title) == (2, title)
    said = [block["text"] for block in own.blocks if block["id"].startswith("opening")]
    assert said == opening
    assert ("n9" in [block["id"] for block in own.blocks]) is has_extra
    text = {"title": own.title, "lead": own.lead, "blocks": own.blocks}
    client.post(url, posted(text, own.base, do="save"))
    article.refresh_from_db()
    assert article.head == (2 if choice["do"] == "theirs" else 3)
    assert ArticleRevision.objects.get(number=2).title == "Đầu đề của cụm trưởng"


def test_who_decides_on_an_outdated_page_is_asked_again(conflict, client):
    answer = client.post(conflict.url, {"head": 1, "do": "mine"})
    assert answer.url == conflict.url
    assert ArticleDraft.objects.get().base == 1


def test_without_a_conflict_the_page_of_two_texts_leads_to_the_desk(
    client, url, article
):
    answer = client.get(reverse("reports:news_conflict", args=[article.pk]))
    assert answer.url == url


# --- bad input ------------------------------------------------------------------------------

HOSTILE = {
    "long": "x" * 100_000,
    "markup": "<script>alert(1)</script> #set text(red) $x^2$ \\",
    "emoji": "🎉👩‍🏫",
    "decomposed": "Sinh hoạt chuyên môn",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("field", ["title", "lead", "opening-text", "people-entries"])
def test_hostile_text_is_saved_as_text_or_comes_back_as_typed(
    client, url, article, field, name
):
    data = posted(text_of(article), 1, do="save-view")
    data[field] = HOSTILE[name]
    answer = client.post(url, data, follow=True)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    if name == "long":
        assert ArticleRevision.objects.count() == 1
        assert "x" * 100_000 in answer.text
        assert 'aria-invalid="true"' in answer.text
    else:
        assert ArticleRevision.objects.count() == 2


def test_broken_names_of_blocks_are_left_out(client, url, article):
    data = posted(text_of(article), 1, do="keep")
    data["block"] += ["../x", "a" * 99, "opening", "n1"]
    data["n1-type"] = "iframe"
    client.post(url, data)
    assert [b["id"] for b in draft_blocks()] == [
        b["id"] for b in text_of(article)["blocks"]
    ]


def test_more_text_than_a_report_holds_is_refused_with_a_sentence(client, url, article):
    data = posted(text_of(article), 1, do="save")
    data["opening-text"] = "x" * 1_600_000
    answer = client.post(url, data)
    assert answer.status_code == 400
    assert ArticleDraft.objects.count() == 0


def test_published_news_do_not_open_on_the_desk(client, url, article, secretary, world):
    publishing.send(article=article, by=Actor(user=secretary), now=timezone.now())
    publishing.publish(
        article=article, by=Actor(user=world.cluster_head), head=1, now=timezone.now()
    )
    assert client.get(url).url == reverse("reports:news", args=[article.pk])
    answer = client.post(url, posted(text_of(article), 1, do="save"))
    assert answer.url == reverse("reports:news_own_draft", args=[article.pk])
    assert ArticleRevision.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_asks_the_same_for_one_or_three_rows(
    client, url, article, exchange, django_assert_num_queries, rows
):
    for number in range(rows - 1):
        builders.make_lesson(exchange, klass=f"7A{number}")
        builders.make_roster_entry(exchange, f"Người dự {number}")
    for _ in range(rows):
        add_photo(exchange, "given")
    with django_assert_num_queries(DESK_QUERIES):
        client.get(url)


DESK_QUERIES = 26
