"""What is asked about: when, where and with whom a session is to be, stored or only typed so far."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from accounts.text import fold
from clusters.partial_dates import PartialDate
from sessions.clashes.spans import Span, span_of
from sessions.models import (
    ExchangeSession,
    Lesson,
    Part,
    PartState,
    RosterEntry,
    SessionUnit,
)
from sessions.rows import LessonRow, NewExchange, PartRow

Klass = tuple[int, str]
_SEVERAL = re.compile(r"[,;/+]|\bvà\b")
_CLASS_WORD = re.compile(r"^lớp\s+", re.IGNORECASE)
_GRADE = re.compile(r"(\d{1,2})(?!\d)")


@dataclass(frozen=True)
class AskedPart:
    """One part: `key` names it to whoever asks (a row of a form, a stored part).

    `people` and `classes` are those of this part. Without a span it has no day that is known in
    full, so nothing can clash.
    """

    key: str
    number: int
    span: Span | None
    people: frozenset[int] = frozenset()
    classes: frozenset[Klass] = frozenset()
    site: int | None = None
    room: str = ""

    @property
    def day(self) -> date | None:
        return self.span.day if self.span else None


@dataclass(frozen=True)
class Asked:
    """A session as it is to be; `exchange` is its own key, so that it never clashes with itself."""

    parts: Sequence[AskedPart]
    exchange: int | None = None
    schools: frozenset[int] = frozenset()
    hosts: frozenset[int] = frozenset()
    # The first of them: where a part takes place that says no place of its own.
    host: int | None = None
    clusters: frozenset[int] = frozenset()
    # The numbers of the grades taught; empty: not known.
    grades: frozenset[int] = frozenset()
    # The keys of the parts that are asked about; None: all.
    about: frozenset[str] | None = None

    @property
    def people(self) -> frozenset[int]:
        return frozenset().union(*(part.people for part in self.parts))

    @property
    def days(self) -> list[date]:
        return sorted({part.span.day for part in self.parts if part.span})


def asked_of(exchange: ExchangeSession) -> Asked:
    """A stored session: the parts that are planned. Five queries, six with people for single parts."""
    parts = list(exchange.parts.filter(state=PartState.PLANNED).select_related("site"))
    units = list(exchange.units.exclude(reply=SessionUnit.Reply.NO).order_by("order"))
    lessons = list(
        Lesson.objects.filter(exchange=exchange)
        .select_related("grade")
        .prefetch_related("teachers")
    )
    listed = list(
        RosterEntry.objects.filter(exchange=exchange, user__isnull=False)
        .order_by()
        .values_list("user_id", "parts")
    )
    hosts = [unit.school_id for unit in units if unit.hosts and unit.school_id]
    made = []
    for part in parts:
        taught = [one for one in lessons if one.part_id in {None, part.pk}]
        people = {user for user, at in listed if at in {None, part.pk}}
        people |= {
            one.user_id
            for lesson in taught
            for one in lesson.teachers.all()
            if one.user_id
        }
        here = [part.site_id] if part.site_id else hosts
        made.append(
            AskedPart(
                key=str(part.pk),
                number=part.order,
                span=span_at(part, exchange),
                people=frozenset(people),
                classes=frozenset(
                    klass for lesson in taught for klass in _classes(lesson, here)
                ),
                site=here[0] if here and part.mode == Part.Mode.IN_PERSON else None,
                room=room_of(part.place_as_printed, str(part.site or "")),
            )
        )
    grades = set(exchange.grades.values_list("number", flat=True))
    return Asked(
        parts=made,
        exchange=exchange.pk,
        schools=frozenset(unit.school_id for unit in units if unit.school_id),
        hosts=frozenset(hosts),
        host=hosts[0] if hosts else None,
        clusters=_ids(exchange.cluster_id, exchange.lead_cluster_id),
        grades=_numbers(grades) | _grades_of(lessons),
    )


def asked_by(
    new: NewExchange, keys: Sequence[str], *, exchange: int | None = None
) -> Asked:
    """A session as a form tells it; `keys` name its parts. Asks the database nothing."""
    hosts = [unit.school.pk for unit in new.units if unit.hosts and unit.school]
    made = []
    for number, (row, key) in enumerate(zip(new.parts, keys, strict=True), start=1):
        taught = [one for one in new.lessons if new.lessons_in in {None, number}]
        people = {one.user.pk for one in new.people if one.user}
        people |= {
            one.user.pk for lesson in taught for one in lesson.teachers if one.user
        }
        here = [row.site.pk] if row.site else hosts
        made.append(
            AskedPart(
                key=key,
                number=number,
                span=_span_of_row(row, new.details.on),
                people=frozenset(people),
                classes=frozenset(
                    klass for lesson in taught for klass in _classes(lesson, here)
                ),
                site=here[0] if here and row.mode == Part.Mode.IN_PERSON else None,
                room=room_of(row.place_as_printed, str(row.site or "")),
            )
        )
    details = new.details
    lead = details.lead
    return Asked(
        parts=made,
        exchange=exchange,
        schools=frozenset(unit.school.pk for unit in new.units if unit.school),
        hosts=frozenset(hosts),
        host=hosts[0] if hosts else None,
        clusters=_ids(
            details.cluster.pk if details.cluster else None,
            lead.pk if lead._meta.model_name == "cluster" else None,
        ),
        grades=_numbers({grade.number for grade in details.grades})
        | _grades_of(new.lessons),
    )


def with_rows(
    exchange: ExchangeSession,
    rows: Sequence[tuple[str, int | None, PartRow]],
    *,
    whole: bool,
) -> Asked:
    """A stored session as it would be with these rows: (key, stored part or None, row). They are what
    is asked about; `whole`: they are all its parts, so that the others go."""
    asked = asked_of(exchange)
    stored = {part.key: part for part in asked.parts}
    everybody = frozenset().union(*(part.people for part in asked.parts))
    changed = []
    for key, pk, row in rows:
        known = stored.pop(str(pk), None)
        number = len(changed) + 1 if whole else len(asked.parts) + 1
        part = known or AskedPart(key, number, None, people=everybody)
        here = row.site.pk if row.site else asked.host
        changed.append(
            replace(
                part,
                key=key,
                number=number if whole else part.number,
                span=_span_of_row(row, exchange.on),
                site=here if row.mode == Part.Mode.IN_PERSON else None,
                room=room_of(row.place_as_printed, str(row.site or "")),
            )
        )
    others = [] if whole else list(stored.values())
    return replace(
        asked,
        parts=sorted([*changed, *others], key=lambda one: one.number),
        about=frozenset(part.key for part in changed),
    )


def span_at(part: Part, exchange: ExchangeSession) -> Span | None:
    """When a stored part can be; None without a day that is known in full, and by letter."""
    on, half = part.on, part.half_day
    if on is None:
        on, half = exchange.on, half or exchange.half_day
    if on is None or on.exact is None or part.mode == Part.Mode.CORRESPONDENCE:
        return None
    return span_of(on.exact, half, part.starts_at, part.ends_at)


def _span_of_row(row: PartRow, whole: PartialDate | None) -> Span | None:
    on = row.on or whole
    if on is None or on.exact is None or row.mode == Part.Mode.CORRESPONDENCE:
        return None
    return span_of(on.exact, row.half_day, row.starts_at, row.ends_at)


def room_of(place: str, site: str) -> str:
    """A place so that two ways of writing it are alike, without the school that it is in."""
    words = fold(place)
    for known in (fold(site), "truong"):
        words = f" {words} ".replace(f" {known} ", " ").strip() if known else words
    return words


def classes_in(words: str) -> set[str]:
    """The classes that a lesson names: "lớp 8A2" and "8a2" are one, "8A1, 8A2" are two."""
    found = set()
    for word in _SEVERAL.split(words):
        said = fold(word).removeprefix("lop ").replace(" ", "")
        if said:
            found.add(said)
    return found


def bare_class(words: str) -> str:
    """A class as it is written, without the word "lớp" before it."""
    return _CLASS_WORD.sub("", words.strip())


def _classes(lesson: Lesson | LessonRow, here: Sequence[int | None]) -> set[Klass]:
    """The classes of a lesson with the school that they are of."""
    if isinstance(lesson, Lesson):
        given, own = lesson.class_school_id, lesson.school_id
    else:
        given = lesson.class_school.pk if lesson.class_school else None
        own = lesson.school.pk if lesson.school else None
    school = given or (here[0] if here else None) or own
    if school is None:
        return set()
    return {(school, klass) for klass in classes_in(lesson.klass)}


def grades_in(words: str) -> set[int]:
    """The grades that classes begin with: 8 of "8A2"."""
    numbers = (_GRADE.match(klass) for klass in classes_in(words))
    return {int(found[1]) for found in numbers if found and 1 <= int(found[1]) <= 12}


def _grades_of(lessons: Iterable[Lesson | LessonRow]) -> frozenset[int]:
    found: set[int] = set()
    for lesson in lessons:
        if lesson.grade is not None and lesson.grade.number is not None:
            found.add(lesson.grade.number)
        else:
            found |= grades_in(lesson.klass)
    return frozenset(found)


def _numbers(numbers: Iterable[int | None]) -> frozenset[int]:
    return frozenset(number for number in numbers if number is not None)


def _ids(*keys: int | None) -> frozenset[int]:
    return frozenset(key for key in keys if key is not None)
