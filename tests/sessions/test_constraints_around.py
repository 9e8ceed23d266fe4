"""The promises of the database about what stands around a session: links, seats, calendars,
reminders, minutes and the plan of the year. `test_constraints` holds both tables to the models."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from clusters.models import SchoolYear
from sessions.models import (
    CalendarAddress,
    ExchangeSession,
    Group,
    Minutes,
    MinutesAnswer,
    MinutesAside,
    MinutesFile,
    MinutesRevision,
    Part,
    PersonalLink,
    PersonReply,
    PlanHost,
    PlanLesson,
    PlanRound,
    PlanRow,
    PlanTeacher,
    PlanVersion,
    Reminder,
    RosterEntry,
    SeatRequest,
    SessionUnit,
    YearPlan,
)
from tests.refusals import refused_for, twice

DAY = date(2026, 11, 22)


class Rows:
    """What forbidden rows hang on; each method writes one lawful row, or, told so, a forbidden one."""

    def __init__(self, world) -> None:
        self.world = world
        self.now: datetime = timezone.now()
        self.exchange = ExchangeSession.objects.create(
            kind="exchange", lead_school=world.host, state_at=self.now
        )
        on = {"exchange": self.exchange, "order": 1}
        self.part = Part.objects.create(**on)
        self.group = Group.objects.create(part=self.part, order=1, name="Toán")
        self.unit = SessionUnit.objects.create(**on, school=world.host)
        self.entry = RosterEntry.objects.create(
            **on, kind="person", user=world.teacher, name_as_printed="Cô Mai"
        )
        self.year = SchoolYear.objects.create(
            label="2026-2027", starts_on=date(2026, 8, 1), ends_on=date(2027, 7, 31)
        )
        self.plan = YearPlan.objects.create(cluster=world.north, school_year=self.year)
        self.round = PlanRound.objects.create(plan=self.plan)
        self.kept_version = self.version(state="approved", approved_at=self.now)
        self.kept_row = self.row()
        self.kept_lesson = self.lesson()

    def unit_reply(self, **fields) -> SessionUnit:
        lawful = {"exchange": self.exchange, "order": 9, "name_as_printed": "x"}
        return SessionUnit.objects.create(**{**lawful, **fields})

    def link(self, **fields) -> PersonalLink:
        lawful = {"exchange": self.exchange, "purpose": "reply", "issued_at": self.now}
        return PersonalLink.objects.create(**{**lawful, **fields})

    def address(self, **fields) -> CalendarAddress:
        lawful = {
            "owner": self.world.teacher,
            "token_hash": f"h{CalendarAddress.objects.count()}",
            "created_at": self.now,
        }
        return CalendarAddress.objects.create(**{**lawful, **fields})

    def reminder(self, **fields) -> Reminder:
        lawful = {
            "exchange": self.exchange,
            "what": "week",
            "on": DAY,
            "at": self.now,
        }
        return Reminder.objects.create(**{**lawful, **fields})

    def seat(self, **fields) -> SeatRequest:
        """A name on the waiting list, at the next number."""
        lawful = {
            "exchange": self.exchange,
            "position": SeatRequest.objects.count() + 1,
            "state": "waiting",
            "name_as_printed": "Lò Văn Inh",
            "search_key": f"ten {SeatRequest.objects.count()}",
            "school": self.world.host,
            "named_at": self.now,
        }
        return SeatRequest.objects.create(**{**lawful, **fields})

    def answer_of_person(self, **fields) -> PersonReply:
        lawful = {"entry": self.entry, "answer": "yes", "at": self.now}
        return PersonReply.objects.create(**{**lawful, **fields})

    def minutes(self, **fields) -> Minutes:
        lawful = {"exchange": self.exchange, "state_at": self.now}
        return Minutes.objects.create(**{**lawful, **fields})

    def revision(self, **fields) -> MinutesRevision:
        lawful = {
            "minutes": Minutes.objects.first() or self.minutes(),
            "number": 1,
            "content": {},
            "digest": "d",
            "circulated_at": self.now,
            "days": 3,
            "answer_until": DAY,
        }
        return MinutesRevision.objects.create(**{**lawful, **fields})

    def answer(self, **fields) -> MinutesAnswer:
        lawful = {
            "revision": MinutesRevision.objects.first() or self.revision(),
            "school": self.world.host,
            "order": 1,
        }
        return MinutesAnswer.objects.create(**{**lawful, **fields})

    def aside(self) -> MinutesAside:
        return MinutesAside.objects.create(
            minutes=Minutes.objects.first() or self.minutes(),
            cell="place",
            by=self.world.teacher,
            at=self.now,
        )

    def file(self, **fields) -> MinutesFile:
        lawful = {
            "minutes": Minutes.objects.first() or self.minutes(),
            "order": 1,
            "file": "minutes/a.jpg",
            "original_name": "a.jpg",
            "content_type": "image/jpeg",
            "size": 1,
            "sha256": "s",
            "added_at": self.now,
        }
        return MinutesFile.objects.create(**{**lawful, **fields})

    def version(self, **fields) -> PlanVersion:
        lawful = {
            "plan": self.plan,
            "number": PlanVersion.objects.count() + 1,
            "state_at": self.now,
        }
        return PlanVersion.objects.create(**{**lawful, **fields})

    def row(self, **fields) -> PlanRow:
        lawful = {
            "version": self.kept_version,
            "round": self.round,
            "order": 1,
            "kind": "exchange",
        }
        return PlanRow.objects.create(**{**lawful, **fields})

    def host(self, **fields) -> PlanHost:
        lawful = {"row": self.kept_row, "order": 1, "name_as_printed": "THCS Pa Sương"}
        return PlanHost.objects.create(**{**lawful, **fields})

    def lesson(self) -> PlanLesson:
        return PlanLesson.objects.create(row=self.kept_row, order=1)

    def teacher(self, **fields) -> PlanTeacher:
        lawful = {"lesson": self.kept_lesson, "order": 1, "name_as_printed": "Cô Mai"}
        return PlanTeacher.objects.create(**{**lawful, **fields})


FORBIDDEN = {
    # replies and links
    "exchange_unit_link_is_nobody": lambda r: r.unit_reply(
        replied_by_link=True,
        reply="yes",
        replied_at=r.now,
        replied_by=r.world.principal,
    ),
    "exchange_link_purpose": lambda r: r.link(entry=r.entry, purpose="vote"),
    "exchange_link_for_one": lambda r: r.link(unit=r.unit, entry=r.entry),
    "exchange_link_units_only_reply": lambda r: r.link(unit=r.unit, purpose="check_in"),
    "exchange_link_one_a_unit": twice(lambda r: r.link(unit=r.unit)),
    "exchange_link_one_a_person": twice(lambda r: r.link(entry=r.entry)),
    "exchange_person_reply_answer": lambda r: r.answer_of_person(answer="may"),
    # seats
    "exchange_seat_state": lambda r: r.seat(state="lost"),
    "exchange_seat_person_once": twice(lambda r: r.seat(user=r.world.teacher)),
    "exchange_seat_name_once": twice(lambda r: r.seat(search_key="lo van inh")),
    "exchange_seat_position": twice(lambda r: r.seat(position=1)),
    "exchange_seat_has_entry": lambda r: r.seat(state="seated"),
    "exchange_seat_asks_for_person": lambda r: r.seat(state="asked"),
    "exchange_seat_refused_with_reason": lambda r: r.seat(state="refused"),
    "exchange_seat_has_name": lambda r: r.seat(name_as_printed=""),
    # calendars and reminders
    "calendar_address_of_one_thing": lambda r: r.address(
        school=r.world.host, cluster=r.world.north
    ),
    "calendar_address_own_once": twice(lambda r: r.address()),
    "calendar_address_school_once": twice(lambda r: r.address(school=r.world.host)),
    "calendar_address_cluster_once": twice(lambda r: r.address(cluster=r.world.north)),
    "exchange_reminded_once": twice(lambda r: r.reminder()),
    "exchange_reminder_what": lambda r: r.reminder(what="hour"),
    # minutes
    "exchange_minutes_state": lambda r: r.minutes(state="lost", head=1),
    "exchange_minutes_whole_once": twice(lambda r: r.minutes()),
    "exchange_minutes_part_once": twice(lambda r: r.minutes(part=r.part)),
    "exchange_minutes_group_once": twice(
        lambda r: r.minutes(part=r.part, group=r.group)
    ),
    "exchange_minutes_group_part": lambda r: r.minutes(group=r.group),
    "exchange_minutes_sent_has_head": lambda r: r.minutes(state="circulated"),
    "exchange_minutes_revision_once": twice(lambda r: r.revision()),
    "exchange_minutes_rev_from_one": lambda r: r.revision(number=0),
    "exchange_minutes_rev_days": lambda r: r.revision(days=0),
    "exchange_minutes_rev_confirmed": lambda r: r.revision(
        confirmed_by=r.world.principal
    ),
    "exchange_minutes_answer_once": twice(lambda r: r.answer()),
    "exchange_minutes_answer": lambda r: r.answer(answer="maybe", at=r.now),
    "exchange_minutes_answer_time": lambda r: r.answer(answer="agrees"),
    "exchange_minutes_comment_text": lambda r: r.answer(answer="comments", at=r.now),
    "exchange_minutes_response_time": lambda r: r.answer(response="Đã sửa"),
    "exchange_minutes_aside_once": twice(lambda r: r.aside()),
    "exchange_minutes_file_once": twice(lambda r: r.file()),
    "exchange_minutes_file_removed": lambda r: r.file(
        removed_at=r.now - timedelta(seconds=1)
    ),
    # the plan of the year
    "year_plan_once_a_year": lambda r: YearPlan.objects.create(
        cluster=r.world.north, school_year=r.year
    ),
    "year_plan_version_number": lambda r: r.version(number=1),
    "year_plan_one_open_version": lambda r: [r.version(), r.version(state="sent")],
    "year_plan_one_version_in_force": lambda r: r.version(
        state="approved", approved_at=r.now
    ),
    "year_plan_version_state": lambda r: r.version(state="lost"),
    "year_plan_returned_with_reason": lambda r: r.version(state="returned"),
    "year_plan_approved_has_time": lambda r: r.version(state="replaced"),
    "year_plan_row_order": lambda r: r.row(
        round=PlanRound.objects.create(plan=r.plan), order=1
    ),
    "year_plan_row_round_once": lambda r: r.row(order=2),
    "year_plan_row_kind": lambda r: r.row(version=r.version(), kind="party"),
    "year_plan_host_order": twice(lambda r: r.host()),
    "year_plan_host_school_once": lambda r: [
        r.host(order=order, school=r.world.host) for order in (1, 2)
    ],
    "year_plan_host_has_name": lambda r: r.host(name_as_printed=""),
    "year_plan_lesson_order": lambda r: r.lesson(),
    "year_plan_teacher_order": twice(lambda r: r.teacher()),
    "year_plan_teacher_has_name": lambda r: r.teacher(name_as_printed=""),
}
# One constraint, several ways to break it; and the columns that are unique by themselves.
ALSO_FORBIDDEN = {
    "a link's answer that says nothing": (
        "exchange_unit_link_is_nobody",
        lambda r: r.unit_reply(replied_by_link=True),
    ),
    "a link for nobody": ("exchange_link_for_one", lambda r: r.link()),
    "a place on the roster for who waits": (
        "exchange_seat_has_entry",
        lambda r: r.seat(entry=r.entry),
    ),
    "two seats of one entry": (
        "exchange_seat.entry_id",
        twice(lambda r: r.seat(state="seated", entry=r.entry)),
    ),
    "two answers of one person": (
        "exchange_person_reply.entry_id",
        twice(lambda r: r.answer_of_person()),
    ),
    "two links of one seed": (
        "exchange_link.seed",
        lambda r: PersonalLink.objects.bulk_create(
            PersonalLink(
                exchange=r.exchange,
                purpose=purpose,
                entry=r.entry,
                issued_at=r.now,
                seed="s",
                code_hash=purpose,
            )
            for purpose in ("reply", "check_in")
        ),
    ),
    "two links of one code": (
        "exchange_link.code_hash",
        lambda r: PersonalLink.objects.bulk_create(
            PersonalLink(
                exchange=r.exchange,
                purpose=purpose,
                entry=r.entry,
                issued_at=r.now,
                seed=purpose,
                code_hash="h",
            )
            for purpose in ("reply", "check_in")
        ),
    ),
    "two calendars of one seed": (
        "exchange_calendar_address.seed",
        lambda r: [
            r.address(seed="s", owner=owner)
            for owner in (r.world.teacher, r.world.principal)
        ],
    ),
    "two calendars at one address": (
        "exchange_calendar_address.token_hash",
        lambda r: [
            r.address(token_hash="h", owner=owner)
            for owner in (r.world.teacher, r.world.principal)
        ],
    ),
    "an answer's time without an answer": (
        "exchange_minutes_answer_time",
        lambda r: r.answer(at=r.now),
    ),
    "a response's time without a response": (
        "exchange_minutes_response_time",
        lambda r: r.answer(responded_at=r.now),
    ),
    "a plan in force since never": (
        "year_plan_approved_has_time",
        lambda r: r.version(plan=_other_plan(r), state="approved"),
    ),
    "two rounds that made one session": (
        "year_plan_round.exchange_id",
        twice(lambda r: PlanRound.objects.create(plan=r.plan, exchange=r.exchange)),
    ),
}


def _other_plan(rows: Rows) -> YearPlan:
    return YearPlan.objects.create(cluster=rows.world.south, school_year=rows.year)


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_database_refuses(world, name):
    rows = Rows(world)
    with refused_for(name):
        FORBIDDEN[name](rows)


@pytest.mark.parametrize("what", ALSO_FORBIDDEN)
def test_the_database_refuses_too(world, what):
    rows = Rows(world)
    name, make = ALSO_FORBIDDEN[what]
    with refused_for(name):
        make(rows)


def test_what_is_past_leaves_room_for_the_next(world):
    """What was taken back, refused, replaced or removed stands in nobody's way."""
    rows = Rows(world)
    for _ in range(2):
        assert rows.link(unit=rows.unit, revoked_at=rows.now).pk
        assert rows.link(entry=rows.entry, revoked_at=rows.now).pk
        assert rows.address(revoked_at=rows.now).pk
        assert rows.address(school=world.host, revoked_at=rows.now).pk
        assert rows.address(cluster=world.north, revoked_at=rows.now).pk
        assert rows.seat(user=world.teacher, state="withdrawn", position=1).pk
        assert rows.seat(search_key="k", state="withdrawn", position=1).pk
        assert rows.version(state="replaced", approved_at=rows.now).pk
        assert rows.file(removed_at=rows.now).pk
    assert rows.link(unit=rows.unit).pk
    assert rows.link(entry=rows.entry).pk
    assert rows.link(entry=rows.entry, purpose="check_in").pk
    assert rows.address().pk
    assert rows.address(school=world.host).pk
    assert rows.address(cluster=world.north).pk
    assert rows.seat(user=world.teacher, state="asked", position=1).pk
    assert rows.seat(search_key="k", position=2).pk
    assert rows.version().pk
    assert rows.file().pk


def test_the_whole_its_parts_and_their_groups_have_minutes_of_their_own(world):
    rows = Rows(world)
    assert rows.minutes().pk
    assert rows.minutes(part=rows.part).pk
    assert rows.minutes(part=rows.part, group=rows.group).pk
