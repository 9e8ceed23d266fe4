"""The shapes of the facts of a news report, and their hash. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

_LATER = "later"


def later(default: Any) -> Any:
    """A field that came after reports had been drafted without it: `earlier_hash` leaves it out."""
    return field(default=default, metadata={_LATER: True})


@dataclass(frozen=True)
class WhenFacts:
    """A day and hour as far as known. `on` is the stored form of a partial date."""

    on: str = ""
    half_day: str = ""
    starts_at: str = ""
    date_as_printed: str = ""
    duration: str = ""


@dataclass(frozen=True)
class UnitFacts:
    name: str
    kind: str
    hosts: bool
    organises: bool
    inner_unit: str
    took_part: bool | None


@dataclass(frozen=True)
class PersonFacts:
    """A roster entry. `unit` is the position of its unit in the list of units, or -1."""

    name: str
    title: str
    organisation: str
    kind: str
    unit: int
    capacities: tuple[str, ...]
    count: int | None


@dataclass(frozen=True)
class BasisFacts:
    role: str
    opening_words: str
    type: str
    number: str
    issued_on: str
    issuer: str
    summary: str
    raw: str


@dataclass(frozen=True)
class PartFacts:
    order: int
    title: str
    when: WhenFacts
    place: str
    state: str
    groups: tuple[str, ...]
    # The school where a place that was typed ("phòng Hội đồng") is; empty if no place was typed.
    site: str = later("")


@dataclass(frozen=True)
class LessonFacts:
    kind: str
    word: str
    subject: str
    subject_is_short: bool
    grade: str
    klass: str
    topic: str
    teachers: tuple[str, ...]
    school: str
    has_photo: bool


@dataclass(frozen=True)
class ItemFacts:
    key: int
    kind: str
    text: str
    group: str
    part: int
    lesson: int
    # Name, title and unit of each speaker; the unit is a position in the list of units, or -1.
    said_by: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class DecisionFacts:
    text: str
    due: str
    due_until: str
    when: str
    frequency: str
    owners: tuple[str, ...]


@dataclass(frozen=True)
class PartyFacts:
    name: str
    signer: str
    title: str


@dataclass(frozen=True)
class PartnershipFacts:
    instrument: str
    programme: str
    owner: str
    period: str
    signed: bool
    parties: tuple[PartyFacts, ...]
    commitments: tuple[str, ...]
    signed_on: str = later("")


@dataclass(frozen=True)
class PlanFacts:
    """An agreed lesson plan: the positions of its lessons, how many comments there were and were taken up,
    and the schools of those who commented."""

    key: int
    lessons: tuple[int, ...]
    comments: int
    adopted: int
    schools: tuple[str, ...]


@dataclass(frozen=True)
class NewsFacts:
    kind: str
    called: str
    title: str
    address: str
    held: bool
    cluster: str
    cluster_area: str
    lead: str
    lead_kind: str
    school_year: str
    rounds: str
    when: WhenFacts
    purpose: str
    units: tuple[UnitFacts, ...]
    people: tuple[PersonFacts, ...]
    totals: tuple[str, ...]
    bases: tuple[BasisFacts, ...]
    parts: tuple[PartFacts, ...]
    lessons: tuple[LessonFacts, ...]
    items: tuple[ItemFacts, ...]
    decisions: tuple[DecisionFacts, ...]
    partnership: PartnershipFacts | None
    photos: tuple[int, ...]
    # With the district that may have ended since; for what old drafts remember, never for the text.
    area_as_typed: str = later("")
    plans: tuple[PlanFacts, ...] = later(())
    # Keys of what of the plans was commented on (`lessons.sections`), then of the moments noted.
    aspects: tuple[str, ...] = later(())
    moments: tuple[str, ...] = later(())


def facts_hash(*values: Any) -> str:
    """A short hash of facts: the same facts give the same hash in every process.

    A later field that is empty says nothing and changes no hash.
    """
    return _hash(_plain(value, earlier=False) for value in values)


def earlier_hash(*values: Any) -> str:
    """The hash that these facts had before the later fields came: what old drafts remember."""
    return _hash(_plain(value, earlier=True) for value in values)


def _hash(values: Iterable[Any]) -> str:
    text = json.dumps(list(values), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: Any, *, earlier: bool) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {
            one.name: _plain(getattr(value, one.name), earlier=earlier)
            for one in fields(value)
            if not (
                one.metadata.get(_LATER)
                and (earlier or getattr(value, one.name) == one.default)
            )
        }
    if isinstance(value, list | tuple):
        return [_plain(one, earlier=earlier) for one in value]
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"not a fact: {value!r}")
