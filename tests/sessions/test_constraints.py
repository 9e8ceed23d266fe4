"""Every promise of the database: a row that breaks it, written past the forms, is refused.

What stands around a session (links, seats, minutes, plan of the year…) is tried in
`test_constraints_around`.
"""

from datetime import time

import pytest
from django.utils import timezone

from clusters.models import Document
from sessions.models import (
    AgreedPlan,
    Attendance,
    AttendanceChange,
    CorrectionRequest,
    Decision,
    DecisionOwner,
    ExchangeSession,
    Group,
    Item,
    Lesson,
    LessonTeacher,
    Part,
    RosterEntry,
    SessionDocument,
    SessionUnit,
    StatedTotal,
)
from tests.refusals import promises_of, refused_for, twice
from tests.sessions import test_constraints_around as around


class Rows:
    """What forbidden rows hang on: one lawful row of each kind."""

    def __init__(self, world) -> None:
        self.world = world
        self.exchange = ExchangeSession.objects.create(
            kind="exchange", lead_school=world.host, state_at=timezone.now()
        )
        on = {"exchange": self.exchange, "order": 1}
        self.part = Part.objects.create(**on)
        self.group = Group.objects.create(part=self.part, order=1, name="Toán")
        self.unit = SessionUnit.objects.create(**on, school=world.host)
        SessionUnit.objects.create(
            exchange=self.exchange, order=2, authority=world.office
        )
        self.lesson = Lesson.objects.create(**on, topic="Thấu kính")
        LessonTeacher.objects.create(
            lesson=self.lesson, order=1, name_as_printed="Lò Văn Inh"
        )
        self.entry = RosterEntry.objects.create(
            **on, kind="person", user=world.teacher, name_as_printed="Cô Mai"
        )
        Attendance.objects.create(entry=self.entry, part=self.part, how="recorded")
        Item.objects.create(**on, kind="speech", text="Lời")
        self.document = Document.objects.create(number="1/KH")
        SessionDocument.objects.create(**on, document=self.document)
        StatedTotal.objects.create(**on, text="69 người")
        self.decision = Decision.objects.create(**on, text="Khảo sát")
        DecisionOwner.objects.create(decision=self.decision, order=1, text="Tổ Toán")

    def session(self, **fields) -> None:
        lawful = {"kind": "visit", "state_at": timezone.now()}
        ExchangeSession.objects.create(**{**lawful, **fields})

    def of(self, model, **fields) -> None:
        model.objects.create(exchange=self.exchange, **{"order": 9, **fields})


FORBIDDEN = {
    # the session
    "exchange_kind": lambda r: r.session(lead_school=r.world.host, kind="party"),
    "exchange_state": lambda r: r.session(lead_school=r.world.host, state="lost"),
    "exchange_half_day": lambda r: r.session(lead_school=r.world.host, half_day="noon"),
    "exchange_exactly_one_lead": lambda r: r.session(
        lead_school=r.world.host, lead_cluster=r.world.north
    ),
    "exchange_cancelled_with_reason": lambda r: r.session(
        lead_school=r.world.host, state="cancelled"
    ),
    "exchange_address": lambda r: r.session(lead_school=r.world.host, address="sir"),
    "exchange_hours_document_grants": lambda r: r.session(
        lead_school=r.world.host, hours_document=r.document
    ),
    "exchange_hours_positive": lambda r: r.session(lead_school=r.world.host, hours=0),
    # parts and groups
    "exchange_part_order": lambda r: r.of(Part, order=1),
    "exchange_part_off_with_reason": lambda r: r.of(Part, state="postponed"),
    "exchange_part_state": lambda r: r.of(Part, state="lost", state_reason="Mưa lũ"),
    "exchange_part_mode": lambda r: r.of(Part, mode="dream"),
    "exchange_part_half_day": lambda r: r.of(Part, half_day="noon"),
    "exchange_part_ends_after_start": lambda r: r.of(
        Part, starts_at=time(14), ends_at=time(14)
    ),
    "exchange_part_end_needs_start": lambda r: r.of(Part, ends_at=time(14)),
    "exchange_group_order": lambda r: Group.objects.create(
        part=r.part, order=1, name="Văn"
    ),
    "exchange_group_has_name": lambda r: Group.objects.create(
        part=r.part, order=2, name=""
    ),
    # units
    "exchange_unit_order": lambda r: r.of(SessionUnit, order=1, name_as_printed="x"),
    "exchange_unit_school_once": lambda r: r.of(SessionUnit, school=r.world.host),
    "exchange_unit_authority_once": lambda r: r.of(
        SessionUnit, authority=r.world.office
    ),
    "exchange_unit_is_someone": lambda r: r.of(
        SessionUnit, school=r.world.guest, cluster=r.world.north
    ),
    "exchange_unit_reply": lambda r: r.of(
        SessionUnit, name_as_printed="x", reply="may", replied_at=timezone.now()
    ),
    "exchange_unit_reply_has_time": lambda r: r.of(
        SessionUnit, name_as_printed="x", reply="yes"
    ),
    # lessons
    "exchange_lesson_order": lambda r: r.of(Lesson, order=1, topic="x"),
    "exchange_lesson_kind": lambda r: r.of(Lesson, topic="x", kind="song"),
    "exchange_lesson_periods": lambda r: r.of(Lesson, topic="x", periods=0),
    "exchange_lesson_says_something": lambda r: r.of(Lesson),
    "exchange_agreed_plan_from_one": lambda r: AgreedPlan.objects.create(
        lesson=r.lesson, revision=0, on="2026-11-20"
    ),
    "exchange_lesson_teacher_order": lambda r: LessonTeacher.objects.create(
        lesson=r.lesson, order=1, name_as_printed="x"
    ),
    "exchange_lesson_teacher_name": lambda r: LessonTeacher.objects.create(
        lesson=r.lesson, order=2, name_as_printed=""
    ),
    # roster and presence
    "exchange_roster_order": lambda r: r.of(
        RosterEntry, order=1, kind="name", name_as_printed="x"
    ),
    "exchange_roster_person_once": lambda r: r.of(
        RosterEntry, kind="person", user=r.world.teacher, name_as_printed="x"
    ),
    "exchange_roster_has_name": lambda r: r.of(
        RosterEntry, kind="name", name_as_printed=""
    ),
    "exchange_roster_person_has_user": lambda r: r.of(
        RosterEntry, kind="name", user=r.world.principal, name_as_printed="x"
    ),
    "exchange_roster_count_only_group": lambda r: r.of(
        RosterEntry, kind="name", name_as_printed="x", group_count=3
    ),
    "exchange_attendance_once": lambda r: Attendance.objects.create(
        entry=r.entry, part=r.part, how="recorded"
    ),
    "exchange_attendance_how": lambda r: _elsewhere(r, how="magic", at=timezone.now()),
    "exchange_attendance_has_time": lambda r: _elsewhere(r, how="button"),
    "attendance_change_key_once": lambda r: [
        _change(r, client_key="k" * 32) for _ in range(2)
    ],
    "attendance_change_how": lambda r: _change(r, how="magic"),
    "attendance_change_was_how": lambda r: _change(r, was_here=True, was_how="magic"),
    "attendance_change_through": lambda r: _change(r, through="dream"),
    "attendance_change_was_absent": lambda r: _change(r, was_how="desk"),
    "correction_request_one_open": lambda r: [_request(r) for _ in range(2)],
    "correction_request_state": lambda r: _request(
        r, state="lost", decided_at=timezone.now()
    ),
    "correction_request_has_words": lambda r: _request(r, words=""),
    "correction_request_decided": lambda r: _request(r, state="granted"),
    "correction_request_declined_why": lambda r: _request(
        r, state="declined", decided_at=timezone.now()
    ),
    # what was said, cited, counted, agreed
    "exchange_item_order": lambda r: r.of(Item, order=1, kind="speech", text="x"),
    "exchange_item_has_text": lambda r: r.of(Item, kind="speech", text=""),
    "exchange_item_kind": lambda r: r.of(Item, kind="dance", text="x"),
    "exchange_document_order": lambda r: r.of(
        SessionDocument, order=1, document=Document.objects.create(number="2/KH")
    ),
    "exchange_document_once": lambda r: r.of(SessionDocument, document=r.document),
    "exchange_document_role": lambda r: r.of(
        SessionDocument, document=Document.objects.create(number="2/KH"), role="toy"
    ),
    "exchange_stated_total_order": lambda r: r.of(StatedTotal, order=1, text="x"),
    "exchange_stated_total_text": lambda r: r.of(StatedTotal, text=""),
    "exchange_decision_order": lambda r: r.of(Decision, order=1, text="x"),
    "exchange_decision_has_text": lambda r: r.of(Decision, text=""),
    "exchange_decision_status": lambda r: r.of(Decision, text="x", status="late"),
    "exchange_decision_owner_order": lambda r: DecisionOwner.objects.create(
        decision=r.decision, order=1, text="x"
    ),
    "exchange_decision_owner_is_someone": lambda r: DecisionOwner.objects.create(
        decision=r.decision, order=2, school=r.world.host, cluster=r.world.north
    ),
}
# One constraint, several ways to break it.
ALSO_FORBIDDEN = {
    "two agreed plans of one lesson": (
        "exchange_agreed_plan.lesson_id",
        twice(
            lambda r: AgreedPlan.objects.create(
                lesson=r.lesson, revision=1, on="2026-11-20"
            )
        ),
    ),
    "a session without any lead": ("exchange_exactly_one_lead", lambda r: r.session()),
    "an end before its start": (
        "exchange_part_ends_after_start",
        lambda r: r.of(Part, starts_at=time(14), ends_at=time(8)),
    ),
    "a unit that is nobody": (
        "exchange_unit_is_someone",
        lambda r: r.of(SessionUnit),
    ),
    "an answer without an answer": (
        "exchange_unit_reply_has_time",
        lambda r: r.of(SessionUnit, name_as_printed="x", replied_at=timezone.now()),
    ),
    "a person without an account": (
        "exchange_roster_person_has_user",
        lambda r: r.of(RosterEntry, kind="person", name_as_printed="x"),
    ),
    "a group with an account": (
        "exchange_roster_person_has_user",
        lambda r: r.of(
            RosterEntry, kind="group", user=r.world.principal, name_as_printed="x"
        ),
    ),
    "an unknown kind of entry": (
        "exchange_roster_person_has_user",
        lambda r: r.of(RosterEntry, kind="ghost", name_as_printed="x"),
    ),
    "a decision owned by nobody": (
        "exchange_decision_owner_is_someone",
        lambda r: DecisionOwner.objects.create(decision=r.decision, order=2),
    ),
    "two sessions of one code": (
        "exchange.code",
        lambda r: r.session(lead_school=r.world.host, code=r.exchange.code),
    ),
    "two sessions of one key": (
        "exchange.client_key",
        twice(lambda r: r.session(lead_school=r.world.host, client_key="k")),
    ),
    "two items of one key": (
        "exchange_item.client_key",
        lambda r: [
            r.of(Item, order=order, kind="speech", text="x", client_key="k")
            for order in (2, 3)
        ],
    ),
}


def _elsewhere(rows: Rows, **fields) -> None:
    part = Part.objects.create(exchange=rows.exchange, order=2)
    Attendance.objects.create(entry=rows.entry, part=part, **fields)


def _change(rows: Rows, **fields) -> None:
    lawful = {
        "was_here": False,
        "here": True,
        "how": "desk",
        "at": timezone.now(),
        "received_at": timezone.now(),
    }
    AttendanceChange.objects.create(
        entry=rows.entry, part=rows.part, **{**lawful, **fields}
    )


def _request(rows: Rows, **fields) -> None:
    lawful = {
        "here": True,
        "words": "Tôi có dự",
        "asked_by": rows.world.teacher,
        "asked_at": timezone.now(),
    }
    CorrectionRequest.objects.create(
        entry=rows.entry, part=rows.part, **{**lawful, **fields}
    )


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_database_refuses(world, name):
    rows = Rows(world)
    with refused_for(name):
        FORBIDDEN[name](rows)


@pytest.mark.parametrize("what", ALSO_FORBIDDEN)
def test_the_database_refuses_too(world, what):
    rows = Rows(world)
    rule, make = ALSO_FORBIDDEN[what]
    with refused_for(rule):
        make(rows)


def test_every_constraint_has_its_forbidden_row():
    also = ALSO_FORBIDDEN | around.ALSO_FORBIDDEN
    tried = (
        FORBIDDEN.keys() | around.FORBIDDEN.keys() | {rule for rule, _ in also.values()}
    )
    assert tried == promises_of("exchange_sessions")


def test_a_name_on_the_roster_is_found_without_accents(world):
    entry = Rows(world).entry
    entry.set_name("  Đường  Thị Ấn ")
    assert (entry.name_as_printed, entry.search_key) == ("Đường Thị Ấn", "duong thi an")


def test_every_row_names_itself(world):
    rows = Rows(world)
    named = Part.objects.create(exchange=rows.exchange, order=2, title="Họp chung")
    mark = Attendance.objects.get()
    lesson = rows.lesson
    lesson.subject_as_printed, lesson.klass = "KHTN", "7A1"
    assert [
        str(row)
        for row in (
            rows.part,
            named,
            rows.group,
            rows.unit,
            lesson,
            lesson.teachers.get(),
            rows.entry,
            mark,
            rows.exchange.items.get(),
            rows.exchange.documents.get(),
            rows.exchange.stated_totals.get(),
            rows.decision,
            rows.decision.owners.get(),
        )
    ] == [
        f"{rows.exchange} · 1",
        "Họp chung",
        "Toán",
        "PTDTBT THCS Nậm Xuân",
        "KHTN · 7A1 · Thấu kính",
        "Lò Văn Inh",
        "Cô Mai",
        f"Cô Mai @ {rows.part}",
        "Lời",
        "1/KH",
        "69 người",
        "Khảo sát",
        "Tổ Toán",
    ]
