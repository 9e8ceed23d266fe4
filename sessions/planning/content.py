"""What a version of a plan holds: its rows, a mark of them, and what differs between two versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.versions import version_of
from clusters.partial_dates import PartialDate
from sessions.models import PlanRow, PlanTeacher, PlanVersion
from sessions.models.exchange import Kind
from sessions.models.year_plan import PLAN_TEXTS
from sessions.planning.rows import (
    HostLine,
    LessonLine,
    PlanWords,
    RoundLine,
    TeacherLine,
)

_KINDS = dict(Kind.choices)
# In the order of the table; what a difference is called.
_NAMES: dict[str, str | Promise] = {
    "label": _("Round"),
    "when": _("Time"),
    "hosts": _("Host school"),
    "kind": _("Kind"),
    "lessons": _("Lessons"),
    "chair": _("Chair"),
    "note": _("Note"),
}


def rows_of(version: PlanVersion) -> list[PlanRow]:
    """The rows of a version with everything in them, in order; six queries."""
    return list(
        version.rows.select_related("chair", "round__exchange").prefetch_related(
            "hosts__school",
            "lessons__subjects",
            "lessons__grades",
            "lessons__teachers__user",
            "lessons__teachers__school",
        )
    )


def line_of(row: PlanRow) -> RoundLine:
    """A stored row as an action takes it."""
    chair = None
    if row.chair_as_printed:
        chair = TeacherLine(name=row.chair_as_printed, user=row.chair)
    return RoundLine(
        round=row.round_id,
        label=row.label,
        when_as_printed=row.when_as_printed,
        on=row.on,
        kind=row.kind,
        hosts=tuple(
            HostLine(name=host.name_as_printed, school=host.school)
            for host in row.hosts.all()
        ),
        chair=chair,
        note=row.note,
        lessons=tuple(
            LessonLine(
                subject_as_printed=lesson.subject_as_printed,
                topic=lesson.topic,
                subjects=tuple(lesson.subjects.all()),
                grades=tuple(lesson.grades.all()),
                teachers=tuple(
                    TeacherLine(
                        name=one.name_as_printed, user=one.user, school=one.school
                    )
                    for one in lesson.teachers.all()
                ),
            )
            for lesson in row.lessons.all()
        ),
    )


def said_of(teacher: TeacherLine | PlanTeacher) -> str:
    """A teacher as a table shows: the name, and the school where it is another thing and known."""
    name = teacher.name_as_printed if isinstance(teacher, PlanTeacher) else teacher.name
    school = teacher.school
    if school is None or school.name in name:
        return name
    return f"{name} ({school})"


def lesson_words(lesson: LessonLine) -> str:
    """A lesson in one line: "KHTN 8B · Áp suất · Trần Bảo Châu"."""
    teachers = ", ".join(said_of(one) for one in lesson.teachers)
    return " · ".join(filter(None, [lesson.subject_as_printed, lesson.topic, teachers]))


def month_words(on: PartialDate | None) -> str:
    """A time of a plan: "15/10/2026", "tháng 10/2026"; empty when it is not known."""
    if on is None:
        return ""
    if on.day is None and on.month is not None:
        return str(_("month %(month)s/%(year)s")) % {"month": on.month, "year": on.year}
    return on.in_news()


def when_words(line: RoundLine | PlanRow) -> str:
    """The time in the words of the plan, else the date that stands for it."""
    return line.when_as_printed or month_words(line.on)


def words_of(line: RoundLine) -> dict[str, str]:
    """A round in words, by the names of its columns."""
    return {
        "label": line.label,
        "when": when_words(line),
        "hosts": ", ".join(host.name for host in line.hosts),
        "kind": str(_KINDS[line.kind]),
        "lessons": "; ".join(filter(None, map(lesson_words, line.lessons))),
        "chair": line.chair.name if line.chair else "",
        "note": line.note,
    }


def texts_of(version: PlanVersion | PlanWords) -> PlanWords:
    return PlanWords(
        number_as_printed=version.number_as_printed,
        issued_on=version.issued_on,
        **{name: getattr(version, name) for name in PLAN_TEXTS},
    )


def _key(line: RoundLine) -> list[Any]:
    """Everything that a round says, as plain data: equal rounds have equal keys."""
    chair = line.chair
    return [
        line.label,
        line.when_as_printed,
        str(line.on or ""),
        line.kind,
        [[host.name, host.school.pk if host.school else None] for host in line.hosts],
        [chair.name, chair.user.pk if chair.user else None] if chair else [],
        line.note,
        [
            [
                lesson.subject_as_printed,
                lesson.topic,
                sorted(one.pk for one in lesson.subjects),
                sorted(one.pk for one in lesson.grades),
                [
                    [
                        one.name,
                        one.user.pk if one.user else None,
                        one.school.pk if one.school else None,
                    ]
                    for one in lesson.teachers
                ],
            ]
            for lesson in line.lessons
        ],
    ]


def says_the_same(one: RoundLine, other: RoundLine) -> bool:
    """Whether two rounds say the same, whichever rows they are."""
    return _key(replace(one, round=None)) == _key(replace(other, round=None))


def repeats(said: RoundLine, stored: RoundLine) -> bool:
    """Whether a round that was pasted says nothing that the stored one does not: the same words, and
    no account, month or school that is not there. What somebody settled since then (who is meant,
    which month) is no difference."""
    if _texts_in(said) != _texts_in(stored):
        return False
    if said.on not in (None, stored.on):
        return False
    pairs = zip(_people_in(said), _people_in(stored), strict=True)
    return all(one.user in (None, other.user) for one, other in pairs)


def _texts_in(line: RoundLine) -> list[Any]:
    return [
        line.label,
        when_words(line),
        line.kind,
        [host.name for host in line.hosts],
        line.note,
        line.chair is None,
        [
            [lesson.subject_as_printed, lesson.topic, len(lesson.teachers)]
            for lesson in line.lessons
        ],
        [one.name for one in _people_in(line)],
    ]


def _people_in(line: RoundLine) -> list[TeacherLine]:
    teachers = [one for lesson in line.lessons for one in lesson.teachers]
    return [*teachers, *([line.chair] if line.chair else [])]


def snapshot(lines: Sequence[RoundLine], words: PlanWords) -> dict[str, Any]:
    """All of a version as plain data, for its mark and the audit log."""
    texts = {name: getattr(words, name) for name in PLAN_TEXTS}
    return {
        "rows": [[line.round, *_key(line)] for line in lines],
        "number": words.number_as_printed,
        "issued_on": str(words.issued_on or ""),
        **texts,
    }


def mark_of(version: PlanVersion | None, rows: Sequence[PlanRow]) -> str:
    """The mark of what a version holds now; of no version yet a mark of its own."""
    if version is None:
        return version_of({})
    held = snapshot([line_of(row) for row in rows], texts_of(version))
    return version_of({"version": version.pk, "state": version.state, **held})


@dataclass(frozen=True)
class Difference:
    """One cell of a round: what it is called, what it said, what it says."""

    name: str | Promise
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """A round that came, went or says something else than in the version before."""

    what: str
    line: RoundLine
    before: RoundLine | None = None
    cells: list[Difference] = field(default_factory=list)

    @property
    def title(self) -> str:
        said = words_of(self.line)
        return " · ".join(filter(None, [said["label"], said["when"], said["hosts"]]))

    @property
    def words(self) -> str:
        """All of the round in one line."""
        return " · ".join(filter(None, words_of(self.line).values()))


def changes(before: Sequence[RoundLine], after: Sequence[RoundLine]) -> list[Change]:
    """What `after` changes, row for row in its order, then what it leaves out."""
    old = {line.round: line for line in before}
    found = []
    for line in after:
        was = old.pop(line.round, None) if line.round is not None else None
        if was is None:
            found.append(Change("added", line))
        elif not says_the_same(was, line):
            found.append(Change("changed", line, was, differences(was, line)))
    found += [Change("removed", line) for line in old.values()]
    return found


def differences(before: RoundLine, after: RoundLine) -> list[Difference]:
    """The cells of a round that say something else than before."""
    was, says = words_of(before), words_of(after)
    return [
        Difference(_NAMES[name], was[name], says[name])
        for name in _NAMES
        if was[name] != says[name]
    ]


def schools_in(line: RoundLine) -> set[int]:
    """The schools that a round concerns: that host it, or whose teachers teach in it."""
    hosting = {host.school.pk for host in line.hosts if host.school}
    teaching = {
        one.school.pk
        for lesson in line.lessons
        for one in lesson.teachers
        if one.school is not None
    }
    return hosting | teaching
