"""The blocks of an article as data: their shapes, what is empty, what was edited. Pure.

A block is `{"id", "type", …content…}`. A drafted one also keeps `made_by`, `drafted` and `facts`
(see `reports.wording.news`); one that was taken out but can still be brought back keeps `gone`.
"""

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from reports import cleaning

Block = dict[str, Any]

TYPES = ("heading", "paragraph", "list", "people", "lessons", "photos", "author")
LESSON_COLUMNS = ("order", "subject", "klass", "topic", "teachers", "school")
_META = ("id", "type", "made_by", "drafted", "facts", "gone")
# On blocks drafted for a comparison, see `reports.changes`.
_PASSING = ("earlier",)
ID = re.compile(r"[A-Za-z0-9_.:-]{1,60}")

_BASIS = re.compile(r"(?:căn cứ|thực hiện|theo|xét)\b", re.IGNORECASE)

MOST_BLOCKS = 300
MOST_ROWS = 300
LONGEST = {
    "title": 300,
    "lead": 3000,
    "heading": 250,
    "paragraph": 20_000,
    "item": 5000,
    "unit": 300,
    "entry": 600,
    "cell": 400,
    "caption": 300,
    "name": 120,
    "school": 160,
    "label": 80,
}


def new_id() -> str:
    return f"n{secrets.token_hex(5)}"


def blank(kind: str, name: str = "") -> Block:
    """An empty block of a type."""
    shapes: dict[str, dict[str, Any]] = {
        "heading": {"text": ""},
        "paragraph": {"text": ""},
        "list": {"items": []},
        "people": {"groups": [{"unit": "", "entries": []}]},
        "lessons": {"rows": [dict.fromkeys(LESSON_COLUMNS, "")]},
        "photos": {"photos": []},
        "author": {"name": "", "school": "", "label": ""},
    }
    return {"id": name or new_id(), "type": kind, **shapes[kind]}


def content(block: Block) -> dict[str, Any]:
    """What the block says, without what is kept about it."""
    return {
        key: value
        for key, value in block.items()
        if key not in _META and key not in _PASSING
    }


def standing(blocks: Iterable[Block]) -> list[Block]:
    """The blocks that were not taken out."""
    return [block for block in blocks if not block.get("gone")]


def tidied(kind: str, said: dict[str, Any]) -> dict[str, Any]:
    """The content in order: cleaned text, empty rows dropped. Raises nothing, whatever is in it."""
    return _TIDY[kind](said)[0]


def is_edited(block: Block) -> bool:
    """A drafted block whose text is no longer the drafted one."""
    if "drafted" not in block:
        return False
    kind = block["type"]
    return tidied(kind, content(block)) != tidied(kind, block["drafted"])


def same_content(kind: str, left: dict[str, Any], right: dict[str, Any]) -> bool:
    return tidied(kind, left) == tidied(kind, right)


def cites_bases(items: list[str]) -> bool:
    """A list of the papers that a report rests on: such lines stand on paper without bullets."""
    return bool(items) and all(
        _BASIS.match(item) and item.endswith((";", ".")) for item in items
    )


def is_empty(block: Block) -> bool:
    said = tidied(block["type"], content(block))
    if block["type"] == "author":
        return not (said["name"] or said["school"])
    return not any(said.values())


@dataclass
class Tidy:
    """An article made ready to be saved: what was cleaned, and what is wrong by block id
    (`title` and `lead` for those)."""

    title: str
    lead: str
    blocks: list[Block]
    done: set[str] = field(default_factory=set)
    problems: dict[str, tuple[str, int]] = field(default_factory=dict)


def tidy(title: str, lead: str, blocks: Iterable[Block]) -> Tidy:
    """Clean the text, drop what is empty or was taken out, part paragraphs at their line breaks.

    `problems` names for each part that cannot be saved a reason code and a limit: `empty`,
    `long` (characters), `many` (rows or blocks).
    """
    head = cleaning.clean_line(title)
    intro = cleaning.clean_line(lead)
    made = Tidy(head.text, intro.text, [], set(head.done | intro.done))
    if not made.title:
        made.problems["title"] = ("empty", 0)
    for name, text in (("title", made.title), ("lead", made.lead)):
        if len(text) > LONGEST[name]:
            made.problems[name] = ("long", LONGEST[name])
    for block in standing(blocks):
        said, done = _TIDY[block["type"]](content(block))
        made.done |= done
        whole = {**{key: block[key] for key in _META if key in block}, **said}
        if is_empty(whole):
            continue
        if (problem := _problem(block["type"], said)) is not None:
            made.problems[block["id"]] = problem
        made.blocks.extend(_parted(whole))
    if len(made.blocks) > MOST_BLOCKS:
        made.problems["lead"] = ("many", MOST_BLOCKS)
    return made


def _parted(block: Block) -> list[Block]:
    """A paragraph with line breaks as several: what a person means by pressing Enter."""
    if block["type"] != "paragraph" or "\n" not in block["text"]:
        return [block]
    first, *rest = [line for line in block["text"].split("\n") if line]
    return [
        {**block, "text": first},
        *({**blank("paragraph"), "text": line} for line in rest),
    ]


_Tidied = tuple[dict[str, Any], set[str]]


class _Cleaner:
    """Cleans strings and remembers what it did."""

    def __init__(self) -> None:
        self.done: set[str] = set()

    def line(self, text: Any) -> str:
        return self._take(cleaning.clean_line(str(text)))

    def text(self, text: Any) -> str:
        return self._take(cleaning.clean(str(text)))

    def lines(self, texts: Iterable[Any], *, bullets: bool = False) -> list[str]:
        lines = (self.line(text) for text in texts)
        if bullets:
            lines = (cleaning.without_bullet(line) for line in lines)
        return [line for line in lines if line]

    def _take(self, cleaned: cleaning.Cleaned) -> str:
        self.done |= cleaned.done
        return cleaned.text


def _text(said: dict[str, Any]) -> _Tidied:
    cleaner = _Cleaner()
    return {"text": cleaner.line(said.get("text", ""))}, cleaner.done


def _paragraph(said: dict[str, Any]) -> _Tidied:
    cleaner = _Cleaner()
    lines = cleaner.text(said.get("text", "")).split("\n")
    return {"text": "\n".join(line for line in lines if line)}, cleaner.done


def _list(said: dict[str, Any]) -> _Tidied:
    cleaner = _Cleaner()
    return {"items": cleaner.lines(said.get("items", []), bullets=True)}, cleaner.done


def _people(said: dict[str, Any]) -> _Tidied:
    cleaner = _Cleaner()
    groups = [
        {
            "unit": cleaner.line(group.get("unit", "")),
            "entries": cleaner.lines(group.get("entries", []), bullets=True),
        }
        for group in said.get("groups", [])
    ]
    kept = [group for group in groups if group["unit"] or group["entries"]]
    return {"groups": kept}, cleaner.done


def _lessons(said: dict[str, Any]) -> _Tidied:
    cleaner = _Cleaner()
    rows = [
        {name: cleaner.line(row.get(name) or "") for name in LESSON_COLUMNS}
        for row in said.get("rows", [])
    ]
    kept = [
        row
        for row in rows
        if any(row[name] for name in LESSON_COLUMNS if name != "order")
    ]
    return {"rows": kept}, cleaner.done


def _photos(said: dict[str, Any]) -> _Tidied:
    cleaner = _Cleaner()
    seen: dict[int, dict[str, Any]] = {}
    for one in said.get("photos", []):
        seen.setdefault(
            int(one["photo"]),
            {
                "photo": int(one["photo"]),
                "caption": cleaner.line(one.get("caption", "")),
            },
        )
    return {"photos": list(seen.values())}, cleaner.done


def _author(said: dict[str, Any]) -> _Tidied:
    cleaner = _Cleaner()
    names = ("name", "school", "label")
    return {name: cleaner.line(said.get(name, "")) for name in names}, cleaner.done


_TIDY: dict[str, Callable[[dict[str, Any]], _Tidied]] = {
    "heading": _text,
    "paragraph": _paragraph,
    "list": _list,
    "people": _people,
    "lessons": _lessons,
    "photos": _photos,
    "author": _author,
}


def _problem(kind: str, said: dict[str, Any]) -> tuple[str, int] | None:
    """The first limit that the content breaks: (reason, limit)."""
    rows, texts = _measured(kind, said)
    if rows > MOST_ROWS:
        return ("many", MOST_ROWS)
    for name, text in texts:
        if len(text) > LONGEST[name]:
            return ("long", LONGEST[name])
    return None


def _measured(kind: str, said: dict[str, Any]) -> tuple[int, list[tuple[str, str]]]:
    if kind in ("heading", "paragraph"):
        return 1, [(kind, said["text"])]
    if kind == "list":
        return len(said["items"]), [("item", item) for item in said["items"]]
    if kind == "people":
        texts = [("unit", group["unit"]) for group in said["groups"]]
        entries = [entry for group in said["groups"] for entry in group["entries"]]
        return len(entries), texts + [("entry", entry) for entry in entries]
    if kind == "lessons":
        cells = [("cell", cell) for row in said["rows"] for cell in row.values()]
        return len(said["rows"]), cells
    if kind == "photos":
        captions = [("caption", one["caption"]) for one in said["photos"]]
        return len(captions), captions
    return 1, [(name, said[name]) for name in ("name", "school", "label")]


def words(title: str, lead: str, blocks: Iterable[Block]) -> str:
    """All text of an article as plain lines, for counting and searching."""
    lines = [title, lead]
    for block in standing(blocks):
        _, texts = _measured(block["type"], tidied(block["type"], content(block)))
        lines += [text for _, text in texts if text]
    return "\n".join(lines)
