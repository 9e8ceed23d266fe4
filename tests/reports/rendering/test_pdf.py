"""What stands in the PDF: every word, in order, tagged, with nothing added."""

import dataclasses
import io
import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import page
import pikepdf
import pytest
from PIL import Image

from reports.rendering.document import (
    HERE,
    Author,
    BulletList,
    Heading,
    LessonRow,
    Lessons,
    NewsDocument,
    Paragraph,
    People,
    PeopleGroup,
    PhotoItem,
    Photos,
    Table,
    to_json,
)
from tests.reports.rendering.reading import folded, pages, structure, text
from tests.reports.rendering.samples import (
    LESSON_CAPTIONS,
    SHAPES,
    bulletin,
    drawn,
    lesson_study,
    photo_files,
)

DATE = "2023-12-08"


def strings(value):
    """Every text of a document that must be on paper."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from strings(item)
    elif dataclasses.is_dataclass(value):
        hidden = {
            "kind",
            "metadata_date",
            "issued_on",
            "key",
            "alt",
            "running",
            "aligns",
        }
        for field in dataclasses.fields(value):
            if field.name not in hidden:
                yield from strings(getattr(value, field.name))


def captioned(items):
    return tuple(
        dataclasses.replace(item, caption=LESSON_CAPTIONS[n // 3 % 4])
        for n, item in enumerate(items)
    )


@pytest.fixture(scope="module")
def news(renderer, tmp_path_factory):
    items, files = photo_files(tmp_path_factory.mktemp("photos"), list(SHAPES) * 2)
    document = lesson_study(captioned(items))
    return document, renderer.render("news", to_json(document), files)


@pytest.fixture(scope="module")
def month(renderer, tmp_path_factory):
    items, files = photo_files(
        tmp_path_factory.mktemp("photos"), ["landscape", "portrait"]
    )
    document = bulletin(
        (lesson_study(captioned(items)), lesson_study()), (lesson_study(),)
    )
    return document, renderer.render("bulletin", to_json(document), files)


def render(renderer, *blocks, **fields):
    document = NewsDocument(
        **{"title": "Thử", "metadata_date": DATE, **fields}, blocks=blocks
    )
    pdf = renderer.render("news", to_json(document), {})
    assert renderer.warnings == []
    return pdf


def body(pdf):
    """The words of all pages without running heads and feet."""
    bare = [re.sub(r"\n[^\n]*Trang \d+/\d+\s*\Z", "", one) for one in pages(pdf)]
    return folded("\n".join([bare[0], *(one.partition("\n")[2] for one in bare[1:])]))


@pytest.mark.parametrize("sample", ["news", "month"])
def test_every_word_reads_back_in_nfc(sample, request):
    document, pdf = request.getfixturevalue(sample)
    found = body(pdf)
    assert unicodedata.is_normalized("NFC", found)
    assert [words for words in strings(document) if folded(words) not in found] == []


def test_no_date_is_printed_but_the_given_one(renderer):
    assert "2023" not in text(render(renderer, Paragraph("Một")))
    assert "Ngày đăng 07/12/2023" in text(render(renderer, issued_on="2023-12-07"))


def test_pages_are_numbered_and_the_running_head_starts_on_page_two(news):
    document, pdf = news
    found = pages(pdf)
    total = len(found)
    assert total >= 3
    for number, one in enumerate(found, start=1):
        assert f"Trang {number}/{total}" in one
        assert (document.running in one) == (number > 1)


@pytest.mark.parametrize("sample", ["news", "month"])
def test_language_title_author_and_date_are_set(sample, request):
    document, pdf = request.getfixturevalue(sample)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == "vi"
        assert str(opened.docinfo.Title).startswith(document.title)
        assert str(opened.docinfo.Author) in (
            "Nguyễn Thị Hồng Nhung",
            "Cụm chuyên môn số 1",
        )
        assert str(opened.docinfo.CreationDate).startswith(
            f"D:{document.metadata_date.replace('-', '')}"
        )
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        assert opened.Root.MarkInfo.Marked


@pytest.mark.parametrize("sample", ["news", "month"])
def test_every_figure_has_words_and_every_table_head_a_scope(sample, request):
    _, pdf = request.getfixturevalue(sample)
    tags = list(structure(pdf))
    figures = [found["alt"] for tag, found in tags if tag == "/Figure"]
    heads = [found["scope"] for tag, found in tags if tag == "/TH"]
    assert len(figures) == {"news": 12, "month": 2}[sample]
    assert all(figures)
    assert set(heads) == {"/Column"}


def test_heading_levels_have_no_gap(month):
    _, pdf = month
    levels = [int(tag[2:]) for tag, _ in structure(pdf) if re.fullmatch(r"/H\d", tag)]
    assert set(levels) == {1, 2, 3}
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


# The checker takes a carriage return that belongs to compressed data for a line end.
FALSE_ALARM = "PDFA2A-STREAM-LENGTH-001"


@pytest.mark.parametrize("profile", ["ua1", "2a"])
@pytest.mark.parametrize("sample", ["news", "month"])
def test_the_checker_finds_no_fault(sample, profile, request):
    _, pdf = request.getfixturevalue(sample)
    report = page.validate_pdf_bytes(pdf, profile=profile)
    assert [
        failure for failure in report.failures if failure.rule_id != FALSE_ALARM
    ] == []


def test_all_fonts_are_embedded_subsets(news):
    _, pdf = news
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fonts = [
            found
            for found in opened.objects
            if isinstance(found, pikepdf.Dictionary)
            and found.get("/Type") == "/FontDescriptor"
        ]
        names = {str(font.FontName) for font in fonts}
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)
    assert all(
        re.fullmatch(r"/[A-Z]{6}\+(SourceSerif4|BeVietnamPro).*", name)
        for name in names
    )


def test_twelve_photos_stay_under_a_megabyte_and_a_half(renderer, tmp_path):
    items, files = photo_files(tmp_path, ["landscape"] * 12)
    pdf = renderer.render("news", to_json(lesson_study(captioned(items))), files)
    photos = sum(Path(path).stat().st_size for path in files.values())
    assert len(pdf) < photos + 120_000


HOSTILE = [
    '#import "@preview/cetz:0.1.0": *',
    '#read("/etc/passwd")',
    "#{ while true {} }",
    "$x^2$ và \\frac{1}{2}",
    "<script>alert(1)</script>",
    "{{7*7}} {% load x %} ${7*7}",
    "*bold* _x_ `code` ~ -- --- ... @ref [x] // không phải ghi chú /* cũng không */",
    "= heading",
    "- mục",
    "\\u{1F600} \\n &amp; &#60;",
    "\"ngoặc\" 'đơn' “kép”",
    "👍 đã xong ☎ ✔",
    "../../etc/passwd file:///etc/passwd",
    unicodedata.normalize("NFD", "Nghiên cứu bài học ở trường Tiểu học"),
    "số 02/HD-PGD&ĐT; 1000 /KH-PGDĐT",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_markup_of_any_kind_comes_out_literally_in_every_field(renderer, words):
    document = NewsDocument(
        kicker=words,
        title=words,
        lead=words,
        publisher=words,
        metadata_date=DATE,
        running=words,
        blocks=(
            Heading(words),
            Paragraph(words),
            BulletList((words,)),
            People(
                (
                    PeopleGroup(words, (words, words)),
                    PeopleGroup(words, (words,)),
                    PeopleGroup("", (words,)),
                    PeopleGroup(words, ()),
                )
            ),
            Lessons((LessonRow(words, words, words, words, words, words),)),
            Photos((PhotoItem("gone", words, words),)),
            Author(words, words, words),
        ),
    )
    pdf = renderer.render("news", to_json(document), {})
    expected = folded(unicodedata.normalize("NFC", words))
    # The six cells of the table are too narrow for one line; pypdf gives their lines apart.
    assert text(pdf).count(expected) >= 14
    assert renderer.warnings == []


def test_control_characters_and_unknown_letters_do_not_stop_the_press(renderer):
    everything = "".join(
        map(
            chr,
            [
                *range(0x2FF),
                0x202E,
                0xFEFF,
                0xD800,
                0xFFFE,
                0x4E00,
                0x1F469,
                0x200D,
                0x1F3EB,
            ],
        )
    )
    pdf = render(renderer, Paragraph(everything), Heading(everything), title=everything)
    assert "xyz{|}~" in text(pdf)
    assert page.is_pdf_compliant_bytes(pdf, profile="ua1")


def test_a_paragraph_of_20000_letters_and_a_word_of_3000(renderer):
    long = "Sinh hoạt chuyên môn theo cụm trường. " * 530
    document = NewsDocument(
        title="w" * 120,
        running="Thử",
        metadata_date=DATE,
        blocks=(
            Paragraph(long),
            Paragraph("w" * 3000),
            Lessons((LessonRow("1", "x" * 300, "y" * 90),)),
        ),
    )
    found = body(renderer.render("news", to_json(document), {}))
    assert folded(long) in found
    assert "w" * 3000 in found.replace(" ", "")
    for png in renderer.render("news", to_json(document), {}, output="png"):
        with Image.open(io.BytesIO(png)) as image:
            left, _, right, _ = Image.eval(
                image.convert("L"), lambda value: 255 - value
            ).getbbox()
        assert left / image.width > 0.09
        assert right / image.width < 0.91


def test_a_title_alone_is_a_paper(renderer):
    pdf = render(renderer, title="Chỉ có tiêu đề")
    assert text(pdf) == "Chỉ có tiêu đề Trang 1/1"
    assert page.is_pdf_compliant_bytes(pdf, profile="ua1")


@pytest.mark.parametrize("title", ["", " ", "\x00", "\u00a0"])
def test_an_empty_title_is_not_refused(renderer, title):
    assert "Trang 1/1" in text(render(renderer, title=title))


def test_empty_blocks_leave_no_trace(renderer):
    empty = (
        Heading(" "),
        Paragraph("\n"),
        BulletList(("", " ")),
        People((PeopleGroup("", ("",)),)),
        Lessons((LessonRow("1"),)),
        Photos(()),
        Author("", "", "Người viết"),
    )
    assert text(render(renderer, *empty)) == "Thử Trang 1/1"


def test_columns_that_are_empty_in_every_row_are_left_out(renderer):
    found = text(
        render(
            renderer,
            Lessons((LessonRow("1", "Toán", "", "Phân số"), LessonRow("2", "Ngữ văn"))),
        )
    )
    assert "TT Môn Tên bài 1 Toán Phân số 2 Ngữ văn" in found
    assert "Lớp" not in found


def test_a_table_of_100_lessons_repeats_its_head(renderer):
    rows = tuple(
        LessonRow(
            str(n), "Toán", f"7A{n}", f"Bài số {n}", "Nguyễn Thị Thúy", "THCS Hồng Tiến"
        )
        for n in range(1, 101)
    )
    pdf = render(renderer, Heading("Các tiết dạy"), Lessons(rows))
    found = pages(pdf)
    assert len(found) > 2
    assert all("Người dạy" in one for one in found)
    words = text(pdf)
    assert [n for n in range(1, 101) if f"Bài số {n} " not in words] == []


def test_lines_of_a_paragraph_become_paragraphs(renderer):
    assert [
        tag for tag, _ in structure(render(renderer, Paragraph("Một\r\nHai\n\nBa")))
    ].count("/P") == 3


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 13, 40])
def test_any_number_and_mix_of_photos_is_printed_once_each(renderer, tmp_path, count):
    items, files = photo_files(
        tmp_path,
        (["landscape", "panorama", "tall", "square", "portrait", "wide"] * 7)[:count],
    )
    pdf = renderer.render("news", to_json(lesson_study(captioned(items))), files)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        images = [
            found
            for found in opened.objects
            if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == "/Image"
        ]
    assert len(images) == len({Path(path).read_bytes() for path in files.values()})
    assert renderer.warnings == []


def test_a_shared_caption_stands_once(renderer, tmp_path):
    items, files = photo_files(tmp_path, ["landscape"] * 3)
    shared = tuple(
        dataclasses.replace(item, caption="Tiết dạy KHTN tại lớp 7A1") for item in items
    )
    pdf = renderer.render(
        "news",
        to_json(NewsDocument(title="A", metadata_date=DATE, blocks=(Photos(shared),))),
        files,
    )
    assert text(pdf).count("Tiết dạy KHTN tại lớp 7A1") == 1
    assert [found["alt"] for tag, found in structure(pdf) if tag == "/Figure"] == [
        "Tiết dạy KHTN tại lớp 7A1"
    ] * 3


def test_a_caption_is_never_parted_from_its_photo(renderer, tmp_path):
    """Whatever stands above, every page has as many photos as its captions say."""
    items, files = photo_files(tmp_path, ["landscape", "portrait"])
    photos = tuple(
        dataclasses.replace(item, caption=f"Ảnh thứ {n}")
        for n, item in enumerate(items, start=1)
    )
    for lines in range(16, 34, 3):
        document = NewsDocument(
            title="A",
            metadata_date=DATE,
            blocks=(
                *[Paragraph("Một dòng.")] * lines,
                Heading("Hình ảnh"),
                Photos(photos),
            ),
        )
        pdf = renderer.render("news", to_json(document), files)
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            images = [
                len(one.get("/Resources", {}).get("/XObject", {}))
                for one in opened.pages
            ]
        assert [one.count("Ảnh thứ") for one in pages(pdf)] == images
        assert [one.count("Hình ảnh") for one in pages(pdf)] == [
            min(1, count) for count in images
        ]


def test_a_lost_photo_leaves_a_frame_with_its_caption(renderer, tmp_path):
    for name, data in {
        "empty": b"",
        "text": b"text",
        "half": drawn(800, 600)[:20000],
    }.items():
        (tmp_path / f"{name}.jpg").write_bytes(data)
    files = {
        name: str(tmp_path / f"{name}.jpg")
        for name in ("empty", "text", "half", "missing")
    }
    items = tuple(
        PhotoItem(name, f"Chú thích {name}", "", 1000, 750)
        for name in [*files, "unknown"]
    )
    pdf = renderer.render(
        "news",
        to_json(NewsDocument(title="A", metadata_date=DATE, blocks=(Photos(items),))),
        files,
    )
    assert text(pdf).count("Ảnh không còn") == 5
    assert all(item.caption in text(pdf) for item in items)


def test_no_metadata_of_a_photo_gets_into_the_paper(renderer, tmp_path):
    tags = Image.Exif()
    tags[0x010F] = "SECRETMAKER"
    (tmp_path / "a.jpg").write_bytes(
        drawn(800, 600, exif=tags.tobytes(), comment=b"SECRETCOMMENT")
    )
    pdf = renderer.render(
        "news",
        to_json(
            NewsDocument(
                title="A", metadata_date=DATE, blocks=(Photos((PhotoItem("a"),)),)
            )
        ),
        {"a": str(tmp_path / "a.jpg")},
    )
    assert not [secret for secret in (b"SECRET", b"Exif") if secret in pdf]


def test_a_paper_without_photos_names_nobody_but_its_own_people(renderer):
    with pikepdf.open(io.BytesIO(render(renderer, Author("Nguyễn Văn Kỳ")))) as opened:
        assert str(opened.docinfo.Author) == "Nguyễn Văn Kỳ"


def test_no_break_spaces_hold_together_and_read_back_as_spaces(renderer):
    words = "Tiết\u00a03 tại lớp\u00a07A1 của Cụm\u00a0I, " * 30
    pdf = render(renderer, Paragraph(words))
    assert "\u00a0" not in "".join(pages(pdf))
    assert folded(words) in text(pdf)
    ends = {line.rstrip().rsplit(" ", 1)[-1] for line in pages(pdf)[0].splitlines()}
    assert not ends & {"Tiết", "lớp", "Cụm"}


def test_a_bulletin_lists_its_articles_and_late_ones(month):
    document, pdf = month
    found = pages(pdf)
    assert "Trong số này" in found[1]
    assert "Số liệu" in found[1]
    assert "Bổ sung" in found[1]
    assert "4 / 5" in found[1]
    assert "Trang" not in found[0]
    tags = [tag for tag, _ in structure(pdf)]
    assert tags.count("/TOCI") == 5
    assert sum("Người viết" in one for one in found) == len(document.articles) + len(
        document.late_articles
    )


def test_a_bulletin_without_anything_still_has_a_cover(renderer):
    pdf = renderer.render(
        "bulletin",
        to_json(dataclasses.replace(bulletin(()), figures=(), tables=(), intro="")),
        {},
    )
    assert len(pages(pdf)) == 1
    assert page.is_pdf_compliant_bytes(pdf, profile="ua1")


def test_a_wide_table_of_the_bulletin_stays_on_the_page(renderer):
    columns = ("Trường", *(f"Khảo sát đợt {n}" for n in range(1, 10)))
    table = Table(
        "Kết quả",
        columns,
        ("left", *["right"] * 9),
        (("PTDTBT THCS Ma Thì Hồ", *["1.234,5"] * 9),) * 60,
    )
    pdf = renderer.render(
        "bulletin", to_json(dataclasses.replace(bulletin(()), tables=(table,))), {}
    )
    assert text(pdf).count("1.234,5") == 540


def test_templates_import_nothing_from_outside():
    templates = sorted(HERE.glob("typst/*.typ"))
    assert [path.stem for path in templates] == [
        "base",
        "bulletin",
        "news",
        "official",
    ]
    for path in templates:
        source = path.read_text()
        assert re.findall(r'#(?:import|include)\s+"(?!base\.typ")', source) == []
        assert "eval(" not in source
        assert "@" not in source


def test_the_mark_of_what_is_not_final_stands_on_every_page(renderer):
    many = [Paragraph("Các thầy cô cùng dự giờ và rút kinh nghiệm. " * 30)] * 12
    found = pages(render(renderer, *many, mark="Bản nháp – chưa duyệt"))
    assert len(found) >= 3
    assert [one.count("Bản nháp – chưa duyệt") for one in found] == [1] * len(found)
    final = text(render(renderer, *many))
    assert "chưa duyệt" not in final
