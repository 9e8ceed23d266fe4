"""The document tree: what stands on the paper, and in which order.

Every string is what people typed (or what was drafted for them) and is never markup.
A new kind of paper is one dataclass here, its entry in `KINDS`, and one template file
`typst/<kind>.typ`.
"""

import hashlib
import json
import types
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from reports.rendering.official import (
    Chapter,
    Clause,
    Grid,
    Grounds,
    OfficialBlock,
    OfficialDocument,
    Passage,
    Points,
)

HERE = Path(__file__).parent
ENGINE = f"typst {version('typst')}, python-docx {version('python-docx')}, layout 2"


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class BulletList:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Bases:
    """The papers that a report rests on: lines without bullets."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class PeopleGroup:
    """The people of one unit; `unit` may be empty."""

    unit: str
    entries: tuple[str, ...]


@dataclass(frozen=True)
class People:
    groups: tuple[PeopleGroup, ...]


@dataclass(frozen=True)
class LessonRow:
    order: str = ""
    subject: str = ""
    klass: str = ""
    topic: str = ""
    teachers: str = ""
    school: str = ""


@dataclass(frozen=True)
class Lessons:
    """A table of lessons. A column that is empty in every row is left out."""

    rows: tuple[LessonRow, ...]


@dataclass(frozen=True)
class PhotoItem:
    """One photo. `key` names its file in the mapping given to the renderer; width and
    height are pixels and only used when the file is gone (0 = not known)."""

    key: str
    caption: str = ""
    alt: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Photos:
    photos: tuple[PhotoItem, ...]


@dataclass(frozen=True)
class Author:
    name: str = ""
    school: str = ""
    label: str = ""


Block = Heading | Paragraph | BulletList | Bases | People | Lessons | Photos | Author


@dataclass(frozen=True, kw_only=True)
class NewsDocument:
    """A news report. `issued_on` (ISO date) is printed if given; `metadata_date` (ISO
    date) stands only in the file's own properties and is never printed. `mark` stands on
    every page of a text that is not final; a bulletin leaves it out."""

    kind: Literal["news"] = "news"
    kicker: str = ""
    title: str
    lead: str = ""
    publisher: str = ""
    issued_on: str | None = None
    metadata_date: str
    running: str = ""
    mark: str = ""
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Figure:
    """One number of a bulletin, ready to print: "18 / 22", "1.234,5"."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Table:
    """`aligns` holds "left", "right" or "center" for each column."""

    title: str
    columns: tuple[str, ...]
    aligns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class BulletinDocument:
    """The bulletin of a period. `late_articles` belong to earlier periods and stand
    under the heading "Bổ sung"."""

    kind: Literal["bulletin"] = "bulletin"
    title: str
    period: str = ""
    publisher: str = ""
    intro: str = ""
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    articles: tuple[NewsDocument, ...] = ()
    late_articles: tuple[NewsDocument, ...] = ()
    metadata_date: str


Document = NewsDocument | BulletinDocument | OfficialDocument

KINDS: dict[str, type] = {
    "news": NewsDocument,
    "bulletin": BulletinDocument,
    "official": OfficialDocument,
}
BLOCKS: dict[str, type] = {
    "heading": Heading,
    "paragraph": Paragraph,
    "list": BulletList,
    "bases": Bases,
    "people": People,
    "lessons": Lessons,
    "photos": Photos,
    "author": Author,
}
OFFICIAL_BLOCKS: dict[str, type] = {
    "chapter": Chapter,
    "clause": Clause,
    "passage": Passage,
    "points": Points,
    "grounds": Grounds,
    "grid": Grid,
}
# Which blocks a document of each family is made of.
FAMILIES: dict[Any, dict[str, type]] = {Block: BLOCKS, OfficialBlock: OFFICIAL_BLOCKS}
BLOCK_NAMES = {
    block: name for family in FAMILIES.values() for name, block in family.items()
}
DATES = {"metadata_date", "issued_on"}
ALIGNS = {"left", "right", "center"}


def to_json(document: Document) -> str:
    """The canonical text of a document: sorted keys, no spaces, Vietnamese unescaped."""
    return json.dumps(
        _plain(document), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def from_json(text: str) -> Document:
    """Read what `to_json` wrote. Raises ValueError with a sentence that names the place."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not a JSON document: {error}") from error
    if not isinstance(data, dict) or data.get("kind") not in KINDS:
        kind = data.get("kind") if isinstance(data, dict) else data
        raise ValueError(
            f"unknown kind of document {kind!r}; known: {', '.join(KINDS)}"
        )
    return _read(KINDS[data["kind"]], data, data["kind"])


def photo_keys(document: Document) -> tuple[str, ...]:
    """The keys of all photos of a document, each once, in the order of the pages."""
    keys: Iterable[str] = ()
    if isinstance(document, BulletinDocument):
        articles = (*document.articles, *document.late_articles)
        keys = (key for article in articles for key in photo_keys(article))
    elif isinstance(document, NewsDocument):
        blocks = (block for block in document.blocks if isinstance(block, Photos))
        keys = (photo.key for block in blocks for photo in block.photos)
    return tuple(dict.fromkeys(keys))


def digest(document: Document, photo_hashes: Mapping[str, str]) -> str:
    """The sha256 (hex) of everything the ink depends on: the document, the contents of
    its photos, the templates and fonts, the engines' versions. `photo_hashes` gives a
    hash of the file for each photo key; a key that is missing counts as a lost photo.
    """
    parts = {
        "document": to_json(document),
        "photos": [[key, photo_hashes.get(key, "")] for key in photo_keys(document)],
        "ink": ink_hash(),
    }
    return hashlib.sha256(
        json.dumps(parts, ensure_ascii=False, sort_keys=True).encode(
            "utf-8", "surrogatepass"
        )
    ).hexdigest()


@cache
def ink_hash() -> str:
    """The sha256 of the engines' versions, the templates, the fonts and the layout code."""
    total = hashlib.sha256(ENGINE.encode())
    for path in sorted(
        [*HERE.glob("typst/*"), *HERE.glob("fonts/*.ttf"), *HERE.glob("*.py")]
    ):
        total.update(f"\n{path.name} ".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        plain = {
            field.name: _plain(getattr(value, field.name)) for field in fields(value)
        }
        if type(value) in BLOCK_NAMES:
            plain["type"] = BLOCK_NAMES[type(value)]
        return plain
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


@cache
def _hints(wanted: type) -> dict[str, Any]:
    return get_type_hints(wanted)


def _read(wanted: Any, value: Any, place: str) -> Any:
    origin = get_origin(wanted)
    if origin is types.UnionType and wanted in FAMILIES:
        known = FAMILIES[wanted]
        if not isinstance(value, dict) or value.get("type") not in known:
            found = value.get("type") if isinstance(value, dict) else value
            raise ValueError(
                f"{place}: unknown block {found!r}; known: {', '.join(known)}"
            )
        rest = {key: item for key, item in value.items() if key != "type"}
        return _read(known[value["type"]], rest, place)
    if is_dataclass(wanted):
        return _read_object(wanted, value, place)
    if origin is tuple:
        if not isinstance(value, list):
            raise ValueError(f"{place}: a list was expected")
        item_type = get_args(wanted)[0]
        return tuple(
            _read(item_type, item, f"{place}[{n}]") for n, item in enumerate(value)
        )
    if origin is Literal:
        if value not in get_args(wanted):
            raise ValueError(f"{place}: {get_args(wanted)[0]!r} was expected")
        return value
    if origin in (Union, types.UnionType):
        return None if value is None else _read(get_args(wanted)[0], value, place)
    if not isinstance(value, wanted) or isinstance(value, bool) is not (wanted is bool):
        raise ValueError(
            f"{place}: {wanted.__name__} was expected, not {type(value).__name__}"
        )
    return value


def _read_object(wanted: Any, value: Any, place: str) -> Any:
    if not isinstance(value, dict):
        raise ValueError(f"{place}: an object was expected")
    known = {field.name: field for field in fields(wanted)}
    if unknown := sorted(set(value) - set(known)):
        raise ValueError(f"{place}: unknown field {unknown[0]!r}")
    for name, field in known.items():
        if name not in value and field.default is MISSING:
            raise ValueError(f"{place}: the field {name!r} is missing")
    hints = _hints(wanted)
    made = wanted(
        **{
            name: _read(hints[name], item, f"{place}.{name}")
            for name, item in value.items()
        }
    )
    for name in DATES & set(known):
        if getattr(made, name) is not None:
            read_date(getattr(made, name), f"{place}.{name}")
    if isinstance(made, Table):
        _check_table(made, made.rows, place)
    if isinstance(made, Grid):
        _check_table(made, [row for group in made.groups for row in group.rows], place)
        if len(made.widths) != len(made.columns):
            raise ValueError(f"{place}.widths: one for each column was expected")
    return made


def _check_table(
    table: Table | Grid, rows: Iterable[tuple[str, ...]], place: str
) -> None:
    if len(table.aligns) != len(table.columns) or not set(table.aligns) <= ALIGNS:
        raise ValueError(
            f"{place}.aligns: one of {', '.join(sorted(ALIGNS))} for each column was expected"
        )
    if any(len(row) != len(table.columns) for row in rows):
        raise ValueError(f"{place}.rows: every row needs {len(table.columns)} cells")


def read_date(text: str, place: str = "date") -> date:
    """An ISO date (2023-12-07). Raises ValueError naming the place."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{place}: {text!r} is not a date like 2023-12-07") from error
