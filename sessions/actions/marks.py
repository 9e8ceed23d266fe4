"""Presence: the marks of the day, and those of a session recorded afterwards."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.verbs import Actor, Refused
from sessions.actions.guard import lock
from sessions.models import (
    Attendance,
    ExchangeSession,
    Part,
    PartState,
    RosterEntry,
    State,
)

OPENS_BEFORE = timedelta(hours=2)


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
        part = Part.objects.get(pk=part.pk)
        _refuse_mark(exchange, entry, part, now)
        own = by.user is not None and entry.user_id == by.user.pk
        mark = Attendance.objects.create(
            entry=entry,
            part=part,
            how=Attendance.How.BUTTON if own else Attendance.How.DESK,
            at=now,
            by=by.user,
            number=entry.group_count,
        )
        audit.record(
            by=by,
            verb="sessions.check_in",
            row=exchange,
            after={"entry": entry.pk, "part": part.pk, "how": mark.how},
        )
        return mark


def _refuse_mark(
    exchange: ExchangeSession, entry: RosterEntry, part: Part, now: datetime
) -> None:
    if exchange.state not in {State.SCHEDULED, State.HELD}:
        raise Refused(
            _("Nobody can check in: the session is “%(state)s”.")
            % {"state": exchange.get_state_display()}
        )
    if part.exchange_id != exchange.pk or part.state not in {
        PartState.PLANNED,
        PartState.HELD,
    }:
        raise Refused(_("Nobody can check in: this part does not take place."))
    if entry.parts.exists() and not entry.parts.filter(pk=part.pk).exists():
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
            _("Checking in closed at the end of %(day)s. Ask the secretary.")
            % {"day": f"{timezone.localtime(closes) - timedelta(days=1):%d/%m/%Y}"}
        )
