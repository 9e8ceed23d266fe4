"""Rounds of a plan beside each other: which say the same, which are meant by the same words, what a
version changes against another. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.text import fold
from sessions.planning.content import plain, when_words, words_of
from sessions.planning.rows import RoundLine, TeacherLine

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


def says_the_same(one: RoundLine, other: RoundLine) -> bool:
    """Whether two rounds say the same, whichever rows they are."""
    return plain(replace(one, round=None)) == plain(replace(other, round=None))


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


def similar_to(line: RoundLine, stored: Sequence[RoundLine]) -> RoundLine | None:
    """The round that the plan has under this number, or at this time and host when it has none."""
    named = [
        one for one in stored if line.label and fold(one.label) == fold(line.label)
    ]
    if len(named) == 1:
        return named[0]
    hosts = {fold(host.name) for host in line.hosts}
    for one in named or stored:
        if one.label and line.label and fold(one.label) != fold(line.label):
            continue
        if one.on == line.on and hosts & {fold(host.name) for host in one.hosts}:
            return one
    return None


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
