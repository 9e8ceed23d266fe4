"""Writing minutes, line by line and row by row: two secretaries at once lose nothing.

Every line and row is saved by itself, with a mark of what was shown when it was typed. Only what
was changed here is written; where somebody else changed the same one meanwhile, both texts are kept
until one of the writers chooses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import AuditEntry
from accounts.text import nfc
from accounts.verbs import Actor, Refused
from sessions.actions.guard import belongs
from sessions.actions.minutes.begun import mark_of_item, mark_of_text, open_to_write
from sessions.actions.minutes.choosing import drop
from sessions.minutes import page, words
from sessions.models import Item, Lesson, Minutes, MinutesAside, RosterEntry

MOST_TEXT = 20_000
# Somebody who goes on typing in one row makes one entry in the log, which keeps how it was before.
_ONE_SITTING = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One line ("line-began") or row ("item-12", "new-…") as somebody typed it.

    `was` is the mark of what the page showed; `sent` what the page sent before without hearing an
    answer. `said_by` None leaves the speakers as they are; so does `of_lesson` False the lesson.
    """

    name: str
    text: str
    was: str = ""
    sent: str | None = None
    kind: str = ""
    said_by: Sequence[RosterEntry] | None = None
    lesson: Lesson | None = None
    of_lesson: bool = False


@dataclass(frozen=True)
class Kept:
    """What became of a cell: kept, aside (both texts are kept), empty (not saved by itself), gone, or
    refused with `words`. `name` is the row's name from now on."""

    cell: str
    name: str
    mark: str
    outcome: str
    words: str = ""


def save_cells(
    *,
    minutes: Minutes,
    cells: Sequence[Cell],
    final: bool,
    by: Actor,
    now: datetime,
) -> list[Kept]:
    """Write what was changed in these lines and rows; answers what became of each.

    A new row bears a random name until it has its own: sent twice, also from a page that was loaded
    again, it is one row. An emptied row is removed when the person saves (`final`), never by the page
    itself.
    """
    with transaction.atomic():
        locked = open_to_write(minutes)
        writer = _Writer(locked, final, by, now)
        return [writer.write(cell) for cell in cells]


class _Writer:
    """One save of one person, inside its transaction."""

    def __init__(self, minutes: Minutes, final: bool, by: Actor, now: datetime) -> None:
        self.minutes, self.final = minutes, final
        self.by, self.now = by, now
        self.shown: dict[str, str] | None = None
        self.derived: dict[str, str] = {}

    def write(self, cell: Cell) -> Kept:
        text = words.clean(nfc(cell.text))
        if len(text) > MOST_TEXT:
            sentence = _("This text is too long: at most %(most)s characters.")
            return Kept(
                cell.name,
                cell.name,
                cell.was,
                "refused",
                sentence % {"most": MOST_TEXT},
            )
        what, _dash, name = cell.name.partition("-")
        if what == "line" and name in words.LINES:
            return self._line(cell, name, text)
        if what == "item" and name.isascii() and name.isdecimal():
            return self._item(cell, int(name[:18]), text)
        if what == "new" and cell.kind in Item.Kind.values:
            return self._new(cell, text)
        raise Refused(_("This form is not one of ours. Please load the page again."))

    # lines

    def _line(self, cell: Cell, name: str, text: str) -> Kept:
        if self.shown is None:
            facts = page.facts_of(self.minutes)
            self.derived = facts.lines
            self.shown = page.lines_shown(self.minutes, facts)
        stored = self.shown[name]
        if name not in words.TALL:
            text = words.one_line(text)
        if text == stored:
            return Kept(cell.name, cell.name, mark_of_text(stored), "kept")
        if mark_of_text(text) == cell.was:
            # Not changed here: whoever changes it later on this page still saw the old text.
            return Kept(cell.name, cell.name, cell.was, "kept")
        if not _seen(stored, cell, cell.was):
            return self._aside(cell, text)
        if text == words.clean(self.derived[name]):
            self.minutes.texts.pop(name, None)
        else:
            self.minutes.texts[name] = text
        self.shown[name] = text
        self.minutes.save(update_fields=["texts"])
        self._log(f"sessions.minutes_{name}", self.minutes, stored, text)
        return Kept(cell.name, cell.name, mark_of_text(text), "kept")

    # rows

    def _new(self, cell: Cell, text: str) -> Kept:
        key = mark_of_text(f"{self.minutes.pk} {cell.name}")
        made = Item.objects.filter(
            exchange=self.minutes.exchange, client_key=key
        ).first()
        if made is not None:
            return self._change(cell, made, text)
        if not text:
            return Kept(cell.name, cell.name, "", "empty")
        return self._added(cell, text, key)

    def _added(self, cell: Cell, text: str, key: str | None) -> Kept:
        belongs(cell.lesson, self.minutes.exchange)
        rows = self.minutes.exchange.items
        last = rows.aggregate(last=Max("order"))["last"] or 0
        item = Item.objects.create(
            exchange=self.minutes.exchange,
            part=self.minutes.part,
            group=self.minutes.group,
            lesson=cell.lesson,
            order=last + 1,
            kind=cell.kind,
            text=text,
            client_key=key,
        )
        for entry in cell.said_by or ():
            belongs(entry, self.minutes.exchange)
        item.said_by.set(cell.said_by or ())
        self._log("sessions.minutes_item", item, "", text)
        return Kept(cell.name, f"item-{item.pk}", mark_of_item(item), "kept")

    def _item(self, cell: Cell, pk: int, text: str) -> Kept:
        item = page.items_of(self.minutes).filter(pk=pk).first()
        if item is not None:
            return self._change(cell, item, text)
        if not text or mark_of_text(text) == cell.was.partition(".")[0]:
            return Kept(cell.name, cell.name, "", "gone")
        if cell.kind not in Item.Kind.values:
            raise Refused(
                _("This form is not one of ours. Please load the page again.")
            )
        # Somebody took the row away while it was being changed here: nothing typed is lost.
        return self._added(cell, text, None)

    def _change(self, cell: Cell, item: Item, text: str) -> Kept:
        name = f"item-{item.pk}"
        was, _dot, rest = cell.was.partition(".")
        if not text:
            return self._emptied(cell, item, was)
        self._said(cell, item, rest)
        if text != item.text and mark_of_text(text) != was:
            if not _seen(item.text, cell, was):
                return self._aside(cell, text, name)
            before, item.text = item.text, text
            item.save(update_fields=["text"])
            self._log("sessions.minutes_item", item, before, text)
        return Kept(cell.name, name, self._mark(cell, item, text), "kept")

    def _mark(self, cell: Cell, item: Item, text: str) -> str:
        """The mark of what the page shows: of what it shows otherwise than stored, the mark it had."""
        marks = mark_of_item(item).split(".")
        was = (cell.was.split(".") + marks)[:3] if cell.was else marks
        if text != item.text:
            marks[0] = was[0]
        mine = sorted(one.pk for one in cell.said_by or ())
        if cell.said_by is not None and mark_of_text(repr(mine)) != marks[1]:
            marks[1] = was[1]
        chosen = cell.lesson.pk if cell.lesson else None
        if cell.of_lesson and chosen != item.lesson_id:
            marks[2] = was[2]
        return ".".join(marks)

    def _emptied(self, cell: Cell, item: Item, was: str) -> Kept:
        name = f"item-{item.pk}"
        if not self.final or not _seen(item.text, cell, was):
            return Kept(cell.name, name, mark_of_item(item), "empty")
        drop(item, by=self.by)
        return Kept(cell.name, name, "", "gone")

    def _said(self, cell: Cell, item: Item, marks: str) -> None:
        """Speakers and lesson, where they were changed here; of two changes the later one holds."""
        speakers_were, _dot, lesson_was = marks.partition(".")
        if cell.said_by is not None:
            mine = sorted(one.pk for one in cell.said_by)
            stored = sorted(one.pk for one in item.said_by.all())
            if mine != stored and mark_of_text(repr(mine)) != speakers_were:
                for entry in cell.said_by:
                    belongs(entry, self.minutes.exchange)
                item.said_by.set(cell.said_by)
                self._log("sessions.minutes_said_by", item, stored, mine)
                item = _fresh(item)
        if cell.of_lesson:
            new = cell.lesson.pk if cell.lesson else None
            if new != item.lesson_id and mark_of_text(str(new or "")) != lesson_was:
                belongs(cell.lesson, self.minutes.exchange)
                before = item.lesson_id
                # The row stays in these minutes, whatever part the lesson is of.
                Item.objects.filter(pk=item.pk).update(
                    lesson=new, part=self.minutes.part
                )
                item.lesson_id = new
                self._log("sessions.minutes_of_lesson", item, before, new)

    def _aside(self, cell: Cell, text: str, name: str = "") -> Kept:
        name = name or cell.name
        if text:
            MinutesAside.objects.update_or_create(
                minutes=self.minutes,
                cell=name,
                by=self.by.user,
                defaults={"text": text, "at": self.now},
            )
        return Kept(cell.name, name, cell.was, "aside")

    def _log(self, verb: str, row: models.Model, before: Any, after: Any) -> None:
        last = AuditEntry.objects.filter(
            object_type=row._meta.label_lower, object_id=str(row.pk), verb=verb
        ).first()
        going_on = (
            last is not None
            and last.actor_id == (self.by.user.pk if self.by.user else None)
            and self.now - last.at < _ONE_SITTING
        )
        if not going_on:
            audit.record(
                by=self.by,
                verb=verb,
                row=row,
                before={"said": before},
                after={"said": after, "minutes": self.minutes.pk},
            )


def _fresh(item: Item) -> Item:
    """Speakers are read again after they were set."""
    getattr(item, "_prefetched_objects_cache", {}).pop("said_by", None)
    return item


def _seen(stored: str, cell: Cell, was: str) -> bool:
    """Whether what is stored is what this page showed, or what it sent itself without an answer."""
    if mark_of_text(stored) == was:
        return True
    return cell.sent is not None and words.clean(nfc(cell.sent)) == stored
