"""The parts (buổi) of a session and what becomes of each: held, postponed, planned again, cancelled."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.verbs import Actor, Refused
from sessions.actions.guard import belongs, edit, lock, refuse_if_closed
from sessions.actions.marks import mark_recorded
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


def write_part(
    exchange: ExchangeSession, row: PartRow, stored: Part | None, order: int
) -> Part:
    """Store one part; a new one takes the state that the session's state asks for."""
    part = stored or Part(
        exchange=exchange,
        state=PartState.HELD if exchange.state == State.HELD else PartState.PLANNED,
    )
    for name in _COLUMNS:
        setattr(part, name, getattr(row, name))
    part.purposes = list(row.purposes)
    part.order = order
    part.save()
    return part


def save_parts(
    *,
    exchange: ExchangeSession,
    rows: Sequence[PartRow],
    removed: Collection[int] = (),
    version: str | None = None,
    by: Actor,
) -> None:
    """Bring the parts to what the form says; a removed part takes its attendance with it.

    Refuses to remove a part at which people checked in, or the last part of an announced session.
    """
    with edit("parts", exchange=exchange, by=by, version=version) as locked:
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
            write=lambda row, stored, order: write_part(locked, row, stored, order),
        )
        if locked.state != State.DRAFT and not locked.parts.exists():
            raise Refused(_("A session that was announced keeps at least one part."))
        mark_recorded(locked)


def save_part(
    *,
    part: Part,
    row: PartRow,
    groups: Sequence[GroupRow] = (),
    removed_groups: Collection[int] = (),
    version: str | None = None,
    by: Actor,
) -> None:
    """Change one part and its groups (nhóm chuyên môn)."""
    with edit("parts", exchange=part.exchange, by=by, version=version) as locked:
        stored = locked.parts.filter(pk=part.pk).first()
        if stored is None:
            raise Refused(_("Somebody else removed this part meanwhile."))
        write_part(locked, row, stored, stored.order)
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
) -> Part:
    """Add a part at the end, with its groups. Others may have added theirs meanwhile."""
    with edit(
        "parts", exchange=exchange, by=by, version=version, compare=False
    ) as locked:
        part = write_part(locked, row, None, locked.parts.count() + 1)
        for order, group in enumerate(groups, start=1):
            _write_group(part, group, None, order)
        mark_recorded(locked)
        return part


def save_groups(
    *,
    part: Part,
    rows: Sequence[GroupRow],
    removed: Collection[int] = (),
    version: str | None = None,
    by: Actor,
) -> None:
    """Bring the groups of a part to what the form says."""
    with edit("parts", exchange=part.exchange, by=by, version=version) as locked:
        belongs(part, locked)
        save_rows(
            part.groups,
            rows=rows,
            removed=removed,
            write=lambda line, known, order: _write_group(part, line, known, order),
        )


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
        if not exchange.parts.exclude(
            state__in=[PartState.HELD, PartState.CANCELLED]
        ).exists():
            exchange.state = State.HELD
            exchange.state_at, exchange.state_by = now, by.user
            exchange.save(update_fields=["state", "state_at", "state_by"])
            audit.record(
                by=by,
                verb="sessions.hold",
                row=exchange,
                before={"state": State.SCHEDULED},
                after={"state": State.HELD},
            )
        return exchange


def plan_part_again(
    *, part: Part, row: PartRow | None = None, by: Actor
) -> ExchangeSession:
    """Put a postponed part back on the plan (with its new day in `row`), or take back that a part
    was held while its session is still scheduled."""
    with transaction.atomic():
        exchange, stored = _lock_part(part)
        if stored.state == PartState.PLANNED:
            return exchange
        if exchange.state not in {State.DRAFT, State.PROPOSED, State.SCHEDULED}:
            raise Refused(
                _("The session is already “%(state)s”: take it back to a draft first.")
                % {"state": exchange.get_state_display()}
            )
        if row is not None:
            write_part(exchange, row, stored, stored.order)
        become_part(stored, PartState.PLANNED, by=by)
        return exchange


def postpone_part(*, part: Part, reason: str, by: Actor) -> ExchangeSession:
    """Put off a planned part; the old day stays on record until a new one is set."""
    return _leave_plan(part, PartState.POSTPONED, reason, by)


def cancel_part(*, part: Part, reason: str, by: Actor) -> ExchangeSession:
    """Cancel one part. The only part left is not cancelled alone: the session is."""
    return _leave_plan(part, PartState.CANCELLED, reason, by)


def _leave_plan(part: Part, state: str, reason: str, by: Actor) -> ExchangeSession:
    with transaction.atomic():
        exchange, stored = _lock_part(part)
        if stored.state == state:
            return exchange
        reason = reason.strip()
        if not reason:
            raise Refused(_("Please write the reason."), field="reason")
        others = exchange.parts.exclude(pk=stored.pk).exclude(state=PartState.CANCELLED)
        if state == PartState.CANCELLED and not others.exists():
            raise Refused(_("This is the only part left: cancel the whole session."))
        become_part(stored, state, by=by, reason=reason)
        return exchange


def _lock_part(part: Part) -> tuple[ExchangeSession, Part]:
    exchange = lock(part.exchange)
    refuse_if_closed(exchange)
    stored = exchange.parts.select_for_update().filter(pk=part.pk).first()
    if stored is None:
        raise Refused(_("Somebody else removed this part meanwhile."))
    return exchange, stored


def become_part(part: Part, state: str, *, by: Actor, reason: str = "") -> None:
    """Move one part of a locked session along its table, with its audit entry."""
    if not part.may_become(state):
        raise Refused(
            _("A part that is “%(from)s” cannot become “%(to)s”.")
            % {"from": part.get_state_display(), "to": PartState(state).label}
        )
    before = {"part": part.pk, "state": part.state}
    part.state, part.state_reason = state, reason
    part.save(update_fields=["state", "state_reason"])
    audit.record(
        by=by,
        verb="sessions.move_part",
        row=part.exchange,
        before=before,
        after={"part": part.pk, "state": state, "reason": reason},
    )


def refuse_early(part: Part, now: datetime) -> None:
    """A part whose day has not come was not held."""
    day = part.on.exact if part.on else None
    if day is not None and day > timezone.localdate(now):
        raise Refused(
            _("This part is on %(day)s, which has not come yet.")
            % {"day": f"{day:%d/%m/%Y}"}
        )
