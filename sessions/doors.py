"""When people check in, and who sets it right afterwards."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from sessions.models import Attendance, ExchangeSession, Part, PartState, RosterEntry
from sessions.models.roster import Capacity

OPENS_BEFORE = timedelta(hours=2)
# A press that a device kept without a network counts when it arrives within so long of the closing.
LATE_FOR = timedelta(days=14)
_SOON = timedelta(hours=24)


def check_in_times(part: Part) -> tuple[datetime, datetime] | None:
    """From when to when (half-open) people check in at a part: from two hours before it starts, or
    from midnight when its hour is unknown, to the end of the day after. None without a day."""
    day = part.on.exact if part.on else None
    if day is None:
        return None
    zone = timezone.get_current_timezone()
    midnight = datetime.combine(day, time.min, zone)
    opens = midnight
    if part.starts_at is not None:
        opens = datetime.combine(day, part.starts_at, zone) - OPENS_BEFORE
    return opens, midnight + timedelta(days=2)


def over_at(part: Part) -> datetime | None:
    """When a part is over, so that changing its presence is a correction: at its last hour as
    planned, or with its day. None without a day."""
    day = part.on.exact if part.on else None
    if day is None:
        return None
    zone = timezone.get_current_timezone()
    if part.ends_at is not None:
        return datetime.combine(day, part.ends_at, zone)
    return datetime.combine(day, time.min, zone) + timedelta(days=1)


def is_over(part: Part, now: datetime) -> bool:
    """Whether changing the presence of this part is a correction now; of a part without a day, once
    it took place."""
    over = over_at(part)
    return part.state == PartState.HELD if over is None else now >= over


def is_open(part: Part, now: datetime) -> bool:
    """Whether people check in at this part now."""
    times = check_in_times(part)
    return times is not None and times[0] <= now < times[1]


@dataclass(frozen=True)
class Door:
    """A part at which somebody may check in: the mark that stands there, whether it is open now, or
    from when to when (None: no day)."""

    part: Part
    mark: Attendance | None
    is_open: bool
    opens: datetime | None
    is_past: bool
    # Opens within a day: the button stands there, and each press looks anew.
    is_soon: bool

    @property
    def done(self) -> bool:
        return self.mark is not None

    @property
    def done_afterwards(self) -> bool:
        """Whether the mark was written once the part was over: its hour is not that of coming in."""
        return bool(self.mark and self.mark.at and is_over(self.part, self.mark.at))

    @classmethod
    def of(cls, part: Part, *, mark: Attendance | None, now: datetime) -> "Door":
        times = check_in_times(part)
        opens, closes = times or (None, None)
        return cls(
            part=part,
            mark=mark,
            is_open=opens is not None and closes is not None and opens <= now < closes,
            opens=opens,
            is_past=closes is not None and now >= closes,
            is_soon=opens is not None and timedelta(0) < opens - now <= _SOON,
        )


def doors_of(
    exchange: ExchangeSession, entry: RosterEntry | None, *, now: datetime
) -> list[Door]:
    """The parts at which this entry is expected, with the marks that stand there; for somebody who is
    not on the list all that were not called off. At most two queries."""
    if entry is None:
        parts = exchange.parts.exclude(state=PartState.CANCELLED)
        marks = {}
    else:
        parts = exchange.parts.expecting(exchange.roster.filter(pk=entry.pk))
        marks = {mark.part_id: mark for mark in entry.attendances.all()}
    return [
        Door.of(part, mark=marks.get(part.pk), now=now)
        for part in parts.select_related("site")
    ]


def keepers_of(exchange: ExchangeSession) -> str:
    """Who can set the list of presence right, by name: secretary, then chair of the day; where
    nobody is named for it, who leads the session."""
    holders = list(
        exchange.roster.values_list("name_as_printed", "capacities", "user_id")
    )
    named = [
        name
        for capacity in (Capacity.SECRETARY, Capacity.CHAIR)
        for name, capacities, user in holders
        # Only who has an account can open the page.
        if user is not None and capacity in capacities
    ]
    return ", ".join(dict.fromkeys(named)) or exchange.lead_name
