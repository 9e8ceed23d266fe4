"""Choosing the kind, and the one form of a new session."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from lxml import html

from clusters import programme
from sessions import actions
from sessions.models import ExchangeSession, RosterEntry
from sessions.rows import ItemRow
from sessions.views.new import SLUGS
from tests import builders
from tests.sessions.helpers import actor, posted

STUDY = reverse("sessions:schedule", args=["nghien-cuu-bai-hoc"])
PAST_STUDY = reverse("sessions:record", args=["nghien-cuu-bai-hoc"])


@pytest.fixture(autouse=True)
def before_the_days():
    """The days typed below lie ahead, whenever the tests run: a day that is over is asked about."""
    with time_machine.travel("2026-11-20T09:00:00+07:00"):
        yield


@pytest.fixture
def head(world, signed_in):
    return signed_in(world.cluster_head)


@pytest.fixture
def principal(world, signed_in):
    return signed_in(world.principal)


def send(client, url, **changes):
    return client.post(url, posted(client.get(url), **changes))


@pytest.mark.parametrize("past", [False, True])
def test_every_kind_is_a_card_that_leads_to_its_form(world, principal, past):
    name = "sessions:record" if past else "sessions:schedule"
    page = principal.get(reverse("sessions:record" if past else "sessions:new"))
    for slug in SLUGS:
        address = reverse(name, args=[slug])
        assert f'href="{address}"' in page.text
        assert principal.get(address).status_code == 200
    assert principal.get(reverse(name, args=["khong-co"])).status_code == 404


@pytest.mark.parametrize("who", ["teacher", "far_teacher", "admin"])
def test_who_leads_nothing_makes_no_sessions(world, signed_in, who):
    client = signed_in(getattr(world, who))
    for url in (reverse("sessions:new"), reverse("sessions:record"), STUDY, PAST_STUDY):
        assert client.get(url).status_code == 403
        # What only offers kinds takes no form.
        takes_one = url in (STUDY, PAST_STUDY)
        assert client.post(url).status_code == (403 if takes_one else 405)
    assert not ExchangeSession.objects.exists()


def test_the_day_pressed_in_the_calendar_fills_both_meetings(world, principal):
    page = principal.get(reverse("sessions:new"), {"ngay": "2026-11-26"})
    assert f'href="{STUDY}?ngay=2026-11-26"' in page.text
    form = principal.get(STUDY, {"ngay": "2026-11-26"})
    assert 'value="2026-11-26"' in form.text
    assert 'value="2026-12-03"' in form.text


def test_five_fields_make_a_lesson_study_of_the_cluster(world, head):
    answer = send(
        head,
        STUDY,
        **{
            "lessons-0-subject": "KHTN",
            "lessons-0-klass": "8A2",
            "lessons-0-topic": "Áp suất chất lỏng",
            "lessons-0-teachers": "Vàng Thị Mai · PTDTBT THCS Nậm Xuân",
            "parts-0-on": "26/11/2026",
            "parts-0-starts_at": "13:30",
            "parts-0-place_as_printed": "phòng Hội đồng",
            "then": "announce",
        },
    )
    exchange = ExchangeSession.objects.get()
    assert (answer.status_code, answer.url) == (
        302,
        reverse("session", args=[exchange.pk]),
    )
    assert (exchange.state, exchange.title, exchange.lead, exchange.cluster) == (
        "scheduled",
        "Áp suất chất lỏng",
        world.north,
        world.north,
    )
    first, second = exchange.parts.all()
    assert (first.title, first.on.exact, first.starts_at) == (
        "Thống nhất kế hoạch bài dạy",
        date(2026, 11, 26),
        time(13, 30),
    )
    # Left without a day and a time, the second meeting comes a week later at the same time.
    assert (second.title, second.on.exact, second.starts_at) == (
        "Dạy minh họa và rút kinh nghiệm",
        date(2026, 12, 3),
        time(13, 30),
    )
    assert (first.purposes, second.purposes) == (
        ["agree_plan"],
        ["teach", "draw_lessons"],
    )
    # The head's own school hosts; every school of the cluster is invited.
    assert [(one.school, one.hosts, one.invited) for one in exchange.units.all()] == [
        (world.host, False, True),
        (world.guest, True, True),
    ]
    lesson = exchange.lessons.get()
    assert (lesson.part, lesson.school) == (second, world.host)
    assert lesson.teachers.get().user == world.teacher


def test_a_subject_heads_session_is_of_the_only_cluster_of_his_school_and_invites_it(
    world, signed_in
):
    client = signed_in(world.subject_head)
    form = client.get(STUDY).text
    assert "Gửi duyệt" in form
    assert "Lưu và mời" not in form
    answer = send(
        client, STUDY, **{"title": "x", "parts-0-on": "2026-11-26", "then": "announce"}
    )
    exchange = ExchangeSession.objects.get()
    assert (exchange.state, exchange.lead, exchange.cluster) == (
        "proposed",
        world.host,
        world.north,
    )
    assert [unit.school for unit in exchange.units.all()] == [world.host, world.guest]
    shown = client.get(answer.url).text
    assert "Đã gửi duyệt. Người duyệt: Lường Văn Sơn" in shown


def test_where_two_clusters_fit_or_only_schools_meet_none_is_chosen(world, signed_in):
    client = signed_in(world.subject_head)
    send(client, reverse("sessions:schedule", args=["giao-luu"]), title="a")
    builders.make_cluster("Cụm liên huyện", schools=[world.host])
    send(client, STUDY, title="b")
    assert set(ExchangeSession.objects.values_list("title", "cluster")) == {
        ("a", None),
        ("b", None),
    }


def test_a_sunday_is_allowed_and_asked_about(world, head):
    form = posted(head.get(STUDY), title="x", then="draft")
    form |= {"parts-0-on": "2026-11-29", "parts-1-on": "2026-12-03"}
    said = head.post(STUDY, form, follow=True).text
    assert said.count("Chủ nhật, ngày 29/11/2026: các trường nghỉ Chủ nhật.") == 1
    assert ExchangeSession.objects.get().parts.first().on.exact == date(2026, 11, 29)


def test_rows_bear_numbers_and_what_is_wrong_is_listed_by_them(world, head):
    form = posted(head.get(STUDY), title="x", then="draft")
    form |= {"lessons-0-teachers": "Ai Đó", "parts-1-starts_at": "sáng"}
    page = head.post(STUDY, form).text
    assert "Tiết dạy</span> <span data-number>1</span>" in page
    assert "Buổi</span> <span data-number>2</span>" in page
    assert '<a href="#id_lessons-0-subject">Tiết dạy 1: Môn</a>' in page
    assert '<a href="#id_parts-1-starts_at">Buổi 2: Bắt đầu lúc</a>' in page


def test_what_is_wrong_with_a_list_stands_beside_it(world, principal):
    page = send(principal, STUDY, title="x", then="announce").text
    words = "Xin ghi ngày cho ít nhất một buổi trước khi gửi."
    assert f'<a href="#rows-parts">{words}</a>' in page
    beside = page.split('id="rows-parts"')[1]
    assert words in beside.split("data-rows")[0]


def test_a_principal_proposes_to_his_cluster_and_the_head_is_asked(world, principal):
    send(
        principal,
        STUDY,
        **{"parts-0-on": "2026-11-26", "title": "x", "then": "announce"},
    )
    exchange = ExchangeSession.objects.get()
    assert (exchange.state, exchange.lead) == ("proposed", world.north)


def test_of_several_leads_the_form_says_at_which_nobody_else_decides(world, principal):
    form = principal.get(STUDY).text
    assert "Gửi duyệt" in form
    assert "Nếu chủ trì là PTDTBT THCS Nậm Xuân thì không cần chờ duyệt" in form


def test_a_draft_needs_no_day(world, principal):
    send(principal, STUDY, title="Chưa rõ ngày", then="draft")
    exchange = ExchangeSession.objects.get()
    assert (exchange.state, exchange.title) == ("draft", "Chưa rõ ngày")


def test_announcing_without_a_day_is_refused_and_leaves_nothing(world, principal):
    answer = send(principal, STUDY, title="Chưa rõ ngày", then="announce")
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert 'value="Chưa rõ ngày"' in answer.text
    assert not ExchangeSession.objects.exists()


def test_a_double_press_makes_one_session(world, principal):
    fields = posted(principal.get(STUDY), title="Một lần", then="draft")
    first, second = principal.post(STUDY, fields), principal.post(STUDY, fields)
    assert first.url == second.url
    assert ExchangeSession.objects.count() == 1


def test_a_lesson_that_says_nothing_is_told_and_everything_stays(world, principal):
    answer = send(
        principal,
        STUDY,
        **{
            "lessons-0-teachers": "Lò Văn Inh",
            "parts-0-on": "31/02/2026",
            "others": "Phòng Văn hóa xã Nậm Xuân",
        },
    )
    assert answer.status_code == 200
    assert 'id="id_lessons-0-subject_error"' in answer.text
    assert 'id="id_parts-0-on_error"' in answer.text
    for typed in ("Lò Văn Inh", "31/02/2026", "Phòng Văn hóa xã Nậm Xuân"):
        assert typed in answer.text
    assert not ExchangeSession.objects.exists()


def test_adding_a_lesson_without_script_keeps_what_was_typed(world, principal):
    drawn = send(
        principal, STUDY, **{"lessons-0-topic": "Thấu kính", "add_row": "lessons"}
    )
    assert 'value="Thấu kính"' in drawn.text
    assert 'name="lessons-1-topic"' in drawn.text
    assert not ExchangeSession.objects.exists()


def test_a_school_that_is_ticked_is_not_written_again(world, head):
    answer = send(head, STUDY, others="THCS Pa Sương", then="draft")
    assert 'id="id_others_error"' in answer.text
    assert not ExchangeSession.objects.exists()


def test_many_schools_are_typed_not_ticked(world, head):
    for number in range(60):
        school = builders.make_school(f"THCS Số {number}")
        builders.ClusterMembership.objects.create(cluster=world.north, school=school)
    page = head.get(STUDY)
    assert 'name="invited"' not in page.text
    send(head, STUDY, others="THCS Số 7\nTHCS Số 3", then="draft")
    labels = [unit.label for unit in ExchangeSession.objects.get().units.all()]
    assert labels == ["THCS Pa Sương", "THCS Số 7", "THCS Số 3"]


# --- what took place --------------------------------------------------------------------------


def test_meetings_without_a_day_of_their_own_under_a_session_that_has_one(world, head):
    answer = send(head, PAST_STUDY, title="Khu Đông", on="26/11/2020")
    exchange = ExchangeSession.objects.get()
    assert answer.url == reverse("session", args=[exchange.pk])
    assert (exchange.state, exchange.recorded, str(exchange.on)) == (
        "held",
        True,
        "2020-11-26",
    )
    assert [(part.title, part.on, part.state) for part in exchange.parts.all()] == [
        ("Thống nhất kế hoạch bài dạy", None, "held"),
        ("Dạy minh họa và rút kinh nghiệm", None, "held"),
    ]
    assert set(exchange.units.values_list("took_part", flat=True)) == {True}


def test_a_session_without_any_day(world, head):
    url = reverse("sessions:record", args=["day-minh-hoa"])
    rows = {"lessons-0-subject": "KHTN", "lessons-0-klass": "7A1"}
    send(head, url, **rows, **{"lessons-0-teachers": "Trịnh Thị Thúy Thụy"})
    exchange = ExchangeSession.objects.get()
    assert (exchange.on, exchange.parts.count(), exchange.title) == (
        None,
        0,
        "KHTN 7A1",
    )
    assert exchange.lessons.get().teachers.get().user is None


def test_two_schools_and_no_cluster(world, principal):
    url = reverse("sessions:record", args=["giao-luu"])
    send(
        principal,
        url,
        **{
            "title": "Giao lưu chuyên môn",
            "parts-0-on": "17/3/2023",
            "others": "THCS Ái Mộ",
        },
    )
    exchange = ExchangeSession.objects.get()
    assert (exchange.lead, exchange.cluster) == (world.host, None)
    assert [(one.label, one.organises) for one in exchange.units.all()] == [
        ("PTDTBT THCS Nậm Xuân", True),
        ("THCS Ái Mộ", False),
    ]
    assert not RosterEntry.objects.exists()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("07/12/2023", "2023-12-07"),
        ("2023-12-07", "2023-12-07"),
        ("ngày 7 tháng 12 năm 2023", "2023-12-07"),
        ("12/2023", "2023-12"),
        ("tháng 3", "--03"),
        ("2023", "2023"),
        ("6/4", "--04-06"),
        ("", None),
    ],
)
def test_of_a_past_day_people_write_what_they_know(world, principal, typed, stored):
    url = reverse("sessions:record", args=["hoi-nghi"])
    send(principal, url, **{"title": "x", "parts-0-on": typed, "parts-0-title": "y"})
    part = ExchangeSession.objects.get().parts.get()
    assert (str(part.on) if part.on else None) == stored


def test_a_new_session_takes_its_year_from_its_day_and_its_words_from_the_cluster(
    world, head, signed_in
):
    programme.load()
    world.north.address_style = "thay_co"
    world.north.save(update_fields=["address_style"])
    days = {"parts-0-on": "2026-12-03", "parts-1-on": "2026-12-10"}
    send(head, STUDY, **{"lessons-0-subject": "Toán", **days})
    exchange = ExchangeSession.objects.get()
    assert (exchange.school_year.label, exchange.address) == ("2026-2027", "thay_co")
    send(signed_in(world.principal), STUDY, **{"lessons-0-subject": "Toán"})
    assert ExchangeSession.objects.latest("pk").school_year is None


# --- once more, and days that are over ----------------------------------------------------------


def ahead(days: int = 5) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%d/%m/%Y}"


def test_back_and_save_again_writes_into_the_same_draft(principal):
    fields = posted(principal.get(STUDY), then="draft") | {
        "title": "Lần một",
        "parts-0-on": ahead(),
    }
    first = principal.post(STUDY, fields)
    again = principal.post(STUDY, fields | {"title": "Lần hai", "parts-0-on": ahead(6)})
    assert again.url == first.url
    draft = ExchangeSession.objects.get()
    assert draft.title == "Lần hai"
    assert draft.parts.first().on.exact == timezone.localdate() + timedelta(days=6)
    announced = principal.post(
        STUDY, fields | {"title": "Lần ba", "then": "announce", "parts-0-on": ahead(6)}
    )
    assert announced.url == first.url
    draft.refresh_from_db()
    assert (draft.title, draft.state) == ("Lần ba", "proposed")


def test_a_draft_worked_on_meanwhile_is_not_written_over(principal, world):
    fields = posted(principal.get(STUDY), then="draft") | {"title": "Lần một"}
    principal.post(STUDY, fields)
    draft = ExchangeSession.objects.get()
    item = ItemRow(kind="speech", text="Chuẩn bị phòng.")
    actions.save_items(exchange=draft, rows=[item], by=actor(world.principal))
    kept = principal.post(STUDY, fields | {"title": "Lần hai"})
    assert "đã được lưu và đã có thay đổi sau đó" in kept.text
    draft.refresh_from_db()
    assert draft.title == "Lần một"
    # The very same form is only a second press.
    assert principal.post(STUDY, fields).status_code == 302


def test_a_record_sent_again_with_other_words_says_that_it_is_kept(principal):
    fields = posted(principal.get(PAST_STUDY)) | {
        "title": "Lần một",
        "parts-0-on": ahead(-5),
        "parts-1-on": ahead(-4),
    }
    first = principal.post(PAST_STUDY, fields)
    assert principal.post(PAST_STUDY, fields).url == first.url
    kept = principal.post(PAST_STUDY, fields | {"title": "Lần hai"})
    assert "đã được lưu" in kept.text
    assert ExchangeSession.objects.get().title == "Lần một"


def test_a_day_that_is_over_is_asked_about_before_it_is_announced(principal):
    fields = posted(principal.get(STUDY), then="announce") | {
        "title": "Đã qua",
        "parts-0-on": ahead(-3),
        "parts-1-on": ahead(-2),
    }
    asked = principal.post(STUDY, fields)
    assert "ngày này đã qua. Hoạt động đã diễn ra rồi phải không?" in asked.text
    assert f'formaction="{PAST_STUDY}"' in asked.text
    assert not ExchangeSession.objects.exists()
    assert principal.post(PAST_STUDY, posted(asked)).status_code == 302
    assert ExchangeSession.objects.get().recorded


def test_who_means_the_day_that_is_over_schedules_on_it(principal):
    fields = posted(principal.get(STUDY), then="announce_past") | {
        "title": "Đã qua",
        "parts-0-on": ahead(-3),
    }
    assert principal.post(STUDY, fields).status_code == 302
    assert ExchangeSession.objects.get().state == "proposed"


def test_a_later_part_on_an_earlier_day_is_allowed_and_asked_about(principal):
    fields = posted(principal.get(STUDY), then="draft") | {
        "title": "Ngược",
        "parts-0-on": ahead(9),
        "parts-1-on": ahead(3),
    }
    page = principal.post(STUDY, fields, follow=True)
    assert "Buổi 2 diễn ra trước Buổi 1. Có đúng vậy không?" in page.text


def test_enter_in_a_field_sends_nothing(principal):
    page = html.fromstring(principal.get(STUDY).text)
    first = page.xpath("//form[@data-draft]//button[@type='submit']")[0]
    assert first.get("disabled") is not None
