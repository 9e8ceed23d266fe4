"""A month of sessions: one list of days that is a grid on a desk and an agenda on a phone."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.days import WEEKDAYS
from accounts.models import User
from clusters.naming import school_name_among
from clusters.partial_dates import PartialDate
from sessions.days import in_month, next_month, previous_month
from sessions.filters import Filters
from sessions.models import ExchangeSession, PartState, State
from sessions.models.exchange import HalfDay, Kind

SHORT_KINDS: dict[str, str | Promise] = {
    Kind.LESSON_STUDY: pgettext_lazy("short kind", "Study"),
    Kind.DEMO_LESSONS: pgettext_lazy("short kind", "Demo"),
    Kind.EXCHANGE: pgettext_lazy("short kind", "Exchange"),
    Kind.JOINT_EXAM: pgettext_lazy("short kind", "Exam"),
    Kind.SIGNING: pgettext_lazy("short kind", "Signing"),
    Kind.CONFERENCE: pgettext_lazy("short kind", "Conference"),
    Kind.VISIT: pgettext_lazy("short kind", "Visit"),
}
# Days of the solar calendar that every school marks; those of the lunar calendar move.
HOLIDAYS: dict[tuple[int, int], str | Promise] = {
    (1, 1): _("New Year"),
    (4, 30): _("Reunification Day"),
    (5, 1): _("Labour Day"),
    (9, 2): _("National Day"),
    (9, 5): _("Opening of the school year"),
    (11, 20): _("Vietnamese Teachers' Day"),
}
_KIND_WORDS = dict(Kind.choices)
_STATE_WORDS = {**dict(State.choices), **dict(PartState.choices)}
_HALF_DAYS = dict(HalfDay.choices)
_OFF = {State.CANCELLED, PartState.POSTPONED}
# States that a reader must see at a glance; scheduled and held are the normal case.
_SAID = {State.DRAFT, State.PROPOSED, State.CANCELLED, PartState.POSTPONED}


@dataclass(slots=True)
class Entry:
    """A session, or one of its parts, on a day of the month or somewhere in it."""

    exchange: int
    kind: str
    title: str
    # The number of the part where the session has several.
    part: int | None
    where: str
    at: time | None
    half_day: str
    state: str

    @property
    def short_kind(self) -> str:
        return str(SHORT_KINDS[self.kind])

    @property
    def off(self) -> bool:
        return self.state in _OFF

    @property
    def said(self) -> str:
        """The small words after the place: the hour, and a state that is not the normal case."""
        words = [
            f"{self.at:%H:%M}" if self.at else str(_HALF_DAYS.get(self.half_day, ""))
        ]
        if self.state in _SAID:
            words.append(str(_STATE_WORDS[self.state]))
        return " · ".join(word for word in words if word)


@dataclass(slots=True)
class Day:
    day: date
    entries: list[Entry]
    out: bool
    today: bool
    # Before today: what stands on it took place, and can only be written down.
    past: bool

    @property
    def weekday(self) -> str | Promise:
        return WEEKDAYS[self.day.weekday()]

    @property
    def holiday(self) -> str | Promise:
        return "" if self.out else HOLIDAYS.get((self.day.month, self.day.day), "")

    @property
    def look(self) -> str:
        """The classes of the day, as assets/README.md names them."""
        classes = ["day"]
        if self.out:
            classes.append("out")
        if not self.entries and not self.holiday:
            classes.append("empty")
        if self.today:
            classes.append("today")
        if self.day.weekday() == 0:
            classes.append("monday")
        if self.day.weekday() > 4:
            classes.append("weekend")
        return " ".join(classes)


@dataclass
class Month:
    """A month with its days, Monday first, and what is known to be in it without a day."""

    first: date
    days: list[Day]
    undated: list[Entry]
    # Sessions, not parts.
    count: int
    kinds: list[tuple[str, str]] = field(default_factory=list)

    @property
    def previous(self) -> date:
        return previous_month(self.first)

    @property
    def next(self) -> date:
        return next_month(self.first)

    @property
    def agenda(self) -> list[Day]:
        """Only the days on which something is."""
        return [day for day in self.days if day.entries]


# What a month asks of a session, joined with its parts in their order.
COLUMNS = (
    "pk",
    "kind",
    "title",
    "state",
    "on",
    "half_day",
    "cluster__label",
    "lead_school__name",
    "lead_cluster__label",
    "lead_authority__short_name",
    "lead_authority__name",
    "parts__on",
    "parts__state",
    "parts__starts_at",
    "parts__half_day",
    "lead_school__name_changes",
)


def month_of(rows, first: date, *, today: date) -> Month:
    """The month that begins on `first`, of these sessions. One query."""
    found = in_month(rows, first).order_by("pk", "parts__order").values_list(*COLUMNS)
    return month_from(found, first, today=today)


def month_from(found: Iterable[tuple], first: date, *, today: date) -> Month:
    """The same from rows of COLUMNS, one a part; what is in no day of the month is left out. Pure.

    A session stands on each of its parts' days; where no part has one, on its own. What is known
    only by its month stands under `undated`.
    """
    sessions: dict[int, list[tuple]] = defaultdict(list)
    for row in found:
        sessions[row[0]].append(row)
    on_day: dict[date, list[Entry]] = defaultdict(list)
    undated: list[Entry] = []
    shown: dict[int, str] = {}
    for exchange in sessions.values():
        for on, entry in _entries(exchange):
            if (on.year, on.month) != (first.year, first.month):
                continue
            shown[entry.exchange] = entry.kind
            if (exact := on.exact) is not None:
                on_day[exact].append(entry)
            elif all(other.exchange != entry.exchange for other in undated):
                undated.append(entry)
    for entries in on_day.values():
        entries.sort(key=lambda one: (one.at is None, one.at or time(), one.exchange))
    kinds = set(shown.values())
    return Month(
        first=first,
        days=[
            Day(
                day=day,
                entries=on_day.get(day, []) if day.month == first.month else [],
                out=day.month != first.month,
                today=day == today,
                past=day < today,
            )
            for day in calendar.Calendar(calendar.MONDAY).itermonthdates(
                first.year, first.month
            )
        ],
        undated=undated,
        count=len(shown),
        kinds=[(kind, str(_KIND_WORDS[kind])) for kind in Kind.values if kind in kinds],
    )


def _entries(rows: list[tuple]) -> list[tuple[PartialDate, Entry]]:
    """The entries of one session from its joined rows, one row a part."""
    pk, kind, title, state, own, half_day, *places = rows[0][:11]
    days = [own, *(row[11] for row in rows)]
    first = next((day.first_day for day in days if day and day.first_day), None)
    if places[1] and rows[0][15]:
        # Led by a school that changed its name: it stands under the name of the session's day.
        places[1] = school_name_among(places[1], rows[0][15], first)
    where = next((place for place in places if place), "")
    title = title or str(_KIND_WORDS[kind])

    def entry(part: int | None, at: time | None, half: str, part_state: str) -> Entry:
        shown = state
        if state not in _OFF and part_state in {
            PartState.CANCELLED,
            PartState.POSTPONED,
        }:
            shown = part_state
        return Entry(pk, kind, title, part, where, at, half or "", shown)

    dated = [
        (row[11], entry(number if len(rows) > 1 else None, row[13], row[14], row[12]))
        for number, row in enumerate(rows, 1)
        if row[11] is not None and row[11].year and row[11].month
    ]
    if dated or own is None or not own.month:
        return dated
    return [(own, entry(None, rows[0][13], half_day, ""))]


def visible_month(user: User, first: date, filters: Filters, *, now: datetime) -> Month:
    """The month of everything that this person may see, narrowed."""
    seen = ExchangeSession.objects.visible_to(user)
    rows = filters.apply(seen, user, now=now)
    return month_of(rows, first, today=timezone.localtime(now).date())
