"""Exactly those concerned are told what changed, old → new, once; nothing of drafts and of records."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from accounts.verbs import Refused
from clusters.partial_dates import PartialDate
from sessions import actions
from sessions.models import State
from sessions.rows import PartRow, PersonRow, TeacherRow, UnitRow
from tests import builders
from tests.sessions.helpers import (
    AFTER,
    BEFORE,
    DURING,
    actor,
    details,
    part_row,
    plan,
    posted,
    recorded,
    scheduled,
)

EVERYBODY = {"Đường Thị Ân", "Lường Văn Sơn", "Vàng Thị Mai"}


@pytest.fixture
def by(world):
    return actor(world.cluster_head)


@pytest.fixture
def exchange(world):
    """Scheduled by the head of the cluster, who is told nothing of what he does himself."""
    made = scheduled(world)
    Notice.objects.all().delete()
    return made


def move(exchange, by, *, reason="Bão số 5", part=None, **changes):
    part = part or exchange.parts.first()
    names = ("title", "on", "half_day", "starts_at", "ends_at", "site", "mode")
    row = {name: getattr(part, name) for name in names}
    row["place_as_printed"] = part.place_as_printed
    row |= {"purposes": part.purposes} | changes
    actions.save_part(
        part=part, row=PartRow(pk=part.pk, **row), reason=reason, by=by, now=BEFORE
    )


def told(kind=None) -> set[str]:
    rows = Notice.objects.filter(**({"kind": kind} if kind else {}))
    return {str(one.user) for one in rows.select_related("user")}


def texts() -> set[tuple[str, str]]:
    return set(Notice.objects.values_list("title", "text"))


# --- invited --------------------------------------------------------------------------------------


def test_being_scheduled_invites_everybody_concerned_but_who_did_it(world):
    exchange = scheduled(world)
    assert told("invited") == EVERYBODY
    assert texts() == {
        (
            "Kính mời dự: Áp suất chất lỏng",
            "Thứ Năm, ngày 26/11/2026, 13:30, PTDTBT THCS Nậm Xuân",
        )
    }
    assert {one.path for one in Notice.objects.all()} == {
        reverse("session", args=[exchange.pk])
    }


def test_a_draft_a_proposal_and_a_record_are_told_to_nobody(world):
    actions.schedule(by=actor(world.cluster_head), data=plan(world), now=BEFORE)
    proposed = actions.schedule(
        by=actor(world.subject_head), data=plan(world), now=BEFORE, announce=True
    )
    assert proposed.state == State.PROPOSED
    move(proposed, actor(world.subject_head), reason="", starts_at=time(8))
    recorded(world)
    assert told() == set()


def test_each_hears_it_in_the_own_language(world):
    world.guest_principal.language = "en"
    world.guest_principal.save()
    scheduled(world)
    said = Notice.objects.get(user=world.guest_principal).title
    assert said == "Invitation: Áp suất chất lỏng"


def test_who_is_added_is_invited_who_is_taken_off_is_told(world, exchange, by):
    entry = builders.make_roster_entry(exchange, world.far_teacher)
    actions.save_roster(
        exchange=exchange,
        rows=[PersonRow(name="Cà Thị Bình", user=world.far_principal)],
        removed=[entry.pk],
        by=by,
        now=BEFORE,
    )
    assert told("invited") == {"Cà Thị Bình"}
    assert told("changed") == {"Mùa A Dơ"}
    left = Notice.objects.get(kind="changed")
    assert left.title == "Không còn trong danh sách: Áp suất chất lỏng"


def test_a_school_that_is_added_is_invited_through_who_leads_it(world, exchange, by):
    rows = [
        UnitRow(
            pk=unit.pk, school=unit.school, hosts=unit.hosts, organises=unit.organises
        )
        for unit in exchange.units.order_by("order")
    ]
    actions.save_units(
        exchange=exchange, rows=[*rows, UnitRow(school=world.far)], by=by
    )
    assert told("invited") == {"Cà Thị Bình"}
    guest = exchange.units.get(school=world.guest)
    far = exchange.units.get(school=world.far)
    Notice.objects.all().delete()
    actions.save_units(
        exchange=exchange, rows=[rows[0]], removed=[guest.pk, far.pk], by=by
    )
    assert told("changed") == {"Cà Thị Bình", "Đường Thị Ân"}


# --- changed ---------------------------------------------------------------------------------------


def test_a_changed_day_is_told_old_to_new_with_its_reason(exchange, by):
    move(exchange, by, on=PartialDate(2026, 11, 28))
    assert told("changed") == EVERYBODY
    assert texts() == {
        (
            "Thay đổi: Áp suất chất lỏng",
            "Đổi ngày: Thứ Năm, ngày 26/11/2026 → Thứ Bảy, ngày 28/11/2026. Lý do: Bão số 5",
        )
    }


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts_at": time(8)}, "Đổi giờ: 13:30 → 08:00"),
        ({"site": None}, "Đổi địa điểm: PTDTBT THCS Nậm Xuân → chưa rõ"),
        ({"mode": "online"}, "Đổi hình thức: Trực tiếp → Trực tuyến"),
        (
            {"starts_at": None, "half_day": "morning"},
            "Đổi giờ: 13:30 → Buổi sáng",
        ),
    ],
)
def test_time_place_and_way_are_told_too(exchange, by, changes, words):
    move(exchange, by, **changes)
    (_title, text) = next(iter(texts()))
    assert text.lower() == f"{words}. Lý do: Bão số 5".lower()


@pytest.mark.parametrize(
    "changes",
    [
        {"on": PartialDate(2026, 11, 28)},
        {"starts_at": time(8)},
        {"place_as_printed": "Phòng 2"},
    ],
)
def test_without_a_reason_day_time_and_place_do_not_change(exchange, by, changes):
    exchange.parts.update(place_as_printed="Phòng 1")
    with pytest.raises(Refused) as refusal:
        move(exchange, by, reason=" ", **changes)
    assert refusal.value.field == "reason"
    part = exchange.parts.get()
    assert (part.on, part.starts_at, part.place_as_printed) == (
        PartialDate(2026, 11, 26),
        time(13, 30),
        "Phòng 1",
    )
    assert told() == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Dạy minh họa"},
        {"place_as_printed": "Phòng Hội đồng"},
        {"ends_at": time(16)},
    ],
)
def test_spelling_and_what_changes_nothing_for_anybody_ask_and_tell_nothing(
    exchange, by, changes
):
    exchange.parts.update(place_as_printed="phòng hội đồgn")
    move(exchange, by, reason="", **changes)
    assert told() == set()


def test_a_second_change_at_once_is_told_with_the_first_as_one(exchange, by):
    move(exchange, by, on=PartialDate(2026, 11, 27))
    move(exchange, by, on=PartialDate(2026, 11, 28), reason="Trùng lịch thi")
    assert Notice.objects.count() == len(EVERYBODY)
    assert {text for _title, text in texts()} == {
        "Đổi ngày: Thứ Năm, ngày 26/11/2026 → Thứ Bảy, ngày 28/11/2026. Lý do: Trùng lịch thi"
    }


def test_whoever_read_the_first_change_keeps_it_and_hears_the_second(
    world, exchange, by
):
    move(exchange, by, on=PartialDate(2026, 11, 27))
    Notice.objects.filter(user=world.principal).update(read_at=timezone.now())
    move(exchange, by, on=PartialDate(2026, 11, 26))
    # Back where it was: the others believe just that, and hear nothing.
    assert told() == {"Lường Văn Sơn"}
    assert Notice.objects.filter(user=world.principal).count() == 2


def test_a_change_of_another_day_is_told_by_itself(exchange, by):
    move(exchange, by, on=PartialDate(2026, 11, 27))
    Notice.objects.update(mailed_at=timezone.now())
    move(exchange, by, on=PartialDate(2026, 11, 28))
    assert Notice.objects.count() == 2 * len(EVERYBODY)


def test_only_those_of_the_part_are_told_of_it(world, by):
    exchange = scheduled(
        world, parts=[part_row(site=world.host), part_row(date(2026, 12, 3))]
    )
    first, second = exchange.parts.all()
    builders.make_roster_entry(exchange, world.far_teacher).parts.set([second])
    Notice.objects.all().delete()
    move(exchange, by, part=first, starts_at=time(8))
    assert told() == EVERYBODY
    assert {text for _title, text in texts()} == {
        "Buổi 1: Đổi giờ: 13:30 → 08:00. Lý do: Bão số 5"
    }
    move(exchange, by, part=second, starts_at=time(9))
    # The lesson is taught in the first part: its teacher is not concerned by the second.
    latest = Notice.objects.filter(text__startswith="Buổi 2")
    assert {str(one.user) for one in latest} == {
        "Đường Thị Ân",
        "Lường Văn Sơn",
        "Mùa A Dơ",
    }


def test_the_day_of_the_whole_session_counts_for_a_part_without_one(world, by):
    exchange = scheduled(world)
    exchange.parts.update(on=None, on_sort=None)
    Notice.objects.all().delete()
    given = {"details": details(world.north, on=PartialDate(2026, 11, 30))}
    with pytest.raises(Refused):
        actions.edit_details(exchange=exchange, by=by, now=BEFORE, **given)
    actions.edit_details(exchange=exchange, by=by, now=BEFORE, reason="Bão", **given)
    assert {text for _title, text in texts()} == {
        "Đổi ngày: chưa rõ → Thứ Hai, ngày 30/11/2026. Lý do: Bão"
    }


def test_a_part_more_and_a_part_less_are_told(world, exchange, by):
    actions.add_part(
        exchange=exchange, row=part_row(date(2026, 12, 3)), by=by, now=BEFORE
    )
    assert texts() == {
        ("Thêm một buổi: Áp suất chất lỏng", "Buổi 2: Thứ Năm, ngày 03/12/2026, 13:30")
    }
    Notice.objects.all().delete()
    second = exchange.parts.last()
    first = exchange.parts.first()
    kept = PartRow(pk=first.pk, on=first.on, starts_at=first.starts_at, site=first.site)
    with pytest.raises(Refused):
        actions.save_parts(
            exchange=exchange, rows=[kept], removed=[second.pk], by=by, now=BEFORE
        )
    actions.save_parts(
        exchange=exchange,
        rows=[kept],
        removed=[second.pk],
        reason="Đủ rồi",
        by=by,
        now=BEFORE,
    )
    assert texts() == {
        (
            "Bớt một buổi: Áp suất chất lỏng",
            "Buổi 2: Thứ Năm, ngày 03/12/2026, 13:30. Lý do: Đủ rồi",
        )
    }


# --- put off, called off, taken back -------------------------------------------------------------------


def test_cancelled_postponed_and_planned_again_are_told_with_their_reasons(
    exchange, by
):
    part = exchange.parts.get()
    actions.postpone_part(part=part, reason="Mưa lũ", by=by)
    actions.plan_part_again(part=part, by=by)
    actions.cancel(exchange=exchange, by=by, now=BEFORE, reason="Bão số 5")
    when = "Thứ Năm, ngày 26/11/2026, 13:30, PTDTBT THCS Nậm Xuân"
    assert texts() == {
        ("Tạm hoãn: Áp suất chất lỏng", f"{when}\nLý do: Mưa lũ"),
        ("Lại diễn ra: Áp suất chất lỏng", when),
        ("Đã hủy: Áp suất chất lỏng", "Lý do: Bão số 5"),
    }
    assert Notice.objects.count() == 3 * len(EVERYBODY)


def test_what_was_announced_before_it_was_noted_how_is_told_all_the_same(exchange, by):
    exchange.parts.update(announced=None)
    move(exchange, by, starts_at=time(8))
    actions.cancel(exchange=exchange, by=by, now=BEFORE, reason="Bão số 5")
    assert {title for title, _text in texts()} == {
        "Thay đổi: Áp suất chất lỏng",
        "Đã hủy: Áp suất chất lỏng",
    }
    assert exchange.parts.get().announced["starts_at"] == "13:30"


def test_a_proposal_that_is_called_off_was_told_to_nobody(world):
    proposed = actions.schedule(
        by=actor(world.subject_head), data=plan(world), now=BEFORE, announce=True
    )
    head = actor(world.cluster_head)
    actions.back_to_draft(exchange=proposed, by=head, now=BEFORE, reason="Chưa rõ")
    actions.propose(exchange=proposed, by=actor(world.subject_head), now=BEFORE)
    actions.cancel(exchange=proposed, by=head, now=BEFORE, reason="Bão số 5")
    assert told() == set()


def test_one_cancelled_part_of_several_is_told_by_its_number(world, by):
    exchange = scheduled(world, parts=[part_row(), part_row(date(2026, 12, 3))])
    Notice.objects.all().delete()
    actions.cancel_part(part=exchange.parts.last(), reason="Mưa", by=by, now=BEFORE)
    assert {title for title, _text in texts()} == {"Đã hủy: Buổi 2, Áp suất chất lỏng"}


def test_taken_back_and_scheduled_anew_tells_what_is_another_since(world, exchange, by):
    actions.back_to_draft(exchange=exchange, by=by, now=BEFORE, reason="Trùng thi")
    move(exchange, by, reason="", on=PartialDate(2026, 12, 3))
    actions.propose(exchange=exchange, by=by, now=BEFORE)
    assert texts() == {
        ("Rút về để lên lịch lại: Áp suất chất lỏng", "Lý do: Trùng thi"),
        (
            "Lại diễn ra: Áp suất chất lỏng",
            "Đổi ngày: Thứ Năm, ngày 26/11/2026 → Thứ Năm, ngày 03/12/2026",
        ),
    }


def test_what_takes_place_as_planned_is_told_to_nobody(exchange, by):
    part = exchange.parts.get()
    actions.hold_part(part=part, by=by, now=DURING)
    actions.close(exchange=exchange, by=by, now=AFTER)
    assert told() == set()


def test_a_part_held_by_mistake_is_planned_again_quietly(world, by):
    exchange = scheduled(world, parts=[part_row(), part_row(date(2026, 12, 3))])
    Notice.objects.all().delete()
    actions.hold_part(part=exchange.parts.first(), by=by, now=DURING)
    actions.plan_part_again(part=exchange.parts.first(), by=by)
    assert told() == set()


# --- the page --------------------------------------------------------------------------------------


def test_the_page_says_old_to_new_until_the_session_took_place(world, signed_in, by):
    day = timezone.localdate() + timedelta(days=20)
    exchange = scheduled(world, parts=[part_row(day, site=world.host)])
    page = reverse("session", args=[exchange.pk])
    teacher = signed_in(world.teacher)
    assert "Đổi giờ" not in teacher.get(page).text
    move(exchange, by, starts_at=time(8))
    said = teacher.get(page).text
    assert "<b>Đổi giờ: 13:30 → 08:00</b>" in said
    assert "(lý do: Bão số 5)" in said
    exchange.parts.update(state="held")
    assert "Đổi giờ" not in teacher.get(page).text


def test_the_form_of_a_scheduled_part_asks_why_and_keeps_what_was_typed(
    exchange, signed_in, world
):
    head = signed_in(world.cluster_head)
    part = exchange.parts.get()
    address = reverse("sessions:edit_part", args=[exchange.pk, part.pk])
    form = posted(head.get(address)) | {"part-on": "28/11/2026"}
    refused = head.post(address, form)
    assert "Xin ghi ngắn gọn vì sao đổi ngày" in refused.text
    assert posted(refused)["part-on"] == ["28/11/2026"]
    assert head.post(address, form | {"part-reason": "Bão"}).status_code == 302
    every = reverse("sessions:parts", args=[exchange.pk])
    form = posted(head.get(every)) | {"parts-0-on": "30/11/2026"}
    assert "Xin ghi ngắn gọn vì sao đổi ngày" in head.post(every, form).text
    assert head.post(every, form | {"reason": "Bão"}).status_code == 302
    assert exchange.parts.get().change_reason == "Bão"


@pytest.mark.parametrize("rows", [1, 3])
def test_telling_costs_the_same_whatever_the_number_of_people(
    world, by, rows, django_assert_num_queries
):
    exchange = scheduled(world)
    people = [builders.make_person(f"Người {number}") for number in range(rows)]
    for person in people:
        builders.make_roster_entry(exchange, person)
    with django_assert_num_queries(27):
        move(exchange, by, starts_at=time(8))
    assert Notice.objects.filter(user__in=people, kind="changed").count() == rows


def test_a_lesson_given_to_another_teacher_invites_the_one_and_tells_the_other(
    world, exchange, by
):
    lesson = exchange.lessons.get()
    actions.save_lessons(
        exchange=exchange,
        rows=[
            plan(world)
            .lessons[0]
            .__class__(
                pk=lesson.pk,
                klass="8A2",
                teachers=[TeacherRow(name="Mùa A Dơ", user=world.far_teacher)],
            )
        ],
        by=by,
    )
    assert told("invited") == {"Mùa A Dơ"}
    assert told("changed") == {"Vàng Thị Mai"}
