"""Until when what belongs to a session is to be done: derived from its parts, or set by hand. Pure.

The plan of a lesson is commented on until the day before it is taught; minutes are written within
three days after the last part, the news within five. Sundays and holidays are not moved: a deadline
is a day that people agreed on, and whoever set it knows the calendar.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sessions.models import ExchangeSession, Part, PartState, State
from sessions.models.part import Purpose

COMMENTS, MINUTES, NEWS = "comments", "minutes", "news"
WORDS: dict[str, str | Promise] = {
    COMMENTS: _("Comments on lesson plans"),
    MINUTES: _("Minutes"),
    NEWS: _("News report"),
}
BEFORE_TEACHING = timedelta(days=1)
AFTER_THE_LAST_PART = {MINUTES: timedelta(days=3), NEWS: timedelta(days=5)}
_OFF = {PartState.CANCELLED, PartState.POSTPONED}


@dataclass(frozen=True)
class Deadline:
    """The last day on which a thing is in time; `is_set`: somebody chose it."""

    name: str
    on: date
    is_set: bool

    @property
    def words(self) -> str:
        return str(WORDS[self.name])

    def is_over(self, today: date) -> bool:
        return self.on < today


def deadlines_of(
    exchange: ExchangeSession, parts: Iterable[Part] | None = None
) -> list[Deadline]:
    """The deadlines of a session that are known, in the order in which they come up.

    None for what was written down afterwards or called off. `parts` are the session's, where they
    are loaded already.
    """
    if exchange.recorded or exchange.state == State.CANCELLED:
        return []
    known = list(exchange.parts.all() if parts is None else parts)
    derived = derived_of(exchange, known)
    found = []
    for name in WORDS:
        chosen = chosen_of(exchange)[name]
        on = chosen or derived.get(name)
        if on is not None:
            found.append(Deadline(name, on, is_set=chosen is not None))
    return sorted(found, key=lambda one: one.on)


def deadline_of(
    exchange: ExchangeSession, name: str, parts: Iterable[Part] | None = None
) -> date | None:
    """One of them: the last day for comments, minutes or news; None where none is known."""
    for one in deadlines_of(exchange, parts):
        if one.name == name:
            return one.on
    return None


def chosen_of(exchange: ExchangeSession) -> dict[str, date | None]:
    """What was set by hand."""
    return {
        COMMENTS: exchange.comments_due,
        MINUTES: exchange.minutes_due,
        NEWS: exchange.news_due,
    }


def derived_of(exchange: ExchangeSession, parts: Iterable[Part]) -> dict[str, date]:
    """What follows from the parts that take place, as far as their days are known in full.

    Comments only where a part is for teaching: from the first such part. Minutes and news from the
    last part, once the days of all are known.
    """
    days: list[tuple[Part, date | None]] = []
    for part in parts:
        if part.state == PartState.CANCELLED:
            continue
        on = part.on or exchange.on
        settled = on is not None and part.state not in _OFF
        days.append((part, on.exact if settled and on else None))
    found: dict[str, date] = {}
    taught = [on for part, on in days if on and Purpose.TEACH in part.purposes]
    if taught:
        found[COMMENTS] = min(taught) - BEFORE_TEACHING
    known = [on for _part, on in days if on]
    if known and len(known) == len(days):
        for name, after in AFTER_THE_LAST_PART.items():
            found[name] = max(known) + after
    return found
