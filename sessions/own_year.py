"""A person's own sessions of a school year: in what role, where one served then, whether one was there,
and how many periods it counts for. Nothing is reckoned that nobody decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.models import Document, Post, SchoolYear
from sessions.models import (
    ExchangeSession,
    Lesson,
    PartState,
    RosterEntry,
    State,
)
from sessions.models.exchange import LEADS
from sessions.models.part import Part
from sessions.models.roster import Capacity
from sessions.when import day_words

_SHOWN = (State.PROPOSED, State.SCHEDULED, State.HELD, State.CLOSED)
_OVER = (State.HELD, State.CLOSED)


@dataclass(frozen=True)
class OwnSession:
    """One of the person's sessions. `there` of `parts` were attended, as the list of presence has it."""

    exchange: ExchangeSession
    day: date | None
    when: str
    school: str
    teaches: tuple[str, ...]
    capacities: tuple[str, ...]
    parts: int
    there: int

    @property
    def is_over(self) -> bool:
        return self.exchange.state in _OVER

    @property
    def attended(self) -> bool:
        """At every part at which the person was expected."""
        return self.is_over and 0 < self.parts <= self.there

    @property
    def attended_in_part(self) -> bool:
        return self.is_over and 0 < self.there < self.parts

    @property
    def decided(self) -> Decimal | None:
        """How many periods it counts for, where a document says so."""
        return self.exchange.hours if self.exchange.hours_decided else None

    @property
    def document(self) -> Document | None:
        return self.exchange.hours_document

    @property
    def roles(self) -> list[str]:
        """In words: what one taught, then in what capacity one was there; else a participant."""
        found = [_("teaches %(lesson)s") % {"lesson": one} for one in self.teaches]
        found += [str(Capacity(one).label) for one in self.capacities]
        return found or [_("participant")]


@dataclass(frozen=True)
class OwnYear:
    """A school year of one person, newest day first."""

    year: SchoolYear
    sessions: list[OwnSession] = field(default_factory=list)

    @property
    def attended(self) -> list[OwnSession]:
        return [one for one in self.sessions if one.attended or one.attended_in_part]

    @property
    def counted(self) -> list[OwnSession]:
        """What adds up: attended whole, and a document says how much it counts for."""
        return [one for one in self.sessions if one.attended and one.decided]

    @property
    def periods(self) -> Decimal:
        return sum((one.decided or Decimal() for one in self.counted), Decimal())

    @property
    def undecided(self) -> int:
        """Attended whole, but nobody has decided how much it counts for."""
        return sum(one.attended and one.decided is None for one in self.sessions)

    @property
    def in_part(self) -> int:
        """Attended in part: nobody said how much of it counts."""
        return sum(one.attended_in_part for one in self.sessions)


def years_of(user: User, *, today: date) -> list[SchoolYear]:
    """The school years in which the person has sessions, this one and the next; two queries."""
    mine = _mine(user)
    holding = Q(pk__in=mine.exclude(school_year=None).order_by().values("school_year"))
    for day in (
        mine.filter(school_year=None, on_sort__isnull=False)
        .order_by()
        .values_list("on_sort", flat=True)
        .distinct()
    ):
        holding |= Q(starts_on__lte=day, ends_on__gte=day)
    return SchoolYear.objects.offered(today, holding=holding).nearest_first(today)


def own_year(user: User, year: SchoolYear) -> OwnYear:
    """The sessions of a year that the person is on the list of or teaches in, wherever they served
    then and serve now; the same number of queries however many there are."""
    exchanges = list(
        _mine(user)
        .filter(
            Q(school_year=year)
            | Q(school_year=None, on_sort__range=(year.starts_on, year.ends_on))
            | Q(
                school_year=None,
                on_sort=None,
                pk__in=Part.objects.filter(
                    on_sort__range=(year.starts_on, year.ends_on)
                ).values("exchange"),
            )
        )
        .select_related(*LEADS, "hours_document")
        .prefetch_related("parts")
    )
    entries = {
        entry.exchange_id: entry
        for entry in RosterEntry.objects.filter(user=user, exchange__in=exchanges)
        .select_related("unit__school", "unit__authority", "unit__cluster")
        .prefetch_related("parts", "attendances")
    }
    lessons: dict[int, list[Lesson]] = {one.pk: [] for one in exchanges}
    taught = Lesson.objects.filter(teachers__user=user, exchange__in=exchanges)
    for lesson in taught.select_related("subject", "school").order_by("order", "pk"):
        lessons[lesson.exchange_id].append(lesson)
    posts = list(
        Post.objects.filter(user=user, school__isnull=False)
        .select_related("school")
        .order_by("kind", "pk")
    )
    found = [
        _own(one, entries.get(one.pk), lessons[one.pk], posts) for one in exchanges
    ]
    found.sort(key=lambda one: (one.day or date.min, one.exchange.pk), reverse=True)
    return OwnYear(year, found)


def _mine(user: User):
    """Never a draft, of which nobody is told, nor what was called off."""
    listed = RosterEntry.objects.filter(user=user).order_by().values("exchange")
    taught = Lesson.objects.filter(teachers__user=user).order_by().values("exchange")
    return ExchangeSession.objects.filter(
        Q(pk__in=listed) | Q(pk__in=taught), state__in=_SHOWN
    )


def _own(
    exchange: ExchangeSession,
    entry: RosterEntry | None,
    lessons: list[Lesson],
    posts: list[Post],
) -> OwnSession:
    day = exchange.named_day
    expected = _expected(exchange, entry)
    marked = {mark.part_id for mark in entry.attendances.all()} if entry else set()
    days = list(dict.fromkeys(day_words(part.on) for part in expected if part.on))
    return OwnSession(
        exchange=exchange,
        day=day,
        when=", ".join(days) or day_words(exchange.on) or exchange.date_as_printed,
        school=_school(exchange, entry, lessons, posts, day),
        teaches=tuple(str(lesson) for lesson in lessons),
        capacities=tuple(entry.capacities) if entry else (),
        parts=len(expected),
        there=len(marked & {part.pk for part in expected}),
    )


def _expected(exchange: ExchangeSession, entry: RosterEntry | None) -> list[Part]:
    """The parts that were not called off and at which the person was expected: named ones, or all."""
    standing = [
        part for part in exchange.parts.all() if part.state != PartState.CANCELLED
    ]
    named = {part.pk for part in entry.parts.all()} if entry else set()
    return [part for part in standing if not named or part.pk in named]


def _school(
    exchange: ExchangeSession,
    entry: RosterEntry | None,
    lessons: list[Lesson],
    posts: list[Post],
    day: date | None,
) -> str:
    """Where the person served on the day of the session, by the name of that day: as the list has it,
    else as the lesson has it, else by the posts of that day."""
    if entry is not None:
        entry.exchange = exchange
        if entry.unit_label:
            return entry.unit_label
    for lesson in lessons:
        lesson.exchange = exchange
        if lesson.school_name:
            return lesson.school_name
    if day is None:
        return ""
    for post in posts:
        begun = post.valid_from is None or post.valid_from <= day
        if begun and (post.valid_to is None or day <= post.valid_to):
            return post.school.name_on(day)  # type: ignore[union-attr]  # only posts at schools
    return ""
