"""Administrative papers as PDF: the measures of Decree 30/2020/NĐ-CP, read off the page."""

import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import page
import pikepdf
import pytest

from reports.rendering.document import from_json, to_json
from reports.rendering.engine import RenderError
from reports.rendering.guard import line
from reports.rendering.metrics import ruler
from reports.rendering.official import (
    Chapter,
    Clause,
    Grid,
    OfficialDocument,
    Passage,
    Points,
    Rows,
    Signer,
)
from reports.wording.minutes import minutes_paper
from reports.wording.signing_sheet import signing_sheet_paper
from reports.wording.year_plan import year_plan_paper
from tests.reports.official import samples
from tests.reports.rendering.measuring import measured
from tests.reports.rendering.reading import folded, pages, structure, text
from tests.reports.rendering.test_pdf import FALSE_ALARM, HOSTILE

DAY = "2026-11-26"
PAPERS = {
    "minutes": minutes_paper(samples.minutes(), metadata_date=DAY),
    "sheet": signing_sheet_paper(
        samples.sheet(people=samples.people(24)), metadata_date=DAY
    ),
    "sideways": signing_sheet_paper(
        samples.sheet(by_unit=True, phones=True), metadata_date=DAY
    ),
    "plan": year_plan_paper(samples.plan(rows=samples.ROWS * 8), metadata_date=DAY),
}


@pytest.fixture(scope="module")
def made(renderer):
    """Each paper by name, rendered once."""
    pdfs = {}
    for name, document in PAPERS.items():
        pdfs[name] = renderer.render("official", to_json(document), {})
        assert renderer.warnings == []
    return pdfs


def render(renderer, *blocks, **fields):
    document = OfficialDocument(
        **{"type_name": "THÔNG BÁO", "metadata_date": DAY, **fields}, blocks=blocks
    )
    return renderer.render("official", to_json(document), {})


def strings(value):
    if isinstance(value, str):
        yield from (value.split("\n") if value else [])
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, dict):
        hidden = {"kind", "type", "aligns", "widths", "metadata_date", "squares"}
        for name, one in value.items():
            if name not in hidden:
                yield from strings(one)


@pytest.mark.parametrize("name", PAPERS)
def test_a_document_reads_back_as_it_was_written(name):
    assert from_json(to_json(PAPERS[name])) == PAPERS[name]


@pytest.mark.parametrize("name", PAPERS)
def test_every_word_is_on_the_paper(name, made):
    found = text(made[name]).replace("\u00a0", " ")
    plain = re.sub(r"\s+", "", found)
    words = [
        folded(line(one)).replace("\u00a0", " ")
        for one in strings(json.loads(to_json(PAPERS[name])))
    ]
    missing = [one for one in words if re.sub(r"\s+", "", one) not in plain]
    # A cell that is cut by the end of a page has other cells between its lines.
    assert [one for one in missing if len(one) < 40] == []


@pytest.mark.parametrize("profile", ["ua1", "2a"])
@pytest.mark.parametrize("name", PAPERS)
def test_the_checker_finds_no_fault(name, profile, made):
    report = page.validate_pdf_bytes(made[name], profile=profile)
    assert [one for one in report.failures if one.rule_id != FALSE_ALARM] == []


@pytest.mark.parametrize("name", PAPERS)
def test_the_paper_is_a4_with_the_margins_of_the_decree(name, made):
    with pikepdf.open(io.BytesIO(made[name])) as opened:
        box = [float(one) * 25.4 / 72 for one in opened.pages[0].MediaBox[2:]]
    wide, tall = (297, 210) if name == "sideways" else (210, 297)
    assert box == pytest.approx([wide, tall], abs=0.5)
    runs, strokes = measured(made[name])
    body = [one for one in runs if 18 < one.y < tall - 18]
    assert 29.9 < min(one.x for one in body) < 32  # in a cell beside its line
    for one in body:
        face = "LiberationSerif-Regular" if one.face == "LiberationSerif" else one.face
        end = one.x + ruler(face, one.size)(one.text.strip())
        # The spaces of a justified line may be a little narrower than those of the face.
        assert end < wide - 20 + 2, one
    assert max(one.y for one in runs) < tall - 20 + 0.5
    assert all(29.5 < one.x < wide - 20 for one in strokes)


@pytest.mark.parametrize("name", PAPERS)
def test_pages_are_numbered_in_the_middle_above_from_the_second_on(name, made):
    runs, _ = measured(made[name])
    middle = (30 + (277 if name == "sideways" else 190)) / 2
    last = max(one.page for one in runs)
    assert last > 1
    above = [one for one in runs if one.y < 19 and one.text.strip().isdecimal()]
    assert [(one.page, int(one.text)) for one in above] == [
        (n, n) for n in range(2, last + 1)
    ]
    for one in above:
        assert one.size == 13
        assert one.x + ruler("LiberationSerif-Regular", 13)(
            one.text.strip()
        ) / 2 == pytest.approx(middle, abs=0.5)
    assert "1" not in [line.strip() for line in pages(made[name])[0].splitlines()[:1]]


def run_of(runs, words):
    """The first piece that begins like this, or with which this begins: a line may be set in several."""
    for one in runs:
        found = one.text.strip()
        if found.startswith(words) or (len(found) > 2 and words.startswith(found)):
            return one
    raise AssertionError(words)


def test_each_part_of_the_form_has_its_face_and_size(made):
    runs, _ = measured(made["plan"])
    found = {
        words: (run_of(runs, words).size, run_of(runs, words).face.removeprefix("LiberationSerif"))
        for words in (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
            "CỤM CHUYÊN MÔN KHU ĐÔNG",
            "Hưng Yên, ngày 05 tháng 9 năm 2026",
            "KẾ HOẠCH",
            "Sinh hoạt chuyên môn cụm năm học 2026-2027",
            "Căn cứ Công văn số 5555/BGDĐT-GDTrH",
            "I. Mục đích, yêu cầu",
            "Nâng cao chất lượng sinh hoạt chuyên môn.",
            "Lần",
            "TM. CỤM CHUYÊN MÔN KHU ĐÔNG",
            "Nguyễn Văn An",
            "Nơi nhận:",
            "- Sở GD&ĐT Hưng Yên;",
        )
    }  # fmt: skip
    assert list(found.values()) == [
        (12, "-Bold"),
        (13, "-Bold"),
        (12, ""),
        (12, "-Bold"),
        (13, "-Italic"),
        (14, "-Bold"),
        (14, "-Bold"),
        (13, "-Italic"),
        (13, "-Bold"),
        (13, ""),
        (11, "-Bold"),
        (13, "-Bold"),
        (11, ""),
        (12, "-BoldItalic"),
        (11, ""),
    ]


def test_the_nation_stands_right_of_the_issuer_and_its_rule_is_as_long_as_the_motto(
    made,
):
    runs, strokes = measured(made["minutes"])
    nation, motto = run_of(runs, "CỘNG HÒA XÃ HỘI"), run_of(runs, "Độc lập - Tự do")
    issuer, above = (
        run_of(runs, "TRƯỜNG THCS HỒNG TIẾN"),
        run_of(runs, "UBND XÃ LƯƠNG BẰNG"),
    )
    assert above.x < 95 < nation.x
    assert above.y == pytest.approx(nation.y, abs=0.1)
    assert above.y < issuer.y < run_of(runs, "Số:").y < run_of(runs, "BIÊN BẢN").y
    wide = ruler("LiberationSerif-Bold", 13)("Độc lập - Tự do - Hạnh phúc")
    strokes = [one for one in strokes if one.y > 20]  # above stands the mark in its box
    rule = next(one for one in strokes if one.x > 95)
    assert rule.length == pytest.approx(wide, abs=0.2)
    assert rule.x == pytest.approx(motto.x, abs=0.6)
    assert 0.8 < rule.y - motto.y < 3
    own = next(one for one in strokes if one.x < 95)
    assert 1 / 3 < own.length / (160 * 0.41) < 1 / 2
    assert own.y > issuer.y


def test_the_first_line_of_a_paragraph_is_moved_in_and_paragraphs_stand_apart(renderer):
    words = "Cụm thống nhất tổ chức lần ba tại trường trong học kỳ hai. " * 4
    runs, _ = measured(render(renderer, Passage(words), Passage(words)))
    body = [
        one
        for one in runs
        if one.size == 13 and one.text.strip()[:4] in {"Cụm ", "Cụm"}
    ]
    starts = sorted({round(one.x, 1) for one in runs if one.y > 60})
    assert starts[0] == 30.0
    assert 42.7 in starts
    lines = sorted({round(one.y, 1) for one in runs if one.y > 60})
    gaps = [round(b - a, 1) for a, b in pairwise(lines)]
    within, between = min(gaps), max(gaps)
    assert 5.0 <= within <= 13 * 1.5 * 25.4 / 72
    assert (between - within) / 25.4 * 72 >= 6 - 0.3
    assert body


def test_a_text_that_is_not_final_says_so_on_every_page(made):
    found = pages(made["minutes"])
    assert len(found) == 2
    assert [one.count("DỰ THẢO") for one in found] == [1, 1]
    tags = [tag for tag, _ in structure(made["minutes"])]
    assert "/P" in tags
    assert "DỰ THẢO" not in text(made["plan"])


def test_the_head_of_a_table_comes_again_on_every_page(made):
    for name in ("sheet", "plan", "sideways"):
        found = pages(made[name])
        with_rows = [
            one for one in found if re.search(r"\n\d+\s", one) or "Chữ ký" in one
        ]
        assert len(with_rows) > 1, name
        head = "Trường" if name == "plan" else "Họ và tên"
        assert all(head in one for one in with_rows), name


def test_rows_of_people_are_never_cut_by_the_end_of_a_page(made):
    runs, _ = measured(made["sheet"])
    numbered = [one for one in runs if one.text.strip().isdecimal() and one.x < 42]
    assert [int(one.text) for one in numbered] == list(range(1, 129))


def test_signing_rows_are_high_enough_for_a_hand(made):
    runs, _ = measured(made["sheet"])
    rows = [
        one
        for one in runs
        if one.page == 2 and one.text.strip().isdecimal() and one.x < 42
    ]
    assert all(after.y - before.y >= 9.8 for before, after in pairwise(rows))


def test_tables_and_the_square_to_scan_are_told_to_those_who_cannot_see(made):
    tags = list(structure(made["sheet"]))
    assert {found["scope"] for tag, found in tags if tag == "/TH"} == {"/Column"}
    figures = [found["alt"] for tag, found in tags if tag == "/Figure"]
    assert len(figures) == 1
    assert samples.LINK in figures[0]


def test_heading_levels_have_no_gap(made, renderer):
    for pdf in (*made.values(), render(renderer, Clause("1. Dự giờ"), Passage("Một"))):
        levels = [
            int(tag[2:]) for tag, _ in structure(pdf) if re.fullmatch(r"/H\d", tag)
        ]
        assert levels[0] == 1
        assert all(b <= a + 1 for a, b in pairwise(levels))


def test_a_signature_never_stands_alone_on_a_page(renderer):
    signer = (Signer("CHỦ TRÌ", "Nguyễn Văn An"),)
    for many in range(18, 32):
        blocks = [Passage(f"Dòng {at}") for at in range(many)]
        found = pages(render(renderer, *blocks, signers=signer))
        assert "Dòng" in found[-1]


def test_a_heading_is_never_the_last_line_of_a_page(renderer):
    for many in range(20, 32):
        blocks = [Passage(f"Dòng {at}") for at in range(many)]
        found = pages(
            render(renderer, *blocks, Chapter("I. Kết luận"), Passage("Hết."))
        )
        assert not found[0].strip().endswith("I. Kết luận")


def test_a_row_longer_than_a_page_is_cut_rather_than_lost(renderer):
    grid = Grid(
        ("TT", "Nội dung"), ("center", "left"), (10, 0),
        (Rows((("1", "từ " * 3000 + "cuối."),)),),
    )  # fmt: skip
    assert "cuối." in text(render(renderer, grid))


def test_long_words_break_inside_narrow_cells(renderer):
    grid = Grid(
        ("TT", "Họ và tên", "Chữ ký"), ("center", "left", "left"), (10, 0, 36),
        (Rows((("1", "a" * 200, ""),)),),
    )  # fmt: skip
    runs, _ = measured(render(renderer, grid))
    for one in runs:
        face = "LiberationSerif-Regular" if one.face == "LiberationSerif" else one.face
        assert one.x + ruler(face, one.size)(one.text.strip("\u200b ")) < 191


def test_names_wrap_at_words(made):
    runs, _ = measured(made["sheet"])
    names = {one.text.strip() for one in runs if 40 < one.x < 43 and 19 < one.y < 270}
    allowed = {word for person in samples.people() for word in person.name.split()}
    for name in names - {"Họ và tên", "Mã:"}:
        assert set(name.split()) <= allowed or not name.startswith(("Nguyễn", "Lò")), (
            name
        )


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_is_typed_is_never_a_command(hostile, renderer):
    grid = Grid(
        (hostile, "B"),
        ("left", "left"),
        (0, 0),
        (Rows(((hostile, hostile),), hostile),),
    )
    document = OfficialDocument(
        above=hostile, issuer=hostile, number=hostile, dated=hostile, type_name="A" + hostile,
        summary=hostile, mark=hostile, recipients=(hostile,), signers=(Signer(hostile, hostile, hostile, hostile),),
        blocks=(Chapter(hostile), Passage(hostile, hostile), Points((hostile,)), grid), metadata_date=DAY,
    )  # fmt: skip
    pdf = renderer.render("official", to_json(document), {})
    assert renderer.warnings == []
    assert pdf.startswith(b"%PDF-")


def test_a_paper_with_nothing_but_a_name_is_a_paper(renderer):
    pdf = render(renderer)
    assert "THÔNG BÁO" in text(pdf)
    assert len(pages(pdf)) == 1
    bare = OfficialDocument(type_name="", metadata_date=DAY)
    assert "VĂN BẢN" in text(renderer.render("official", to_json(bare), {}))


def test_a_table_that_does_not_fit_its_columns_is_refused_with_the_place(renderer):
    wrong = Grid(("A", "B"), ("left", "left"), (0, 0), (Rows((("một",),)),))
    with pytest.raises(RenderError) as refused:
        render(renderer, wrong)
    assert refused.value.message == "official.blocks[0].rows: every row needs 2 cells"
    narrow = replace(wrong, groups=(), widths=(0,))
    with pytest.raises(RenderError) as refused:
        render(renderer, narrow)
    assert (
        refused.value.message
        == "official.blocks[0].widths: one for each column was expected"
    )


def test_a_table_without_rows_is_left_out_and_one_with_fixed_widths_fills_the_page(
    renderer,
):
    empty = Grid(("A",), ("left",), (0,), (Rows(()),))
    assert "/Table" not in [
        tag for tag, _ in structure(render(renderer, empty, Passage("Một")))
    ]
    fixed = Grid(("A", "B"), ("left", "left"), (10, 30), (Rows((("một", "hai"),)),))
    runs, _ = measured(render(renderer, fixed))
    first, second = (
        next(one for one in runs if one.text.strip() == words)
        for words in ("một", "hai")
    )
    assert second.x - first.x == pytest.approx(40, abs=0.2)


SCRIPT = """
import sys, hashlib
from reports.rendering.engine import Renderer
from reports.rendering.document import from_json
from reports.rendering.docx import to_docx
text = sys.stdin.read()
with Renderer(sys.argv[1]) as one:
    print(hashlib.sha256(one.render("official", text, {})).hexdigest())
print(hashlib.sha256(to_docx(from_json(text), {})).hexdigest())
"""


@pytest.mark.parametrize("name", ["minutes", "sideways"])
def test_the_same_paper_is_the_same_bytes_in_another_process(name, tmp_path):
    def once(**environment):
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(tmp_path)],
            input=to_json(PAPERS[name]),
            env={"PATH": os.defpath, "PYTHONPATH": os.getcwd(), **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    assert once(TZ="UTC", PYTHONHASHSEED="1", LANG="C.UTF-8") == once(
        TZ="Asia/Ho_Chi_Minh", PYTHONHASHSEED="7", LANG="vi_VN.UTF-8"
    )
