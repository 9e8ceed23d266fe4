"""The roster as the session page shows it: each person once, with the parts they came to."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import ngettext

from accounts.kept import KeptQuery
from sessions.models import ExchangeSession, Part, RosterEntry, SessionUnit
from sessions.models.roster import Capacity

_CAPACITY_WORDS = dict(Capacity.choices)


@dataclass(slots=True)
class Person:
    """A line of the roster: a person, a name, or a group without names."""

    pk: int
    order: int
    name: str
    title: str
    organisation: str
    user: int | None
    capacities: list[str]
    is_group: bool
    count: int | None
    # Parts attended, and the number that a group came with.
    at: set[int] = field(default_factory=set)
    came: int | None = None
    here: bool = False

    @property
    def shown(self) -> str:
        """The small line: capacities, title; of a group its number."""
        words = [
            str(_CAPACITY_WORDS[one])
            for one in self.capacities
            if one in _CAPACITY_WORDS
        ]
        if self.title:
            words.append(self.title)
        number = self.came or self.count
        if self.is_group and number:
            words.append(
                ngettext("%(n)s person", "%(n)s people", number) % {"n": number}
            )
        return " · ".join(words)


@dataclass(slots=True)
class PeopleOf:
    """The people of one unit, in printed order."""

    label: str
    people: list[Person]


_ROSTER = KeptQuery(
    lambda pk: (
        RosterEntry.objects.filter(exchange=pk)
        .order_by("order", "pk")
        .values_list(
            "pk",
            "order",
            "name_as_printed",
            "title_as_printed",
            "organisation_as_printed",
            "user_id",
            "capacities",
            "kind",
            "group_count",
            "unit_id",
            "attendances__part_id",
            "attendances__number",
        )
    )
)


def people_of(
    exchange: ExchangeSession, focus: Part | None
) -> list[tuple[Person, int | None]]:
    """Everybody on the roster with their unit, attendance joined; one query."""
    found: dict[int, tuple[Person, int | None]] = {}
    for row in _ROSTER.rows(exchange.pk):
        if row[0] not in found:
            capacities = json.loads(row[6]) if isinstance(row[6], str) else row[6]
            person = Person(
                *row[:6],
                capacities=capacities,
                is_group=row[7] == "group",
                count=row[8],
            )
            found[row[0]] = (person, row[9])
        if row[10] is not None:
            person = found[row[0]][0]
            person.at.add(row[10])
            person.here = person.here or (focus is not None and row[10] == focus.pk)
            person.came = max(person.came or 0, row[11] or 0) or None
    people = list(found.values())
    # Written down afterwards: who is on the list was there, unless somebody ticked names.
    if exchange.recorded and not any(person.at for person, _unit in people):
        for person, _unit in people:
            person.here = True
    return people


def by_unit(
    people: Iterable[tuple[Person, int | None]], units: list[SessionUnit]
) -> list[PeopleOf]:
    """By school as people print it: units in their order, then others by their organisation."""
    groups: dict[object, PeopleOf] = {
        unit.pk: PeopleOf(unit.label, []) for unit in units
    }
    for person, unit in people:
        key: object = unit if unit in groups else person.organisation
        if key not in groups:
            groups[key] = PeopleOf(person.organisation, [])
        groups[key].people.append(person)
    return [group for group in groups.values() if group.people]
