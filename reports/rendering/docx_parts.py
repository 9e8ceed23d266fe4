"""Word's own XML where python-docx has no words for it."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

# What the PDF sets in boxes that do not break (see `unbroken` in base.typ): numbers of documents,
# years, names of offices. Words joined by a hyphen may part at it.
_JOINED = re.compile(r"(?<![\w&.])[\w&.]+(?:[/–-][\w&]+)+")
_LONGEST_NUMBER = 40
_LONGEST_PROPERTY = 255
FACE = "Times New Roman"


def bind_numbers(word: Word) -> None:
    """Word's own no-break hyphen in place of each hyphen within a number.

    It is an element of its own between two pieces of text: who reads the file finds a hyphen.
    """
    for text in list(word.element.body.iter(qn("w:t"))):
        pieces = _pieces(text.text or "")
        for piece in pieces[:-1]:
            before = OxmlElement("w:t")
            before.set(qn("xml:space"), "preserve")
            before.text = piece
            text.addprevious(before)
            text.addprevious(OxmlElement("w:noBreakHyphen"))
        if len(pieces) > 1:
            text.set(qn("xml:space"), "preserve")
            text.text = pieces[-1]


def _pieces(text: str) -> list[str]:
    """The text parted at the hyphens that must not end a line, those left out."""
    pieces, start = [], 0
    for found in _JOINED.finditer(text):
        if not _is_number(found.group()):
            continue
        for place in range(found.start(), found.end()):
            if text[place] == "-":
                pieces.append(text[start:place])
                start = place + 1
    return [*pieces, text[start:]]


def _is_number(joined: str) -> bool:
    first = re.split("[/–-]", joined)[0]
    office = len(first) > 1 and first.replace("&", "").isupper()
    return len(joined) <= _LONGEST_NUMBER and (
        office or any(character.isdecimal() for character in joined)
    )


def fixed_table(
    word: Word, rows: int, widths: Sequence[float], style: str | None
) -> WordTable:
    """A table whose column widths (millimetres) also LibreOffice keeps."""
    table = word.add_table(rows, len(widths))
    table.autofit = False
    if style:
        table.style = style
    else:
        table.style = "Normal Table"
        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            margin = OxmlElement(f"w:{side}")
            margin.set(qn("w:w"), "0")
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        look = table._tbl.tblPr.find(qn("w:tblLook"))  # the schema wants it last
        look.addprevious(margins)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    # By the rows' own cells: to ask a column for its cells costs the whole table each time.
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = Mm(width)
    return table


def set_row_property(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def add_field(paragraph: WordParagraph, code: str) -> None:
    add_field_character(paragraph, "begin")
    add_instruction(paragraph, code)
    add_field_character(paragraph, "separate")
    paragraph.add_run("1")
    add_field_character(paragraph, "end")


def add_field_character(paragraph: WordParagraph, kind: str) -> None:
    character = OxmlElement("w:fldChar")
    character.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(character)


def add_instruction(paragraph: WordParagraph, code: str) -> None:
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    paragraph.add_run()._r.append(instruction)


def same_bytes(data: bytes) -> bytes:
    """The same zip with fixed dates and order, so that equal documents are equal files."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in sorted(
            old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)
        ):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o600 << 16
            entry.compress_type = (
                zipfile.ZIP_STORED if name.endswith(".jpg") else zipfile.ZIP_DEFLATED
            )
            new.writestr(entry, old.read(name), compresslevel=6)
    return made.getvalue()


def set_style(
    word: Word,
    name: str,
    *,
    size: float,
    bold: bool = False,
    colour: RGBColor | None = None,
    before: float = 0,
    after: float = 0,
    line: float | None = None,
) -> None:
    """A paragraph style, made if it is new: upright Times New Roman and nothing of its template's look."""
    styles = word.styles
    style = (
        styles[name]
        if name in styles
        else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    )
    style.font.name, style.font.size, style.font.bold, style.font.italic = (
        FACE,
        Pt(size),
        bold,
        False,
    )
    fonts = style.element.rPr.rFonts
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FACE)
    style.font.color.rgb = colour or RGBColor(0, 0, 0)
    for spacing in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(spacing)
    style.paragraph_format.space_before, style.paragraph_format.space_after = (
        Pt(before),
        Pt(after),
    )
    if line:
        style.paragraph_format.line_spacing = line


def set_properties(word: Word, title: str, author: str, day: str) -> None:
    """What the file tells of itself; `day` is its ISO date. Its language is Vietnamese."""
    language = word.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    language.set(qn("w:val"), "vi-VN")
    language.set(qn("w:eastAsia"), "vi-VN")
    properties = word.core_properties
    properties.title = title[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = author[:_LONGEST_PROPERTY]
    properties.comments = ""
    properties.language = "vi-VN"
    properties.created = properties.modified = datetime.fromisoformat(day)
    properties.revision = 1
