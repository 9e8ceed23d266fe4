"""The page on which minutes are written: its lines and rows as they are, and as they were posted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.codes import random_code
from accounts.text import whole_number
from sessions.actions import Cell, mark_of_item, mark_of_text
from sessions.forms.fields import joined, separated
from sessions.forms.minutes.items import speaker_label, speakers_by_name
from sessions.minutes import page, words
from sessions.models import Item, Lesson, Minutes, MinutesAside, RosterEntry

# Of which kinds it is asked which lesson they are about.
_OF_A_LESSON = frozenset(
    {"course", "reflection", "remark", "strength", "difficulty", "proposal"}
)


@dataclass
class Row:
    """One line or row as the page draws it."""

    cell: str
    text: str
    was: str
    kind: str = ""
    heading: str = ""
    speakers: str = ""
    lesson: int | None = None
    asides: list[MinutesAside] = field(default_factory=list)
    problem: str = ""
    # How many lines the field begins with; none where it holds one short line.
    rows: int = 0
    # The text follows the session's data; nobody typed it.
    from_data: bool = False


@dataclass
class Block:
    """A section of items: its rows, and the blank one to add to it."""

    kind: str
    heading: str
    rows: list[Row]
    blank: Row | None
    lessons_asked: list[Lesson]
    concludes: bool = False


class MinutesSheet:
    """What the page shows: the lines, then the sections with their rows."""

    def __init__(self, minutes: Minutes) -> None:
        self.minutes = minutes
        self.facts = page.facts_of(minutes)
        exchange = minutes.exchange
        self.lessons = list(exchange.lessons.select_related("subject"))
        self.speakers = list(exchange.roster.all())
        self.asides: dict[str, list[MinutesAside]] = {}
        for aside in minutes.asides.select_related("by"):
            self.asides.setdefault(aside.cell, []).append(aside)
        self.lines = self._lines()
        self.blocks = self._blocks()

    def _lines(self) -> dict[str, Row]:
        shown = page.lines_shown(self.minutes, self.facts)
        return {
            name: Row(
                cell=f"line-{name}",
                text=text,
                was=mark_of_text(text),
                heading=words.HEADINGS[name],
                asides=self.asides.get(f"line-{name}", []),
                rows=3 if name in words.TALL else 2 if name in words.LONG else 0,
                from_data=bool(text) and name not in self.minutes.texts,
            )
            for name, text in shown.items()
        }

    def _blocks(self) -> list[Block]:
        items = list(page.items_of(self.minutes, self.facts.parts))
        sections = words.sections_of(
            self.minutes.exchange.kind, taught=self.facts.taught
        )
        known = {one.kind for one in sections}
        blocks = [
            self._block(one, [item for item in items if item.kind == one.kind])
            for one in sections
        ]
        others = [item for item in items if item.kind not in known]
        if others:
            rest = self._block(words.Section("remark", words.ELSE), others)
            # What is of no section of this form is kept, not added to.
            rest.blank = None
            blocks.insert(
                sum(not one.concludes for one in blocks),
                rest,
            )
        return blocks

    def _block(self, section: words.Section, items: list[Item]) -> Block:
        return Block(
            kind=section.kind,
            heading=section.heading,
            rows=[self._row(item) for item in items],
            blank=Row(
                cell=f"new-{section.kind}-{random_code(12)}",
                text="",
                was="",
                kind=section.kind,
            ),
            lessons_asked=self.lessons
            if len(self.lessons) > 1 and section.kind in _OF_A_LESSON
            else [],
            concludes=section.concludes,
        )

    def _row(self, item: Item) -> Row:
        cell = f"item-{item.pk}"
        return Row(
            cell=cell,
            text=item.text,
            was=mark_of_item(item),
            kind=item.kind,
            speakers=joined([speaker_label(one) for one in item.said_by.all()]),
            lesson=item.lesson_id,
            asides=self.asides.get(cell, []),
        )

    @property
    def speaker_labels(self) -> list[str]:
        return [speaker_label(one) for one in self.speakers]


def typed(data: QueryDict, minutes: Minutes) -> tuple[list[Cell], dict[str, str]]:
    """The cells of a posted form, and what is wrong with the speakers of some of them, by cell: a name
    that is not on the roster leaves the speakers as they are, and its text is saved all the same."""
    # All of them: how many fields a form may have is limited for all forms, and says so.
    names = [name[5:] for name in data if name.startswith("text-")]
    exchange = minutes.exchange
    speakers: Mapping[str, RosterEntry] = {}
    lessons: dict[int, Lesson] = {}
    if any(not name.startswith("line-") for name in names):
        speakers = speakers_by_name(list(exchange.roster.all()))
        lessons = {one.pk: one for one in exchange.lessons.all()}
    problems: dict[str, str] = {}
    cells = []
    for name in names:
        said_by: list[RosterEntry] | None = None
        if f"by-{name}" in data:
            said_by = []
            for label in separated(data[f"by-{name}"]):
                entry = speakers.get(label.casefold())
                if entry is None:
                    problems[name] = _(
                        "“%(name)s” is not on the list of people of this session. Add them there first."
                    ) % {"name": label[:60]}
                    said_by = None
                    break
                said_by.append(entry)
        cells.append(
            Cell(
                name=name[:60],
                text=data[f"text-{name}"],
                was=data.get(f"was-{name}", "")[:60],
                sent=data.get(f"sent-{name}"),
                kind=data.get(f"kind-{name}", "")[:20],
                said_by=said_by,
                lesson=lessons.get(whole_number(data.get(f"lesson-{name}"), 0)),
                of_lesson=f"lesson-{name}" in data,
            )
        )
    return cells, problems
