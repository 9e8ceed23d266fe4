"""Numbers of documents, dates and years are never broken, at any column width."""

import io
import json
import shutil
import subprocess
import sys

import pypdf
import pytest

from reports.rendering.document import HERE

NUMBERS = [
    "02/HD-PGD&ĐT",
    "1000/KH-PGDĐT",
    "5512/BGDĐT-GDTrH",
    "23/KH-DTBTNS",
    "68/KH-THCSMTH",
    "1315/BGDĐT-GDTH",
    "32/2018/TT-BGDĐT",
    "01/KH-CCM",
    "07/12/2023",
    "28/9/2020",
    "2022-2023",
    "2022–2023",
    "31/3",
    "7A1",
    "PGD-ĐT",
    "GD&ĐT",
    "1.234,5",
    "13-15/4",
]

SCRIPT = """
import sys, typst
fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[sys.argv[2]])
pdf, warnings = typst.compile_with_warnings(sys.argv[1] + "/main.typ", root=sys.argv[1], font_paths=fonts,
    ignore_system_fonts=True, format="pdf", timestamp=0)
assert not warnings, warnings
sys.stdout.buffer.write(pdf)
"""
MAIN = """
#import "base.typ": *
#show: house.with(title: "Thử", author: "", day: day-of("2023-12-08"))
#set page(width: {width}mm + 10mm, height: auto, margin: 5mm, header: none, footer: none)
#let words = json("data.json")
#for sentence in words {{ par(sentence) }}
#sheet-table((title: "", head: ("Số",), aligns: ("left",), widths: ({width},), rows: words.map(sentence => (sentence,))))
"""


def lines(tmp_path, width, sentences):
    shutil.copy(HERE / "typst/base.typ", tmp_path / "base.typ")
    (tmp_path / "main.typ").write_text(MAIN.format(width=width))
    (tmp_path / "data.json").write_text(json.dumps(sentences))
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, tmp_path, HERE / "fonts"],
        capture_output=True,
        check=True,
    )
    return "\n".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(done.stdout)).pages
    ).splitlines()


@pytest.mark.parametrize("width", [38, 47, 61, 83, 168])
def test_numbers_are_not_broken(tmp_path, width):
    sentences = [
        f"{'cụm ' * pad}theo văn bản số {number}; xem ({number}), “{number}”."
        for number in NUMBERS
        for pad in range(6)
    ]
    found = lines(tmp_path, width, sentences)
    whole = {number: sum(line.count(number) for line in found) for number in NUMBERS}
    expected = {number: "\n".join(sentences).count(number) * 2 for number in NUMBERS}
    assert whole == expected


def test_the_break_would_happen_without_the_rule(tmp_path):
    """The test above can fail: a slash without a number on either side may end a line."""
    found = lines(
        tmp_path,
        38,
        [f"{'ab ' * pad}giáo-viên/phụ-huynh/học-sinh" for pad in range(12)],
    )
    assert any(line.rstrip().endswith(("/", "-")) for line in found)


def test_punctuation_stays_with_its_number(tmp_path):
    found = lines(
        tmp_path, 47, [f"{'ab ' * pad}(số 5512/BGDĐT-GDTrH)," for pad in range(20)]
    )
    assert not [line for line in found if line.lstrip().startswith((")", ",", ";"))]
