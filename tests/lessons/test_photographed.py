"""Plans written by hand: photos of pages are collected, ordered, handed in, read and compared."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.verbs import Actor, Refused
from lessons import actions
from lessons.models import LessonPlan, PlanComment, PlanPage, PlanRevision, State
from lessons.reading import collected_pages
from sessions.models import ExchangeSession
from tests.lessons.rounds import NOW, newest, press, say
from tests.racing import at_once
from tests.reports.photos.pictures import ROTATED_HEIC, drawn, jpeg, packed, with_exif


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def page_photo(number: int) -> bytes:
    """Upright, and another picture for each number."""
    return jpeg((300, 400 + number))


@pytest.fixture
def collect(lesson):
    """`collect(person, 3)` is three pages collected by this person."""

    def collected(person, count, first=1):
        return [
            actions.add_page(
                lesson=lesson,
                by=Actor(person),
                data=page_photo(number),
                key=f"key-{number}",
            )
            for number in range(first, first + count)
        ]

    return collected


@pytest.fixture
def hand_in(lesson, collect):
    """`hand_in(person, 2)` hands two pages in."""

    def handed_in(person, count=0, **more):
        collect(person, count)
        return actions.hand_in_pages(lesson=lesson, by=Actor(person), now=NOW, **more)

    return handed_in


def send(client, lesson, *files, script=True, **more):
    headers = {"x-requested-with": "upload"} if script else {}
    photos = [
        SimpleUploadedFile(f"trang{n}.jpg", data) for n, data in enumerate(files, 1)
    ]
    return client.post(
        reverse("lessons:page_add", args=[lesson.pk]),
        {"photo": photos, "key": "k" * 20, **more},
        headers=headers,
    )


def image(page, size="thumb") -> str:
    return reverse("lessons:page_image", args=[page.pk, page.sha256[:12], size])


def order(lesson) -> list[int]:
    return list(collected_pages(lesson).values_list("pk", flat=True))


def stored() -> set[str]:
    names = set()
    for size in ("print", "screen", "thumb"):
        if default_storage.exists(f"plans/pages/{size}"):
            names |= set(default_storage.listdir(f"plans/pages/{size}")[1])
    return names


# --- collecting ------------------------------------------------------------------------------
def test_pages_are_collected_ordered_and_handed_in_as_one_revision(
    world, lesson, signed_in
):
    client = signed_in(world.teacher)
    for number in (1, 2, 3):
        card = send(client, lesson, page_photo(number), key=f"key-{number}")
        assert card.status_code == 201
        assert f'data-count="Nộp {number} trang"' in card.text
    first, second, third = order(lesson)
    arrange = reverse("lessons:page_arrange", args=[lesson.pk])
    assert client.post(arrange, {"up": third}).status_code == 302
    assert order(lesson) == [first, third, second]
    client.post(arrange, {"down": first})
    assert order(lesson) == [third, first, second]
    # At the ends nothing happens.
    client.post(arrange, {"up": third})
    client.post(arrange, {"down": second})
    assert order(lesson) == [third, first, second]
    client.post(arrange, {"off": first})
    page = reverse("lessons:plan_pages", args=[lesson.pk])
    answer = client.post(page, {"note": "Thêm trang 2"})
    revision = PlanRevision.objects.get()
    assert answer["Location"] == reverse("lessons:plan", args=[revision.plan_id])
    assert (revision.kind, revision.note) == ("photos", "Thêm trang 2")
    pages = list(revision.pages.values_list("pk", "order"))
    assert pages == [(third, 1), (second, 2)]
    assert revision.size == sum(one.size for one in revision.pages.all())
    assert order(lesson) == []
    assert revision.plan.state == State.SUBMITTED
    assert "Ảnh bài soạn viết tay, 2 trang" in client.get(answer["Location"]).text


def test_a_page_is_large_enough_to_be_read_and_says_nothing_of_the_phone(world, lesson):
    large = packed(drawn((2400, 3200)), "JPEG", quality=80)
    read = actions.add_page(lesson=lesson, by=Actor(world.teacher), data=large, key="a")
    assert (read.width, read.height) == (1500, 2000)
    told = actions.add_page(
        lesson=lesson, by=Actor(world.teacher), data=with_exif(6), key="b"
    )
    assert told.height > told.width
    for name in ("print_file", "screen_file", "thumb_file"):
        with getattr(told, name).open("rb") as file:
            data = file.read()
        assert b"SecretMaker" not in data
        assert b"Exif" not in data


def test_a_photo_of_an_iphone_is_a_page_too(world, lesson):
    page = actions.add_page(
        lesson=lesson, by=Actor(world.teacher), data=ROTATED_HEIC, key="h"
    )
    assert page.print_file.name.endswith(".jpg")


def test_sent_twice_is_one_page_and_the_same_picture_is_kept_once(
    world, lesson, signed_in
):
    client = signed_in(world.teacher)
    for _again in range(2):
        assert send(client, lesson, page_photo(1), key="key-1").status_code == 201
    assert PlanPage.objects.count() == 1
    same = send(client, lesson, page_photo(1), key="key-2")
    assert same.status_code == 409
    assert "trang 1" in same.text
    assert (PlanPage.objects.count(), len(stored())) == (1, 2)


def test_a_key_of_somebody_else_is_no_way_to_their_page(world, lesson, collect):
    collect(world.teacher, 1)
    with pytest.raises(Refused):
        actions.add_page(
            lesson=lesson,
            by=Actor(world.cluster_head),
            data=page_photo(9),
            key="key-1",
        )
    assert PlanPage.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "0 byte"),
        (b"%PDF-1.4 no picture", "không dùng làm ảnh"),
        (page_photo(1)[:900], "bị hỏng"),
    ],
)
def test_what_is_no_photo_is_refused_in_words(world, lesson, signed_in, data, words):
    answer = send(signed_in(world.teacher), lesson, data)
    assert (answer.status_code, answer["Content-Type"]) == (
        400,
        "text/plain; charset=utf-8",
    )
    assert words in answer.text
    assert (PlanPage.objects.count(), stored()) == (0, set())


def test_without_script_the_good_ones_are_kept_and_the_bad_ones_named(
    world, lesson, signed_in
):
    client = signed_in(world.teacher)
    files = page_photo(1), b"no picture", page_photo(2)
    for _twice in range(2):
        answer = send(client, lesson, *files, script=False)
        assert answer["Location"] == reverse("lessons:plan_pages", args=[lesson.pk])
    page = client.get(answer["Location"]).text
    assert "trang2.jpg" in page
    assert "Nộp 2 trang" in page
    nothing = send(client, lesson, script=False)
    assert nothing.status_code == 302
    assert "Xin chọn ảnh" in client.get(nothing["Location"]).text


def test_more_pages_than_a_plan_has_are_refused(world, lesson, collect, monkeypatch):
    monkeypatch.setattr("lessons.actions.photographed.MOST_PAGES", 2)
    with pytest.raises(Refused, match="2 trang"):
        collect(world.teacher, 3)
    assert len(order(lesson)) == 2
    assert len(stored()) == 4


def test_signed_out_in_the_middle_the_photo_is_asked_for_again(lesson, client):
    answer = send(client, lesson, page_photo(1))
    assert answer.status_code == 401
    assert "đăng nhập lại" in answer.text
    plain = send(client, lesson, page_photo(1), script=False)
    assert "/dang-nhap/" in plain["Location"]


def test_a_full_disk_costs_no_page_and_leaves_no_file(
    world, lesson, signed_in, settings, tmp_path
):
    (tmp_path / "file").write_bytes(b"")
    settings.MEDIA_ROOT = tmp_path / "file"
    answer = send(signed_in(world.teacher), lesson, page_photo(1))
    assert answer.status_code == 503
    assert PlanPage.objects.count() == 0


# --- handing in ------------------------------------------------------------------------------
def test_pressed_twice_is_one_revision(world, hand_in):
    first = hand_in(world.teacher, 2)
    assert hand_in(world.teacher) == first
    assert PlanRevision.objects.count() == 1


def test_nothing_is_handed_in_where_no_page_is(world, lesson, signed_in):
    page = reverse("lessons:plan_pages", args=[lesson.pk])
    answer = signed_in(world.teacher).post(page)
    assert answer.status_code == 422
    assert "Chưa có trang nào" in answer.text
    assert not LessonPlan.objects.exists()


def test_another_kind_of_revision_is_no_second_press(world, plan, hand_in):
    with pytest.raises(Refused):
        hand_in(world.teacher)


def test_after_the_day_it_is_late_and_not_lost(world, lesson, collect):
    collect(world.teacher, 1)
    revision = actions.hand_in_pages(
        lesson=lesson, by=Actor(world.teacher), now=NOW + timedelta(days=30)
    )
    assert revision.late


def test_an_agreed_plan_and_a_cancelled_session_take_no_page_and_keep_what_is_there(
    world, lesson, plan, collect, signed_in
):
    collect(world.teacher, 1)
    press("agree", plan, world.cluster_head)
    with pytest.raises(Refused, match="đã được thống nhất"):
        collect(world.teacher, 1, first=2)
    with pytest.raises(Refused, match="đã được thống nhất"):
        actions.hand_in_pages(lesson=lesson, by=Actor(world.teacher), now=NOW)
    page = signed_in(world.teacher).get(reverse("lessons:plan_pages", args=[lesson.pk]))
    assert "đã được thống nhất" in page.text
    LessonPlan.objects.update(state=State.RETURNED, agreed_revision=None)
    ExchangeSession.objects.update(state="cancelled", state_reason="Bão")
    with pytest.raises(Refused, match="đã hủy"):
        actions.hand_in_pages(lesson=lesson, by=Actor(world.teacher), now=NOW)
    assert len(order(lesson)) == 1


def test_one_page_of_the_last_revision_is_exchanged(
    world, lesson, hand_in, collect, django_capture_on_commit_callbacks, signed_in
):
    first = hand_in(world.teacher, 3)
    files = stored()
    client = signed_in(world.teacher)
    page = reverse("lessons:plan_pages", args=[lesson.pk])
    arrange = reverse("lessons:page_arrange", args=[lesson.pk])
    assert "Bắt đầu từ các trang của bản 1" in client.get(page).text
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            client.post(arrange, {"again": 1})
        assert len(order(lesson)) == 3
        client.post(arrange, {"off": order(lesson)[1]})
    # The first revision still shows what was taken out.
    assert stored() == files
    collect(world.teacher, 1, first=7)
    second = hand_in(world.teacher)
    assert (second.number, second.pages.count()) == (2, 3)
    assert first.pages.count() == 3


def test_the_same_pages_again_are_no_new_revision_and_wait_no_longer(
    world, lesson, hand_in, django_capture_on_commit_callbacks
):
    first = hand_in(world.teacher, 2)
    files = stored()
    with django_capture_on_commit_callbacks(execute=True):
        actions.collect_again(lesson=lesson, revision=first, by=Actor(world.teacher))
        assert hand_in(world.teacher) == first
    assert (order(lesson), stored()) == ([], files)


def test_files_of_a_page_that_nobody_handed_in_go_with_it(
    world, lesson, collect, django_capture_on_commit_callbacks
):
    [page] = collect(world.teacher, 1)
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            actions.take_page_out(lesson=lesson, page=page, by=Actor(world.teacher))
    assert stored() == set()


def test_a_page_that_was_handed_in_stays_in_its_revision(world, lesson, hand_in):
    revision = hand_in(world.teacher, 2)
    for page in revision.pages.all():
        actions.take_page_out(lesson=lesson, page=page, by=Actor(world.teacher))
        actions.move_page(lesson=lesson, page=page, step=1, by=Actor(world.teacher))
    assert revision.pages.count() == 2


# --- reading ---------------------------------------------------------------------------------
def test_who_sees_which_page(world, lesson, hand_in, collect, signed_in):
    handed_in = hand_in(world.teacher, 1).pages.get()
    [waiting] = collect(world.teacher, 1, first=5)
    for person, one, other in (
        (world.teacher, 200, 200),
        (world.subject_head, 200, 404),
        (world.principal, 200, 404),
        (world.cluster_head, 200, 200),
        (world.far_teacher, 404, 404),
        (world.officer, 404, 404),
    ):
        client = signed_in(person)
        assert client.get(image(handed_in)).status_code == one, person
        assert client.get(image(waiting)).status_code == other, person
    answer = signed_in(world.teacher).get(image(handed_in, "print"))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer["Cache-Control"]


def test_a_withdrawn_revision_is_seen_by_who_handed_it_in_alone(
    world, hand_in, signed_in
):
    revision = hand_in(world.teacher, 1)
    actions.withdraw_revision(
        revision=revision, by=Actor(world.teacher), reason="Nhầm", now=NOW
    )
    page = revision.pages.get()
    read = reverse("lessons:revision_read", args=[revision.plan_id, 1])
    for person, status in ((world.teacher, 200), (world.subject_head, 404)):
        assert signed_in(person).get(image(page)).status_code == status
        assert signed_in(person).get(read).status_code == status


def test_colleagues_read_it_and_comment_on_a_page(world, hand_in, signed_in):
    revision = hand_in(world.teacher, 2)
    plan = revision.plan
    read = reverse("lessons:revision_read", args=[plan.pk, 1])
    page = signed_in(world.subject_head).get(read)
    assert "Trang 2/2" in page.text
    assert "?phan=p2#viet" in page.text
    say(plan, world.subject_head, "Chữ hơi mờ", section="p2")
    said = signed_in(world.subject_head).get(read).text
    assert said.index('id="p2"') < said.index("Chữ hơi mờ")
    assert PlanComment.objects.get().section == "p2"
    # The teacher comments on nothing of the own plan.
    assert "?phan=" not in signed_in(world.teacher).get(read).text


def test_the_bank_shows_the_pages(world, hand_in, signed_in):
    revision = hand_in(world.teacher, 2)
    press("agree", revision.plan, world.cluster_head)
    address = reverse("lessons:bank_plan", args=[revision.plan_id])
    page = signed_in(world.principal).get(address)
    assert image(revision.pages.first(), "screen") in page.text


def test_changed_pages_stand_beside_each_other(
    world, lesson, hand_in, collect, signed_in
):
    first = hand_in(world.teacher, 3)
    actions.collect_again(lesson=lesson, revision=first, by=Actor(world.teacher))
    one, _two, three = collected_pages(lesson)
    by = Actor(world.teacher)
    actions.move_page(lesson=lesson, page=one, step=1, by=by)
    actions.take_page_out(lesson=lesson, page=three, by=by)
    collect(world.teacher, 1, first=8)
    hand_in(world.teacher)
    address = reverse("lessons:plan_compare", args=[first.plan_id])
    page = signed_in(world.subject_head).get(address).text
    # The first two changed places; the third is another picture.
    assert "Trang 2: không đổi" in page
    assert "Trang 1: chuyển chỗ, bản trước là trang 2" in page
    shown = [image(old, "screen") in page for old in first.pages.order_by("order")]
    assert shown == [False, False, True]
    assert image(newest(first.plan).pages.last(), "screen") in page


def test_a_file_after_photos_stands_beside_them(world, plan, hand_in, signed_in):
    hand_in(world.teacher, 1)
    page = signed_in(world.subject_head).get(
        reverse("lessons:plan_compare", args=[plan.pk])
    )
    assert reverse("lessons:revision_read", args=[plan.pk, 2]) in page.text


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_no_questions(
    world, lesson, hand_in, collect, signed_in, queries, count
):
    revision = hand_in(world.teacher, count)
    collect(world.teacher, count, first=9)
    client = signed_in(world.teacher)
    asked = {
        name: queries(client, reverse(f"lessons:{name}", args=args))
        for name, args in (
            ("revision_read", [revision.plan_id, 1]),
            ("plan_pages", [lesson.pk]),
            ("plan_upload", [lesson.pk]),
        )
    }
    assert asked == QUERIES


QUERIES = {"revision_read": 13, "plan_pages": 9, "plan_upload": 9}


# --- two at once -----------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_pages_at_the_same_moment_have_places_of_their_own(world, lesson, plan):
    def add(number):
        return actions.add_page(
            lesson=lesson,
            by=Actor(world.teacher),
            data=page_photo(number),
            key=f"key-{number}",
        )

    answers = at_once(lambda: add(1), lambda: add(2))
    assert not [one for one in answers if isinstance(one, Exception)]
    assert sorted(collected_pages(lesson).values_list("order", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_one_photo_sent_twice_at_the_same_moment_is_one_page(world, lesson, plan):
    def add():
        return actions.add_page(
            lesson=lesson, by=Actor(world.teacher), data=page_photo(1), key="key-1"
        )

    answers = at_once(add, add)
    pages = [one for one in answers if isinstance(one, PlanPage)]
    assert len({page.pk for page in pages}) == 1
    assert PlanPage.objects.count() == 1
    assert len(stored()) == 2


@pytest.mark.django_db(transaction=True)
def test_handed_in_twice_at_the_same_moment_is_one_revision(
    world, lesson, plan, collect
):
    collect(world.teacher, 2)

    def press_it():
        return actions.hand_in_pages(lesson=lesson, by=Actor(world.teacher), now=NOW)

    answers = at_once(press_it, press_it, press_it)
    assert len({one.pk for one in answers}) == 1
    assert PlanRevision.objects.filter(kind="photos").count() == 1
    assert order(lesson) == []
