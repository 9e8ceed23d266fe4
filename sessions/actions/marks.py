"""Presence: the marks of the day, and those of a session recorded afterwards."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.verbs import Actor, Refused
from sessions.actions.guard import edit, lock, refuse_if_closed
from sessions.actions.presence import How, Presence, Press, marks_of, sent_before, write
from sessions.doors import LATE_FOR, check_in_times, is_over, keepers_of
from sessions.models import (
    Attendance,
    ExchangeSession,
    Part,
    PartState,
    RosterEntry,
    SessionUnit,
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


class TooEarly(Refused):
    """Checking in has not opened yet: the same press is welcome later."""


def check_in(
    *,
    entry: RosterEntry,
    part: Part,
    by: Actor,
    now: datetime,
    press: Press | None = None,
) -> Presence:
    """Mark that a roster entry is there. Twice is once: the first mark stays as it was made.

    `how` is the own device when the person presses, the desk when somebody else does. `press` tells
    of a press that a device kept: it counts at the time it was made, if it arrives within `LATE_FOR`
    of the closing. Refuses outside the times of `check_in_times` (`TooEarly` before them), for a
    part the entry is not invited to, and on a session that is neither scheduled nor held.
    """
    press = press or Press.of(now)
    with transaction.atomic():
        exchange = lock(entry.exchange)
        known = Attendance.objects.filter(entry=entry, part=part).first()
        if sent_before(press):
            return Presence(known, repeated=True)
        if known is not None and not press.key:
            return Presence(known)
        listed = exchange.roster.filter(pk=entry.pk).first()
        if listed is None:
            raise Refused(_("This name was taken off the list meanwhile."))
        stored = _stored(exchange, part)
        if known is None:
            _refuse_mark(exchange, listed, stored, press)
        own = by.user is None or listed.user_id == by.user.pk
        return write(
            exchange,
            listed,
            stored,
            known,
            here=True,
            how=How.BUTTON if own else How.DESK,
            number=None if known else listed.group_count,
            press=press,
            by=by,
            verb="sessions.check_in",
        )


def _stored(exchange: ExchangeSession, part: Part) -> Part:
    """The part as it stands in the locked session; refuses when it went meanwhile."""
    stored = exchange.parts.filter(pk=part.pk).first()
    if stored is None:
        raise Refused(_("Somebody else removed this part meanwhile."))
    return stored


def _refuse_mark(
    exchange: ExchangeSession, entry: RosterEntry, part: Part, press: Press
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
    if press.at < opens:
        local = timezone.localtime(opens)
        raise TooEarly(
            _("Checking in opens at %(time)s on %(day)s.")
            % {"time": f"{local:%H:%M}", "day": f"{local:%d/%m/%Y}"}
        )
    if press.at >= closes or press.received_at >= closes + LATE_FOR:
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
    numbers: Mapping[int, int] | None = None,
    reason: str = "",
    how: str = How.DESK,
    press: Press | None = None,
) -> int:
    """Write for others that they were there (`here`) or were not (`gone`): ids of roster entries.

    `numbers` says with how many a group really came. Whoever is named in neither stays as they are,
    so two people at the desk do not undo each other's ticks; doing the same again changes nothing. A
    mark made before keeps its time and its way. From the opening of the part until the session is
    closed; once the part is over each change needs a reason, but for names that `how` takes over from
    the signed paper. How many entries changed. Refuses before the part opens, on one that does not
    take place, on a session recorded afterwards, and for an entry not invited to this part.
    """
    press = press or Press.of(now)
    with transaction.atomic():
        row = lock(exchange)
        if sent_before(press):
            return 0
        refuse_if_closed(row)
        part = _stored(row, part)
        _refuse_desk(row, part, press.at)
        entries = {
            entry.pk: entry
            for entry in row.roster.filter(pk__in={*here, *gone}).prefetch_related(
                "parts"
            )
        }
        marks = marks_of(part, entries.values())
        changed = 0
        for pk, entry in entries.items():
            done = _at_desk(
                row,
                part,
                entry,
                marks.get(pk),
                here=pk in here,
                number=(numbers or {}).get(pk),
                how=how,
                press=press,
                by=by,
                reason=reason,
            )
            changed += done.changed
        return changed


def _at_desk(
    exchange: ExchangeSession,
    part: Part,
    entry: RosterEntry,
    mark: Attendance | None,
    *,
    here: bool,
    number: int | None,
    how: str,
    press: Press,
    by: Actor,
    reason: str,
) -> Presence:
    """One line of the desk's list, if it says anything new."""
    if entry.kind != RosterEntry.Kind.GROUP:
        number = None
    elif here and mark is None:
        number = number or entry.group_count
    same = (mark is not None) == here and (
        mark is None or number is None or number == mark.number
    )
    if same and not press.key:
        return Presence(mark)
    if here and mark is None:
        _refuse_uninvited(entry, part)
    taken_over = how == How.PAPER and mark is None
    if not same and not taken_over and not reason.strip() and is_over(part, press.at):
        raise Refused(
            _(
                "This part is over: please write why the presence of %(name)s is changed now."
            )
            % {"name": entry.name_as_printed},
            field="reason",
        )
    return write(
        exchange,
        entry,
        part,
        mark,
        here=here,
        how=how,
        number=number,
        press=press,
        by=by,
        reason=reason.strip(),
    )


def press_at_desk(
    *,
    entry: RosterEntry,
    part: Part,
    here: bool,
    number: int | None,
    reason: str,
    by: Actor,
    press: Press,
) -> Presence:
    """One press at the desk that a device may have kept: like `mark_at_desk`, for one entry."""
    with transaction.atomic():
        row = lock(entry.exchange)
        known = Attendance.objects.filter(entry=entry, part=part).first()
        if sent_before(press):
            return Presence(known, repeated=True)
        refuse_if_closed(row)
        part = _stored(row, part)
        _refuse_desk(row, part, press.at)
        listed = row.roster.filter(pk=entry.pk).prefetch_related("parts").first()
        if listed is None:
            raise Refused(_("This name was taken off the list meanwhile."))
        return _at_desk(
            row,
            part,
            listed,
            known,
            here=here,
            number=number,
            how=How.DESK,
            press=press,
            by=by,
            reason=reason,
        )


def add_guest(
    *,
    exchange: ExchangeSession,
    part: Part,
    name: str,
    title: str = "",
    unit: SessionUnit | None = None,
    organisation: str = "",
    by: Actor,
    press: Press,
) -> Presence:
    """Somebody who came without being on the list: a name at its end, present at this part.

    Of a session with several parts the guest belongs to this one only. A name alone is tied to no
    account and to nobody else who bears it. The same press again adds nobody. Refuses as
    `mark_at_desk`.
    """
    with transaction.atomic():
        row = lock(exchange)
        if sent_before(press):
            mark = Attendance.objects.filter(
                part=part, entry__presence_changes__client_key=press.key
            ).first()
            return Presence(mark, repeated=True)
        part = _stored(row, part)
        _refuse_desk(row, part, press.at)
        with edit("people", exchange=row, by=by, version=None) as locked:
            last = locked.roster.order_by("-order").values_list("order", flat=True)
            entry = RosterEntry(
                exchange=locked,
                order=(last.first() or 0) + 1,
                kind=RosterEntry.Kind.NAME,
                title_as_printed=title.strip()[:200],
                organisation_as_printed="" if unit else organisation.strip()[:200],
                unit=unit,
            )
            entry.set_name(name[:250])
            entry.save()
            if locked.parts.count() > 1:
                entry.parts.set([part])
        return write(
            row,
            entry,
            part,
            None,
            here=True,
            how=How.DESK,
            number=None,
            press=press,
            by=by,
        )


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
