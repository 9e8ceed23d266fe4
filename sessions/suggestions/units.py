"""Units to pick: by their name, and by their place too where several bear one name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable

from accounts.text import fold, nfc, search_words
from clusters.models import Cluster, School
from sessions.suggestions.scope import Scope, Unit

MOST_SCHOOLS = 400
MOST_FOUND = 20
_MORE = re.compile(r"(?P<name>.+?) \((?P<place>[^()]+)\)(?: · (?P<pk>\d{1,18}))?")


def key(text: str) -> str:
    """Two spellings of one name have one key: spaces and capitals do not matter, accents do."""
    return nfc(" ".join(text.split())).casefold()


def _place_of(unit: Unit) -> str:
    return unit.area if isinstance(unit, Cluster) else unit.place


def labelled(
    units: Collection[Unit], names: Counter[str] | None = None
) -> dict[str, Unit]:
    """One label for each unit; units of one name are told apart by their place. `names` counts who
    else bears a name."""
    names = names or Counter(key(str(unit)) for unit in units)
    found: dict[str, Unit] = {}
    for unit in units:
        label = str(unit)
        if names[key(label)] > 1:
            label = f"{label} ({_place_of(unit) or unit.pk})"
        if label in found:
            label = f"{label} · {unit.pk}"
        found[label] = unit
    return found


def find_units(scope: Scope, typed: str) -> dict[str, Unit]:
    """Units whose name holds all these words, with or without accents: the clusters and authorities
    of a scope, and schools wherever they are, near ones first. What a school is called is no
    secret; a far one says where it is, so that whoever picks it means this one. Two queries, none
    for less than two letters."""
    words = search_words(typed)
    if sum(map(len, words)) < 2:
        return {}
    schools = School.objects.filter(is_active=True)
    for word in words:
        schools = schools.filter(search_key__contains=word)
    near = [
        *(one for one in scope.units if _holds(one, words)),
        *schools.filter(pk__in=scope.schools)[:MOST_FOUND],
    ][:MOST_FOUND]
    far = list(schools.exclude(pk__in=scope.schools)[: MOST_FOUND - len(near)])
    shown = [*near, *far]
    keys = {one.search_key for one in shown if isinstance(one, School)}
    namesakes = School.objects.filter(is_active=True, search_key__in=keys)
    names = Counter(key(name) for name in namesakes.values_list("name", flat=True))
    names.update(key(str(one)) for one in shown if not isinstance(one, School))
    # A bare name never stands for a far school.
    names.update(key(one.name) for one in far)
    return labelled(shown, names)


def _holds(unit: Unit, words: Iterable[str]) -> bool:
    folded = fold(str(unit))
    return all(word in folded for word in words)


def far_label(school: School) -> str:
    """The words that pick a school from anywhere: its name with its place, and its number where
    these say too little. One query."""
    label = f"{school.name} ({school.place or school.pk})"
    return label if school_labelled(label) == school else f"{label} · {school.pk}"


def school_labelled(text: str) -> School | None:
    """The active school that a label with its place was made for. A bare name is nobody's label:
    schools far apart bear one name."""
    found = _MORE.fullmatch(" ".join(nfc(text).split()))
    if found is None:
        return None
    place, pk = found["place"], found["pk"]
    schools = [
        school
        for school in schools_named(found["name"])
        if place in {school.place, str(school.pk)} and (not pk or pk == str(school.pk))
    ]
    return schools[0] if len(schools) == 1 else None


def school_near_named(scope: Scope, text: str) -> School | None:
    """The only school of a scope that is called exactly so; for scopes too large for one list."""
    schools = [one for one in schools_named(text) if one.pk in scope.schools]
    return schools[0] if len(schools) == 1 else None


def schools_named(name: str) -> list[School]:
    """The active schools of exactly this name, wherever they are; one query."""
    wanted = key(name)
    return [
        school
        for school in School.objects.filter(search_key=fold(name)[:160], is_active=True)
        if key(school.name) == wanted
    ]
