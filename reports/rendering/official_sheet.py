"""From an administrative paper to what an engine sets: guarded text, levels, widths of columns.

Measures follow Decree 30/2020/NĐ-CP, appendix I: A4, margins 20-25 mm above and below, 30-35 mm on
the left, 15-20 mm on the right.
"""

import io
import re
from collections.abc import Sequence
from typing import Any

from PIL import Image

from reports.rendering import layout
from reports.rendering.guard import clean, line
from reports.rendering.metrics import ruler
from reports.rendering.official import (
    Chapter,
    CheckIn,
    Clause,
    Grid,
    Grounds,
    OfficialBlock,
    OfficialDocument,
    Passage,
    Points,
)

_DARK = re.compile("1+")
SHORT_SIDE, LONG_SIDE = 210.0, 297.0  # of A4, in millimetres
LEFT, RIGHT, TOP, BOTTOM = 30.0, 20.0, 20.0, 20.0
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
# Points: nation, motto, issuer, number and date, kind and summary, body, tables, page numbers.
SIZES = {
    "nation": 12.0,
    "motto": 13.0,
    "issuer": 12.0,
    "number": 13.0,
    "title": 14.0,
    "body": 13.0,
    "signer": 13.0,
    "recipients": 11.0,
}
TABLE_SIZE, CROWDED_SIZE, CROWDED = 12.0, 11.0, 6
BOLD_FACE, FACE = "LiberationSerif-Bold", "LiberationSerif-Regular"
PADDING = 4.4  # millimetres beside the words of a cell
LEFT_PART = (
    0.41  # of the letterhead's width: the issuer; the rest holds the nation's name
)
LONGEST_ROW = 1400  # letters; a row with more may break over a page
QR_SIDE = 26.0


def official_sheet(document: OfficialDocument) -> dict[str, Any]:
    """What an engine needs to set the paper."""
    width = (LONG_SIDE if document.landscape else SHORT_SIDE) - LEFT - RIGHT
    type_name = line(document.type_name) or "VĂN BẢN"
    summary = line(document.summary)
    beside = [line(one) for one in document.beside if line(one)]
    blocks: list[dict[str, Any]] = []
    for block in document.blocks:
        blocks += _block(block, width, below_chapter=_has_chapter(blocks))
    signers = [
        {
            name: line(getattr(signer, name))
            for name in ("before", "role", "post", "name")
        }
        for signer in document.signers
    ]
    if blocks and signers and blocks[-1]["type"] in {"passage", "points"}:
        blocks[-1]["sticky"] = True  # a signature never stands alone on a page
    return {
        "kind": document.kind,
        "landscape": document.landscape,
        "width": width,
        "left": round(width * LEFT_PART, 1),
        "nation": NATION,
        "motto": MOTTO,
        "motto_width": round(ruler(BOLD_FACE, SIZES["motto"])(MOTTO), 1),
        "sizes": SIZES,
        "above": _lines(document.above),
        "issuer": _lines(document.issuer),
        "number": line(document.number),
        "dated": line(document.dated),
        "type_name": type_name,
        "summary": summary,
        "title": _title(type_name, summary),
        "beside": beside,
        "under": [line(one) for one in document.under if line(one)],
        "author": line(document.issuer)
        or " ".join(beside[-1:])
        or line(document.above),
        "blocks": blocks,
        "check_in": document.check_in and _check_in(document.check_in),
        "signers": signers,
        "recipients": [line(one) for one in document.recipients if line(one)],
        "mark": line(document.mark),
        "date": document.metadata_date,
    }


def _lines(text: str) -> list[str]:
    return [line(one) for one in clean(text).split("\n") if line(one)]


def _title(type_name: str, summary: str) -> str:
    """The title of the file: `Biên bản: Sinh hoạt chuyên môn cụm (lần 2)`. It is searched and never
    set: its spaces are common ones."""
    title = ": ".join(part for part in (type_name.capitalize(), summary) if part)
    return title.replace("\u00a0", " ")


def _has_chapter(blocks: list[dict[str, Any]]) -> bool:
    return any(block["type"] == "heading" and block["level"] == 2 for block in blocks)


def _block(
    block: OfficialBlock, width: float, *, below_chapter: bool
) -> list[dict[str, Any]]:
    """The pieces of a block; none if it says nothing."""
    match block:
        case Chapter(text):
            return _heading(text, 2)
        case Clause(text):
            return _heading(text, 3 if below_chapter else 2)
        case Passage(text, label):
            label = line(label)
            pieces = _lines(text)
            if label and not pieces:
                pieces = [""]
            return [
                {"type": "passage", "label": "" if at else label, "text": piece}
                for at, piece in enumerate(pieces)
            ]
        case Points(items):
            said = [line(item) for item in items if line(item)]
            return [{"type": "points", "items": said}] if said else []
        case Grounds(items):
            said = [line(item) for item in items if line(item)]
            return [{"type": "grounds", "items": said}] if said else []
    return _grid(block, width)


def _heading(text: str, level: int) -> list[dict[str, Any]]:
    words = line(text)
    return [{"type": "heading", "level": level, "text": words}] if words else []


def _grid(grid: Grid, width: float) -> list[dict[str, Any]]:
    head = [line(cell) for cell in grid.columns]
    groups: list[dict[str, Any]] = [
        {"title": line(group.title), "rows": _rows(group.rows, grid.spanning)}
        for group in grid.groups
    ]
    groups = [group for group in groups if group["rows"]]
    if not head or not groups:
        return []
    size = CROWDED_SIZE if len(head) > CROWDED else TABLE_SIZE
    rows = [row["cells"] for group in groups for row in group["rows"]]
    return [
        {
            "type": "grid",
            "head": head,
            "aligns": list(grid.aligns),
            "widths": _widths([head, *rows], grid.widths, width, size),
            "groups": groups,
            "height": grid.height,
            "size": size,
        }
    ]


def _rows(
    rows: tuple[tuple[str, ...], ...], spanning: tuple[int, ...]
) -> list[dict[str, Any]]:
    """The rows of a group. `joined` are the cells without a line above them, `open` those without
    one below: an empty cell in a spanning column belongs to the one above it."""
    cells = [[line(cell) for cell in row] for row in rows]
    joined = [
        [column for column in spanning if at and not row[column]]
        for at, row in enumerate(cells)
    ]
    return [
        {
            "cells": row,
            "breaks": max(map(len, row)) > LONGEST_ROW,
            "joined": joined[at],
            "open": joined[at + 1] if at + 1 < len(cells) else [],
        }
        for at, row in enumerate(cells)
    ]


def _widths(
    cells: list[list[str]], wanted: tuple[int, ...], width: float, size: float
) -> list[float]:
    """Millimetres of each column: those with a width of their own keep it, the others share."""
    free = [at for at, own in enumerate(wanted) if not own]
    if not free:
        return [round(own * width / sum(wanted), 2) for own in wanted]
    head = {word for cell in cells[0] for word in (cell, *cell.split())}
    bold, plain = ruler(BOLD_FACE, size), ruler(FACE, size)
    shared = layout.low_columns(
        [[row[at] for at in free] for row in cells],
        width - sum(wanted),
        lambda words: bold(words) if words in head else plain(words),
        padding=PADDING,
    )
    given = dict(zip(free, shared, strict=True))
    return [given.get(at, float(own)) for at, own in enumerate(wanted)]


def _check_in(check_in: CheckIn) -> dict[str, Any]:
    link = line(check_in.link)
    return {
        "link": link,
        "code": line(check_in.code),
        "words": line(check_in.words),
        "side": QR_SIDE,
        "squares": check_in.squares,
        "svg": qr_drawing(check_in.squares),
    }


def qr_drawing(squares: Sequence[str]) -> str:
    """The code to scan as SVG, black on white: one stroke for each run of dark squares."""
    side = len(squares)
    runs = "".join(
        f"M{run.start()} {line_}h{len(run[0])}v1h-{len(run[0])}z"
        for line_, row in enumerate(squares)
        for run in _DARK.finditer(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path fill="#ffffff" d="M0 0h{side}v{side}h-{side}z"/>'
        f'<path fill="#000000" d="{runs}"/></svg>'
    )


def qr_picture(squares: Sequence[str]) -> bytes:
    """The same as PNG, for Word."""
    side = len(squares)
    picture = Image.new("1", (side, side), 1)
    picture.putdata([square != "1" for row in squares for square in row])
    drawn = io.BytesIO()
    picture.resize((side * 8, side * 8), Image.Resampling.NEAREST).save(drawn, "PNG")
    return drawn.getvalue()
