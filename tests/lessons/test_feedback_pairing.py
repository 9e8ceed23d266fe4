"""Whoever may look into everything, every table with its hidden columns and the log, pairs no answer
with who gave it."""

import logging
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection, transaction

from lessons import opening
from lessons.feedback import About
from lessons.models import FeedbackAnswer, FeedbackTicket
from lessons.shuffling import shuffle
from tests import figures
from tests.lessons.giving import (
    SEEN,
    address,
    client_of,
    colleagues,
    next_morning,
    session_of_today,
)

pytestmark = pytest.mark.django_db

TEN = 10
# Guessing is right of ten as often as this about once in ten thousand times, and not twice in a row.
CHANCE = 7
OURS = {"lessons_feedbackticket", "lessons_feedbackanswer"}


def hidden() -> list[str]:
    """What the database keeps beside the columns of a row."""
    if connection.vendor == "postgresql":
        return ["ctid", "xmin", "xmax", "cmin"]
    return ["rowid"]


def rows_of(table: str, columns: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table}")
        return cursor.fetchall()


def everything() -> dict[str, list]:
    """All rows of all tables, those of feedback aside, with what the database writes at a row that is
    written (not xmax, which a key that points there changes)."""
    marks = "xmin::text, " if connection.vendor == "postgresql" else "rowid, "
    found = {}
    for table in connection.introspection.table_names():
        if table not in OURS:
            found[table] = sorted(map(repr, rows_of(table, f"{marks}*")))
    return found


class Attacker:
    """Knows everything that is stored and tries every way to put tickets and answers side by side.

    The word of each answer names its writer, so that the test can say how often the attacker is right.
    """

    def __init__(self) -> None:
        self.tickets = self._read("lessons_feedbackticket", "id, entry_id, client_key")
        self.answers = self._read("lessons_feedbackanswer", "id, learned, choices")

    def _read(self, table: str, columns: str) -> list[dict]:
        names = [*hidden(), *columns.split(", ")]
        shown = ", ".join(
            f"{one}::text" if connection.vendor == "postgresql" else one
            for one in names
        )
        return [
            dict(zip(names, row, strict=True), place=place)
            for place, row in enumerate(rows_of(table, shown))
        ]

    def best(self) -> int:
        """How many answers the best of all ways gives to their writers."""
        return max(way() for way in (*self.by_order(), *self.by_equal(), self.by_keys))

    def by_order(self) -> list[Callable[[], int]]:
        """Both sorted by some column, the first to the first; forwards and backwards."""

        def way(ours: str, theirs: str, turned: bool) -> int:
            tickets = sorted(self.tickets, key=lambda one: natural(one[ours]))
            answers = sorted(self.answers, key=lambda one: natural(one[theirs]))
            if turned:
                answers.reverse()
            return sum(
                written_by(answer) == str(ticket["entry_id"])
                for ticket, answer in zip(tickets, answers, strict=True)
            )

        return [
            partial(way, ours, theirs, turned)
            for ours in ("id", "entry_id", "client_key", "place", *hidden())
            for theirs in ("id", "place", *hidden())
            for turned in (False, True)
        ]

    def by_equal(self) -> list[Callable[[], int]]:
        """A value that one ticket (or the line of the list it points to) and one answer share."""

        def way(marks: list[tuple[str, str]], theirs: str) -> int:
            right = 0
            for answer in self.answers:
                same = [who for who, mark in marks if mark == str(answer[theirs])]
                right += same == [written_by(answer)]
            return right

        sources = [
            [(str(one["entry_id"]), str(one[name])) for one in self.tickets]
            for name in ("id", "client_key", *hidden())
        ]
        if connection.vendor == "postgresql":
            # Writing a key locks the row that it points to, and the lock stays readable there.
            sources.append(rows_of("exchange_roster", "id::text, xmax::text"))
        return [
            partial(way, marks, theirs)
            for marks in sources
            for theirs in ("id", *hidden())
        ]

    def by_keys(self) -> int:
        """The device's key, wherever it stands at an answer."""
        return sum(
            bool(one["client_key"]) and one["client_key"] in repr(answer)
            for one in self.tickets
            for answer in self.answers
        )


def natural(value) -> tuple:
    """Places such as (0,10) in the order of the table."""
    numbers = "".join(sign if sign.isdigit() else " " for sign in str(value)).split()
    return (tuple(map(int, numbers)), str(value))


def written_by(answer: dict) -> str:
    return answer["learned"].removeprefix("Tôi là ")


def paired(about: About) -> int:
    """How many of ten are paired: what chance gives once it does not give twice."""
    right = Attacker().best()
    if right < CHANCE:
        return 0
    shuffle(exchange=about.exchange.pk, lesson=about.key)
    again = Attacker().best()
    return again if again >= CHANCE else 0


@pytest.fixture
def ten(world, transactional_db):
    """Ten people answer one after another, each with a key of the device, by real requests."""
    exchange, lesson = session_of_today(world)
    about = About(exchange, lesson)
    entries = colleagues(exchange, TEN)
    clients = [client_of(entry) for entry in entries]

    def answer() -> None:
        for entry, client in zip(entries, clients, strict=True):
            response = client.post(
                address(about),
                {**SEEN, "learned": f"Tôi là {entry.pk}", "client_key": f"k{entry.pk}"},
            )
            assert response.status_code == 302

    return about, answer


def test_answers_are_not_paired_before_and_after_they_open(ten):
    about, answer = ten
    answer()
    assert (FeedbackTicket.objects.count(), FeedbackAnswer.objects.count()) == (10, 10)
    before = paired(about)
    assert opening.open_feedback(about.exchange.pk, now=next_morning()) == TEN
    after = paired(about)
    figures.record("answers_paired_of_10", max(before, after))
    assert (before, after) == (0, 0)
    assert not FeedbackTicket.objects.exclude(client_key="").exists()


def test_the_attacker_of_this_test_pairs_all_that_is_only_stored(
    world, transactional_db
):
    """Stored one after another and not mixed, all ten are paired: the attacker is no fool."""
    exchange, lesson = session_of_today(world)
    for entry in colleagues(exchange, TEN):
        with transaction.atomic():
            FeedbackTicket.objects.create(exchange=exchange, entry=entry, lesson=lesson)
            FeedbackAnswer.objects.create(
                exchange=exchange,
                lesson=lesson,
                sheet="lesson-1",
                learned=f"Tôi là {entry.pk}",
            )
    assert Attacker().best() == TEN


def test_answering_writes_nothing_else_and_logs_nothing(ten, caplog):
    _about, answer = ten
    before = everything()
    with caplog.at_level(logging.INFO):
        answer()
    assert everything() == before
    assert caplog.records == []


def test_neither_table_has_a_column_of_time_or_request():
    names = {
        field.name
        for model in (FeedbackTicket, FeedbackAnswer)
        for field in model._meta.get_fields()
    }
    assert names == {
        "id", "exchange", "entry", "user", "lesson", "client_key",
        "sheet", "choices", "learned", "suggestion",
        "is_open", "is_read", "held_back_for", "given_on",
    }  # fmt: skip
    shared = {one.name for one in FeedbackTicket._meta.get_fields()} & {
        one.name for one in FeedbackAnswer._meta.get_fields()
    }
    # The number is drawn for each row.
    assert shared == {"id", "exchange", "lesson"}
