"""The editor's form: what was typed as blocks, and what its buttons do to them.

A plain form with names made of block ids; each button posts the whole form. So the page works
without script, and with script the same answer replaces only the blocks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.text import whole_number
from reports.blocks import ID, LESSON_COLUMNS, MOST_BLOCKS, TYPES, Block, blank

MOST_CHARACTERS = 1_500_000


@dataclass
class Typed:
    """What the form holds: the revision it started from, and the text as it was typed."""

    base: int
    title: str
    lead: str
    blocks: list[Block] = field(default_factory=list)

    @property
    def is_too_much(self) -> bool:
        """More than anybody types: not kept as a draft."""
        return (
            len(str(self.blocks)) + len(self.title) + len(self.lead) > MOST_CHARACTERS
        )


def read(data: QueryDict, known: Mapping[str, Block]) -> Typed:
    """The typed article. `known` are the stored blocks by id: what made them comes from there,
    never from the form."""
    blocks = []
    seen: set[str] = set()
    for name in data.getlist("block")[: MOST_BLOCKS * 2]:
        kind = data.get(f"{name}-type", "")
        if name in seen or not ID.fullmatch(name) or kind not in TYPES:
            continue
        seen.add(name)
        stored = known.get(name, {})
        kept = (
            {
                key: stored[key]
                for key in ("made_by", "drafted", "facts")
                if key in stored
            }
            if stored.get("type") == kind
            else {}
        )
        block = {**blank(kind, name), **kept, **_READ[kind](data, name)}
        if data.get(f"{name}-gone"):
            block["gone"] = True
        blocks.append(block)
    return Typed(
        base=whole_number(data.get("base"), 0),
        title=" ".join(data.get("title", "").split()),
        lead=data.get("lead", "").strip(),
        blocks=blocks,
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _text(data: QueryDict, name: str) -> dict:
    return {"text": data.get(f"{name}-text", "").replace("\r\n", "\n").strip()}


def _list(data: QueryDict, name: str) -> dict:
    return {"items": _lines(data.get(f"{name}-items", ""))}


def _people(data: QueryDict, name: str) -> dict:
    units = data.getlist(f"{name}-unit")
    entries = data.getlist(f"{name}-entries")
    return {
        "groups": [
            {"unit": unit.strip(), "entries": _lines(typed)}
            for unit, typed in zip(units, entries, strict=False)
        ]
    }


def _lessons(data: QueryDict, name: str) -> dict:
    columns = [data.getlist(f"{name}-{column}") for column in LESSON_COLUMNS]
    return {
        "rows": [
            dict(zip(LESSON_COLUMNS, (cell.strip() for cell in cells), strict=True))
            for cells in zip(*columns, strict=False)
        ]
    }


def _photos(data: QueryDict, name: str) -> dict:
    numbers = data.getlist(f"{name}-photo")
    captions = data.getlist(f"{name}-caption")
    photos = [
        {"photo": pk, "caption": caption.strip()}
        for number, caption in zip(numbers, captions, strict=False)
        if (pk := whole_number(number, 0))
    ]
    have = {one["photo"] for one in photos}
    ticked = [whole_number(number, 0) for number in data.getlist(f"{name}-add")]
    photos += [{"photo": pk, "caption": ""} for pk in ticked if pk and pk not in have]
    return {"photos": photos}


def _author(data: QueryDict, name: str) -> dict:
    columns = ("name", "school", "label")
    return {column: data.get(f"{name}-{column}", "").strip() for column in columns}


_READ: dict[str, Callable[[QueryDict, str], dict]] = {
    "heading": _text,
    "paragraph": _text,
    "list": _list,
    "people": _people,
    "lessons": _lessons,
    "photos": _photos,
    "author": _author,
}


# --- buttons --------------------------------------------------------------------------------


def pressed(blocks: list[Block], do: str) -> tuple[list[Block], str]:
    """The blocks after a button, and the id of the block to look at afterwards.

    Buttons: `up:ID` `down:ID` `remove:ID` `restore:ID` `more:ID`, `add:TYPE:ID` (after that block;
    no ID: on top), `photo-up:ID:PK` `photo-down:ID:PK` `photo-off:ID:PK`. Anything else changes
    nothing.
    """
    verb, _colon, rest = do.partition(":")
    if verb == "add":
        kind, _colon, after = rest.partition(":")
        return _added(blocks, kind, after)
    if verb in _PHOTO_STEPS:
        name, _colon, number = rest.rpartition(":")
        return _photo(blocks, name, number, _PHOTO_STEPS[verb]), name
    index = next((at for at, block in enumerate(blocks) if block["id"] == rest), None)
    if index is None or verb not in _BUTTONS:
        return blocks, ""
    return _BUTTONS[verb](list(blocks), index), rest


_PHOTO_STEPS = {"photo-up": -1, "photo-down": 1, "photo-off": 0}


def _added(blocks: list[Block], kind: str, after: str) -> tuple[list[Block], str]:
    if kind not in TYPES:
        return blocks, ""
    made = blank(kind)
    place = next(
        (at + 1 for at, block in enumerate(blocks) if block["id"] == after),
        len(blocks) if after else 0,
    )
    return [*blocks[:place], made, *blocks[place:]], made["id"]


def _swapped(blocks: list[Block], index: int, step: int) -> list[Block]:
    places = [at for at, block in enumerate(blocks) if not block.get("gone")]
    if index in places:
        here = places.index(index)
        there = here + step
        if 0 <= there < len(places):
            left, right = places[here], places[there]
            blocks[left], blocks[right] = blocks[right], blocks[left]
    return blocks


def _removed(blocks: list[Block], index: int) -> list[Block]:
    blocks[index] = {**blocks[index], "gone": True}
    return blocks


def _restored(blocks: list[Block], index: int) -> list[Block]:
    blocks[index] = {
        key: value for key, value in blocks[index].items() if key != "gone"
    }
    return blocks


def _more(blocks: list[Block], index: int) -> list[Block]:
    block = blocks[index]
    for rows in ("groups", "rows"):
        if rows in block:
            blocks[index] = {
                **block,
                rows: [*block[rows], blank(block["type"])[rows][0]],
            }
    return blocks


_BUTTONS: dict[str, Callable[[list[Block], int], list[Block]]] = {
    "up": lambda blocks, index: _swapped(blocks, index, -1),
    "down": lambda blocks, index: _swapped(blocks, index, 1),
    "remove": _removed,
    "restore": _restored,
    "more": _more,
}


def _photo(blocks: list[Block], name: str, number: str, step: int) -> list[Block]:
    """Move a photo inside its block; step 0 takes it out."""
    result = []
    for block in blocks:
        if block["id"] == name and block["type"] == "photos":
            photos = list(block["photos"])
            at = next(
                (at for at, one in enumerate(photos) if str(one["photo"]) == number),
                None,
            )
            if at is not None and step == 0:
                del photos[at]
            elif at is not None and 0 <= at + step < len(photos):
                photos[at], photos[at + step] = photos[at + step], photos[at]
            block = {**block, "photos": photos}
        result.append(block)
    return result


# --- reasons --------------------------------------------------------------------------------


class ReasonForm(forms.Form):
    """Why a report goes back or is taken down: its author reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=5,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The author reads it. Please say what to change or why."),
    )
