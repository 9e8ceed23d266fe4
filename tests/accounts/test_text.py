"""Names and search: one way to fold, one way to sort."""

import unicodedata

import pytest

from accounts.text import fold, nfc, person_sort_key, shortened, title_sort_key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dương", "duong"),
        ("Đường", "duong"),
        ("ĐẠT", "dat"),
        ("  Cụm   khu-Đông ", "cum khu dong"),
        ("02/HD-PGD&ĐT", "02 hd pgd dt"),
        ("", ""),
        ("😀", ""),
    ],
)
def test_folding_takes_marks_away(text, expected):
    assert fold(text) == expected
    assert fold(unicodedata.normalize("NFD", text)) == expected


def test_people_sort_by_given_name_in_the_vietnamese_alphabet():
    names = ["Trần Bình", "Lê Thị Ân", "Nguyễn Văn An", "Bùi Ánh", "Vũ Đạt", "Cao Dũng"]
    assert sorted(names, key=person_sort_key) == [
        "Nguyễn Văn An",
        "Bùi Ánh",
        "Lê Thị Ân",
        "Trần Bình",
        "Cao Dũng",
        "Vũ Đạt",
    ]


def test_the_keys_hold_plain_characters_only():
    key = person_sort_key("Đỗ Thị Thanh Hương 2")
    assert key.isdigit()
    assert person_sort_key("") == ""


def test_titles_sort_word_by_word():
    names = ["THCS Ái Mộ", "THCS An Bình", "PTDTBT THCS Na Sang"]
    assert sorted(names, key=title_sort_key) == [
        "PTDTBT THCS Na Sang",
        "THCS Ái Mộ",
        "THCS An Bình",
    ]


def test_nfc_composes():
    assert nfc(unicodedata.normalize("NFD", "Đường")) == "Đường"


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("Bận coi thi", 11, "Bận coi thi"),
        ("Bận coi thi học kì", 11, "Bận coi…"),
        ("Bậncoithihọckì", 6, "Bậnco…"),
    ],
)
def test_a_shortened_text_ends_with_a_whole_word(text, most, expected):
    assert shortened(text, most) == expected
