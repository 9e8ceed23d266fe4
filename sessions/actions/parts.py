"""The parts (buổi) of a session and what becomes of each: held, postponed, planned again, cancelled."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.verbs import Actor, Refused
from sessions.actions import told
from sessions.actions.asking import ask_again
from sessions.actions.guard import RowRefused, edit, lock, refuse_if_closed
from sessions.actions.marks import mark_recorded
from sessions.actions.moving import become_part, hold_when_all_is_held, refuse_early
from sessions.actions.ordering import save_rows
from sessions.models import ExchangeSession, Group, Part, PartState, State
from sessions.rows import GroupRow, PartRow

_COLUMNS = (
    "title",
    "on",
    "half_day",
    "starts_at",
    "ends_at",
    "date_as_printed",
    "duration_as_printed",
    "site",
    "place_as_printed",
    "mode",
)
# What a calendar shows of a part, beside its state and the school where it is.
_IN_A_CALENDAR = (
    "title",
    "on",
    "half_day",
    "starts_at",
    "ends_at",
    "place_as_printed",
    "mode",
)


def _differs_in_a_calendar(stored: Part, row: PartRow) -> bool:
    site = row.site.pk if row.site else None
    return stored.site_id != site or any(
        getattr(stored, name) != getattr(row, name) for name in _IN_A_CALENDAR
    )


def write_part(
    exchange: ExchangeSession,
    row: PartRow,
    stored: Part | None,
    order: int,
    *,
    now: datetime,
) -> Part:
    """Store one part; a new one takes the state that the session's state asks for. Refuses to give
    a held part a day that has not come."""
    part = stored or Part(
        exchange=exchange,
        state=PartState.HELD if exchange.state == State.HELD else PartState.PLANNED,
    )
    moved = stored is None or stored.on != row.on
    if stored is not None and _differs_in_a_calendar(stored, row):
        part.sequence += 1
    for name in _COLUMNS:
        setattr(part, name, getattr(row, name))
    if moved and part.state == PartState.HELD:
        try:
            refuse_early(part, now, field="on")
        except Refused as refusal:
            raise RowRefused(refusal.message, field=refusal.field, row=row) from refusal
    part.purposes = list(row.purposes)
    part.order = order
    part.save()
    return part


def save_parts(
    *,
    exchange: ExchangeSession,
    rows: Sequence[PartRow],
    removed: Collection[int] = (),
    reason: str = "",
    version: str | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Bring the parts to what the form says; a removed part takes its attendance with it. Where only
    held parts remain, the session is held.

    Refuses to remove a part at which people checked in, or the last part of an announced session,
    and to change day, time or place of a scheduled one without a reason.
    """
    with edit(
        "parts", exchange=exchange, by=by, version=version, reason=reason
    ) as locked:
        checked_in = locked.parts.filter(
            pk__in=removed, attendances__how__in=["button", "desk", "paper"]
        )
        if part := checked_in.first():
            raise Refused(
                _("“%(part)s” cannot be removed: people have checked in there.")
                % {"part": part.title or part.order}
            )
        save_rows(
            locked.parts,
            rows=rows,
            removed=removed,
            write=lambda row, stored, order: write_part(
                locked, row, stored, order, now=now
            ),
        )
        remaining = locked.parts.exclude(state=PartState.CANCELLED)
        if locked.state != State.DRAFT and not remaining.exists():
            raise Refused(_("A session that was announced keeps at least one part."))
        hold_when_all_is_held(locked, by=by, now=now)
        mark_recorded(locked)


def save_part(
    *,
    part: Part,
    row: PartRow,
    groups: Sequence[GroupRow] = (),
    removed_groups: Collection[int] = (),
    reason: str = "",
    version: str | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Change one part and its groups (nhóm chuyên môn). Refuses to change day, time or place of a
    scheduled one without a reason."""
    with edit(
        "parts", exchange=part.exchange, by=by, version=version, reason=reason
    ) as locked:
        stored = locked.parts.filter(pk=part.pk).first()
        if stored is None:
            raise Refused(_("Somebody else removed this part meanwhile."))
        write_part(locked, row, stored, stored.order, now=now)
        save_rows(
            stored.groups,
            rows=groups,
            removed=removed_groups,
            write=lambda line, known, order: _write_group(stored, line, known, order),
        )


def add_part(
    *,
    exchange: ExchangeSession,
    row: PartRow,
    groups: Sequence[GroupRow] = (),
    version: str | None = None,
    by: Actor,
    now: datetime,
) -> Part:
    """Add a part at the end, with its groups. Others may have added theirs meanwhile."""
    with edit(
        "parts", exchange=exchange, by=by, version=version, compare=False
    ) as locked:
        part = write_part(locked, row, None, locked.parts.count() + 1, now=now)
        for order, group in enumerate(groups, start=1):
            _write_group(part, group, None, order)
        mark_recorded(locked)
        return part


def _write_group(part: Part, row: GroupRow, stored: Group | None, order: int) -> None:
    group = stored or Group(part=part)
    group.name, group.order = row.name, order
    group.save()
    group.subjects.set(row.subjects)


def hold_part(*, part: Part, by: Actor, now: datetime) -> ExchangeSession:
    """Say that a part took place. With the last one the session is held; answers the session.

    Refuses before the day of the part, and while the session is no scheduled one. A second press
    changes nothing.
    """
    with transaction.atomic():
        exchange, stored = _lock_part(part)
        if stored.state == PartState.HELD:
            return exchange
        if exchange.state != State.SCHEDULED:
            raise Refused(
                _("Only a scheduled session can be held; this one is “%(state)s”.")
                % {"state": exchange.get_state_display()}
            )
        refuse_early(stored, now)
        become_part(stored, PartState.HELD, by=by)
        hold_when_all_is_held(exchange, by=by, now=now)
        return exchange


def plan_part_again(*, part: Part, by: Actor) -> ExchangeSession:
    """Put a postponed part back on the plan, or take back that a part was held while its session is
    still scheduled. Its new day is given by editing it."""
    with transaction.atomic():
        exchange, stored = _lock_part(part)
        if stored.state == PartState.PLANNED:
            return exchange
        if exchange.state not in {State.DRAFT, State.PROPOSED, State.SCHEDULED}:
            raise Refused(
                _("The session is already “%(state)s”: take it back to a draft first.")
                % {"state": exchange.get_state_display()}
            )
        was = stored.state
        entry = become_part(stored, PartState.PLANNED, by=by)
        told.part_moved(stored, was=was, entry=entry, by=by)
        return exchange


def postpone_part(*, part: Part, reason: str, by: Actor) -> ExchangeSession:
    """Put off a planned part; the old day stays on record until a new one is set."""
    with transaction.atomic():
        exchange, stored = _lock_part(part)
        if stored.state != PartState.POSTPONED:
            _leave_plan(stored, PartState.POSTPONED, reason, by)
        return exchange


def cancel_part(
    *, part: Part, reason: str, by: Actor, now: datetime
) -> ExchangeSession:
    """Cancel one part. The only part left is not cancelled alone: the session is. Where only held
    parts remain, the session is held."""
    with transaction.atomic():
        exchange, stored = _lock_part(part)
        if stored.state == PartState.CANCELLED:
            return exchange
        if stored.is_the_only_one_left:
            raise Refused(_("This is the only part left: cancel the whole session."))
        _leave_plan(stored, PartState.CANCELLED, reason, by)
        hold_when_all_is_held(exchange, by=by, now=now)
        return exchange


def _leave_plan(part: Part, state: str, reason: str, by: Actor) -> None:
    reason = reason.strip()
    if not reason:
        raise Refused(_("Please write the reason."), field="reason")
    was = part.state
    entry = become_part(part, state, by=by, reason=reason)
    told.part_moved(part, was=was, entry=entry, by=by)
    ask_again(part.exchange, by=by)


def _lock_part(part: Part) -> tuple[ExchangeSession, Part]:
    exchange = lock(part.exchange)
    refuse_if_closed(exchange)
    stored = exchange.parts.select_for_update().filter(pk=part.pk).first()
    if stored is None:
        raise Refused(_("Somebody else removed this part meanwhile."))
    return exchange, stored
