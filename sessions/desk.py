"""The list of presence of one part, as whoever keeps it at the desk sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.text import fold
from sessions.doors import check_in_times
from sessions.models import (
    Attendance,
    ExchangeSession,
    Part,
    PartState,
    RosterEntry,
    State,
)


@dataclass(frozen=True)
class DeskRow:
    """One line of the list: who, and the mark that stands there (None: not here)."""

    entry: RosterEntry
    mark: Attendance | None

    @property
    def search(self) -> str:
        """The folded words by which the line is found: name, title, organisation."""
        entry = self.entry
        return fold(
            f"{entry.name_as_printed} {entry.title_as_printed} {entry.organisation_as_printed}"
        )


@dataclass(frozen=True)
class DeskGroup:
    """The people of one unit, in printed order."""

    label: str
    rows: list[DeskRow]


def groups_of(exchange: ExchangeSession, part: Part) -> list[DeskGroup]:
    """Everybody who is invited to this part, or marked at it, by unit; four queries."""
    marks = {
        mark.entry_id: mark
        for mark in Attendance.objects.filter(part=part).select_related("by")
    }
    entries = exchange.roster.select_related(
        "unit__school", "unit__authority", "unit__cluster"
    ).prefetch_related("parts")
    groups: dict[str, DeskGroup] = {
        unit.label: DeskGroup(unit.label, [])
        for unit in exchange.units.select_related("school", "authority", "cluster")
    }
    for entry in entries:
        invited = {one.pk for one in entry.parts.all()}
        if invited and part.pk not in invited and entry.pk not in marks:
            continue
        label = entry.unit.label if entry.unit else entry.organisation_as_printed
        group = groups.setdefault(label, DeskGroup(label, []))
        group.rows.append(DeskRow(entry, marks.get(entry.pk)))
    return [group for group in groups.values() if group.rows]


def parts_to_keep(
    exchange: ExchangeSession, parts: Iterable[Part], now: datetime
) -> list[Part]:
    """The parts whose list can be kept now, in order: those that took place, and those that are
    about to. None of a session that is written down afterwards, closed, or not agreed."""
    if exchange.recorded or exchange.state not in {State.SCHEDULED, State.HELD}:
        return []
    return [part for part in parts if _is_kept(part, now)]


def _is_kept(part: Part, now: datetime) -> bool:
    if part.state == PartState.HELD:
        return True
    times = check_in_times(part)
    return part.state == PartState.PLANNED and times is not None and times[0] <= now
