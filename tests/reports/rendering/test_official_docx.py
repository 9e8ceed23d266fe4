"""Administrative papers for Word: the same words in the form of Decree 30/2020/NĐ-CP, in real styles."""

import io
import json
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from reports.rendering.document import to_json
from reports.rendering.docx import to_docx
from reports.rendering.guard import line
from reports.rendering.official import OfficialDocument, Passage, Signer
from tests.reports.rendering.reading import folded, pages
from tests.reports.rendering.test_docx import converted
from tests.reports.rendering.test_official_pdf import DAY, PAPERS, strings
from tests.reports.rendering.test_pdf import HOSTILE


@pytest.fixture(scope="module")
def made():
    return {name: to_docx(document, {}) for name, document in PAPERS.items()}


def opened(data):
    return docx.Document(io.BytesIO(data))


def words(data):
    """All words of the paper, heads of pages too."""
    word = opened(data)
    section = word.sections[0]
    parts = (
        section.first_page_header._element,
        section.header._element,
        word.element.body,
    )
    return folded(
        "\n".join(
            "".join(text.text or "-" for text in p.iter(qn("w:t"), qn("w:noBreakHyphen")))
            for part in parts
            for p in part.iter(qn("w:p"))
        )
    )  # fmt: skip


def paragraph(word, start):
    """The first paragraph that begins like this, wherever it stands."""
    for one in word.element.body.iter(qn("w:p")):
        found = docx.text.paragraph.Paragraph(one, word)
        if found.text.startswith(start):
            return found
    raise AssertionError(start)


@pytest.mark.parametrize("name", PAPERS)
def test_every_word_of_the_paper_is_in_the_word_file(name, made):
    found = words(made[name])
    expected = [folded(line(one)) for one in strings(json.loads(to_json(PAPERS[name])))]
    assert [
        one
        for one in expected
        if one not in found and one.replace("\u00a0", " ") not in found
    ] == []


@pytest.mark.parametrize("name", PAPERS)
def test_the_page_has_the_measures_of_the_decree(name, made):
    section = opened(made[name]).sections[0]
    sides = (
        section.left_margin,
        section.right_margin,
        section.top_margin,
        section.bottom_margin,
    )
    assert [round(one.mm) for one in sides] == [30, 20, 20, 20]
    size = (round(section.page_width.mm), round(section.page_height.mm))
    assert size == ((297, 210) if name == "sideways" else (210, 297))
    expected = WD_ORIENT.LANDSCAPE if name == "sideways" else WD_ORIENT.PORTRAIT
    assert section.orientation == expected


def test_the_number_of_the_page_stands_in_the_middle_above_but_not_on_the_first(made):
    section = opened(made["minutes"]).sections[0]
    assert section.different_first_page_header_footer is True
    code = "".join(one.text for one in section.header._element.iter(qn("w:instrText")))
    assert code.strip() == "PAGE"
    assert not list(section.first_page_header._element.iter(qn("w:instrText")))
    stops = section.header.paragraphs[0].paragraph_format.tab_stops
    assert [round(one.position.mm) for one in stops] == [80, 160]
    assert not section.footer.paragraphs[0].text


def test_a_text_that_is_not_final_says_so_in_both_heads(made):
    section = opened(made["minutes"]).sections[0]
    for head in (section.first_page_header, section.header):
        assert head.paragraphs[0].text.endswith("DỰ THẢO")
        assert head.paragraphs[0].runs[-1].bold is True
    final = opened(made["plan"]).sections[0]
    assert "DỰ THẢO" not in final.first_page_header.paragraphs[0].text


def test_each_part_of_the_form_has_its_face_and_size(made):
    word = opened(made["plan"])
    for start, size, bold, italic in (
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, True, False),
        ("Độc lập - Tự do - Hạnh phúc", 13, True, False),
        ("SỞ GIÁO DỤC VÀ ĐÀO TẠO", None, False, False),
        ("CỤM CHUYÊN MÔN KHU ĐÔNG", None, True, False),
        ("Số:", 13, False, False),
        ("Hưng Yên, ngày 05", 13, False, True),
    ):
        run = next(one for one in paragraph(word, start).runs if one.text)
        assert (run.font.size, bool(run.bold), bool(run.italic)) == (
            size and Pt(size),
            bold,
            italic,
        ), start
    styles = word.styles
    assert {name: (styles[name].font.size.pt, styles[name].font.name) for name in (
        "Normal", "Letterhead", "Title", "Subtitle", "Heading 1", "Grounds", "Signature", "Recipients", "Header"
    )} == {
        "Normal": (13, "Times New Roman"),
        "Letterhead": (12, "Times New Roman"),
        "Title": (14, "Times New Roman"),
        "Subtitle": (14, "Times New Roman"),
        "Heading 1": (13, "Times New Roman"),
        "Grounds": (13, "Times New Roman"),
        "Signature": (13, "Times New Roman"),
        "Recipients": (11, "Times New Roman"),
        "Header": (13, "Times New Roman"),
    }  # fmt: skip
    assert styles["Grounds"].font.italic is True
    assert str(styles["Normal"].font.color.rgb) == "000000"


def test_paragraphs_are_justified_moved_in_and_six_points_apart(made):
    style = opened(made["plan"]).styles["Normal"].paragraph_format
    assert style.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert round(style.first_line_indent.mm, 1) == 12.7
    assert style.space_after == Pt(6)
    assert 1 <= style.line_spacing <= 1.5


def test_rules_stand_under_issuer_motto_and_summary(made):
    body = opened(made["plan"]).element.body
    assert len(list(body.iter(qn("w:pBdr")))) == 3
    order = [one.tag for one in next(body.iter(qn("w:pBdr"))).getparent()]
    assert order.index(qn("w:pBdr")) < order.index(qn("w:spacing"))


def test_the_head_of_a_table_comes_again_and_no_row_is_cut(made):
    table = opened(made["sheet"]).tables[-1]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert {round(row.height.mm) for row in table.rows[1:]} == {10}
    assert [cell.text for cell in table.rows[0].cells] == [
        "TT",
        "Họ và tên",
        "Chức vụ",
        "Đơn vị",
        "Chữ ký",
    ]


def test_cells_of_a_round_are_one_cell(made):
    table = opened(made["plan"]).tables[1]
    above, below = (row.tc_lst[0] for row in table._tbl.tr_lst[1:3])
    assert (above.vMerge, below.vMerge) == ("restart", "continue")
    assert table._tbl.tr_lst[3].tc_lst[0].vMerge is None


def test_the_square_to_scan_has_words(made):
    shape = opened(made["sheet"]).inline_shapes[0]
    assert "https://chungtay.example.vn/DD/AB3K9Q" in shape._inline.docPr.get("descr")
    assert round(shape.width.mm) == round(shape.height.mm) == 26


def test_headings_are_real_headings(made):
    styles = [one.style.name for one in opened(made["minutes"]).paragraphs]
    assert styles.count("Title") == 1
    assert styles.count("Heading 1") == 4
    assert styles.count("Heading 2") == 3


def test_properties_are_those_of_the_paper(made):
    properties = opened(made["minutes"]).core_properties
    assert properties.title.startswith("Biên bản: Sinh hoạt chuyên môn")
    assert properties.author == "TRƯỜNG THCS HỒNG TIẾN"
    assert f"{properties.created:%Y-%m-%d}" == DAY
    assert properties.language == "vi-VN"


@pytest.mark.parametrize("name", PAPERS)
def test_the_same_paper_is_the_same_file_and_its_parts_keep_the_schema_order(
    name, made
):
    assert to_docx(PAPERS[name], {}) == made[name]
    with zipfile.ZipFile(io.BytesIO(made[name])) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {
            (1980, 1, 1, 0, 0, 0)
        }
        assert packed.testzip() is None
    order = [
        "w:tblStyle",
        "w:tblW",
        "w:jc",
        "w:tblInd",
        "w:tblLayout",
        "w:tblCellMar",
        "w:tblLook",
    ]
    for table in opened(made[name]).element.body.iter(qn("w:tblPr")):
        places = [
            order.index(tag)
            for one in table
            if (tag := "w:" + one.tag.split("}")[1]) in order
        ]
        assert places == sorted(places)


@pytest.mark.parametrize("signers", [0, 1, 2])
@pytest.mark.parametrize("recipients", [(), ("Lưu: hồ sơ.",)])
def test_signers_and_recipients_stand_as_many_as_there_are(signers, recipients):
    document = OfficialDocument(
        type_name="BIÊN BẢN", metadata_date=DAY, blocks=(Passage("Hết."),), recipients=recipients,
        signers=tuple(Signer(f"CHỨC DANH {at}", f"Người {at}", post="HIỆU TRƯỞNG") for at in range(signers)),
    )  # fmt: skip
    found = words(to_docx(document, {}))
    assert found.count("CHỨC DANH") == signers
    assert ("Nơi nhận:" in found) == bool(recipients)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_is_typed_is_never_a_command(hostile):
    document = replace(
        PAPERS["sideways"], summary=hostile, issuer=hostile, number=hostile, mark=hostile,
        recipients=(hostile,), signers=(Signer(hostile, hostile),), blocks=(Passage(hostile, hostile),),
    )  # fmt: skip
    assert folded(line(hostile)).replace("\u00a0", " ") in words(
        to_docx(document, {})
    ).replace("\u00a0", " ")


@pytest.mark.parametrize("name", ["minutes", "plan"])
def test_another_program_reads_the_paper(name, made, tmp_path):
    found = pages(converted(made[name], tmp_path, "pdf"))
    assert len(found) >= 2
    together = re.sub(r"\s+", "", "".join(found))
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        PAPERS[name].type_name,
        "Nguyễn Văn An",
    ):
        assert re.sub(r"\s+", "", part) in together
