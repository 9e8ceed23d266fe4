"""The Word copy of a paper: the same blocks as the PDF, in real styles, to be edited.

Plain on purpose (Times New Roman, no colours but the headings'): an office document that
people change further. The same document and photos give the same bytes.
"""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import docx as python_docx
from docx.document import Document as Word
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell as WordCell

from reports.rendering import layout
from reports.rendering import photos as pictures
from reports.rendering.document import Document, photo_keys
from reports.rendering.docx_official import official_docx
from reports.rendering.docx_parts import (
    add_field,
    add_field_character,
    add_instruction,
    bind_numbers,
    fixed_table,
    same_bytes,
    set_properties,
    set_row_property,
    set_style,
)
from reports.rendering.metrics import ruler
from reports.rendering.official import OfficialDocument
from reports.rendering.sheet import WIDTH, sheet

INDIGO = RGBColor(0x12, 0x24, 0x3D)
MUTED = RGBColor(0x4E, 0x5B, 0x70)
BRICK = RGBColor(0xA3, 0x27, 0x1C)
SIDES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
}


def to_docx(document: Document, photos: Mapping[str, str | Path]) -> bytes:
    """The document as a .docx file. A missing or unreadable photo becomes a placeholder."""
    if isinstance(document, OfficialDocument):
        return official_docx(document)
    loaded = {
        key: picture
        for key in photo_keys(document)
        if (picture := pictures.load(photos.get(key)))
    }
    known = {
        key: (key, picture.width, picture.height) for key, picture in loaded.items()
    }
    files = {key: picture.data for key, picture in loaded.items()}
    made = sheet(document, known)
    word = python_docx.Document()
    _set_up(word, made)
    if made["kind"] == "bulletin":
        _bulletin(word, made, files)
    else:
        _head(word, made, "Title")
        _blocks(word, made["blocks"], files)
    bind_numbers(word)
    saved = io.BytesIO()
    word.save(saved)
    return same_bytes(saved.getvalue())


def _set_up(word: Word, made: Mapping[str, Any]) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - WIDTH) / 2)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    _styles(word)
    if mark := made.get("mark"):
        header = section.header.paragraphs[0]
        header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = header.add_run(mark)
        run.bold, run.font.color.rgb = True, BRICK
    footer = section.footer.paragraphs[0]
    footer.style.paragraph_format.tab_stops.clear_all()
    footer.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run(f"{made['publisher']}\tTrang ")
    add_field(footer, "PAGE")
    footer.add_run("/")
    add_field(footer, "NUMPAGES")
    author = made.get("author", made["publisher"])
    set_properties(word, made["title"], author, made["date"])


def _styles(word: Word) -> None:
    styles = word.styles
    set_style(word, "Normal", size=13, after=6, line=1.15)
    set_style(
        word, "Title", size=18, bold=True, colour=INDIGO, before=6, after=8, line=1.1
    )
    set_style(word, "Subtitle", size=13, bold=True, after=10)
    set_style(
        word,
        "Heading 1",
        size=16,
        bold=True,
        colour=INDIGO,
        before=18,
        after=6,
        line=1.1,
    )
    set_style(word, "Heading 2", size=14, bold=True, colour=INDIGO, before=12, after=4)
    set_style(word, "Heading 3", size=13, bold=True, colour=INDIGO, before=10, after=4)
    set_style(word, "List Bullet", size=13, after=3)
    set_style(word, "Basis", size=13, after=3)
    styles["Basis"].font.italic = True
    styles["Basis"].paragraph_format.first_line_indent = Mm(10)
    styles["Basis"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    set_style(word, "Caption", size=11, colour=MUTED, before=3, after=6, line=1.0)
    set_style(word, "Header", size=10, colour=MUTED, after=0)
    set_style(word, "Footer", size=10, colour=MUTED, after=0)
    set_style(word, "Kicker", size=11, bold=True, colour=MUTED, after=2)
    set_style(word, "Table Text", size=11, after=0, line=1.0)
    set_style(word, "Byline", size=13, after=0)
    set_style(word, "Gap", size=2, after=0, line=1.0)
    set_style(word, "Contents", size=13, after=4)
    styles["Byline"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    styles["Byline"].paragraph_format.keep_with_next = True
    borders = styles["Title"].element.find(f".//{qn('w:pBdr')}")
    borders.getparent().remove(borders)


def _head(word: Word, made: Mapping[str, Any], style: str) -> None:
    for words in (made["kicker"], " · ".join(made["imprint"])):
        if words:
            word.add_paragraph(words, "Kicker").paragraph_format.keep_with_next = True
    word.add_paragraph(made["title"], style).paragraph_format.keep_with_next = True
    if made["lead"]:
        word.add_paragraph(made["lead"], "Subtitle")


def _bulletin(word: Word, made: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    if made["publisher"]:
        word.add_paragraph(made["publisher"], "Kicker")
    word.add_paragraph(made["title"], "Title")
    if made["period"]:
        word.add_paragraph(made["period"], "Subtitle")
    for words in made["intro"]:
        word.add_paragraph(words)
    _contents(word, made)
    if made["figures"] or made["tables"]:
        word.add_paragraph("Số liệu", "Heading 1")
    if made["figures"]:
        rows = [[f["label"], f["value"], f["note"]] for f in made["figures"]]
        _table(
            word,
            {
                "head": ["Nội dung", "Số liệu", "Ghi chú"],
                "rows": rows,
                "aligns": ["left", "right", "left"],
            },
        )
    for table in made["tables"]:
        _table(word, table)
    for article in made["articles"]:
        _page_break(word)
        _head(word, article, "Heading 1")
        _blocks(word, article["blocks"], files)
    if made["late_articles"]:
        _page_break(word)
        word.add_paragraph(made["late"], "Heading 1")
        for article in made["late_articles"]:
            _head(word, article, "Heading 2")
            _blocks(word, article["blocks"], files)


def _contents(word: Word, made: Mapping[str, Any]) -> None:
    """A table of contents that Word can refresh; until then it lists the titles."""
    titles = [article["title"] for article in made["articles"]]
    if made["late_articles"]:
        titles += [
            made["late"],
            *(article["title"] for article in made["late_articles"]),
        ]
    if not titles:
        return
    word.add_paragraph("Trong số này", "Kicker")
    paragraphs = [word.add_paragraph(style="Contents") for _ in titles]
    add_field_character(paragraphs[0], "begin")
    add_instruction(paragraphs[0], 'TOC \\o "1-1" \\h')
    add_field_character(paragraphs[0], "separate")
    for paragraph, title in zip(paragraphs, titles, strict=True):
        paragraph.add_run(title)
    add_field_character(paragraphs[-1], "end")


def _page_break(word: Word) -> None:
    word.add_paragraph(style="Gap").add_run().add_break(WD_BREAK.PAGE)


def _blocks(
    word: Word, blocks: Sequence[Mapping[str, Any]], files: Mapping[str, bytes]
) -> None:
    for block in blocks:
        match block["type"]:
            case "heading":
                word.add_paragraph(block["text"], f"Heading {block['level']}")
            case "paragraph":
                paragraph = word.add_paragraph(block["text"])
                paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
                paragraph.paragraph_format.keep_with_next = block.get("sticky", False)
            case "list":
                for item in block["items"]:
                    word.add_paragraph(item, "List Bullet")
            case "bases":
                for item in block["items"]:
                    word.add_paragraph(item, "Basis")
            case "people":
                _people(word, block["groups"])
            case "table":
                _table(word, block)
            case "photos":
                _photos(word, block, files)
            case _:
                _byline(word, block)


def _people(word: Word, groups: Sequence[Mapping[str, Any]]) -> None:
    for group in groups:
        unit, entries = group["unit"], group["entries"]
        if not unit or not entries:
            for entry in entries or [unit]:
                word.add_paragraph(entry, "List Bullet")
        elif len(entries) == 1:
            paragraph = word.add_paragraph(style="List Bullet")
            paragraph.add_run(unit).bold = True
            paragraph.add_run(f": {entries[0]}")
        else:
            paragraph = word.add_paragraph()
            paragraph.add_run(f"{unit}:").bold = True
            paragraph.paragraph_format.keep_with_next = True
            for entry in entries:
                word.add_paragraph(entry, "List Bullet")


def _table(word: Word, block: Mapping[str, Any]) -> None:
    if block.get("title"):
        word.add_paragraph(
            block["title"], "Caption"
        ).paragraph_format.keep_with_next = True
    measure = ruler("LiberationSerif-Bold", 11)
    widths = layout.columns(
        [block["head"], *block["rows"]], WIDTH, measure, padding=5.4
    )
    table = fixed_table(word, 1 + len(block["rows"]), widths, "Table Grid")
    for cells, words in zip(table.rows, [block["head"], *block["rows"]], strict=True):
        set_row_property(cells, "w:cantSplit")
        for cell, text, side in zip(cells.cells, words, block["aligns"], strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.style, paragraph.alignment = "Table Text", SIDES[side]
            paragraph.add_run(text)
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    set_row_property(table.rows[0], "w:tblHeader")
    word.add_paragraph(style="Gap").paragraph_format.space_after = Pt(6)


def _photos(word: Word, block: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    for strip in block["strips"]:
        groups = strip["groups"]
        for number in range(max(len(group["rows"]) for group in groups)):
            _photo_row(
                word,
                [group for group in groups if number < len(group["rows"])],
                number,
                block["lost"],
                files,
            )


def _photo_row(
    word: Word,
    groups: Sequence[Mapping[str, Any]],
    number: int,
    lost: str,
    files: Mapping[str, bytes],
) -> None:
    """One row of photos as a table; under it the captions that end here."""
    gap = 2.0
    cells = [cell for group in groups for cell in group["rows"][number]]
    captions = [
        group["caption"] if number == len(group["rows"]) - 1 else "" for group in groups
    ]
    widths = [max(cell["width"], 20) + gap for cell in cells]
    widths[-1] -= gap
    table = fixed_table(word, 2 if any(captions) else 1, widths, None)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for place, cell in zip(table.rows[0].cells, cells, strict=True):
        paragraph = place.paragraphs[0]
        paragraph.style = "Table Text"
        paragraph.paragraph_format.keep_with_next = True
        if cell["file"]:
            shape = paragraph.add_run().add_picture(
                io.BytesIO(files[cell["file"]]), Mm(cell["width"]), Mm(cell["height"])
            )
            shape._inline.docPr.set("descr", cell["alt"])
            for side in "TBLR":  # without these LibreOffice puts 3 mm of air around it
                shape._inline.set(f"dist{side}", "0")
        else:
            paragraph.add_run(lost).italic = True
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            shade = OxmlElement("w:shd")
            shade.set(qn("w:val"), "clear")
            shade.set(qn("w:fill"), "F6F5F0")
            place._tc.get_or_add_tcPr().append(shade)
            place.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    first = 0
    for group, caption in zip(groups, captions, strict=True):
        last = first + len(group["rows"][number]) - 1
        if any(captions):
            row: WordCell = table.cell(1, first).merge(table.cell(1, last))
            row.paragraphs[0].style = "Caption"
            if len(groups) == 1:
                row.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            row.paragraphs[0].add_run(caption)
        first = last + 1
    for cells_of in table.rows:
        set_row_property(cells_of, "w:cantSplit")
    word.add_paragraph(style="Gap").paragraph_format.keep_with_next = not any(captions)


def _byline(word: Word, block: Mapping[str, Any]) -> None:
    label, name, school = block["label"], block["name"], block["school"]
    first = word.add_paragraph(style="Byline")
    first.paragraph_format.space_before = Pt(12)
    last = first
    if label:
        first.add_run(f"{label} " if ":" in label and name else label)
        if ":" not in label or not name:
            last = word.add_paragraph(style="Byline")
    last.add_run(name or school).bold = bool(name)
    if name and school:
        last = word.add_paragraph(school, "Byline")
    last.paragraph_format.keep_with_next = False
