"""The units concerned: who organises, hosts, is invited, and what a school answers."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.verbs import Actor, Refused
from sessions.actions.guard import edit, lock, refuse_if_closed, refusing
from sessions.actions.ordering import save_rows
from sessions.models import ExchangeSession, SessionUnit, State
from sessions.models.unit import NO_ANSWER
from sessions.rows import UnitRow

_COLUMNS = (
    "school",
    "authority",
    "cluster",
    "name_as_printed",
    "inner_unit",
    "organises",
    "hosts",
    "invited",
    "took_part",
)


def write_unit(
    exchange: ExchangeSession, row: UnitRow, stored: SessionUnit | None, order: int
) -> None:
    """Store one unit; an answer given stays with it unless the row now means another school, or asks
    a guest to organise: who said that he comes has not agreed to that."""
    unit = stored or SessionUnit(exchange=exchange)
    moved = stored is not None and (
        stored.school_id != (row.school and row.school.pk)
        or (row.organises and not stored.organises)
    )
    for name in _COLUMNS:
        setattr(unit, name, getattr(row, name))
    if moved:
        unit.forget_answer()
    unit.order = order
    unit.save()


def save_units(
    *,
    exchange: ExchangeSession,
    rows: Sequence[UnitRow],
    removed: Collection[int] = (),
    version: str | None = None,
    by: Actor,
) -> None:
    """Bring the units to what the form says, in the order people write them."""
    with (
        edit("units", exchange=exchange, by=by, version=version) as locked,
        refusing(_("One unit stands here twice: it takes part once.")),
    ):
        save_rows(
            locked.units,
            rows=rows,
            removed=removed,
            write=lambda row, stored, order: write_unit(locked, row, stored, order),
        )


def reply_for_school(
    *,
    unit: SessionUnit,
    answer: str,
    count: int | None = None,
    note: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """A principal answers for his school: will it come, how many people, or why not. May be changed until
    the session is held; an organising school agrees by approving instead."""
    if answer not in SessionUnit.Reply.values:
        raise Refused(_("Please choose whether your school comes."), field="answer")
    with transaction.atomic():
        exchange = lock(unit.exchange)
        refuse_if_closed(exchange)
        if exchange.state not in {State.PROPOSED, State.SCHEDULED}:
            raise Refused(
                _("An invitation cannot be answered: the session is “%(state)s”.")
                % {"state": exchange.get_state_display()}
            )
        stored = exchange.units.select_for_update().filter(pk=unit.pk).first()
        if stored is None:
            raise Refused(_("This unit was taken off the list meanwhile."))
        before = {
            "unit": stored.pk,
            "reply": stored.reply,
            "count": stored.reply_count,
        }
        stored.reply = answer
        stored.reply_count = count if answer == SessionUnit.Reply.YES else None
        stored.reply_note = note.strip() if answer == SessionUnit.Reply.NO else ""
        stored.replied_at, stored.replied_by = now, by.user
        stored.replied_by_link = False
        stored.save(update_fields=[*NO_ANSWER])
        audit.record(
            by=by,
            verb="sessions.reply",
            row=exchange,
            before=before,
            after={"unit": stored.pk, "reply": answer, "count": stored.reply_count},
        )
