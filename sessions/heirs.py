"""Schools that a session still names though they will be there no more on its day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clusters.models import School, SchoolSuccession
from sessions.models import ExchangeSession, Part, SessionUnit, State

# What took place keeps the names that held then; what is called off is a record.
_STILL_AHEAD = {State.DRAFT, State.PROPOSED, State.SCHEDULED}


@dataclass(frozen=True)
class Gone:
    """A school that ended before the day of a session. `heir` took over from it on the day `on`; None
    where the school was closed. `holds`: that day has come, so that the heir has people who answer."""

    school: School
    heir: School | None
    on: date
    holds: bool


def gone_from(
    exchange: ExchangeSession,
    *,
    units: Iterable[SessionUnit],
    parts: Iterable[Part],
    today: date,
) -> list[Gone]:
    """The schools among the units, the hosts and the lead that are there no more on the session's day,
    by name; empty for what took place. One query, none where every school goes on."""
    if exchange.state not in _STILL_AHEAD or exchange.recorded:
        return []
    named = [unit.school for unit in units] + [part.site for part in parts]
    ending = {
        school.pk: school
        for school in (*named, exchange.lead_school)
        if school is not None and school.valid_to is not None
    }
    if not ending:
        return []
    day = exchange.named_day or today
    over = {pk: one for pk, one in ending.items() if one.valid_to < day}
    rows = SchoolSuccession.objects.filter(predecessor__in=over, on__lte=day)
    # Of a school that was taken over twice the later row says where its people are.
    heirs = {
        row.predecessor_id: row
        for row in rows.order_by("on", "pk").select_related("successor")
    }
    return [
        Gone(
            school,
            heirs[school.pk].successor if school.pk in heirs else None,
            on := heirs[school.pk].on if school.pk in heirs else _after(school),
            holds=on <= today,
        )
        for school in sorted(over.values(), key=lambda one: one.sort_key)
    ]


def heirs_of(gone: Iterable[Gone]) -> list[School]:
    """The schools that take over by now, each once. Pure."""
    found = {one.heir.pk: one.heir for one in gone if one.heir and one.holds}
    return list(found.values())


def _after(school: School) -> date:
    return date.fromordinal(school.valid_to.toordinal() + 1)  # type: ignore[union-attr]
