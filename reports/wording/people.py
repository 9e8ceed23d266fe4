"""Who came: units in one sentence, people by their unit. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from reports.facts.shapes import NewsFacts, PersonFacts, UnitFacts
from reports.wording.made import Made, occasion, person
from reports.wording.vietnamese import (
    bare_school,
    join_and,
    number,
    school,
    schools,
    sentence,
    upper_first,
)


def people(facts: NewsFacts) -> Iterator[Made]:
    """The units that came in one sentence, then people and groups by their unit, then stated totals."""
    present = [unit for unit in facts.units if unit.took_part is not False]
    named = {entry.unit for entry in facts.people if entry.unit >= 0}
    silent = [
        unit
        for index, unit in enumerate(facts.units)
        if unit in present and index not in named
    ]
    verb = "Tham gia có" if facts.held else "Thành phần mời gồm"
    # People who are named for no unit, beside units that name nobody: one sentence tells both.
    loose = [
        entry
        for entry in facts.people
        if entry.kind == "group" and not entry.organisation
    ]
    together = bool(silent) and not named and len(loose) == len(facts.people)
    if silent:
        # Everyone who came, also those whose people are named below: a list of some reads as all.
        text = _units_sentence(verb, present, loose if together else [])
        yield Made(
            "units", {"type": "paragraph", "text": text}, (facts.held, present, loose)
        )
    groups = []
    for index, unit in enumerate(facts.units):
        entries = [entry for entry in facts.people if entry.unit == index]
        if entries and unit in present:
            groups.append(
                {"unit": _unit_head(unit), "entries": _entries(entries, facts.address)}
            )
    free: dict[str, list[PersonFacts]] = {}
    for entry in facts.people:
        if entry.unit < 0 and not together:
            free.setdefault(entry.organisation, []).append(entry)
    for organisation, entries in free.items():
        groups.append(
            {
                "unit": upper_first(organisation),
                "entries": _entries(entries, facts.address),
            }
        )
    if groups:
        groups.sort(key=lambda group: group["unit"] == "")
        head = _lead_in(facts, told=bool(silent))
        yield Made("people.heading", {"type": "paragraph", "text": head}, (facts.held,))
        yield Made(
            "people",
            {"type": "people", "groups": groups},
            (facts.units, facts.people, facts.address),
        )
    if facts.totals:
        text = sentence(f"Số người dự: {join_and(facts.totals)}")
        yield Made("totals", {"type": "paragraph", "text": text}, (facts.totals,))


def _lead_in(facts: NewsFacts, *, told: bool) -> str:
    """Words before the list of people; `told`: a sentence named all units already."""
    if not facts.held:
        return "Thành phần mời gồm:"
    if told:
        return "Thành phần tham dự gồm:"
    event = occasion(facts)
    return f"Tham dự {event} có:" if event else "Tham dự có:"


def _units_sentence(
    verb: str, units: list[UnitFacts], people: list[PersonFacts]
) -> str:
    words = [_counted(entry) for entry in people]
    if len(words) == 1 and words[0].endswith(" các trường"):
        return (
            f"{verb} {words[0]} {join_and(bare_school(unit.name) for unit in units)}."
        )
    text = f"{verb} {_units(units)}."
    return f"{text} Thành phần gồm {join_and(words)}." if words else text


def _units(units: list[UnitFacts]) -> str:
    bare = [unit.name for unit in units if unit.kind == "school"]
    others = [unit.name for unit in units if unit.kind != "school"]
    if others and len(bare) > 2:
        return f"{join_and(others)} cùng {schools(bare)}"
    return (
        join_and([*others, *(school(name) for name in bare)])
        if others
        else schools(bare)
    )


def _unit_head(unit: UnitFacts) -> str:
    name = school(unit.name) if unit.kind == "school" else unit.name
    return upper_first(f"{unit.inner_unit}, {name}" if unit.inner_unit else name)


def _entries(entries: list[PersonFacts], address: str) -> list[str]:
    return [_entry(entry, address) for entry in entries]


def _entry(entry: PersonFacts, address: str) -> str:
    if entry.kind != "group":
        return upper_first(person(entry.name, entry.title, address))
    return upper_first(_counted(entry))


def _counted(entry: PersonFacts) -> str:
    return f"{entry.name} ({number(entry.count)} người)" if entry.count else entry.name
