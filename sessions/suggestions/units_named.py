"""Schools that bear exactly the name of a unit that was only written: a question, never a link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.text import fold
from clusters.models import School, SchoolAuthority
from sessions.models import SessionUnit
from sessions.suggestions.units import key

# Where such a name stands, as addresses say it.
AMONG_UNITS = "don-vi"
# Of a name that half a province bears nobody finds his school among buttons.
MOST_SHOWN = 4


@dataclass(frozen=True)
class SchoolNamed:
    """A school of this name, and where it is: "THCS Lý Thường Kiệt (Hà Nội)"."""

    school_id: int
    name: str
    place: str

    def __str__(self) -> str:
        return f"{self.name} ({self.place})" if self.place else self.name


@dataclass(frozen=True)
class SchoolQuestion:
    """A unit that is only a name (`row`), and the schools that bear it."""

    row: int
    name: str
    schools: list[SchoolNamed]


def schools_meant(units: Iterable[SessionUnit]) -> list[SchoolQuestion]:
    """For each unit of a session that is only a name: the schools of exactly that name that do not
    stand on its list. What a school is called and where it is are no secret; one query, none where
    every unit is known."""
    rows = list(units)
    written = {unit.pk: unit.name_as_printed for unit in rows if _only_a_name(unit)}
    if not written:
        return []
    there = {unit.school_id for unit in rows}
    owner = SchoolAuthority.objects.on(timezone.localdate()).filter(
        school=OuterRef("pk")
    )
    schools = School.objects.filter(
        search_key__in={fold(name)[:160] for name in written.values()}, is_active=True
    ).annotate(owner=Subquery(owner.order_by("kind").values("authority__name")[:1]))
    found: dict[str, list[SchoolNamed]] = {}
    for school in schools.exclude(pk__in=there - {None}):
        named = SchoolNamed(school.pk, school.name, school.place or school.owner or "")
        found.setdefault(key(school.name), []).append(named)
    questions = [
        SchoolQuestion(pk, name, found.get(key(name), []))
        for pk, name in written.items()
    ]
    return [one for one in questions if 0 < len(one.schools) <= MOST_SHOWN]


def _only_a_name(unit: SessionUnit) -> bool:
    return not (unit.school_id or unit.authority_id or unit.cluster_id)
