"""A school answers and names its people: who is beyond the places waits in the order of naming."""

from datetime import date, datetime, time

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry, Notice
from accounts.verbs import Refused
from clusters.partial_dates import PartialDate
from sessions import actions
from sessions.actions import TypedName
from sessions.models import SeatRequest
from sessions.replies.places import Room, reply_deadline
from tests import builders
from tests.sessions.helpers import AFTER, BEFORE, DURING, actor, in_state, part_row
from tests.sessions.replies.helpers import (
    colleagues,
    guest_unit,
    invited,
    listed,
    name,
    places,
)


def answer(world, unit, word="yes", **given):
    given.setdefault("by", actor(world.guest_principal))
    given.setdefault("now", BEFORE)
    return actions.reply_for_school(unit=unit, answer=word, **given)


def test_a_yes_with_names_is_one_step(world):
    exchange = invited(world)
    unit = guest_unit(world, exchange)
    [hoa, lan] = colleagues(world.guest, "Lò Thị Hoa", "Vì Thị Lan")
    named = answer(
        world, unit, people=[lan.pk, hoa.pk], names=[TypedName("Mùa A Sùng", "GV")]
    )
    assert named.seated == ["Lò Thị Hoa", "Vì Thị Lan", "Mùa A Sùng"]
    unit.refresh_from_db()
    assert (unit.reply, unit.reply_count) == ("yes", 3)
    assert [
        (entry.kind, entry.name_as_printed, entry.title_as_printed, entry.unit_id)
        for entry in exchange.roster.all()
    ] == [
        ("person", "Lò Thị Hoa", "Giáo viên", unit.pk),
        ("person", "Vì Thị Lan", "Giáo viên", unit.pk),
        ("name", "Mùa A Sùng", "GV", unit.pk),
    ]


def test_naming_alone_is_a_yes_and_the_number_is_never_smaller_than_the_names(world):
    exchange = invited(world)
    unit = guest_unit(world, exchange)
    people = colleagues(world.guest, "Lò Thị Hoa", "Vì Thị Lan", "Cà Văn Ba")
    name(world, unit, people[0])
    unit.refresh_from_db()
    assert (unit.reply, unit.reply_count) == ("yes", 1)
    answer(world, unit, count=2)
    name(world, unit, *people[1:])
    unit.refresh_from_db()
    assert unit.reply_count == 3


def test_naming_again_changes_nothing(world):
    exchange = invited(world, each=1)
    unit = guest_unit(world, exchange)
    [hoa, lan] = colleagues(world.guest, "Lò Thị Hoa", "Vì Thị Lan")
    name(world, unit, hoa, lan, names=["Cà Văn Ba"])
    before = places(exchange)
    again = name(world, unit, hoa, lan, names=["cà văn  ba"])
    assert again.known == ["Lò Thị Hoa", "Vì Thị Lan", "cà văn  ba"]
    assert (again.seated, again.waiting) == ([], [])
    assert places(exchange) == before


def test_beyond_the_places_of_the_school_one_waits_in_the_order_of_naming(world):
    exchange = invited(world, each=1)
    unit = guest_unit(world, exchange)
    people = colleagues(world.guest, "Lò Thị Hoa", "Vì Thị Lan", "Cà Văn Ba")
    for person in people:
        name(world, unit, person)
    assert listed(exchange) == ["Lò Thị Hoa"]
    assert places(exchange) == [
        ("Lò Thị Hoa", "seated"),
        ("Vì Thị Lan", "waiting"),
        ("Cà Văn Ba", "waiting"),
    ]


def test_the_room_counts_everybody_on_the_list_and_groups_with_their_number(world):
    exchange = invited(world, seats=10, each=3)
    unit = guest_unit(world, exchange)
    builders.make_roster_entry(exchange, "Khách", unit=None)
    builders.make_roster_entry(
        exchange, "Các thầy cô Toán", kind="group", group_count=5, unit=unit
    )
    builders.make_roster_entry(exchange, "Các thầy cô Văn", kind="group")
    room = Room.of(exchange)
    assert (room.taken, room.left(None), room.left(unit.pk)) == (6, 4, 0)
    host = exchange.units.get(school=world.host)
    assert room.left(host.pk) == 4


def test_the_number_of_one_school_wins_over_that_of_all(world):
    exchange = invited(world, each=1)
    unit = guest_unit(world, exchange)
    unit.seats = 2
    unit.save()
    assert Room.of(exchange).left(unit.pk) == 2


def test_without_numbers_there_is_always_room(world):
    exchange = invited(world)
    assert Room.of(exchange).left(guest_unit(world, exchange).pk) is None


def test_whoever_left_the_school_is_not_named(world):
    exchange = invited(world)
    unit = guest_unit(world, exchange)
    with pytest.raises(Refused, match="Mùa A Dơ không còn công tác"):
        name(world, unit, world.far_teacher)
    assert places(exchange) == []


def test_nobody_is_named_once_it_has_begun(world):
    exchange = invited(world)
    [hoa] = colleagues(world.guest, "Lò Thị Hoa")
    with pytest.raises(Refused, match="đã bắt đầu"):
        name(world, guest_unit(world, exchange), hoa, now=DURING)


def test_between_two_parts_one_is_named_for_the_one_still_to_come(world):
    exchange = invited(
        world,
        parts=[part_row(date(2026, 11, 12)), part_row(date(2026, 11, 26))],
    )
    [hoa] = colleagues(world.guest, "Lò Thị Hoa")
    name(world, guest_unit(world, exchange), hoa)
    entry = exchange.roster.get()
    assert [part.order for part in entry.parts.all()] == [2]


def test_a_part_without_an_hour_begins_at_midnight_and_an_afternoon_at_noon(world):
    exchange = invited(world)
    part = exchange.parts.get()
    [hoa, lan] = colleagues(world.guest, "Lò Thị Hoa", "Vì Thị Lan")
    part.starts_at, part.half_day = None, "evening"
    part.save()
    # 14:00: in the evening it has not begun.
    name(world, guest_unit(world, exchange), hoa, now=DURING)
    part.half_day = "afternoon"
    part.save()
    with pytest.raises(Refused):
        name(world, guest_unit(world, exchange), lan, now=DURING)


def test_what_has_no_day_has_not_begun(world):
    exchange = invited(world)
    exchange.parts.update(on=None, on_sort=None, starts_at=time(8))
    [hoa] = colleagues(world.guest, "Lò Thị Hoa")
    assert name(world, guest_unit(world, exchange), hoa, now=AFTER).seated


@pytest.mark.parametrize("state", ["draft", "held", "cancelled", "closed"])
def test_only_what_invites_is_answered(world, state):
    exchange = in_state(world, state)
    unit = guest_unit(world, exchange)
    [hoa] = colleagues(world.guest, "Lò Thị Hoa")
    with pytest.raises(Refused):
        answer(world, unit)
    with pytest.raises(Refused):
        name(world, unit, hoa)


def test_who_is_no_school_names_nobody_here(world):
    exchange = invited(world)
    unit = exchange.units.create(order=9, authority=world.office)
    with pytest.raises(Refused, match="Chỉ trường"):
        actions.name_people(unit=unit, names=[TypedName("A B")], by=actor(), now=BEFORE)


def test_more_names_than_a_school_has_are_a_mistake(world):
    unit = guest_unit(world, invited(world))
    with pytest.raises(Refused, match="200"):
        name(world, unit, names=[f"Người thứ {n}" for n in range(201)])


def test_an_answer_that_is_none_is_refused(world):
    with pytest.raises(Refused) as refused:
        answer(world, guest_unit(world, invited(world)), "maybe")
    assert refused.value.field == "answer"


def test_a_unit_that_went_is_told(world):
    exchange = invited(world)
    unit = guest_unit(world, exchange)
    exchange.units.filter(pk=unit.pk).delete()
    with pytest.raises(Refused):
        answer(world, unit)


def test_a_no_withdraws_whom_the_school_named_and_gives_their_places_away(world):
    exchange = invited(world, seats=2)
    unit = guest_unit(world, exchange)
    other = exchange.units.create(order=9, school=world.far)
    people = colleagues(world.guest, "Lò Thị Hoa", "Vì Thị Lan", "Cà Văn Ba")
    by_lead = builders.make_roster_entry(exchange, world.cluster_head, unit=unit)
    name(world, unit, *people)
    actions.name_people(
        unit=other, people=[world.far_teacher.pk], by=actor(), now=BEFORE
    )
    answer(world, unit, "no", note=" Trùng lịch ")
    unit.refresh_from_db()
    assert (unit.reply, unit.reply_count, unit.reply_note) == ("no", None, "Trùng lịch")
    assert places(exchange) == [
        ("Cà Văn Ba", "withdrawn"),
        ("Lò Thị Hoa", "withdrawn"),
        ("Vì Thị Lan", "withdrawn"),
        ("Mùa A Dơ", "seated"),
    ]
    # Whom the lead put there stays: it was not the school that named him.
    assert listed(exchange) == [by_lead.name_as_printed, "Mùa A Dơ"]


def test_people_hear_that_they_were_named_or_wait_and_the_host_hears_the_answer(world):
    exchange = invited(world, each=1)
    unit = guest_unit(world, exchange)
    [hoa, lan] = colleagues(world.guest, "Lò Thị Hoa", "Vì Thị Lan")
    name(world, unit, hoa, lan)
    name(world, unit, hoa, lan)
    told = [
        (notice.user.full_name, notice.kind, notice.title)
        for notice in Notice.objects.select_related("user").order_by("pk")
        if notice.kind in {"invited", "reply"}
        and notice.user in {hoa, lan, world.principal, world.cluster_head}
        and "Áp suất" in notice.title
        and ("cử" in notice.title or "chờ" in notice.title or "sẽ dự" in notice.title)
    ]
    assert told == [
        ("Lò Thị Hoa", "invited", "Nhà trường cử thầy cô dự: Áp suất chất lỏng"),
        ("Vì Thị Lan", "invited", "Thầy cô ở trong danh sách chờ: Áp suất chất lỏng"),
        ("Dương Quốc Đạt", "reply", "THCS Pa Sương sẽ dự: Áp suất chất lỏng"),
        ("Lường Văn Sơn", "reply", "THCS Pa Sương sẽ dự: Áp suất chất lỏng"),
    ]


def test_the_log_says_who_was_named_by_whom(world):
    exchange = invited(world)
    [hoa] = colleagues(world.guest, "Lò Thị Hoa")
    name(world, guest_unit(world, exchange), hoa)
    entry = AuditEntry.objects.get(verb="sessions.name_people")
    assert entry.actor == world.guest_principal
    assert entry.after["seats"][0][1:] == ["Lò Thị Hoa", "seated"]


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "maybe"},
        {"state": "seated"},
        {"state": "asked", "user": None, "name_as_printed": "Ai Đó"},
        {"state": "refused", "reason": ""},
        {"name_as_printed": ""},
        {},
        {"user": None, "name_as_printed": "Cà Văn Ba", "search_key": "ca van ba"},
        {"user": None, "name_as_printed": "Ai Đó", "position": 1},
    ],
    ids=[
        "unknown state",
        "seated without entry",
        "asked without account",
        "refused without reason",
        "without name",
        "person twice",
        "name twice",
        "number twice",
    ],
)
def test_the_database_refuses_what_is_no_place(world, broken):
    exchange = invited(world, each=0)
    unit = guest_unit(world, exchange)
    [hoa] = colleagues(world.guest, "Lò Thị Hoa")
    name(world, unit, hoa, names=["Cà Văn Ba"])
    assert [state for _name, state in places(exchange)] == ["waiting", "waiting"]
    fields = {
        "exchange": exchange,
        "position": 9,
        "state": "waiting",
        "user": hoa,
        "name_as_printed": "Lò Thị Hoa",
        "school": world.guest,
        "named_at": BEFORE,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatRequest.objects.create(**fields | broken)


def test_a_deadline_is_three_days_before_unless_it_was_set(world):
    exchange = invited(world)
    part = exchange.parts.get()
    assert reply_deadline(exchange, [part]) == date(2026, 11, 23)
    exchange.reply_by = date(2026, 11, 20)
    assert reply_deadline(exchange, [part]) == date(2026, 11, 20)
    exchange.reply_by = None
    part.on, exchange.on = PartialDate.parse("2026-12"), None
    assert reply_deadline(exchange, [part]) is None


@pytest.mark.parametrize(
    ("told", "until"),
    [
        (date(2026, 11, 19), date(2026, 11, 23)),
        (date(2026, 11, 22), date(2026, 11, 23)),
        (date(2026, 11, 23), date(2026, 11, 24)),
        (date(2026, 11, 25), date(2026, 11, 26)),
        (date(2026, 11, 26), date(2026, 11, 26)),
    ],
)
def test_schools_told_late_have_a_day_to_answer(world, told, until):
    exchange = invited(world)
    exchange.told_at = timezone.make_aware(datetime.combine(told, time(20, 0)))
    assert reply_deadline(exchange, exchange.parts.all()) == until
