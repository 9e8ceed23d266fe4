"""Every life of the app: each person tries each move from each state, at its own address.

What a move makes and who may make it is written down here by hand, apart from the app's own rules.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clusters.models import Partnership, PartnershipParty, PeopleImport
from clusters.partial_dates import PartialDate
from config.states import LIVES
from reports.models import Article, Bulletin
from sessions.models import Decision, ExchangeSession, Minutes, Part, SeatRequest
from tests import builders
from tests.access.stage import article_of, set_stage
from tests.accounts.mail import test_trouble as mail_tests
from tests.clusters.importing import making as lists
from tests.conftest import World
from tests.lessons import test_plans as lesson_plan_tests
from tests.lessons import test_readers as reader_tests
from tests.lessons import test_sharing as sharing_tests
from tests.plans import test_moves as year_plan_tests
from tests.reports.production import test_failures as paper_tests
from tests.sessions.minutes import making
from tests.sessions.presence import test_corrections as correction_tests
from tests.sessions.replies import test_requests as seat_tests

PEOPLE = (
    "teacher", "subject_head", "principal", "guest_principal", "cluster_head", "officer", "admin",
    "far_teacher", "far_principal", "other_officer",
)  # fmt: skip
HEAD = frozenset({"cluster_head"})
# Who takes part, and the office above: everybody who knows of a session that was announced.
NORTH = frozenset(PEOPLE) - {"far_teacher", "far_principal", "other_officer"}
REASON = {"reason": "Vì lý do khác"}

Who = frozenset[str]


@dataclass(frozen=True)
class Verb:
    """A button: its route, who may press it in which state, what it makes of which state. In every
    other state it changes nothing."""

    route: str
    may: Who | Mapping[str, Who]
    makes: Mapping[str, str]
    data: Mapping[str, Any] | Callable[[Any], Mapping[str, Any]]
    words: tuple[str, ...] = ()
    # Where it makes something else for one of them.
    for_one: tuple[str, str, str] = ("", "", "")
    # Where its page is another one than that of its life: its arguments, and who sees it.
    args: Callable[[Any], list[int]] | None = None
    sees: Who | None = None


@dataclass(frozen=True)
class Life:
    """A row of the app in a state, who sees it then, and the buttons of its life."""

    row: Callable[[World, str], models.Model]
    sees: Callable[[str], Who]
    verbs: tuple[Verb, ...]
    # Which arguments the addresses take.
    args: Callable[[Any], list[int]] = lambda row: [row.pk]
    column: str = "state"


def yesterday(world: World, state: str = "scheduled", **fields) -> ExchangeSession:
    """A session of the North that began yesterday, made by the subject head of its host; nobody's press."""
    exchange = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        schools=[world.host, world.guest],
        state=state,
        on=timezone.localdate() - timedelta(days=1),
        **{"by": world.subject_head, **fields},
    )
    ExchangeSession.objects.filter(pk=exchange.pk).update(state_by=None)
    return exchange


def part_of_yesterday(world: World, state: str) -> Part:
    exchange = yesterday(world)
    part = exchange.parts.get()
    # With its last part the whole session would be held.
    Part.objects.create(exchange=exchange, order=2, on=part.on)
    part.state = state
    part.state_reason = "Mưa lũ" if state in {"postponed", "cancelled"} else ""
    part.save()
    return part


def minutes_in(world: World, state: str) -> Minutes:
    minutes = making.minutes_in(world, state)
    if state == "circulated":
        making.all_agree(world, minutes.revisions.get())
    return minutes


def decision_in(world: World, state: str) -> Decision:
    [decision] = making.agree(world, making.held(world), "Nộp báo cáo")
    Decision.objects.filter(pk=decision.pk).update(status=state)
    return decision


def list_in(world: World, state: str) -> PeopleImport:
    data = lists.people(("Lò Thị Ánh", "", "Giáo viên", ""))
    brought = lists.begin(world.host, data, world.principal)
    PeopleImport.objects.filter(pk=brought.pk).update(state=state)
    return brought


def bulletin_in(world: World, state: str) -> Bulletin:
    bulletin = set_stage(world).bulletin
    Bulletin.objects.filter(pk=bulletin.pk).update(
        state=state, approved_at=timezone.now()
    )
    return bulletin


def agreement_in(world: World, state: str) -> Partnership:
    agreement = Partnership.objects.create(programme_name="Kết nghĩa", state=state)
    for order, school in enumerate((world.host, world.guest), 1):
        PartnershipParty.objects.create(
            partnership=agreement, order=order, school=school
        )
    return agreement


def report_in(world: World, state: str) -> Article:
    return article_of(
        yesterday(world, "held", by=world.cluster_head), state, world.subject_head
    )


def seat_in(world: World, state: str) -> SeatRequest:
    """A teacher of the host school, asked for by the head, at a session of next week."""
    seat = seat_tests.in_seat_state(world, state)
    ahead = timezone.localdate() + timedelta(days=7)
    day = PartialDate.of(ahead)
    seat.exchange.parts.update(on=day, on_sort=ahead)
    return seat


def whom(seat: SeatRequest) -> dict[str, str]:
    """The name as the page of the school gives it: on the list, or waiting."""
    return {"who": f"e{seat.entry_id}" if seat.entry_id else f"s{seat.pk}"}


MAKERS = HEAD | {"subject_head"}
# What its maker may while nobody has decided; afterwards it is the lead's.
UNDECIDED = {"draft": MAKERS, "proposed": MAKERS}
OWNERS = HEAD | {"principal"}
SIGNERS = frozenset({"principal", "guest_principal", "admin"})
OF_DRAFT = MAKERS | {"principal", "admin"}
OF_TEXT = MAKERS | {"admin"}


def move(
    verb: str, may: Who | Mapping[str, Who], makes: Mapping[str, str], **more
) -> Verb:
    return Verb("sessions:move", may, makes, REASON, (verb,), **more)


def move_part(verb: str, makes: Mapping[str, str]) -> Verb:
    return Verb("sessions:move_part", HEAD, makes, REASON, (verb,))


def seen_of_text(state: str) -> Who:
    return {"published": NORTH, "in_review": OF_TEXT | {"officer"}}.get(state, OF_TEXT)


MOVED_HERE = {
    "Exchange session": Life(
        yesterday,
        lambda state: OF_DRAFT if state == "draft" else NORTH,
        (
            move(
                "propose",
                UNDECIDED,
                {"draft": "scheduled"},
                for_one=("subject_head", "draft", "proposed"),
            ),
            move("approve", HEAD, {"proposed": "scheduled"}),
            move("hold", UNDECIDED, {"draft": "held", "scheduled": "held"}),
            move("close", UNDECIDED, {"held": "closed"}),
            move(
                "cancel", UNDECIDED, {"proposed": "cancelled", "scheduled": "cancelled"}
            ),
            move(
                "back_to_draft",
                UNDECIDED,
                {"proposed": "draft", "scheduled": "draft", "held": "draft"},
            ),
        ),
    ),
    "Part of a session (buổi)": Life(
        part_of_yesterday,
        lambda state: NORTH,
        (
            move_part("hold", {"planned": "held"}),
            move_part("postpone", {"planned": "postponed"}),
            move_part("plan", {"held": "planned", "postponed": "planned"}),
            move_part("cancel", {"planned": "cancelled", "postponed": "cancelled"}),
        ),
        args=lambda part: [part.exchange_id, part.pk],
    ),
    "Minutes (biên bản)": Life(
        minutes_in,
        # Of a session that is announced and over, also while they are written.
        lambda state: (
            frozenset({"subject_head", "principal", "cluster_head", "admin"})
            if state == "draft"
            else NORTH
        ),
        (
            Verb(
                "sessions:minutes_send",
                HEAD,
                {"draft": "circulated"},
                {"days": "3", "note": "Gửi lại"},
            ),
            Verb("sessions:minutes_confirm", HEAD, {"circulated": "confirmed"}, {}),
            Verb("sessions:minutes_reopen", HEAD, {"confirmed": "draft"}, REASON),
        ),
    ),
    "Decision (việc đã thống nhất)": Life(
        decision_in,
        lambda state: NORTH,
        (
            Verb("sessions:decision", OWNERS, {"open": "done"}, {"proof": "Đã nộp"}),
            Verb("sessions:decision_drop", HEAD, {"open": "dropped"}, REASON),
            Verb(
                "sessions:decision_reopen",
                HEAD,
                {"done": "open", "dropped": "open"},
                REASON,
            ),
        ),
        column="status",
    ),
    "List of people from Excel": Life(
        list_in,
        lambda state: frozenset({"principal"}),
        (
            Verb(
                "clusters:import_answer",
                frozenset({"principal"}),
                {"checked": "writing"},
                {"confirm": "1"},
            ),
            Verb(
                "clusters:import_drop",
                frozenset({"principal"}),
                {"checked": "dropped"},
                {},
            ),
        ),
    ),
    "Place of a person at a session": Life(
        seat_in,
        lambda state: frozenset({"principal"}),
        (
            Verb(
                "sessions:answer_request",
                frozenset({"principal"}),
                {"asked": "seated"},
                {"answer": "yes"},
            ),
            Verb(
                "sessions:answer_request",
                frozenset({"principal"}),
                {"asked": "refused"},
                {"answer": "no", **REASON},
            ),
            Verb(
                "sessions:take_back_request",
                HEAD | {"principal"},
                {"asked": "withdrawn"},
                {},
                args=lambda seat: [seat.exchange_id, seat.pk],
                sees=NORTH,
            ),
            Verb(
                "sessions:withdraw",
                frozenset({"principal"}),
                {"waiting": "withdrawn", "seated": "withdrawn"},
                whom,
                args=lambda seat: [
                    seat.exchange_id,
                    seat.exchange.units.get(school=seat.school).pk,
                ],
                sees=NORTH,
            ),
        ),
    ),
    "News article": Life(
        report_in,
        seen_of_text,
        (
            Verb(
                "reports:news_send",
                MAKERS,
                {"draft": "in_review", "returned": "in_review"},
                {},
            ),
            Verb("reports:news_return", MAKERS, {"in_review": "returned"}, REASON),
            Verb("reports:news_publish", HEAD, {"in_review": "published"}, {"head": 1}),
            Verb("reports:news_withdraw", HEAD, {"published": "withdrawn"}, REASON),
        ),
    ),
    "Bulletin": Life(
        bulletin_in,
        lambda state: NORTH,
        (
            Verb("reports:bulletin_approve", HEAD, {"proof": "approved"}, {}),
            Verb("reports:bulletin_gather", HEAD, {"proof": "collecting"}, {}),
        ),
    ),
    "Partnership": Life(
        agreement_in,
        lambda state: NORTH,
        (
            Verb("clusters:partnership_signed", SIGNERS, {"draft": "in_force"}, {}),
            Verb("clusters:partnership_end", SIGNERS, {"in_force": "ended"}, REASON),
        ),
    ),
}
# Whose table stands with its own tests: of people and verbs, or of the machines that move it.
MOVED_ELSEWHERE = {
    "Plan of the year, one version": year_plan_tests.test_each_person_at_each_move_from_each_state,
    "Request to correct presence": correction_tests.test_a_request_moves_as_the_table_says,
    "Lesson plan": lesson_plan_tests.test_every_move_of_a_plan_is_the_one_of_the_table,
    "Reader of a lesson plan": reader_tests.test_every_move_of_a_reader_is_the_one_of_the_table,
    "Observation of a lesson": sharing_tests.test_every_move_of_an_observation_is_the_one_of_the_table,
    "Paper (PDF and Word)": paper_tests.test_no_machine_makes_a_move_that_the_table_forbids,
    "E-mail of notices": mail_tests.test_each_step_moves_only_what_it_may,
}
# Moves of a table that no single press of a button makes, and why.
NO_BUTTON = {
    # Of a session that stood on calendars and came back to be worked on.
    "Exchange session": {("draft", "cancelled"), ("draft", "proposed")},
    # What was circulated is circulated again as soon as its text is another one.
    "Minutes (biên bản)": {("circulated", "circulated")},
    # The machine's.
    "List of people from Excel": {
        ("reading", "checked"),
        ("reading", "failed"),
        ("writing", "done"),
        ("writing", "checked"),
    },
    # Where all places are taken, and when one is free again: what `test_every_move_of_a_place` tries.
    "Place of a person at a session": {("asked", "waiting"), ("waiting", "seated")},
    # Whoever approves it himself publishes without sending it.
    "News article": {("draft", "published"), ("returned", "published")},
    # The machine's, and the office's to which it goes.
    "Bulletin": {("collecting", "proof"), ("approved", "sent")},
}
STATES = {life.title: life.states for life in LIVES}


@pytest.mark.parametrize(
    ("title", "state"),
    [(title, state) for title in MOVED_HERE for state in STATES[title]],
)
def test_each_person_at_each_move_from_each_state(world, title, state):
    life = MOVED_HERE[title]
    row = life.row(world, state)
    clients = {person: Client() for person in PEOPLE}
    for person, client in clients.items():
        client.force_login(getattr(world, person))
    wrong = []
    for verb in life.verbs:
        args = (verb.args or life.args)(row)
        address = reverse(verb.route, args=[*args, *verb.words])
        data = verb.data(row) if callable(verb.data) else verb.data
        sees = life.sees(state) if verb.sees is None else verb.sees
        may = verb.may if isinstance(verb.may, frozenset) else verb.may.get(state, HEAD)
        for person, client in clients.items():
            with transaction.atomic():
                status = client.post(address, data).status_code
                row.refresh_from_db()
                found = status, getattr(row, life.column)
                transaction.set_rollback(True)
            if person not in sees:
                expected = {(404, state)}
            elif person not in may:
                expected = {(403, state)}
            elif verb.for_one[:2] == (person, state):
                expected = {(302, verb.for_one[2])}
            elif state in verb.makes:
                expected = {(302, verb.makes[state])}
            else:
                # A page with a sentence, or a way on for who comes too late.
                expected = {(200, state), (302, state)}
            if found not in expected:
                wrong.append((verb.route, *verb.words, person, found, expected))
    assert wrong == []


def test_every_life_has_its_table():
    assert {life.title for life in LIVES} == MOVED_HERE.keys() | MOVED_ELSEWHERE.keys()


@pytest.mark.parametrize("title", MOVED_HERE)
def test_every_move_of_the_table_has_its_button(title):
    made = {
        (start, to)
        for verb in MOVED_HERE[title].verbs
        for start, to in verb.makes.items()
    }
    allowed = {
        (str(start), str(to))
        for life in LIVES
        if life.title == title
        for start, targets in life.moves.items()
        for to in targets
    }
    assert made | NO_BUTTON.get(title, set()) == allowed
    assert not made & NO_BUTTON.get(title, set())
