"""The roster: people with accounts, names, groups without names, and head-counts as stated."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.verbs import Actor, Refused
from sessions.actions.guard import belongs, edit, refusing
from sessions.actions.marks import mark_recorded
from sessions.actions.ordering import save_rows
from sessions.actions.replies.requests import ask_principals, to_be_asked
from sessions.actions.replies.seats import follow_roster
from sessions.models import ExchangeSession, RosterEntry, SeatRequest, StatedTotal
from sessions.permissions import WRITERS, can_edit
from sessions.rows import PersonRow, TotalRow


def write_person(
    exchange: ExchangeSession,
    row: PersonRow,
    stored: RosterEntry | None,
    order: int,
    *,
    units: Collection[int],
) -> None:
    """Store one entry as printed on that day; a name alone is never tied to an account here.

    `units` are the keys of the session's units: a unit that went meanwhile leaves none behind.
    """
    entry = stored or RosterEntry(exchange=exchange)
    if row.is_group:
        entry.kind, entry.user = RosterEntry.Kind.GROUP, None
    else:
        entry.kind = RosterEntry.Kind.PERSON if row.user else RosterEntry.Kind.NAME
        entry.user = row.user
    entry.title_as_printed = row.title
    entry.organisation_as_printed = row.organisation
    entry.set_name(row.name)
    entry.unit_id = row.unit if row.unit in units else None
    entry.capacities = list(row.capacities)
    entry.group_count = row.group_count if row.is_group else None
    entry.order = order
    entry.save()
    for part in row.parts:
        belongs(part, exchange)
    entry.parts.set(row.parts)


def units_of(exchange: ExchangeSession) -> set[int]:
    """The keys of the session's units, read once for all its people."""
    return set(exchange.units.values_list("pk", flat=True))


def save_roster(
    *,
    exchange: ExchangeSession,
    rows: Sequence[PersonRow],
    removed: Collection[int] = (),
    totals: Sequence[TotalRow] | None = None,
    removed_totals: Collection[int] = (),
    version: str | None = None,
    by: Actor,
    now: datetime,
) -> list[SeatRequest]:
    """Bring the shown entries to what the form says; entries on other pages keep their place.

    New people of other schools come on the list once their principal agrees: the requests made for
    them are the answer. Places that became free go to those who wait.

    `totals` are head-counts as people stated them; None leaves them alone. Refuses to change who is
    chair or secretary, who write in the lead's name, unless the one who acts edits the session.
    """
    with (
        edit("people", exchange=exchange, by=by, version=version) as locked,
        refusing(_("One person stands on the list twice.")),
    ):
        units, desk = units_of(locked), _desk_of(locked)
        schools = to_be_asked(locked, rows, by=by, now=now)
        asked_for = [row for row in rows if row.user and row.user.pk in schools]
        save_rows(
            locked.roster,
            rows=[row for row in rows if row not in asked_for],
            removed=removed,
            write=lambda row, stored, order: write_person(
                locked, row, stored, order, units=units
            ),
        )
        if by.user is not None and not can_edit(by.user, locked):
            _refuse_other_desk(desk, _desk_of(locked))
        if totals is not None:
            save_rows(
                locked.stated_totals,
                rows=totals,
                removed=removed_totals,
                write=lambda row, stored, order: _write_total(
                    locked, row, stored, order
                ),
            )
        mark_recorded(locked)
        asked = ask_principals(locked, asked_for, schools, by=by, now=now)
        follow_roster(locked, by=by, now=now)
        return asked


def _desk_of(exchange: ExchangeSession) -> set[tuple[str, int | None, str]]:
    """Who sits at the desk: name, account and capacity of each chair and secretary. With an account
    the name on paper may be put right; without one it says who is meant."""
    return {
        ("" if user else name, user, capacity)
        for name, user, capacities in exchange.roster.values_list(
            "name_as_printed", "user", "capacities"
        )
        for capacity in WRITERS.intersection(capacities)
    }


def _refuse_other_desk(before: set, after: set) -> None:
    if before != after:
        raise Refused(
            _(
                "Chair and secretary are named by the people who lead this session, because they "
                "write in its name. Nothing was saved: leave these two capacities as they were, "
                "and ask the lead to change them."
            )
        )


def _write_total(
    exchange: ExchangeSession, row: TotalRow, stored: StatedTotal | None, order: int
) -> None:
    belongs(row.part, exchange)
    total = stored or StatedTotal(exchange=exchange)
    total.text, total.number, total.part, total.order = (
        row.text,
        row.number,
        row.part,
        order,
    )
    total.save()
