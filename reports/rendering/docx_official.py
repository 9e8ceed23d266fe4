"""The Word copy of an administrative paper: the form of Decree 30/2020/NĐ-CP in real styles.

The letterhead and the signatures stand in tables without lines, the rules under them are borders of
empty paragraphs: both stay where they are when people change the words.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import docx as python_docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.enum.table import (
    WD_CELL_VERTICAL_ALIGNMENT,
    WD_ROW_HEIGHT_RULE,
    WD_TABLE_ALIGNMENT,
)
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph as WordParagraph

from reports.rendering.docx_parts import (
    add_field,
    bind_numbers,
    fixed_table,
    same_bytes,
    set_properties,
    set_row_property,
    set_style,
)
from reports.rendering.official import OfficialDocument
from reports.rendering.official_sheet import (
    BOTTOM,
    LEFT,
    LONG_SIDE,
    RIGHT,
    SHORT_SIDE,
    SIZES,
    TOP,
    official_sheet,
    qr_picture,
)

INDENT = 12.7  # millimetres before the first line of a paragraph
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
SIDES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": CENTRE,
}
GAP_BESIDE_QR = 5.0
SIGNATURE = 50  # points above a name


def official_docx(document: OfficialDocument) -> bytes:
    """The paper as a .docx file; the same paper gives the same bytes."""
    made = official_sheet(document)
    word = python_docx.Document()
    _set_up(word, made)
    _letterhead(word, made)
    _headline(word, made)
    if made["check_in"]:
        _check_in(word, made["check_in"], made["width"])
    for block in made["blocks"]:
        _block(word, block)
    _ending(word, made)
    bind_numbers(word)
    saved = io.BytesIO()
    word.save(saved)
    return same_bytes(saved.getvalue())


def _set_up(word: Word, made: Mapping[str, Any]) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(SHORT_SIDE), Mm(LONG_SIDE)
    if made["landscape"]:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(LONG_SIDE), Mm(SHORT_SIDE)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.header_distance = section.footer_distance = Mm(10)
    _styles(word)
    section.different_first_page_header_footer = True
    _mark(section.first_page_header.paragraphs[0], made)
    number = section.header.paragraphs[0]
    number.add_run("\t")
    add_field(number, "PAGE")
    _mark(number, made)
    set_properties(word, made["title"], made["author"], made["date"])


def _mark(paragraph: WordParagraph, made: Mapping[str, Any]) -> None:
    """ "DỰ THẢO" at the right end of the head of a page."""
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Mm(made["width"] / 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(Mm(made["width"]), WD_TAB_ALIGNMENT.RIGHT)
    if made["mark"]:
        lead = "\t" if paragraph.runs else "\t\t"
        paragraph.add_run(f"{lead}{made['mark']}").bold = True


def _styles(word: Word) -> None:
    body = SIZES["body"]
    for name, size, bold, before, after, line in (
        ("Normal", body, False, 0, 6, 1.15),
        ("Letterhead", SIZES["issuer"], False, 0, 0, 1.0),
        ("Title", SIZES["title"], True, 12, 3, 1.0),
        ("Subtitle", SIZES["title"], True, 0, 0, 1.05),
        ("Heading 1", body, True, 6, 6, 1.15),
        ("Heading 2", body, True, 4, 6, 1.15),
        ("Grounds", body, False, 0, 6, 1.15),
        ("Points", body, False, 0, 6, 1.15),
        ("Table Text", 12, False, 0, 0, 1.0),
        ("Signature", SIZES["signer"], True, 0, 2, 1.0),
        ("Recipients", SIZES["recipients"], False, 0, 0, 1.0),
        ("Header", SIZES["number"], False, 0, 0, 1.0),
        ("Gap", 2, False, 0, 0, 1.0),
    ):
        set_style(
            word, name, size=size, bold=bold, before=before, after=after, line=line
        )
    styles = word.styles
    for name in ("Normal", "Grounds", "Points", "Heading 1", "Heading 2"):
        styles[name].paragraph_format.first_line_indent = Mm(INDENT)
    for name in ("Normal", "Grounds", "Points"):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for name in ("Letterhead", "Title", "Subtitle", "Signature"):
        styles[name].paragraph_format.alignment = CENTRE
    # Styles rest on Normal, whose first line is moved in.
    for name in (
        *("Letterhead", "Title", "Subtitle", "Signature", "Table Text"),
        *("Recipients", "Header", "Gap"),
    ):
        styles[name].paragraph_format.first_line_indent = Mm(0)
    for name in ("Table Text", "Recipients", "Header", "Gap"):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    styles["Grounds"].font.italic = True
    styles["Header"].paragraph_format.tab_stops.clear_all()
    for borders in styles["Title"].element.findall(f".//{qn('w:pBdr')}"):
        borders.getparent().remove(borders)


def _letterhead(word: Word, made: Mapping[str, Any]) -> None:
    left, width = made["left"], made["width"]
    right = width - left
    table = fixed_table(word, 2, [left, right], None)
    issuer, nation = table.rows[0].cells
    for words in made["above"]:
        _line(issuer, words, size=SIZES["number"] if made["beside"] else 0)
    for words in made["issuer"]:
        _line(issuer, words, bold=True)
    if made["issuer"]:
        _rule(issuer.add_paragraph(), left, left * 0.4)
    for words in made["beside"]:
        _line(nation, words, size=SIZES["number"])
    if not made["beside"]:
        _line(nation, made["nation"], size=SIZES["nation"], bold=True)
        _line(nation, made["motto"], size=SIZES["motto"], bold=True)
        _rule(nation.add_paragraph(), right, made["motto_width"])
    number, dated = table.rows[1].cells
    _line(number, made["number"], size=SIZES["number"])
    _line(dated, made["dated"], size=SIZES["number"], italic=True)
    for cell in (issuer, nation):
        cell.paragraphs[-1].paragraph_format.space_after = Pt(6)


def _line(
    cell: WordCell,
    words: str,
    *,
    size: float = 0,
    bold: bool = False,
    italic: bool = False,
) -> None:
    """A line of the letterhead; the first one takes the paragraph that every cell has."""
    first = cell.paragraphs[0]
    paragraph = first if not first.runs else cell.add_paragraph()
    paragraph.style = "Letterhead"
    run = paragraph.add_run(words)
    run.bold, run.italic = bold, italic
    if size:
        run.font.size = Pt(size)


def _rule(paragraph: WordParagraph, room: float, length: float) -> None:
    """A line of this length in the middle of `room` (millimetres): the border of a paragraph."""
    paragraph.style = "Gap"
    side = Mm(max(0.0, (room - length) / 2))
    paragraph.paragraph_format.left_indent = side
    paragraph.paragraph_format.right_indent = side
    paragraph.paragraph_format.space_before = Pt(2)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (
        ("val", "single"),
        ("sz", "6"),
        ("space", "1"),
        ("color", "000000"),
    ):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _headline(word: Word, made: Mapping[str, Any]) -> None:
    word.add_paragraph(made["type_name"], "Title")
    if made["summary"]:
        word.add_paragraph(made["summary"], "Subtitle")
        rule = word.add_paragraph()
        _rule(rule, made["width"], made["width"] * 0.36)
        rule.paragraph_format.space_after = Pt(12)
    for words in made["under"]:
        word.add_paragraph(words, "Letterhead").runs[0].font.size = Pt(SIZES["body"])
    if made["under"]:
        word.add_paragraph(style="Gap").paragraph_format.space_after = Pt(8)


def _check_in(word: Word, check_in: Mapping[str, Any], width: float) -> None:
    side = check_in["side"]
    table = fixed_table(
        word, 1, [side + GAP_BESIDE_QR, width - side - GAP_BESIDE_QR], None
    )
    drawn, words = table.rows[0].cells
    drawn.paragraphs[0].style = "Table Text"
    shape = (
        drawn.paragraphs[0]
        .add_run()
        .add_picture(io.BytesIO(qr_picture(check_in["squares"])), Mm(side), Mm(side))
    )
    for edge in "TBLR":  # without these LibreOffice puts 3 mm of air around it
        shape._inline.set(f"dist{edge}", "0")
    shape._inline.docPr.set("descr", f"{check_in['words']} {check_in['link']}")
    words.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    words.paragraphs[0].style = "Table Text"
    words.paragraphs[0].add_run(check_in["words"])
    words.add_paragraph(
        check_in["link"], "Table Text"
    ).paragraph_format.space_before = Pt(4)
    if check_in["code"]:
        code = words.add_paragraph("Mã: ", "Table Text")
        code.paragraph_format.space_before = Pt(4)
        run = code.add_run(check_in["code"])
        run.bold, run.font.size = True, Pt(17)
    word.add_paragraph(style="Gap").paragraph_format.space_after = Pt(8)


def _block(word: Word, block: Mapping[str, Any]) -> None:
    match block["type"]:
        case "heading":
            word.add_paragraph(block["text"], f"Heading {block['level'] - 1}")
        case "passage":
            paragraph = word.add_paragraph()
            if block["label"]:
                paragraph.add_run(block["label"]).bold = True
            if block["label"] and block["text"]:
                paragraph.add_run(" ")
            paragraph.add_run(block["text"])
            paragraph.paragraph_format.keep_with_next = block.get("sticky", False)
        case "points":
            for words in block["items"]:
                word.add_paragraph(f"- {words}", "Points")
        case "grounds":
            for words in block["items"]:
                word.add_paragraph(words, "Grounds")
        case _:
            _grid(word, block)


def _grid(word: Word, block: Mapping[str, Any]) -> None:
    lines: list[tuple[str, Sequence[str]]] = [("head", block["head"])]
    for group in block["groups"]:
        if group["title"]:
            lines.append(("title", [group["title"]]))
        lines += [("row", row["cells"]) for row in group["rows"]]
    table = fixed_table(word, len(lines), block["widths"], "Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    # Looked up once: by name, each of a thousand cells would search all styles.
    text_style = word.styles["Table Text"].style_id
    for row, (kind, cells) in zip(table.rows, lines, strict=True):
        places = [WordCell(one, table) for one in row._tr.tc_lst]
        if kind == "title":
            places = [places[0].merge(places[-1])]
        set_row_property(row, "w:cantSplit")
        if kind == "head":
            set_row_property(row, "w:tblHeader")
        if kind == "row" and block["height"]:
            row.height, row.height_rule = (
                Mm(block["height"]),
                WD_ROW_HEIGHT_RULE.AT_LEAST,
            )
        for cell, words, side in zip(places, cells, block["aligns"], strict=False):
            paragraph = cell.paragraphs[0]
            paragraph._p.style = text_style
            paragraph.alignment = {"head": CENTRE, "title": SIDES["left"]}.get(
                kind, SIDES[side]
            )
            paragraph.paragraph_format.keep_with_next = kind == "title"
            run = paragraph.add_run(words)
            run.bold, run.font.size = kind != "row", Pt(block["size"])
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    at = 1
    for group in block["groups"]:
        at += bool(group["title"])
        for row in group["rows"]:
            cells = table._tbl.tr_lst[at].tc_lst
            for column in row["joined"]:
                cells[column].vMerge = "continue"
            for column in set(row["open"]) - set(row["joined"]):
                cells[column].vMerge = "restart"
            at += 1
    word.add_paragraph(style="Gap").paragraph_format.space_after = Pt(8)


def _ending(word: Word, made: Mapping[str, Any]) -> None:
    signers, recipients = made["signers"], made["recipients"]
    if len(signers) == 1:
        width = made["width"]
        table = fixed_table(word, 3, [width * 0.45, width * 0.55], None)
        _signers(table.columns[1].cells, signers[0])
        _recipients(table.cell(0, 0).merge(table.cell(2, 0)), recipients)
    elif signers:
        part = made["width"] / len(signers)
        table = fixed_table(word, 3, [part] * len(signers), None)
        for column, signer in zip(table.columns, signers, strict=True):
            _signers(column.cells, signer)
    if len(signers) != 1 and recipients:
        word.add_paragraph(style="Gap").paragraph_format.space_after = Pt(10)
        _recipients(fixed_table(word, 1, [made["width"]], None).cell(0, 0), recipients)
    if signers:
        for row in table.rows:
            set_row_property(row, "w:cantSplit")


def _signers(cells: Sequence[WordCell], signer: Mapping[str, str]) -> None:
    """Office, what the person is at the school, name: three rows, so that names stand side by side."""
    office, post, name = cells
    office.paragraphs[0].style = "Signature"
    if signer["before"]:
        office.paragraphs[0].add_run(signer["before"])
        office.add_paragraph(signer["role"], "Signature")
    else:
        office.paragraphs[0].add_run(signer["role"])
    for cell, words in ((post, signer["post"]), (name, signer["name"])):
        cell.paragraphs[0].style = "Signature"
        cell.paragraphs[0].add_run(words)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    post.paragraphs[0].paragraph_format.space_before = Pt(SIGNATURE)
    for cell in (office, post):
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def _recipients(cell: WordCell, recipients: Sequence[str]) -> None:
    head = cell.paragraphs[0]
    head.style = "Recipients"
    if not recipients:
        return
    run = head.add_run("Nơi nhận:")
    run.bold, run.italic, run.font.size = True, True, Pt(12)
    for words in recipients:
        cell.add_paragraph(f"- {words}", "Recipients")
