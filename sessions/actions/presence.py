"""What every press about presence ends in: one place that looks, decides, writes and remembers.

The row of `Attendance` says what is so; `AttendanceChange` says how it came about, once for each press.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts import audit
from accounts.verbs import Actor
from sessions.doors import check_in_times
from sessions.models import (
    Attendance,
    AttendanceChange,
    ExchangeSession,
    Part,
    RosterEntry,
)

How = Attendance.How
Through = AttendanceChange.Through
# A device's clock that is off by more is clearly wrong, and what it says is kept beside ours.
_CLOCK_OFF = timedelta(minutes=5)
# No press is older: the device's clock was changed in between.
_OLDEST = timedelta(days=20)


@dataclass(frozen=True)
class Press:
    """One press: when by the server's clock, when it arrived, and the key that the device gave it."""

    at: datetime
    received_at: datetime
    key: str = ""
    device_at: datetime | None = None
    through: str = Through.SIGNED_IN

    @classmethod
    def of(cls, now: datetime, **told: Any) -> "Press":
        """A press of this very moment."""
        return cls(at=now, received_at=now, **told)

    @classmethod
    def sent(
        cls,
        *,
        pressed: datetime,
        sending: datetime,
        received_at: datetime,
        key: str,
        through: str,
    ) -> "Press":
        """A press that a device kept: `pressed` and `sending` are by its clock, so that only how long
        it was kept counts, and a wrong clock does no harm."""
        kept = sending - pressed
        believed = timedelta(0) <= kept <= _OLDEST
        off = abs(sending - received_at) > _CLOCK_OFF or not believed
        return cls(
            at=received_at - kept if believed else received_at,
            received_at=received_at,
            key=key,
            device_at=pressed if off else None,
            through=through,
        )


@dataclass(frozen=True)
class Presence:
    """What stands after a press: the mark (None: not here); whether a newer press had overtaken it,
    whether it had been sent before, whether it changed anything."""

    mark: Attendance | None
    overtaken: bool = False
    repeated: bool = False
    changed: bool = False


def sent_before(press: Press) -> bool:
    """Whether this very press arrived already. Asked with the session locked."""
    return (
        bool(press.key)
        and AttendanceChange.objects.filter(client_key=press.key).exists()
    )


def is_overtaken(
    entry: RosterEntry, part: Part, mark: Attendance | None, press: Press, *, here: bool
) -> bool:
    """Whether somebody said the contrary after this press was made, and it only arrives now."""
    if press.at == press.received_at or (mark is not None) == here:
        return False
    newest = (
        AttendanceChange.objects.filter(entry=entry, part=part, overtaken=False)
        .order_by("-at", "-pk")
        .values_list("at", flat=True)
        .first()
    )
    return newest is not None and newest > press.at


def write(
    exchange: ExchangeSession,
    entry: RosterEntry,
    part: Part,
    known: Attendance | None,
    *,
    here: bool,
    how: str,
    number: int | None,
    press: Press,
    by: Actor,
    reason: str = "",
    verb: str = "sessions.mark_at_desk",
) -> Presence:
    """Bring the mark to what the press says and remember both values. The session is locked, and the
    caller has looked whether it may be so. A mark made before keeps its time and its way."""
    overtaken = is_overtaken(entry, part, known, press, here=here)
    before = _copied(known)
    mark = known
    if overtaken:
        pass
    elif here and known is None:
        mark = Attendance.objects.create(
            entry=entry, part=part, how=how, at=press.at, by=by.user, number=number
        )
    elif here and known is not None and number is not None and number != known.number:
        known.number = number
        known.save(update_fields=["number"])
    elif not here and known is not None:
        known.delete()
        mark = None
    changed = not overtaken and _differs(before, mark)
    if changed or press.key:
        AttendanceChange.objects.create(
            entry=entry,
            part=part,
            client_key=press.key,
            was_here=before is not None,
            was_how=before.how if before else "",
            was_at=before.at if before else None,
            was_number=before.number if before else None,
            here=mark is not None,
            how=how,
            number=mark.number if mark else None,
            at=press.at,
            received_at=press.received_at,
            device_at=press.device_at,
            late=is_late(part, press),
            overtaken=overtaken,
            by=by.user,
            through=press.through,
            reason=reason if changed else "",
        )
    if changed:
        audit.record(
            by=by,
            verb=verb,
            row=exchange,
            before=_as_logged(entry, part, before),
            after=_as_logged(entry, part, mark)
            | ({"reason": reason} if reason else {}),
        )
    return Presence(mark, overtaken=overtaken, changed=changed)


def is_late(part: Part, press: Press) -> bool:
    """Whether it arrived when checking in at the part was over."""
    times = check_in_times(part)
    return times is not None and press.at < times[1] <= press.received_at


def marks_of(part: Part, entries: Iterable[RosterEntry]) -> dict[int, Attendance]:
    """The marks of these entries at this part, by the entry's key."""
    found = Attendance.objects.filter(part=part, entry__in=entries)
    return {mark.entry_id: mark for mark in found}


def _copied(mark: Attendance | None) -> Attendance | None:
    """What stands now, apart from the row that changes."""
    if mark is None:
        return None
    return Attendance(how=mark.how, at=mark.at, number=mark.number)


def _differs(before: Attendance | None, after: Attendance | None) -> bool:
    if before is None or after is None:
        return (before is None) != (after is None)
    return before.number != after.number


def _as_logged(entry: RosterEntry, part: Part, mark: Attendance | None) -> dict:
    told: dict[str, Any] = {
        "entry": entry.pk,
        "part": part.pk,
        "here": mark is not None,
    }
    if mark is not None:
        told |= {
            "how": mark.how,
            "at": mark.at.isoformat() if mark.at else None,
            "number": mark.number,
        }
    return told
