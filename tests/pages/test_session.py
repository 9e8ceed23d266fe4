"""The session page: what stands on it, for whom, with which buttons, at what price."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.models import Document, SchoolYear
from clusters.partial_dates import PartialDate
from lessons.models import LessonPlan, PlanAuthor, Teaching
from reports.models import Article, Photo
from sessions import actions
from sessions.models import (
    Attendance,
    Decision,
    DecisionOwner,
    Group,
    Item,
    LessonTeacher,
    Part,
    SessionDocument,
    StatedTotal,
)
from sessions.page import Line
from tests import builders
from tests.figures import record
from tests.sessions.helpers import actor, scheduled


@pytest.fixture
def make(world):
    def make(rows: int = 1, **fields):
        """A session of today with `rows` rows of everything that the page shows."""
        fields.setdefault("state", "scheduled")
        fields.setdefault("title", "Áp suất chất lỏng")
        fields.setdefault("on", timezone.localdate())
        exchange = builders.make_exchange(
            cluster=world.north,
            host=world.host,
            schools=[world.host, world.guest],
            by=world.cluster_head,
            **fields,
        )
        part = exchange.parts.get()
        for number in range(1, rows + 1):
            Part.objects.create(
                exchange=exchange, order=number + 1, title=f"Buổi phụ {number}"
            )
            Group.objects.create(part=part, order=number, name=f"Nhóm {number}")
            builders.make_lesson(exchange, klass=f"8A{number}", topic=f"Bài {number}")
            entry = builders.make_roster_entry(
                exchange,
                f"Người thứ {number}",
                unit=exchange.units.first(),
                capacities=["chair"],
            )
            Attendance.objects.create(
                entry=entry, part=part, how="button", at=timezone.now()
            )
            item = Item.objects.create(
                exchange=exchange, order=number, kind="speech", text=f"Ý kiến {number}"
            )
            item.said_by.add(entry)
            decision = Decision.objects.create(
                exchange=exchange,
                order=number,
                text=f"Việc {number}",
                due=PartialDate(2027, 3, 31),
            )
            DecisionOwner.objects.create(decision=decision, order=1, school=world.host)
            DecisionOwner.objects.create(
                decision=decision, order=2, cluster=world.north
            )
            document = Document.objects.create(
                type_as_printed="công văn",
                number=f"{number}/KH-PGDĐT",
                issued_on=PartialDate(2023, 9, 5),
                issuer_as_printed="Phòng GD&ĐT",
                summary="về sinh hoạt chuyên môn",
            )
            SessionDocument.objects.create(
                exchange=exchange,
                document=document,
                order=number,
                opening_words="Căn cứ",
            )
            StatedTotal.objects.create(
                exchange=exchange, order=number, text=f"{number} giáo viên"
            )
        return exchange

    return make


@pytest.fixture
def page(signed_in):
    def page(person, exchange):
        return signed_in(person).get(reverse("session", args=[exchange.pk]))

    return page


def test_everything_that_was_typed_stands_on_the_page(world, make, page):
    text = page(world.teacher, make()).text
    for words in (
        "Áp suất chất lỏng",
        "Buổi phụ 1",
        "Nhóm 1",
        "8A1",
        "Bài 1",
        "Vàng Thị Mai",
        "Người thứ 1",
        "Ý kiến 1",
        "Việc 1",
        "PTDTBT THCS Nậm Xuân, Cụm 1 · 31/03/2027",
        "Căn cứ công văn 1/KH-PGDĐT ngày 05/09/2023 của Phòng GD&amp;ĐT về sinh hoạt chuyên môn",
        "1 giáo viên",
        "THCS Pa Sương",
    ):
        assert words in text, words


def test_several_names_of_one_line_stand_in_their_order_however_they_are_stored(
    world, make, page
):
    exchange = make()
    decision = Decision.objects.get()
    decision.owners.all().delete()
    DecisionOwner.objects.create(decision=decision, order=3, text="các tổ")
    DecisionOwner.objects.create(decision=decision, order=1, cluster=world.north)
    DecisionOwner.objects.create(decision=decision, order=2, school=world.host)
    text = page(world.teacher, exchange).text
    assert "Cụm 1, PTDTBT THCS Nậm Xuân, các tổ · 31/03/2027" in text


def test_a_document_is_shown_as_it_was_written_where_it_was(world, make, page):
    exchange = make()
    Document.objects.update(raw="Căn cứ công văn số 1000 /KH-PGDĐT;")
    text = page(world.teacher, exchange).text
    assert "Căn cứ công văn số 1000 /KH-PGDĐT;" in text
    assert "về sinh hoạt chuyên môn" not in text


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("who", "asked"), [("teacher", 12), ("cluster_head", 12), ("officer", 12)]
)
def test_the_page_asks_twelve_questions_whatever_it_holds(
    world, make, signed_in, queries, rows, who, asked
):
    address = reverse("session", args=[make(rows).pk])
    assert queries(signed_in(getattr(world, who)), address) == asked


def test_the_figure_of_the_page_is_its_dearest_reading(world, make, signed_in, queries):
    address = reverse("session", args=[make(3).pk])
    dearest = max(
        queries(signed_in(getattr(world, who)), address)
        for who in (
            "teacher",
            "subject_head",
            "principal",
            "cluster_head",
            "officer",
            "admin",
        )
    )
    assert dearest == 12
    record("session_page_queries", dearest)


def test_strangers_do_not_learn_that_it_exists(world, make, page):
    exchange = make(title="Ong mật bí mật")
    for who in ("far_teacher", "far_principal", "other_officer"):
        answer = page(getattr(world, who), exchange)
        assert answer.status_code == 404
        assert "bí mật" not in answer.text


def test_a_draft_is_seen_by_its_makers_only(world, make, page):
    exchange = make(state="draft")
    codes = {
        who: page(getattr(world, who), exchange).status_code
        for who in ("teacher", "subject_head", "principal", "cluster_head", "officer")
    }
    assert codes == {
        "teacher": 404,
        "subject_head": 404,
        "principal": 200,
        "cluster_head": 200,
        "officer": 404,
    }


def test_nobody_signed_in_is_sent_to_the_door(client, make):
    answer = client.get(reverse("session", args=[make().pk]))
    assert answer.status_code == 302


@pytest.mark.parametrize("state", ["cancelled", "draft"])
def test_a_cancelled_or_returned_session_says_why(world, make, page, state):
    exchange = make(state=state)
    exchange.state_reason = "Bão số 5, đường sạt lở"
    exchange.save()
    assert "Bão số 5, đường sạt lở" in page(world.cluster_head, exchange).text


def test_a_postponed_part_says_why(world, make, page):
    exchange = make()
    exchange.parts.filter(order=1).update(
        state="postponed", state_reason="Nhà trường mất điện"
    )
    assert "Nhà trường mất điện" in page(world.teacher, exchange).text


@pytest.fixture
def all_day(world, make):
    """Makes sessions whose parts have no hour, so that people check in all day."""

    def make_all_day(**fields):
        exchange = make(**fields)
        exchange.parts.update(starts_at=None)
        return exchange

    return make_all_day


def test_one_press_on_the_page_checks_in_whoever_is_on_the_list(world, all_day, page):
    exchange = all_day()
    builders.make_roster_entry(exchange, world.teacher)
    # make() gives the session a second part on another day.
    part = exchange.parts.first()
    answer = page(world.teacher, exchange)
    assert answer.context["check_in_part"] == part
    # On the card for a computer, in the bar for a phone.
    assert answer.text.count(f'name="part" value="{part.pk}"') == 2
    assert page(world.subject_head, exchange).context["check_in_part"] is None
    tomorrow = all_day(on=timezone.localdate() + timedelta(days=1))
    builders.make_roster_entry(tomorrow, world.teacher)
    answer = page(world.teacher, tomorrow)
    assert answer.context["check_in_part"] is None
    assert 'id="check-in"' not in answer.text


def test_who_has_checked_in_is_told_so(world, all_day, page):
    exchange = all_day()
    entry = builders.make_roster_entry(exchange, world.teacher)
    for part in exchange.parts.all():
        Attendance.objects.create(
            entry=entry, part=part, how="button", at=timezone.now()
        )
    answer = page(world.teacher, exchange)
    assert answer.context["checked_in"] is True
    assert answer.context["check_in_part"] is None


def test_who_missed_it_finds_the_page_that_says_who_enters_it(world, make, page):
    exchange = make(state="held", on=timezone.localdate() - timedelta(days=9))
    builders.make_roster_entry(exchange, world.teacher)
    address = f'href="{reverse("sessions:check_in", args=[exchange.pk])}"'
    assert address in page(world.teacher, exchange).text
    assert address not in page(world.subject_head, exchange).text


def test_the_list_of_presence_is_offered_to_those_who_keep_it(world, all_day, page):
    exchange = all_day()
    builders.make_roster_entry(exchange, world.teacher)
    address = reverse("sessions:desk", args=[exchange.pk])
    offered = {
        name
        for name in ("teacher", "subject_head", "principal", "cluster_head", "officer")
        if address in page(getattr(world, name), exchange).text
    }
    assert offered == {"principal", "cluster_head"}


def test_presence_counts_the_part_of_today_only(world, make, page):
    exchange = make(rows=2)
    other = exchange.parts.get(order=2)
    only_before = builders.make_roster_entry(exchange, "Chỉ dự buổi trước")
    Attendance.objects.create(
        entry=only_before, part=other, how="paper", at=timezone.now()
    )
    facts = page(world.teacher, exchange).context["facts"]
    assert (facts.present, facts.expected) == (2, 3)


def test_a_group_is_shown_and_not_counted_as_a_person(world, make, page):
    exchange = make()
    builders.make_roster_entry(
        exchange, "các đồng chí GV dạy Văn – Toán – Anh lớp 9", kind="group"
    )
    answer = page(world.teacher, exchange)
    assert answer.context["facts"].expected == 1
    assert "các đồng chí GV dạy Văn – Toán – Anh lớp 9" in answer.text


def test_written_down_afterwards_everybody_on_the_list_was_there(world, make, page):
    exchange = make(state="held", recorded=True, on=date(2023, 12, 7))
    Attendance.objects.all().delete()
    facts = page(world.teacher, exchange).context["facts"]
    assert (facts.present, facts.expected, facts.marks_attendance) == (1, 1, False)


def test_a_part_without_a_day_never_shows_the_sessions_day(world, make, page):
    exchange = make(state="held", on=date(2023, 12, 7), recorded=True)
    exchange.parts.update(on=None, on_sort=None)
    shown = page(world.teacher, exchange).context["parts"]
    assert [part.when for part in shown] == ["", ""]


def steps(answer) -> list[tuple[str, str]]:
    """Each step with how it looks."""
    return [
        (
            step.label.split(":")[0],
            "done"
            if step.done
            else "off"
            if step.off
            else "now"
            if step.now
            else "later",
        )
        for step in answer.context["steps"]
    ]


def test_the_steps_of_a_session_under_way(world, make, page):
    exchange = make()
    assert [look for _label, look in steps(page(world.teacher, exchange))] == [
        "done",
        "now",
        "later",
        "later",
        "later",
    ]
    exchange.parts.filter(order=1).update(state="held")
    assert [look for _label, look in steps(page(world.teacher, exchange))] == [
        "done",
        "done",
        "now",
        "later",
        "later",
    ]


def test_a_proposed_session_waits_at_its_first_step(world, make, page):
    answer = page(world.teacher, make(state="proposed"))
    assert steps(answer)[0][1] == "now"


def test_nothing_of_a_cancelled_session_is_next(world, make, page):
    answer = page(world.teacher, make(state="cancelled"))
    assert {look for _label, look in steps(answer)} == {"off"}


def verbs(answer) -> list[str]:
    return [move.verb for move in answer.context["moves"]]


@pytest.mark.parametrize(
    ("state", "who", "expected"),
    [
        ("draft", "cluster_head", ["propose"]),
        ("proposed", "cluster_head", ["approve", "back_to_draft", "cancel"]),
        ("proposed", "principal", []),
        ("scheduled", "cluster_head", ["hold", "back_to_draft", "cancel"]),
        ("scheduled", "teacher", []),
        ("scheduled", "officer", []),
        ("held", "cluster_head", ["close", "back_to_draft"]),
        ("closed", "cluster_head", []),
        ("cancelled", "cluster_head", []),
    ],
)
def test_the_buttons_are_those_of_the_reader_and_the_state(
    world, make, page, state, who, expected
):
    assert verbs(page(getattr(world, who), make(state=state))) == expected


@pytest.mark.parametrize(
    ("state", "who", "days", "loud", "others"),
    [
        ("draft", "cluster_head", 7, "propose", []),
        ("proposed", "cluster_head", 7, "approve", ["back_to_draft", "cancel"]),
        # Before its day nothing is to do but to tell everyone.
        ("scheduled", "cluster_head", 7, "zalo", ["back_to_draft", "cancel"]),
        ("scheduled", "cluster_head", 0, "hold", ["back_to_draft", "cancel"]),
        ("held", "cluster_head", -7, "news_draft", ["close", "back_to_draft"]),
        ("held", "principal", -7, "news_draft", []),
        ("scheduled", "teacher", 7, "", []),
        ("cancelled", "cluster_head", 7, "", []),
    ],
)
def test_the_loud_button_is_the_next_step_and_no_way_back(
    world, make, page, state, who, days, loud, others
):
    exchange = make(rows=0, state=state, on=timezone.localdate() + timedelta(days=days))
    answer = page(getattr(world, who), exchange)
    step = answer.context["next_step"]
    addresses = {
        "": None,
        "zalo": reverse("sessions:zalo", args=[exchange.pk]),
        "news_draft": reverse("reports:news_draft", args=[exchange.pk]),
    }
    address = addresses.get(
        loud, reverse("sessions:move", args=[exchange.pk, loud]) if loud else None
    )
    assert (step and step.address) == address
    assert [move.verb for move in answer.context["other_moves"]] == others
    if loud:
        assert answer.text.count("btn-primary") >= 1


def test_closing_the_file_is_next_once_the_news_are_out(world, make, page):
    exchange = make(rows=0, state="held")
    article = Article.objects.create(
        title="Bản tin",
        state="published",
        cluster=world.north,
        published_at=timezone.now(),
    )
    article.exchanges.add(exchange)
    answer = page(world.cluster_head, exchange)
    assert answer.context["next_step"].address == reverse(
        "sessions:move", args=[exchange.pk, "close"]
    )


def test_deleting_is_offered_while_nobody_was_told(world, make, page):
    exchange = make(state="draft")
    Attendance.objects.all().delete()
    assert page(world.cluster_head, exchange).context["may_delete"] is True
    exchange.units.update(reply="yes", replied_at=timezone.now())
    assert page(world.cluster_head, exchange).context["may_delete"] is False


def test_typed_markup_is_text(world, make, page):
    exchange = make(title="<script>alert(1)</script>")
    text = page(world.teacher, exchange).text
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_a_hundred_and_fifty_people_fold_away_by_school(world, make, page, queries):
    exchange = make()
    for number in range(150):
        builders.make_roster_entry(
            exchange, f"Giáo viên {number}", unit=exchange.units.last()
        )
    answer = page(world.teacher, exchange)
    assert answer.text.count('<details class="fold">') == 2
    assert answer.context["facts"].expected == 151


def test_a_step_counts_people_and_only_known_numbers_of_groups(world, make, page):
    exchange = make()
    part = exchange.parts.get(order=1)
    exchange.parts.filter(pk=part.pk).update(state="held")
    for words, announced, came in (
        ("Ban giám hiệu", None, None),
        ("GV Toán", 9, None),
        ("GV Văn", 9, 5),
    ):
        entry = builders.make_roster_entry(
            exchange, words, kind="group", group_count=announced
        )
        Attendance.objects.create(
            entry=entry, part=part, how="paper", at=timezone.now(), number=came
        )
    step = page(world.teacher, exchange).context["steps"][1]
    assert "15 " in step.note


def test_photos_are_told_by_their_caption_or_their_lesson(
    world, make, signed_in, queries
):
    exchange = make(rows=2)
    for number, caption in enumerate(("Cả lớp thảo luận", "", "")):
        Photo.objects.create(
            exchange=exchange,
            lesson=exchange.lessons.first() if number < 2 else None,
            order=number,
            caption=caption,
            width=4,
            height=3,
            sha256="0" * 64,
        )
    client = signed_in(world.teacher)
    address = reverse("session", args=[exchange.pk])
    text = client.get(address).text
    assert 'alt="Cả lớp thảo luận"' in text
    assert 'alt="8A1 · Vàng Thị Mai"' in text
    assert queries(client, address) == 12


@pytest.mark.parametrize(
    ("who", "titles"),
    [
        ("teacher", ["Đã đăng"]),
        ("cluster_head", ["Chờ duyệt", "Nháp", "Đã đăng"]),
        ("officer", ["Chờ duyệt", "Đã đăng"]),
    ],
)
def test_news_that_are_not_published_are_shown_to_those_who_make_them(
    world, make, page, who, titles
):
    exchange = make(state="held")
    for title, state in (
        ("Đã đăng", "published"),
        ("Nháp", "draft"),
        ("Chờ duyệt", "in_review"),
    ):
        article = Article.objects.create(
            title=title,
            state=state,
            cluster=world.north,
            published_at=timezone.now() if state == "published" else None,
        )
        article.exchanges.add(exchange)
    shown = page(getattr(world, who), exchange).context["papers"].articles
    assert [one.title for one in shown] == titles


@pytest.mark.parametrize(
    ("state", "edited"), [("held", True), ("closed", False), ("cancelled", False)]
)
def test_a_closed_file_offers_no_edit_but_still_news(world, make, page, state, edited):
    answer = page(world.cluster_head, make(state=state))
    assert ("hx-get=" in answer.text) is edited
    assert bool(answer.context["news_to_write"]) is (state != "cancelled")


def test_a_session_led_by_a_school_leads_back_to_its_year_or_its_kind(
    world, page, signed_in
):
    exchange = builders.make_exchange(
        lead=world.host, host=world.host, schools=[world.host], state="held"
    )
    crumb = page(world.teacher, exchange).context["crumb"]
    assert crumb["query"] == "?loai=lesson_study"
    exchange.school_year = SchoolYear.objects.get_or_create(
        label="2026-2027",
        defaults={"starts_on": date(2026, 8, 1), "ends_on": date(2027, 7, 31)},
    )[0]
    exchange.save()
    crumb = page(world.teacher, exchange).context["crumb"]
    assert crumb == {"words": "2026-2027", "query": "?nam=2026-2027"}


def test_a_part_without_a_title_is_named_by_what_it_is_for(world, make, page):
    exchange = make(rows=0)
    exchange.parts.update(title="", purposes=["teach", "draw_lessons"])
    [part] = page(world.teacher, exchange).context["parts"]
    assert part.heading == "Dạy minh họa, rút kinh nghiệm"
    exchange.parts.update(purposes=[])
    [part] = page(world.teacher, exchange).context["parts"]
    assert part.heading
    Part.objects.create(exchange=exchange, order=2)
    first, second = page(world.teacher, exchange).context["parts"]
    assert first.heading != second.heading
    assert "2" in second.heading


def test_a_session_of_a_past_day_is_not_yet_marked_as_held(world, make, page):
    exchange = make(rows=0, on=date(2026, 1, 5))
    step = page(world.cluster_head, exchange).context["steps"][1]
    assert step.note.startswith("05/01")
    assert step.now


def test_news_that_are_published_end_the_cycle(world, make, page):
    exchange = make(state="held")
    exchange.parts.update(state="held")
    article = Article.objects.create(
        title="Bản tin", state="draft", cluster=world.north, created_by=world.principal
    )
    article.exchanges.add(exchange)
    assert page(world.principal, exchange).context["steps"][-1].done is False
    Article.objects.update(state="published", published_at=timezone.now())
    assert page(world.principal, exchange).context["steps"][-1].done is True


def test_moves_of_a_part_follow_its_state(world, make, page):
    exchange = make()
    first = exchange.parts.get(order=1)

    def verbs_of_first() -> list[str]:
        shown = page(world.cluster_head, exchange).context["parts"][0]
        return [verb for verb, _words in shown.moves]

    assert verbs_of_first() == ["hold", "postpone", "cancel"]
    exchange.parts.filter(pk=first.pk).update(state="postponed", state_reason="Mưa")
    assert verbs_of_first() == ["plan", "cancel"]
    tomorrow = timezone.localdate() + timedelta(days=1)
    exchange.parts.filter(pk=first.pk).update(
        state="planned", on=PartialDate.of(tomorrow), on_sort=tomorrow
    )
    assert verbs_of_first() == ["postpone", "cancel"]
    assert page(world.teacher, exchange).context["parts"][0].moves == []


def test_a_lesson_shows_its_plan_to_those_who_see_plans(world, make, page):
    exchange = make(rows=0)
    lesson = builders.make_lesson(exchange, teacher=world.teacher, topic="Áp suất")
    second = LessonTeacher(lesson=lesson, order=2, name_as_printed="Lò Văn Inh")
    second.save()
    plan = LessonPlan.objects.create(title="Kế hoạch", state="submitted")
    Teaching.objects.create(lesson=lesson, plan=plan)
    PlanAuthor.objects.create(plan=plan, order=1, user=world.teacher)
    seen = {
        who: page(getattr(world, who), exchange).context["lessons"][0].may_see_plan
        for who in ("teacher", "subject_head", "principal", "officer")
    }
    assert seen == {
        "teacher": True,
        "subject_head": True,
        "principal": True,
        "officer": False,
    }
    [row] = page(world.teacher, exchange).context["lessons"]
    assert row.teachers == ["Vàng Thị Mai", "Lò Văn Inh"]
    assert row.line == "8A2 · Vàng Thị Mai, Lò Văn Inh"
    address = reverse("lessons:plan", args=[plan.pk])
    assert address in page(world.teacher, exchange).text
    assert address not in page(world.officer, exchange).text


def test_a_decision_is_due_as_people_wrote_it_or_from_its_dates():
    def line(a="", b="", c="", d=""):
        return Line(1, 0, "open", "Việc", a, b, c, d, "", [])

    assert line(a="ngày 31/3 và 1/4", b="2023-03-31").due_words == "ngày 31/3 và 1/4"
    assert line(b="2023-03-31", c="2023-04-01").due_words == "31/03/2023 – 01/04/2023"
    assert line(d="hằng tháng").due_words == "hằng tháng"


def test_who_can_not_be_named_stands_under_the_organisation_of_the_list(
    world, make, page
):
    exchange = make(rows=0)
    builders.make_roster_entry(
        exchange, "TS Nguyễn Văn A", organisation_as_printed="Trường Đại học Sư phạm"
    )
    [group] = page(world.teacher, exchange).context["facts"].people
    assert (group.label, group.people[0].name) == (
        "Trường Đại học Sư phạm",
        "TS Nguyễn Văn A",
    )


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (("", "Căn cứ", "QĐ", "1122", "", ""), "Căn cứ QĐ 1122"),
        (
            ("", "", "công văn", "1000/KH", "2023-09", "về cụm"),
            "công văn 1000/KH tháng 9/2023 về cụm",
        ),
    ],
)
def test_a_document_says_only_what_is_known_of_it(columns, words):
    assert Line(1, 0, "basis", *columns, []).document_words == words


def test_a_lesson_without_a_teacher_stands_on_the_page(world, make, page):
    exchange = make(rows=0)
    builders.make_lesson(exchange, topic="Áp suất").teachers.all().delete()
    [row] = page(world.teacher, exchange).context["lessons"]
    assert (row.teachers, row.mine) == ([], False)


def test_a_guest_schools_leader_is_asked_and_may_change_the_answer(world, make, page):
    exchange = make()
    guest = exchange.units.get(school=world.guest)
    address = reverse("sessions:reply", args=[exchange.pk, guest.pk])
    asked = f'id="h-reply-{guest.pk}"'
    assert asked in page(world.guest_principal, exchange).text
    assert "h-reply-" not in page(world.principal, exchange).text
    assert "h-reply-" not in page(world.teacher, exchange).text
    exchange.units.filter(pk=guest.pk).update(reply="yes", replied_at=timezone.now())
    answered = page(world.guest_principal, exchange).text
    assert asked not in answered
    assert address in answered
    assert address not in page(world.teacher, exchange).text


def test_a_school_that_leads_is_not_asked_whether_it_comes(world, page):
    """Also where nobody ticked "organiser" for it."""
    exchange = builders.make_exchange(
        lead=world.host,
        schools=[world.host, world.guest],
        state="scheduled",
        on=timezone.localdate() + timedelta(days=7),
    )
    answer = page(world.principal, exchange)
    assert answer.context["my_units"] == []
    assert "h-reply-" not in answer.text
    assert [(shown.unit.label, shown.awaited) for shown in answer.context["units"]] == [
        ("PTDTBT THCS Nậm Xuân", False),
        ("THCS Pa Sương", True),
    ]
    assert answer.context["duty"].school == "PTDTBT THCS Nậm Xuân"


def test_an_organiser_is_waited_for_until_it_agreed(world, page):
    exchange = builders.make_exchange(
        lead=world.host, schools=[world.host, world.guest], state="proposed"
    )
    exchange.units.update(organises=True)
    awaited = [
        shown.awaited for shown in page(world.principal, exchange).context["units"]
    ]
    assert awaited == [True, True]
    exchange.units.update(reply="yes", replied_at=timezone.now())
    awaited = [
        shown.awaited for shown in page(world.principal, exchange).context["units"]
    ]
    assert awaited == [False, False]


def test_the_host_is_told_what_it_does_and_how_far_it_is(world, make, page):
    def levels(exchange) -> list[str]:
        return [
            check.level
            for check in page(world.principal, exchange).context["duty"].checks
        ]

    exchange = make(rows=0)
    assert levels(exchange) == ["ok", "warn", "warn"]
    builders.make_lesson(exchange)
    exchange.units.filter(school=world.guest).update(
        reply="no", replied_at=timezone.now()
    )
    assert levels(exchange) == ["ok", "ok", "ok"]
    exchange.parts.update(site=None)
    exchange.lessons.get().teachers.all().delete()
    assert levels(exchange) == ["warn", "warn", "ok"]
    assert levels(make(rows=0, kind="visit")) == ["ok", "warn"]
    draft = make(rows=0, kind="visit", state="draft")
    assert levels(draft) == ["ok"]


def test_where_nobody_teaches_the_page_asks_for_no_lesson(world, make, page):
    place = 'id="lessons"'
    for kind, asked in (("visit", True), ("joint_exam", False), ("signing", False)):
        exchange = make(rows=0, kind=kind)
        assert (place in page(world.cluster_head, exchange).text) is asked
    builders.make_lesson(exchange)
    assert place in page(world.cluster_head, exchange).text


@pytest.mark.parametrize(
    ("who", "state"),
    [("guest_principal", "scheduled"), ("teacher", "scheduled"), ("principal", "held")],
)
def test_only_the_hosts_leaders_have_its_duty_and_only_before(
    world, make, page, who, state
):
    assert page(getattr(world, who), make(state=state)).context["duty"] is None


@pytest.mark.parametrize(("state", "said"), [("proposed", False), ("scheduled", True)])
def test_nobody_is_missed_who_has_not_been_asked_yet(world, page, state, said):
    """What waits for approval was announced to nobody."""
    exchange = builders.make_exchange(
        lead=world.host,
        schools=[world.host, world.guest],
        state=state,
        on=timezone.localdate() + timedelta(days=7),
    )
    duty = page(world.principal, exchange).context["duty"]
    assert any("chưa trả lời" in check.text for check in duty.checks) is said


def test_a_cancelled_session_says_so_once(world, signed_in):
    exchange = scheduled(world)
    actions.cancel(
        exchange=exchange, by=actor(), now=timezone.now(), reason="Bão số 5 vào bờ"
    )
    page = signed_in(world.teacher).get(reverse("session", args=[exchange.pk])).text
    head = page.partition("steps")[0]
    assert head.count("Bão số 5 vào bờ") == 1
