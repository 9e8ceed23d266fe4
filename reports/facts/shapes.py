"""The shapes of the facts of a news report, and their hash. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any


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


def facts_hash(*values: Any) -> str:
    """A short hash of facts: the same facts give the same hash in every process."""
    plain = [
        asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
        for value in values
    ]
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    raise TypeError(f"not a fact: {value!r}")
