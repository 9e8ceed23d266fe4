"""The Word copy: real styles, the same words, and another program can read it."""

import dataclasses
import io
import re
import shutil
import subprocess
import unicodedata
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from reports.rendering.document import (
    Author,
    BulletinDocument,
    BulletList,
    Heading,
    LessonRow,
    Lessons,
    NewsDocument,
    Paragraph,
    PhotoItem,
    Photos,
    to_json,
)
from reports.rendering.docx import to_docx
from tests.reports.rendering.reading import folded, pages
from tests.reports.rendering.samples import (
    LESSON_CAPTIONS,
    SHAPES,
    bulletin,
    lesson_study,
    photo_files,
)
from tests.reports.rendering.test_pdf import HOSTILE, captioned, strings


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    items, files = photo_files(tmp_path_factory.mktemp("photos"), list(SHAPES))
    document = lesson_study(captioned(items))
    return document, to_docx(document, files)


def opened(data):
    return docx.Document(io.BytesIO(data))


def words(data):
    """All words of the body, those of tables where they stand."""
    body = opened(data).element.body
    return folded(
        "\n".join(
            "".join(
                text.text or "-" for text in p.iter(qn("w:t"), qn("w:noBreakHyphen"))
            )
            for p in body.iter(qn("w:p"))
        )
    )


def test_every_word_of_the_document_is_there(sample):
    document, data = sample
    assert [one for one in strings(document) if folded(one) not in words(data)] == []
    assert unicodedata.is_normalized("NFC", words(data))


def test_the_blocks_have_real_styles(sample):
    _, data = sample
    styles = {paragraph.style.name for paragraph in opened(data).paragraphs}
    assert {
        "Kicker",
        "Title",
        "Subtitle",
        "Heading 2",
        "Normal",
        "List Bullet",
        "Byline",
    } <= styles
    captions = [
        p.text
        for table in opened(data).tables
        for row in table.rows
        for c in row.cells
        for p in c.paragraphs
        if p.style.name == "Caption"
    ]
    assert set(LESSON_CAPTIONS[:2]) <= set(captions)


def test_the_lessons_are_a_table_whose_head_repeats(sample):
    _, data = sample
    table = opened(data).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == [
        "TT",
        "Môn",
        "Lớp",
        "Tên bài",
        "Người dạy",
        "Trường",
    ]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.autofit is False
    assert len(table.rows) == 5


def test_photos_stand_in_fixed_tables_with_alternative_text(sample):
    _, data = sample
    word = opened(data)
    assert len(word.inline_shapes) == 6
    assert all(
        shape._inline.docPr.get("descr") in LESSON_CAPTIONS
        for shape in word.inline_shapes
    )
    assert all(table.autofit is False for table in word.tables)
    assert all(shape.width.mm <= 168.1 for shape in word.inline_shapes)


def test_page_numbers_language_and_properties_are_set(sample):
    document, data = sample
    word = opened(data)
    footer = word.sections[0].footer.paragraphs[0]
    assert [text.text.strip() for text in footer._p.iter(qn("w:instrText"))] == [
        "PAGE",
        "NUMPAGES",
    ]
    assert footer.text == "Cụm chuyên môn số 1\tTrang 1/1"
    assert (
        'w:lang w:val="vi-VN"'
        in zipfile.ZipFile(io.BytesIO(data)).read("word/styles.xml").decode()
    )
    properties = word.core_properties
    assert (properties.title, properties.author) == (
        document.title,
        "Nguyễn Thị Hồng Nhung",
    )
    assert (properties.created.isoformat(), properties.modified) == (
        "2023-12-08T00:00:00+00:00",
        properties.created,
    )
    assert properties.comments == ""


def test_a_long_title_is_cut_only_in_the_properties():
    document = NewsDocument(title="Cụm trường " * 40, metadata_date="2024-01-01")
    assert len(opened(to_docx(document, {})).core_properties.title) == 255
    assert folded(document.title) in words(to_docx(document, {}))


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_comes_out_literally(text):
    document = NewsDocument(
        title=text,
        kicker=text,
        publisher=text,
        metadata_date="2024-01-01",
        blocks=(Heading(text), Paragraph(text), BulletList((text,))),
    )
    assert (
        words(to_docx(document, {})).count(folded(unicodedata.normalize("NFC", text)))
        == 5
    )


def test_control_characters_and_surrogates_do_not_stop_it():
    assert "a b c" in words(
        to_docx(NewsDocument(title="a\x00b\ud800c", metadata_date="2024-01-01"), {})
    )


def test_photos_without_words_stand_in_one_row_and_nothing_below(tmp_path):
    items, files = photo_files(tmp_path, list(SHAPES)[:2])
    document = NewsDocument(
        title="Ảnh", metadata_date="2024-01-01", blocks=(Photos(items),)
    )
    word = opened(to_docx(document, files))
    assert [len(table.rows) for table in word.tables] == [1]
    assert [p.text for p in word.paragraphs if p.style.name == "Caption"] == []


def test_a_lost_photo_leaves_its_caption(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"text")
    items = (
        PhotoItem("a", "Chú thích một", "", 4, 3),
        PhotoItem("b", "Chú thích hai", "", 3, 4),
    )
    data = to_docx(
        NewsDocument(title="A", metadata_date="2024-01-01", blocks=(Photos(items),)),
        {"a": str(tmp_path / "a.jpg")},
    )
    assert words(data).count("Ảnh không còn") == 2
    assert "Chú thích một" in words(data)
    assert "Chú thích hai" in words(data)


@pytest.mark.parametrize(
    ("author", "lines"),
    [
        (
            Author("Nguyễn Thị Thu Hiền", "", "Tác giả: Cô giáo"),
            ["Tác giả: Cô giáo Nguyễn Thị Thu Hiền"],
        ),
        (
            Author("Phạm Thị Thúy", "THCS Hồng Tiến", ""),
            ["Phạm Thị Thúy", "THCS Hồng Tiến"],
        ),
        (
            Author("Lê Hằng", "THCS Đồng Tiến", "Người viết"),
            ["Người viết", "Lê Hằng", "THCS Đồng Tiến"],
        ),
        (Author("", "THCS Đồng Tiến", "Tác giả:"), ["Tác giả:", "THCS Đồng Tiến"]),
        (Author("", "THCS Đồng Tiến", ""), ["THCS Đồng Tiến"]),
    ],
)
def test_the_author_stands_at_the_end_in_pdf_and_word(renderer, author, lines):
    document = NewsDocument(
        title="A", metadata_date="2024-01-01", blocks=(Paragraph("Một."), author)
    )
    found = [
        p.text
        for p in opened(to_docx(document, {})).paragraphs
        if p.style.name == "Byline"
    ]
    assert found == lines
    (page,) = pages(renderer.render("news", to_json(document), {}))
    assert page.splitlines()[2:-1] == lines


def test_a_bulletin_has_its_contents_figures_and_late_articles():
    document = bulletin(
        (lesson_study(),), (dataclasses.replace(lesson_study(), title="Tin đến muộn"),)
    )
    data = to_docx(document, {})
    assert [one for one in strings(document) if folded(one) not in words(data)] == []
    headings = [
        (p.style.name, p.text)
        for p in opened(data).paragraphs
        if p.style.name in ("Title", "Heading 1")
    ]
    assert headings[0] == ("Title", "Bản tin sinh hoạt chuyên môn")
    assert ("Heading 1", "Bổ sung") in headings
    assert words(data).index("Bổ sung") < words(data).index("Tin đến muộn")


def test_empty_documents_and_long_tables_are_written():
    assert (
        words(to_docx(NewsDocument(title="", metadata_date="2024-01-01"), {}))
        == "Bản tin"
    )
    rows = tuple(LessonRow(str(n), "Toán", "7A1", f"Bài {n}.") for n in range(100))
    assert "Bài 99." in words(
        to_docx(
            NewsDocument(
                title="A", metadata_date="2024-01-01", blocks=(Lessons(rows),)
            ),
            {},
        )
    )


# The order that ECMA-376 asks for; Word calls a file with another order damaged.
ORDER = {
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang",
}


@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/styles.xml", "word/footer1.xml"]
)
def test_properties_stand_in_the_order_of_the_standard(sample, part, tmp_path):
    document, _ = sample
    data = to_docx(document, {})  # with placeholders
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(part))
    for name, order in ORDER.items():
        for found in root.iter(qn(f"w:{name}")):
            children = [etree.QName(child).localname for child in found]
            assert children == sorted(children, key=order.split().index)


def converted(data, tmp_path, form):
    """What LibreOffice makes of a file."""
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is missing: apt-get install libreoffice-writer-nogui"
    (tmp_path / "a.docx").write_bytes(data)
    subprocess.run(
        [
            soffice,
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--convert-to",
            form,
            "--outdir",
            tmp_path / "out",
            tmp_path / "a.docx",
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return next((tmp_path / "out").iterdir()).read_bytes()


def test_libreoffice_reads_and_writes_the_same_words(sample, tmp_path):
    document, data = sample
    (tmp_path / "text").mkdir()
    plain = converted(data, tmp_path / "text", "txt:Text (encoded):UTF8").decode(
        "utf-8-sig"
    )
    # As plain text LibreOffice writes the no-break hyphen as a letter of its own.
    plain = plain.replace("\u2011", "-")
    plain = folded(re.sub(r"^\s*•\s*", "", plain, flags=re.MULTILINE))
    assert words(converted(data, tmp_path, "docx")) == words(data)
    assert [one for one in strings(document) if folded(one) not in plain] == []


IN_ONE = [
    "5512/BGDĐT-GDTrH",
    "02/HD-PGD&ĐT",
    "32/2018/TT-BGDĐT",
    "2022-2023",
    "13-15/4",
    "PGD-ĐT",
    "GD&ĐT-KH",
]
MAY_PART = [
    "Ác-si-mét",
    "giáo viên-phụ huynh",
    "đầu-giữa/cuối",
    "-",
    "A-b",
    "a" * 40 + "-1",
]


def _line(text):
    return f"Theo văn bản số {text} và {text}."


def test_word_never_breaks_a_number_at_its_hyphen_and_it_reads_the_same(tmp_path):
    document = NewsDocument(
        title=f"Thực hiện {IN_ONE[0]}",
        metadata_date="2024-01-01",
        blocks=(
            *(Paragraph(_line(one)) for one in [*IN_ONE, *MAY_PART]),
            BulletList((IN_ONE[1],)),
            Lessons((LessonRow("1", "KHTN", "8A", f"Bài {IN_ONE[3]}", "", ""),)),
        ),
    )
    data = to_docx(document, {})
    assert data == to_docx(document, {})
    said = [paragraph.text for paragraph in opened(data).paragraphs]
    for one in [*IN_ONE, *MAY_PART]:
        assert _line(one) in said
    assert opened(data).tables[0].cell(1, 3).text == f"Bài {IN_ONE[3]}"
    plain = {
        "".join(text.text or "" for text in paragraph._p.iter(qn("w:t")))
        for paragraph in opened(data).paragraphs
    }
    # A hyphen left in the text is one at which Word may break.
    assert [one for one in IN_ONE if _line(one.replace("-", "")) not in plain] == []
    assert [one for one in MAY_PART if _line(one) not in plain] == []
    again = converted(data, tmp_path, "docx")
    assert words(again) == words(data)
    again = [paragraph.text for paragraph in opened(again).paragraphs]
    assert [line for line in said if line and line not in again] == []


def test_a_bulletin_of_a_title_alone_is_written():
    document = BulletinDocument(title="Tháng không có tin", metadata_date="2024-01-01")
    assert words(to_docx(document, {})) == "Tháng không có tin"
    assert words(
        to_docx(
            dataclasses.replace(
                document,
                articles=(NewsDocument(title="A", metadata_date="2024-01-01"),),
            ),
            {},
        )
    ) == ("Tháng không có tin Trong số này A A")


def test_the_mark_of_what_is_not_final_stands_in_the_header_of_every_page():
    document = NewsDocument(title="A", metadata_date="2024-01-01", mark="Chưa duyệt")
    (section,) = opened(to_docx(document, {})).sections
    assert section.header.paragraphs[0].text == "Chưa duyệt"
    assert not section.different_first_page_header_footer
    final = to_docx(dataclasses.replace(document, mark=""), {})
    assert opened(final).sections[0].header.is_linked_to_previous
