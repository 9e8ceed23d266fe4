"""From the document tree to what an engine sets: guarded text, levels, rows, widths.

Both engines (PDF, Word) draw from a sheet, so both say the same in the same order.
A sheet is plain data: dictionaries, lists, strings and numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from itertools import pairwise
from typing import Any

from reports.rendering import layout
from reports.rendering.document import (
    Bases,
    Block,
    BulletinDocument,
    BulletList,
    Document,
    Heading,
    LessonRow,
    Lessons,
    NewsDocument,
    Paragraph,
    People,
    PeopleGroup,
    Photos,
    Table,
    read_date,
)
from reports.rendering.guard import clean, line
from reports.rendering.metrics import ruler
from reports.rendering.official import OfficialDocument
from reports.rendering.official_sheet import official_sheet

WIDTH = 168.0  # millimetres between the margins of an A4 page
LABEL_FACE = (
    "BeVietnamPro_600SemiBold"  # of heads; the cells' own weight is a little narrower
)
MOST_BESIDE = 6  # people that stand beside the name of their unit
LOST = "Ảnh không còn"
LESSON_COLUMNS = {
    "order": ("TT", "right"),
    "subject": ("Môn", "left"),
    "klass": ("Lớp", "left"),
    "topic": ("Tên bài", "left"),
    "teachers": ("Người dạy", "left"),
    "school": ("Trường", "left"),
}
LATE = "Bổ sung"

# The size in pixels and the file's name in the job folder, of each photo that is there.
Known = Mapping[str, tuple[str, int, int]]


def sheet(document: Document, known: Known) -> dict[str, Any]:
    """What an engine needs to set `document`; photos not in `known` are drawn as lost."""
    if isinstance(document, BulletinDocument):
        return _bulletin(document, known)
    if isinstance(document, OfficialDocument):
        return official_sheet(document)
    return {
        "kind": document.kind,
        **_article(document, known, level=1),
        "running": _short(line(document.running) or line(document.title)),
        "mark": line(document.mark),
        "date": document.metadata_date,
    }


def _bulletin(document: BulletinDocument, known: Known) -> dict[str, Any]:
    figures = [
        {
            "label": line(figure.label),
            "value": line(figure.value),
            "note": line(figure.note),
        }
        for figure in document.figures
    ]
    title = line(document.title) or "Bản tin"
    period = line(document.period)
    return {
        "kind": document.kind,
        "title": title,
        "period": period,
        "publisher": line(document.publisher),
        "intro": _paragraphs(document.intro),
        "running": _short(f"{title} · {period}" if period else title),
        "figures": figures,
        "tables": [_table(table) for table in document.tables if table.columns],
        "articles": [
            _article(article, known, level=1) for article in document.articles
        ],
        "late": LATE,
        "late_articles": [
            _article(article, known, level=2) for article in document.late_articles
        ],
        "date": document.metadata_date,
    }


def _article(document: NewsDocument, known: Known, level: int) -> dict[str, Any]:
    blocks = [
        made for block in document.blocks for made in _block(block, known, level + 1)
    ]
    for before, after in pairwise(blocks):
        _glue(before, after)
    kicker, publisher = line(document.kicker), line(document.publisher)
    imprint = [publisher] if publisher and publisher != kicker else []
    if document.issued_on:
        imprint.append(f"Ngày đăng {read_date(document.issued_on):%d/%m/%Y}")
    authors = [
        block["name"] for block in blocks if block["type"] == "author" and block["name"]
    ]
    return {
        "level": level,
        "kicker": kicker,
        "imprint": imprint,
        "label": " · ".join(imprint) or kicker,
        "title": line(document.title) or "Bản tin",
        "lead": line(document.lead),
        "publisher": publisher,
        "author": ", ".join(authors) or publisher,
        "blocks": blocks,
    }


def _glue(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Keep a short paragraph, or the last photos, on the page of what belongs to it: the
    author's name, or the list that a colon announces."""
    if before["type"] == "paragraph" and len(before["text"]) <= 400:
        announces = before["text"].endswith(":") and after["type"] != "paragraph"
        before["sticky"] = announces or after["type"] == "author"
    elif before["type"] == "photos" and after["type"] == "author":
        before["strips"][-1]["sticky"] = True


def _block(block: Block, known: Known, level: int) -> list[dict[str, Any]]:
    """The pieces of a block; none if it says nothing."""
    match block:
        case Heading(text):
            return (
                [{"type": "heading", "text": line(text), "level": level}]
                if line(text)
                else []
            )
        case Paragraph(text):
            return [{"type": "paragraph", "text": piece} for piece in _paragraphs(text)]
        case BulletList(items):
            said = [line(item) for item in items if line(item)]
            return [{"type": "list", "items": said}] if said else []
        case Bases(items):
            said = [line(item) for item in items if line(item)]
            return [{"type": "bases", "items": said}] if said else []
        case People(groups):
            return _people(groups)
        case Lessons(rows):
            return _lessons(rows)
        case Photos():
            return _photos(block, known)
    author = {
        "type": "author",
        "name": line(block.name),
        "school": line(block.school),
        "label": line(block.label),
    }
    return [author] if author["name"] or author["school"] else []


def _people(groups: Sequence[PeopleGroup]) -> list[dict[str, Any]]:
    """Units with their people beside them; many people stand below their unit."""
    said: list[dict[str, Any]] = []
    for group in groups:
        entries = [line(entry) for entry in group.entries if line(entry)]
        if line(group.unit) or entries:
            beside = 0 < len(entries) <= MOST_BESIDE
            said.append(
                {"unit": line(group.unit), "entries": entries, "beside": beside}
            )
    label = ruler(LABEL_FACE, 9.4)
    widest = max(
        (label(group["unit"]) for group in said if group["beside"]), default=0.0
    )
    width = round(min(86.0, max(38.0, widest + 1)), 1)
    return [{"type": "people", "width": width, "groups": said}] if said else []


def _paragraphs(text: str) -> list[str]:
    return [line(piece) for piece in clean(text).split("\n") if line(piece)]


def _short(text: str, most: int = 92) -> str:
    """At most `most` letters, cut between words."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:-–·") + "…"


def _lessons(rows: Sequence[LessonRow]) -> list[dict[str, Any]]:
    table = [
        {field.name: line(getattr(row, field.name)) for field in fields(row)}
        for row in rows
    ]
    table = [
        row
        for row in table
        if any(value for name, value in row.items() if name != "order")
    ]
    used = [name for name in LESSON_COLUMNS if any(row[name] for row in table)]
    if not used:
        return []
    head = [LESSON_COLUMNS[name][0] for name in used]
    cells = [[row[name] for name in used] for row in table]
    return [
        {
            "type": "table",
            "title": "",
            "head": head,
            "aligns": [LESSON_COLUMNS[name][1] for name in used],
            "widths": layout.columns([head, *cells], WIDTH, ruler(LABEL_FACE, 8.8)),
            "rows": cells,
        }
    ]


def _table(table: Table) -> dict[str, Any]:
    head = [line(cell) for cell in table.columns]
    cells = [[line(cell) for cell in row] for row in table.rows]
    return {
        "type": "table",
        "title": line(table.title),
        "head": head,
        "aligns": list(table.aligns),
        "widths": layout.columns([head, *cells], WIDTH, ruler(LABEL_FACE, 8.8)),
        "rows": cells,
    }


def _photos(block: Photos, known: Known) -> list[dict[str, Any]]:
    photos = block.photos
    if not photos:
        return []
    captions = [line(photo.caption) for photo in photos]
    shapes = []
    for photo in photos:
        _, width, height = known.get(photo.key) or ("", photo.width, photo.height)
        shapes.append(width / height if width > 0 and height > 0 else 0.0)
    strips = []
    for strip in layout.place(shapes, captions, WIDTH):
        groups = []
        for group in strip.groups:
            rows = [
                [
                    {
                        "file": known[photos[cell.index].key][0]
                        if photos[cell.index].key in known
                        else "",
                        "alt": line(photos[cell.index].alt)
                        or captions[cell.index]
                        or "Ảnh",
                        "width": cell.width,
                        "height": cell.height,
                    }
                    for cell in row
                ]
                for row in group.rows
            ]
            caption = captions[group.rows[0][0].index]
            groups.append({"width": group.width, "caption": caption, "rows": rows})
        strips.append({"groups": groups})
    return [{"type": "photos", "strips": strips, "lost": LOST}]
