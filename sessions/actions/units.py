"""The units concerned: who organises, hosts, is invited, and what a school answers."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from accounts.verbs import Actor
from sessions.actions.guard import edit, refusing
from sessions.actions.ordering import save_rows
from sessions.models import ExchangeSession, SessionUnit
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
