"""What the roster and the programme give to minutes before anybody types, and the content now.

What is not known stays empty. Asks the database, changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from sessions.follow_up import open_before
from sessions.minutes import words
from sessions.minutes.page.content import Agreed, Content, Said, Sheet
from sessions.minutes.page.rows import decisions_of, items_of, parts_of
from sessions.minutes.page.taught import cited_of, lesson_line, lessons_of
from sessions.models import (
    Attendance,
    Decision,
    Item,
    Lesson,
    Minutes,
    Part,
    RosterEntry,
    SessionUnit,
)
from sessions.models.part import Purpose
from sessions.models.roster import Capacity

# More people than this stand by unit, in one line each.
MOST_NAMES = 20


@dataclass
class Facts:
    """What the session's rows give to minutes, read once."""

    minutes: Minutes
    parts: list[Part]
    part: Part | None
    lessons: list[Lesson]
    roster: list[RosterEntry]
    marks: dict[int, Attendance]
    units: list[SessionUnit]
    earlier: list[Decision]
    # Those whose agreed plan these minutes cite.
    cited: list[Lesson]

    @property
    def lines(self) -> dict[str, str]:
        """The lines as the data give them, before anybody typed."""
        exchange, part = self.minutes.exchange, self.part
        on = (part.on if part else None) or exchange.on
        printed = (part.date_as_printed if part else "") or exchange.date_as_printed
        starts = part.starts_at if part else None
        half = (part.half_day if part else "") or exchange.half_day
        return {
            "began": words.began(starts, half, on, printed),
            "place": self._place(),
            "chair": self._holding(Capacity.CHAIR),
            "secretary": self._holding(Capacity.SECRETARY),
            "present": self._present(),
            "absent": self._absent(),
            "agenda": self._agenda(),
            "ended": words.clock(part.ends_at) if part and part.ends_at else "",
        }

    @property
    def taught(self) -> bool:
        """Whether these minutes are about lessons: not where the part has none and is for something
        else. A part of which nothing is known may be for anything."""
        if self.minutes.part_id is None or self.part is None or self.lessons:
            return True
        return not self.part.purposes or Purpose.TEACH in self.part.purposes

    @property
    def counted(self) -> bool:
        """Whether presence was marked: otherwise the list says who was expected."""
        return bool(self.marks)

    def _place(self) -> str:
        if self.part is None:
            return ""
        site = self.part.site
        at = ""
        if site is not None:
            name = site.name
            at = name if name.casefold().startswith("trường") else f"trường {name}"
        printed = self.part.place_as_printed
        if site is not None and site.name.casefold() in printed.casefold():
            at = ""
        line = ", ".join(word for word in (printed, at) if word)
        return line[:1].upper() + line[1:]

    def _where(self, entry: RosterEntry) -> str:
        unit = next((one for one in self.units if one.pk == entry.unit_id), None)
        return entry.organisation_as_printed or (unit.label if unit else "")

    def _line(self, entry: RosterEntry) -> str:
        if entry.kind == RosterEntry.Kind.GROUP:
            mark = self.marks.get(entry.pk)
            came = mark.number if mark and mark.number is not None else None
            name = words.counted(
                entry.name_as_printed, came if came is not None else entry.group_count
            )
            return words.person(name, "", "")
        return words.person(
            entry.name_as_printed, entry.title_as_printed, self._where(entry)
        )

    def _holding(self, capacity: str) -> str:
        if self.minutes.group_id is not None:
            # Chair and secretary of the roster are those of the whole session.
            return ""
        return "; ".join(
            self._line(entry) for entry in self.roster if capacity in entry.capacities
        )

    def _here(self) -> list[RosterEntry]:
        """Those who were there; where nothing was marked, those who were expected."""
        if not self.marks:
            return self.roster
        return [entry for entry in self.roster if entry.pk in self.marks]

    def _missing(self) -> list[RosterEntry]:
        """Those who were expected and did not come, where presence was marked. A group may have come
        without being counted; of a school that said no, the school is named."""
        if not self.marks:
            return []
        refused = {unit.pk for unit in self.units if unit.reply == SessionUnit.Reply.NO}
        return [
            entry
            for entry in _not_at_table(self.roster)
            if entry.kind != RosterEntry.Kind.GROUP
            and entry.pk not in self.marks
            and entry.unit_id not in refused
        ]

    def _people(self, entries: list[RosterEntry]) -> list[str]:
        """One in a line; more than `MOST_NAMES` by their units."""
        people = [one for one in entries if one.kind != RosterEntry.Kind.GROUP]
        if len(people) <= MOST_NAMES:
            return [self._line(one) for one in entries]
        units: dict[str, list[str]] = {}
        for one in people:
            units.setdefault(self._where(one), []).append(one.name_as_printed)
        lines = []
        for unit, names in units.items():
            line = f"{', '.join(names)} ({len(names)} người)"
            lines.append(f"{unit}: {line}" if unit else line)
        return lines + [self._line(one) for one in entries if one not in people]

    def _present(self) -> str:
        if self.minutes.group_id is not None:
            return ""
        lines = self._people(_not_at_table(self._here()))
        totals = self.minutes.exchange.stated_totals.filter(
            Q(part=None) | Q(part=self.part)
        )
        lines += [f"Tổng số: {total.text}" for total in totals]
        return "\n".join(lines)

    def _absent(self) -> str:
        if self.minutes.group_id is not None:
            return ""
        lines = [
            f"{unit.label} (báo không dự{f': {unit.reply_note}' if unit.reply_note else ''})"
            for unit in self.units
            if unit.reply == SessionUnit.Reply.NO and unit.took_part is not True
        ]
        return "\n".join(lines + self._people(self._missing()))

    def _agenda(self) -> str:
        exchange = self.minutes.exchange
        lines = []
        if self.minutes.group_id is None and exchange.purpose:
            lines.append(exchange.purpose)
        if self.part is not None and self.part.title:
            lines.append(self.part.title)
        return "\n".join(line[:1].upper() + line[1:] for line in lines)

    @property
    def lesson_lines(self) -> tuple[str, ...]:
        return tuple(lesson_line(one) for one in self.lessons)

    @property
    def plan_lines(self) -> tuple[str, ...]:
        """Which revision of its plan was agreed, of each lesson that has one."""
        return tuple(
            words.agreed_plan(
                lesson_line(one), one.agreed_plan.revision, one.agreed_plan.on
            )
            for one in self.cited
            if hasattr(one, "agreed_plan")
        )


def _not_at_table(entries: list[RosterEntry]) -> list[RosterEntry]:
    """Without chair and secretary, who have lines of their own, signed the sheet or not."""
    at_table = {Capacity.CHAIR, Capacity.SECRETARY}
    return [one for one in entries if not at_table & set(one.capacities)]


def facts_of(minutes: Minutes) -> Facts:
    """Everything that the session's rows give to these minutes, in ten queries at most."""
    exchange = minutes.exchange
    parts = parts_of(exchange)
    part: Part | None = None
    if minutes.part_id is not None:
        part = next((one for one in parts if one.pk == minutes.part_id), None)
        part = part or minutes.part
    elif len(parts) == 1:
        part = parts[0]
    entries = exchange.roster.order_by("order")
    if part is not None:
        here = Exists(entries.filter(pk=OuterRef("pk"), parts=part).order_by())
        entries = entries.filter(here | Q(parts=None))
    marks = Attendance.objects.filter(entry__exchange=exchange).order_by("pk")
    if part is not None:
        marks = marks.filter(part=part)
    lessons = lessons_of(minutes, parts, part)
    return Facts(
        minutes=minutes,
        parts=parts,
        part=part,
        lessons=lessons,
        cited=cited_of(minutes, part, lessons),
        roster=list(entries.distinct()),
        marks={mark.entry_id: mark for mark in marks},
        units=list(exchange.units.select_related("school", "authority", "cluster")),
        earlier=[] if minutes.group_id else list(open_before(exchange)),
    )


def lines_shown(minutes: Minutes, facts: Facts) -> dict[str, str]:
    """Each line as it reads now: as typed, else as the data say."""
    return facts.lines | {
        name: text for name, text in minutes.texts.items() if name in words.LINES
    }


def content_of(minutes: Minutes, facts: Facts | None = None) -> Content:
    """What the minutes say now."""
    facts = facts or facts_of(minutes)
    exchange = minutes.exchange
    on = (facts.part.on if facts.part else None) or exchange.on
    lines = lines_shown(minutes, facts)
    decisions = [] if minutes.group_id else list(decisions_of(exchange))
    return Content(
        kind=exchange.kind,
        title=exchange.title,
        rounds=exchange.rounds_as_printed,
        cluster=str(exchange.cluster or ""),
        part=facts.part.title if facts.part and minutes.part_id else "",
        group=minutes.group.name if minutes.group else "",
        on=str(on) if on else "",
        lines=tuple((name, lines[name]) for name in words.LINES),
        lessons=facts.lesson_lines,
        earlier=tuple(_agreed(one, status=True) for one in facts.earlier),
        items=tuple(said(item) for item in items_of(minutes, facts.parts)),
        decisions=tuple(_agreed(one) for one in decisions),
        sheets=tuple(
            Sheet(one.pk, one.original_name, one.sha256)
            for one in minutes.files.filter(removed_at=None)
        ),
        taught=facts.taught,
        plans=facts.plan_lines,
    )


def said(item: Item) -> Said:
    return Said(
        key=item.pk,
        kind=item.kind,
        text=item.text,
        speakers=tuple(one.name_as_printed for one in item.said_by.all()),
        lesson=str(item.lesson) if item.lesson else "",
        to_whom=item.to_whom,
    )


def _agreed(decision: Decision, *, status: bool = False) -> Agreed:
    return Agreed(
        key=decision.pk,
        text=decision.text,
        owners=tuple(str(one) for one in decision.owners.all()),
        when=words.due(
            decision.due,
            decision.due_until,
            decision.when_as_printed,
            decision.frequency,
        ),
        status=decision.status if status else "",
    )
