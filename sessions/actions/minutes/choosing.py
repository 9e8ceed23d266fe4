"""Two texts of one row: somebody chooses. And a row taken out of minutes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.text import nfc
from accounts.verbs import Actor, Refused
from sessions.actions.minutes.begun import open_to_write
from sessions.minutes import page, words
from sessions.models import Item, Minutes, MinutesAside


def drop(item: Item, *, by: Actor) -> None:
    """Take one row out; the log keeps what it said."""
    audit.record(
        by=by,
        verb="sessions.minutes_drop",
        row=item,
        before={"said": item.text, "kind": item.kind},
    )
    item.delete()


def drop_item(*, minutes: Minutes, pk: int, text: str, by: Actor) -> None:
    """Remove one row of the minutes that says `text`. Refuses when it says something else by now; a
    second press finds nothing to remove."""
    with transaction.atomic():
        locked = open_to_write(minutes)
        item = page.items_of(locked).filter(pk=pk).first()
        if item is None:
            return
        if item.text != words.clean(nfc(text)):
            raise Refused(
                _(
                    "Somebody else changed this row meanwhile: look at it, then remove it."
                )
            )
        MinutesAside.objects.filter(minutes=locked, cell=f"item-{pk}").delete()
        drop(item, by=by)


def choose_text(
    *, minutes: Minutes, pk: int, take: str, by: Actor, now: datetime
) -> None:
    """Decide between two texts of one line or row: `stored`, `aside`, or `both`. The log keeps both; of
    an aside that somebody decided already nothing is done."""
    with transaction.atomic():
        locked = open_to_write(minutes)
        aside = locked.asides.filter(pk=pk).first()
        if aside is None:
            return
        what, _dash, name = aside.cell.partition("-")
        item = (
            page.items_of(locked).filter(pk=int(name)).first()
            if what == "item"
            else None
        )
        shown = page.lines_shown(locked, page.facts_of(locked))
        stored = item.text if item else shown.get(name, "")
        text = {
            "stored": stored,
            "aside": aside.text,
            "both": "\n".join(one for one in (stored, aside.text) if one),
        }.get(take, stored)
        if text != stored:
            if item is not None:
                item.text = text
                item.save(update_fields=["text"])
            elif what == "line":
                locked.texts[name] = text
                locked.save(update_fields=["texts"])
            else:
                raise Refused(
                    _("Somebody else removed this row: write its text into a new one.")
                )
        audit.record(
            by=by,
            verb="sessions.minutes_choose",
            row=item or locked,
            before={"said": stored, "aside": aside.text},
            after={"said": text, "minutes": locked.pk},
        )
        aside.delete()
