"""What a form hands to an action: one frozen row for each line of a section. Pure.

`pk` names the stored row that a line changes; None makes a new one. What is not known is empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time

from accounts.models import User
from clusters.models import (
    Authority,
    Cluster,
    Document,
    Grade,
    Partnership,
    School,
    SchoolYear,
    Subject,
)
from clusters.partial_dates import PartialDate
from sessions.models import ExchangeSession, Group, Lesson, Part, RosterEntry


@dataclass(frozen=True, kw_only=True)
class Details:
    """What is said of the session as a whole. `lead` is exactly one cluster, school or authority."""

    kind: str
    lead: Cluster | School | Authority
    cluster: Cluster | None = None
    partnership: Partnership | None = None
    school_year: SchoolYear | None = None
    follows: ExchangeSession | None = None
    called: str = ""
    title: str = ""
    on: PartialDate | None = None
    half_day: str = ""
    date_as_printed: str = ""
    duration_as_printed: str = ""
    rounds_as_printed: str = ""
    purpose: str = ""
    subjects: Sequence[Subject] = ()
    grades: Sequence[Grade] = ()
    address: str = ExchangeSession.Address.COMRADE


@dataclass(frozen=True, kw_only=True)
class PartRow:
    pk: int | None = None
    title: str = ""
    purposes: Sequence[str] = ()
    on: PartialDate | None = None
    half_day: str = ""
    starts_at: time | None = None
    ends_at: time | None = None
    date_as_printed: str = ""
    duration_as_printed: str = ""
    site: School | None = None
    place_as_printed: str = ""
    mode: str = Part.Mode.IN_PERSON


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    pk: int | None = None
    name: str
    subjects: Sequence[Subject] = ()


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """At most one of school, authority, cluster; with none of them the name is all there is."""

    pk: int | None = None
    school: School | None = None
    authority: Authority | None = None
    cluster: Cluster | None = None
    name_as_printed: str = ""
    inner_unit: str = ""
    organises: bool = False
    hosts: bool = False
    invited: bool = True
    took_part: bool | None = None


@dataclass(frozen=True, kw_only=True)
class TeacherRow:
    """A name as printed; `user` only when somebody picked that person."""

    name: str
    user: User | None = None


@dataclass(frozen=True, kw_only=True)
class LessonRow:
    pk: int | None = None
    part: Part | None = None
    kind: str = Lesson.Kind.LESSON
    word_as_printed: str = ""
    subject: Subject | None = None
    subject_as_printed: str = ""
    grade: Grade | None = None
    klass: str = ""
    topic: str = ""
    teachers: Sequence[TeacherRow] = ()
    school: School | None = None
    class_school: School | None = None
    periods: int | None = None


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """Somebody on the roster. `kind` is "group" for words without names, else it follows from `user`."""

    pk: int | None = None
    name: str
    user: User | None = None
    is_group: bool = False
    title: str = ""
    organisation: str = ""
    # The unit as a stored row is chosen by its key, because rows of another section hold it.
    unit: int | None = None
    capacities: Sequence[str] = ()
    group_count: int | None = None
    parts: Sequence[Part] = ()


@dataclass(frozen=True, kw_only=True)
class TotalRow:
    pk: int | None = None
    text: str
    number: int | None = None
    part: Part | None = None


@dataclass(frozen=True, kw_only=True)
class DocumentRow:
    """A document that is cited. `document` picks one that is known; else the words make a new one."""

    pk: int | None = None
    role: str = "basis"
    opening_words: str = ""
    document: Document | None = None
    type_as_printed: str = ""
    number: str = ""
    issued_on: PartialDate | None = None
    issuer_as_printed: str = ""
    summary: str = ""


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    pk: int | None = None
    kind: str
    text: str
    part: Part | None = None
    group: Group | None = None
    lesson: Lesson | None = None
    said_by: Sequence[RosterEntry] = ()
    to_whom: str = ""


@dataclass(frozen=True, kw_only=True)
class OwnerRow:
    school: School | None = None
    cluster: Cluster | None = None
    user: User | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class DecisionRow:
    pk: int | None = None
    text: str
    due: PartialDate | None = None
    due_until: PartialDate | None = None
    when_as_printed: str = ""
    frequency: str = ""
    status: str = "open"
    proof: str = ""
    owners: Sequence[OwnerRow] = ()


@dataclass(frozen=True, kw_only=True)
class NewExchange:
    """A session as one form tells it: what it is, its parts, units and lessons.

    `lessons_in` is the number (from 1) of the part the lessons are taught in. `client_key` is the
    random key of the form: the same key makes no second session.
    """

    details: Details
    parts: Sequence[PartRow] = ()
    units: Sequence[UnitRow] = ()
    lessons: Sequence[LessonRow] = ()
    people: Sequence[PersonRow] = field(default_factory=tuple)
    lessons_in: int | None = None
    client_key: str | None = None
