"""The list of presence of one part, as whoever keeps it at the desk sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from accounts.text import fold
from accounts.widgets import time_in_words
from sessions.doors import check_in_times
from sessions.models import (
    Attendance,
    AttendanceChange,
    CorrectionRequest,
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
    part: Part

    @property
    def search(self) -> str:
        """The folded words by which the line is found: name, title, organisation."""
        entry = self.entry
        return fold(
            f"{entry.name_as_printed} {entry.title_as_printed} {entry.organisation_as_printed}"
        )

    @property
    def words(self) -> str:
        """How the mark was made: "Bàn thư ký, 13 giờ 32 · Lường Văn Sơn"."""
        return mark_words(self.mark, self.part) if self.mark else ""

    @property
    def number(self) -> int | None:
        """Of a group: with how many it came, else how many are expected."""
        return self.mark.number if self.mark else self.entry.group_count


@dataclass(frozen=True)
class DeskGroup:
    """The people of one unit, in printed order."""

    label: str
    rows: list[DeskRow]

    @property
    def here(self) -> int:
        return sum(row.mark is not None for row in self.rows)

    @property
    def missing(self) -> int:
        return len(self.rows) - self.here


def mark_words(mark: Attendance, part: Part) -> str:
    """How and when a mark was made, with the day where it is another one, and at the desk by whom."""
    words = str(mark.get_how_display())
    if mark.at:
        when = timezone.localtime(mark.at)
        words += f", {time_in_words(when.time())}"
        if part.on is not None and part.on.exact != when.date():
            words += f", {when:%d/%m/%Y}"
    if mark.how in {Attendance.How.DESK, Attendance.How.PAPER} and mark.by:
        words += f" · {mark.by}"
    return words


def marks_at(part: Part) -> dict[int, Attendance]:
    """The marks of this part with who made them, by the entry's key; one query."""
    found = Attendance.objects.filter(part=part).select_related("by")
    return {mark.entry_id: mark for mark in found}


def marks_since(part: Part, change: int) -> dict[int, Attendance | None]:
    """The mark that stands now (None: not here) of each entry about which something was pressed
    after this change; two queries."""
    pressed = AttendanceChange.objects.filter(part=part, pk__gt=change)
    # Read before the marks: of who presses in between the next look tells.
    entries = list(pressed.order_by().values_list("entry", flat=True).distinct())
    found = Attendance.objects.filter(part=part, entry__in=entries)
    marks = {mark.entry_id: mark for mark in found.select_related("by")}
    return {entry: marks.get(entry) for entry in entries}


def groups_of(exchange: ExchangeSession, part: Part) -> list[DeskGroup]:
    """Everybody who is invited to this part, or marked at it, by unit; four queries."""
    marks = marks_at(part)
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
        label = entry.unit_label
        group = groups.setdefault(label, DeskGroup(label, []))
        group.rows.append(DeskRow(entry, marks.get(entry.pk), part))
    return [group for group in groups.values() if group.rows]


def expected_at(exchange: ExchangeSession, part: Part) -> list[RosterEntry]:
    """Who is expected at this part, in the order of the printed list: the numbers on the sheet that
    is signed count this list from 1. Two queries."""
    entries = exchange.roster.select_related(
        "unit__school", "unit__authority", "unit__cluster"
    ).prefetch_related("parts")
    return [
        entry
        for entry in entries
        if not (invited := {one.pk for one in entry.parts.all()}) or part.pk in invited
    ]


def changes_of(part: Part) -> QuerySet[AttendanceChange]:
    """Everything that was pressed about this part, newest first."""
    return (
        AttendanceChange.objects.filter(part=part)
        .select_related("entry", "by")
        .order_by("-pk")
    )


@dataclass(frozen=True)
class Record:
    """One's own presence at one part as it came about: every press, and what one asked for."""

    changes: list[AttendanceChange]
    requests: list[CorrectionRequest]

    @property
    def open_request(self) -> CorrectionRequest | None:
        waits = CorrectionRequest.State.ASKED
        return next((one for one in self.requests if one.state == waits), None)


def records_of(entry: RosterEntry) -> dict[int, Record]:
    """By the part's key: the presses about this entry and its requests; two queries."""
    found: dict[int, Record] = defaultdict(lambda: Record([], []))
    for change in entry.presence_changes.select_related("by").order_by("pk"):
        found[change.part_id].changes.append(change)
    for request in entry.correction_requests.select_related("decided_by"):
        found[request.part_id].requests.append(request)
    return dict(found)


def open_requests(exchange: ExchangeSession) -> list[CorrectionRequest]:
    """What people ask to have corrected and nobody has decided; one query."""
    return list(
        CorrectionRequest.objects.filter(
            entry__exchange=exchange, state=CorrectionRequest.State.ASKED
        ).select_related("entry", "part", "asked_by")
    )


def version_of(exchange: ExchangeSession, part: Part) -> str:
    """A mark of the list of this part as it stands: of its presence and of who is on it; two cheap
    queries. Keys grow in the order in which changes are seen, because each change holds the session."""
    last = AttendanceChange.objects.filter(part=part).aggregate(last=Max("pk"))["last"]
    people = exchange.roster.aggregate(many=Count("pk"), last=Max("pk"))
    return f"{last or 0}.{people['many']}.{people['last'] or 0}"


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
