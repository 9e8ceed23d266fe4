"""What pages show of feedback: the sheets of a session with their counts, and results that opened."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from accounts.models import User
from accounts.text import fold
from lessons.feedback import LEAST, SMALL, About, abouts_of, tickets_of
from lessons.models import FeedbackAnswer, FeedbackTicket, HeldBackFor
from lessons.questions import SHEETS, Sheet, sheet_asked
from sessions.models import Attendance, ExchangeSession, RosterEntry


@dataclass(frozen=True)
class Shown:
    """One sheet: how many could answer, have answered, are open to read; and of the one who looks
    whether they were there, have answered, or why they cannot."""

    about: About
    present: int
    # Who could answer: who is expected, until the day is over and it is known who was there.
    possible: int
    answered: int
    opened: int
    there: bool = False
    done: bool = False
    refusal: str = ""
    may_read: bool = False

    @property
    def sheet(self) -> Sheet:
        return sheet_asked(of_lesson=self.about.lesson is not None)

    @property
    def may_write(self) -> bool:
        return self.there and not self.done and not self.refusal

    @property
    def too_few(self) -> bool:
        """Whether results could not open if all who are there answered."""
        return self.possible < LEAST

    @property
    def small(self) -> bool:
        return LEAST <= self.possible < SMALL

    @property
    def results(self) -> str:
        """Where its results are read."""
        return address_of_results(self.about)

    @property
    def address(self) -> str:
        """Where it is answered."""
        if self.about.lesson is not None:
            return reverse("lessons:lesson_feedback", args=[self.about.lesson.pk])
        return reverse("lessons:session_feedback", args=[self.about.exchange.pk])


def sheets_of(
    exchange: ExchangeSession,
    entry: RosterEntry | None,
    user: User | None,
    *,
    now: datetime,
) -> list[Shown]:
    """Every sheet of a session as somebody sees it: `entry` is their line of the list. Twelve queries
    at most, however many lessons and people there are."""
    abouts = abouts_of(exchange)
    if not abouts:
        return []
    there = _who_was_there(exchange)
    expected = _who_is_expected(exchange)
    answered = _counted(FeedbackTicket.objects.filter(exchange=exchange))
    opened = _counted(FeedbackAnswer.objects.filter(exchange=exchange, is_open=True))
    done = set(tickets_of(entry).values_list("lesson", flat=True)) if entry else set()
    return [
        Shown(
            about,
            present=_many(about, there),
            possible=_many(about, there)
            if about.opens_at is not None and now >= about.opens_at
            else _many(about, {**expected, **there}),
            answered=answered[about.key],
            opened=opened[about.key],
            there=entry is not None
            and about.was_there(there.get((entry.pk, entry.user_id), ())),
            done=about.key in done,
            refusal=about.refusal(entry, now=now) if entry else "",
            may_read=user is not None and about.may_read(user),
        )
        for about in abouts
    ]


# The parts of each person, by line of the list and account.
People = dict[tuple[int, int | None], set[int]]


def _who_was_there(exchange: ExchangeSession) -> People:
    """The parts at which each person was."""
    marks = Attendance.objects.filter(entry__exchange=exchange).exclude(
        entry__kind=RosterEntry.Kind.GROUP
    )
    found: People = {}
    for entry, user, part in marks.values_list("entry", "entry__user", "part"):
        found.setdefault((entry, user), set()).add(part)
    return found


def _who_is_expected(exchange: ExchangeSession) -> People:
    """The parts at which each person is expected."""
    every = {part.pk for part in exchange.parts.all()}
    listed = exchange.roster.exclude(kind=RosterEntry.Kind.GROUP).order_by()
    found: People = {}
    for entry, user, part in listed.values_list("pk", "user", "parts"):
        parts = found.setdefault((entry, user), set())
        parts |= {part} if part is not None else every
    return found


def _many(about: About, people: People) -> int:
    """How many of these may answer, going by where they were."""
    return sum(
        about.was_there(parts)
        for (_entry, user), parts in people.items()
        if user is None or user not in about.teachers
    )


def _counted(rows: QuerySet) -> Counter[int | None]:
    counts = rows.order_by().values_list("lesson").annotate(many=Count("pk"))
    return Counter(dict(counts))


def address_of_results(about: About) -> str:
    """Where the results of a sheet are read."""
    if about.lesson is not None:
        return reverse("lessons:lesson_results", args=[about.lesson.pk])
    return reverse("lessons:session_results", args=[about.exchange.pk])


@dataclass(frozen=True)
class Counted:
    """One question with how many chose what; not one is best."""

    title: str | Promise
    ask: str | Promise
    rows: list[tuple[str | Promise, int]]


@dataclass(frozen=True)
class Results:
    """What opened of one sheet."""

    many: int
    questions: list[Counted]
    learned: list[str]
    suggestions: list[str]
    # Why words were held back, and how often.
    held_back: list[tuple[str, int]]
    # Words that were given to be read first and opened without that.
    unread: int


def results_of(about: About) -> Results:
    """What opened: counts, and words in the order of the alphabet, so that two of one hand do not
    stand at the same place. One query."""
    answers = list(
        FeedbackAnswer.objects.filter(
            exchange=about.exchange, lesson=about.key, is_open=True
        )
    )
    said = [one for one in answers if not one.held_back_for]
    questions = []
    for name in dict.fromkeys(sorted({one.sheet for one in answers})):
        chosen = [one.choices for one in answers if one.sheet == name]
        for question in SHEETS[name].questions:
            counts = Counter(one.get(question.key) for one in chosen)
            rows = [(words, counts[key]) for key, words in question.choices]
            if question.unseen:
                rows.append((question.unseen, counts["unseen"]))
            questions.append(Counted(question.title, question.ask, rows))
    return Results(
        many=len(answers),
        questions=questions,
        learned=sorted((one.learned for one in said if one.learned), key=fold),
        suggestions=sorted(
            (one.suggestion for one in said if one.suggestion), key=fold
        ),
        held_back=[
            (str(reason.label), many)
            for reason in HeldBackFor
            if (many := sum(one.held_back_for == reason for one in answers))
        ],
        unread=sum(one.given_on is not None and not one.is_read for one in answers),
    )


def words_to_read_first(
    exchange: ExchangeSession, user: User
) -> list[tuple[About, list[FeedbackAnswer]]]:
    """The words that this person reads before anybody else, by sheet: without touches, and only of
    answers that were given together."""
    abouts = [
        one
        for one in abouts_of(exchange)
        if one.reads_first is not None and one.reads_first.holds(user)
    ]
    given = FeedbackAnswer.objects.being_read().filter(exchange=exchange, is_read=False)
    rows = list(given.only("lesson", "learned", "suggestion"))
    found = [
        (about, [row for row in rows if row.lesson_id == about.key]) for about in abouts
    ]
    return [(about, words) for about, words in found if words]


def reads_first(exchange: ExchangeSession, user: User) -> bool:
    """Whether this person reads words of this session first."""
    return any(
        one.reads_first is not None and one.reads_first.holds(user)
        for one in abouts_of(exchange)
    )
