"""The text guard and the fonts behind it."""

import hashlib
import re
import unicodedata

import pytest
from fontTools.ttLib import TTFont

from reports.rendering.document import HERE
from reports.rendering.guard import FONTS, clean, line

TONES = ["", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"]
LOWER = [
    unicodedata.normalize("NFC", base + tone)
    for base in "aăâeêioôơuưy"
    for tone in TONES
]
ACCENTED = [letter for letter in LOWER if not letter.isascii()] + ["đ"]
ACCENTED += [letter.upper() for letter in ACCENTED]
TEXT_FACES = sorted(
    path.name for path in FONTS.glob("*.ttf") if not path.name.startswith("Noto")
)


def test_there_are_134_accented_letters_in_ten_text_faces():
    assert len(set(ACCENTED)) == 134
    assert len(TEXT_FACES) == 10


@pytest.mark.parametrize("name", [*TEXT_FACES, "NotoSans_400Regular.ttf"])
def test_every_text_face_draws_every_vietnamese_letter(name):
    with TTFont(FONTS / name, lazy=True) as font:
        drawn = font.getBestCmap()
    assert [letter for letter in ACCENTED if ord(letter) not in drawn] == []


def test_the_list_of_fonts_tells_the_truth():
    listed = dict(
        re.findall(
            r"^\| (\S+\.ttf) .*`([0-9a-f]{64})` \|$",
            (FONTS / "README.md").read_text(),
            re.M,
        )
    )
    assert listed == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FONTS.glob("*.ttf")
    }
    licences = set(
        re.findall(r"\(licences/(\S+?)\)", (FONTS / "README.md").read_text())
    )
    assert licences == {path.name for path in (FONTS / "licences").iterdir()}
    assert all(
        "SIL OPEN FONT LICENSE" in (FONTS / "licences" / name).read_text()
        for name in licences
    )


def test_the_templates_fall_back_on_every_family():
    families = set(
        re.findall(r"\.ttf \| ([^|]+?) \|", (FONTS / "README.md").read_text())
    )
    (stack,) = re.findall(
        r"#let fallback = \((.*)\)", (HERE / "typst/base.typ").read_text()
    )
    assert set(re.findall('"([^"]+)"', stack)) == families


def test_the_fonts_stay_small():
    assert sum(path.stat().st_size for path in FONTS.glob("*.ttf")) < 6_000_000


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Nghiên cứu bài học", "Nghiên cứu bài học"),
        (
            unicodedata.normalize("NFD", "Trường Tiểu học Đô thị Việt Hưng"),
            "Trường Tiểu học Đô thị Việt Hưng",
        ),
        ("a\x00b\x07c\x1fd\x7fe\x85f", "a b c d e f"),
        ("a\u202eb\u2066c\u200fd\ufeffe\u2028f", "a b c d e f"),
        ("a\ud800b\udfffc", "a b c"),
        ("a\ufffeb\ufdd0c\U0001ffffd", "a b c d"),
        ("漢字", "\ufffd\ufffd"),
        ("ക", "\ufffd"),
        ("👍 ☎ ✔ ★ → € ½ × ≥", "👍 ☎ ✔ ★ → € ½ × ≥"),
        (
            "👩\u200d🏫 ❤\ufe0f a\u200bb\u00adc\u200cd",
            "👩\u200d🏫 ❤\ufe0f a\u200bb\u00adc\u200cd",
        ),
        ("lớp\u00a07A1", "lớp\u00a07A1"),
        ("hai\ndòng\tcột", "hai\ndòng\tcột"),
        ("", ""),
    ],
)
def test_what_is_typed_becomes_what_can_be_printed(typed, printed):
    assert clean(typed) == printed


def test_on_one_line_white_space_is_folded_but_no_break_spaces_stay():
    assert line("  Cụm\u00a0I \n\t họp \r\n ") == "Cụm\u00a0I họp"


def test_a_mark_that_only_composes_after_cleaning_is_composed():
    assert clean("e\u0302\u0301") == "ế"


def test_cleaning_twice_changes_nothing():
    text = "".join(map(chr, range(0x3000))) + "👩\u200d🏫漢\ud800"
    assert clean(clean(text)) == clean(text)
