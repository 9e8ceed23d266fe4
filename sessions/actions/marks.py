"""Presence: the marks of the day, and those of a session recorded afterwards."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.verbs import Actor, Refused
from sessions.actions.guard import lock, refuse_if_closed
from sessions.doors import check_in_times, keepers_of
from sessions.models import (
    Attendance,
    ExchangeSession,
    Part,
    PartState,
    RosterEntry,
    State,
)
from sessions.models.part import TAKING_PLACE


def mark_recorded(exchange: ExchangeSession) -> None:
    """Of a session recorded afterwards everybody on the roster was there: one mark for each entry
    and held part, without an hour. Marks of entries that left a part go; others stay."""
    if not exchange.recorded or exchange.state != State.HELD:
        return
    parts = list(exchange.parts.filter(state=PartState.HELD))
    wanted: dict[tuple[int, int], RosterEntry] = {}
    for entry in exchange.roster.prefetch_related("parts"):
        chosen = {part.pk for part in entry.parts.all()}
        for part in parts:
            if not chosen or part.pk in chosen:
                wanted[entry.pk, part.pk] = entry
    marks = Attendance.objects.filter(entry__exchange=exchange)
    known = {(mark.entry_id, mark.part_id): mark for mark in marks}
    marks.filter(
        pk__in=[
            mark.pk
            for pair, mark in known.items()
            if pair not in wanted and mark.how == Attendance.How.RECORDED
        ]
    ).delete()
    Attendance.objects.bulk_create(
        Attendance(
            entry=entry,
            part_id=part,
            how=Attendance.How.RECORDED,
            number=entry.group_count,
        )
        for (pk, part), entry in wanted.items()
        if (pk, part) not in known
    )
    for pair, mark in known.items():
        there = wanted.get(pair)
        if (
            there is not None
            and mark.how == Attendance.How.RECORDED
            and mark.number != there.group_count
        ):
            mark.number = there.group_count
            mark.save(update_fields=["number"])


def forget_recorded(exchange: ExchangeSession) -> None:
    """Take the marks of the record back; marks that people made themselves stay."""
    Attendance.objects.filter(
        entry__exchange=exchange, how=Attendance.How.RECORDED
    ).delete()


def check_in(*, entry: RosterEntry, part: Part, by: Actor, now: datetime) -> Attendance:
    """Mark that a roster entry is there. Twice is once: the first mark stays as it was made.

    `how` is the own device when the person presses, the desk when somebody else does. Refuses
    outside the times of `check_in_times`, for a part the entry is not invited to, and on a session
    that is neither scheduled nor held.
    """
    with transaction.atomic():
        exchange = lock(entry.exchange)
        known = Attendance.objects.filter(entry=entry, part=part).first()
        if known is not None:
            return known
        listed = exchange.roster.filter(pk=entry.pk).first()
        if listed is None:
            raise Refused(_("This name was taken off the list meanwhile."))
        stored = _stored(exchange, part)
        _refuse_mark(exchange, listed, stored, now)
        own = by.user is not None and listed.user_id == by.user.pk
        mark = Attendance.objects.create(
            entry=listed,
            part=stored,
            how=Attendance.How.BUTTON if own else Attendance.How.DESK,
            at=now,
            by=by.user,
            number=listed.group_count,
        )
        audit.record(
            by=by,
            verb="sessions.check_in",
            row=exchange,
            after={"entry": listed.pk, "part": stored.pk, "how": mark.how},
        )
        return mark


def _stored(exchange: ExchangeSession, part: Part) -> Part:
    """The part as it stands in the locked session; refuses when it went meanwhile."""
    stored = exchange.parts.filter(pk=part.pk).first()
    if stored is None:
        raise Refused(_("Somebody else removed this part meanwhile."))
    return stored


def _refuse_mark(
    exchange: ExchangeSession, entry: RosterEntry, part: Part, now: datetime
) -> None:
    if exchange.state not in {State.SCHEDULED, State.HELD}:
        raise Refused(
            _("Nobody can check in: the session is “%(state)s”.")
            % {"state": exchange.get_state_display()}
        )
    if part.state not in TAKING_PLACE:
        raise Refused(_("Nobody can check in: this part does not take place."))
    expected = exchange.parts.expecting(exchange.roster.filter(pk=entry.pk))
    if not expected.filter(pk=part.pk).exists():
        raise Refused(_("This part is not one that you are invited to."))
    times = check_in_times(part)
    if times is None:
        raise Refused(
            _("Nobody can check in yet: the day of this part has not been set.")
        )
    opens, closes = times
    if now < opens:
        local = timezone.localtime(opens)
        raise Refused(
            _("Checking in opens at %(time)s on %(day)s.")
            % {"time": f"{local:%H:%M}", "day": f"{local:%d/%m/%Y}"}
        )
    if now >= closes:
        raise Refused(
            _(
                "Checking in closed at the end of %(day)s. Who can still enter it: %(who)s."
            )
            % {
                "day": f"{timezone.localtime(closes) - timedelta(days=1):%d/%m/%Y}",
                "who": keepers_of(exchange),
            }
        )


def mark_at_desk(
    *,
    exchange: ExchangeSession,
    part: Part,
    here: Collection[int],
    gone: Collection[int],
    by: Actor,
    now: datetime,
) -> int:
    """Write for others that they were there (`here`) or were not (`gone`): ids of roster entries.

    Whoever is named in neither stays as they are, so two people at the desk do not undo each
    other's ticks; doing the same again changes nothing. A mark made before keeps its time and its
    way. During the part and after it, until the session is closed; each change is in the log with
    both values. How many entries changed. Refuses before the part opens, on one that does not take
    place, on a session recorded afterwards, and for an entry that is not invited to this part.
    """
    with transaction.atomic():
        row = lock(exchange)
        refuse_if_closed(row)
        part = _stored(row, part)
        _refuse_desk(row, part, now)
        entries = {
            entry.pk: entry
            for entry in row.roster.filter(pk__in={*here, *gone}).prefetch_related(
                "parts"
            )
        }
        known = {
            mark.entry_id: mark
            for mark in Attendance.objects.filter(part=part, entry__in=entries)
        }
        changed = 0
        for pk, entry in entries.items():
            mark = known.get(pk)
            if pk in here and mark is None:
                _refuse_uninvited(entry, part)
                mark = Attendance.objects.create(
                    entry=entry,
                    part=part,
                    how=Attendance.How.DESK,
                    at=now,
                    by=by.user,
                    number=entry.group_count,
                )
                _write_down(row, part, entry, by, before=None, after=mark)
                changed += 1
            elif pk in gone and pk not in here and mark is not None:
                _write_down(row, part, entry, by, before=mark, after=None)
                mark.delete()
                changed += 1
        return changed


def _refuse_desk(exchange: ExchangeSession, part: Part, now: datetime) -> None:
    if exchange.recorded:
        raise Refused(
            _(
                "This session was written down afterwards: whoever is on the list of people was there. Correct that list instead."
            )
        )
    if exchange.state not in {State.SCHEDULED, State.HELD}:
        raise Refused(
            _("Nobody can check in: the session is “%(state)s”.")
            % {"state": exchange.get_state_display()}
        )
    if part.state not in TAKING_PLACE:
        raise Refused(_("Nobody can check in: this part does not take place."))
    times = check_in_times(part)
    if part.state == PartState.PLANNED and (times is None or now < times[0]):
        raise Refused(
            _("The list is kept from two hours before the part begins, not earlier.")
        )


def _refuse_uninvited(entry: RosterEntry, part: Part) -> None:
    invited = {one.pk for one in entry.parts.all()}
    if invited and part.pk not in invited:
        raise Refused(
            _("%(name)s is not on the list of this part.")
            % {"name": entry.name_as_printed}
        )


def _write_down(
    exchange: ExchangeSession,
    part: Part,
    entry: RosterEntry,
    by: Actor,
    *,
    before: Attendance | None,
    after: Attendance | None,
) -> None:
    """One change of one person's presence in the log, with what stood there before."""
    audit.record(
        by=by,
        verb="sessions.mark_at_desk",
        row=exchange,
        before=_as_logged(entry, part, before),
        after=_as_logged(entry, part, after),
    )


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
