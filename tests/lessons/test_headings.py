"""The changes in a Word file under the headings that stand in it."""

import pytest

from lessons.comparing import Change, compare, texts_of_words
from lessons.headings import is_heading, under_headings


@pytest.mark.parametrize(
    "line",
    [
        "I. MỤC TIÊU",
        "II/ Thiết bị dạy học và học liệu",
        "IV. Điều chỉnh sau bài dạy",
        "Hoạt động 1: Mở đầu (5 phút)",
        "HOẠT ĐỘNG 2.1. Tìm hiểu áp suất",
        "2. Hoạt động 3 – Luyện tập",
        "A. HOẠT ĐỘNG KHỞI ĐỘNG",
        "Tiết 2",
        "1. Yêu cầu cần đạt",
        "3. Các hoạt động dạy học chủ yếu",
    ],
)
def test_headings_of_plans_are_known(line):
    assert is_heading(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Bước 1: Chuyển giao nhiệm vụ",
        "A. 5 cm",
        "1. Về kiến thức",
        "Hoạt động nhóm bốn người",
        "Tiết học kết thúc bằng một bài hát",
        "In phiếu học tập số 2",
        "Hoạt động 1 " + "rất dài " * 30,
    ],
)
def test_sentences_and_lists_are_none(line):
    assert not is_heading(line)


BEFORE = """Tên bài: Áp suất
I. MỤC TIÊU
Nêu được áp suất là gì
Hoạt động 1: Mở đầu
Cho học sinh xem một hình
Hoạt động 2: Luyện tập
Làm ba bài trong sách"""


def changes(after: str, before: str = BEFORE) -> list[Change]:
    [whole] = compare(texts_of_words(before, "Cả bài"), texts_of_words(after, "Cả bài"))
    return under_headings(whole, "Đầu bài")


def kinds(told: list[Change]) -> list[tuple[str, str]]:
    return [(one.title, one.kind) for one in told]


def test_a_change_is_told_under_its_heading():
    told = changes(BEFORE.replace("một hình", "một đoạn phim"))
    assert kinds(told) == [
        ("Đầu bài", "same"),
        ("I. MỤC TIÊU", "same"),
        ("Hoạt động 1: Mở đầu", "changed"),
        ("Hoạt động 2: Luyện tập", "same"),
    ]
    [paragraph] = told[2].changed
    assert paragraph.text == "Cho học sinh xem một đoạn phim"


def test_an_activity_put_in_and_the_numbers_behind_it_mark_nothing_else():
    after = BEFORE.replace(
        "Hoạt động 2: Luyện tập",
        "Hoạt động 2: Trò chơi tiếp sức\nHai đội thi kể tên các loại áp suất\nHoạt động 3: Luyện tập",
    )
    told = changes(after)
    assert kinds(told)[2:] == [
        ("Hoạt động 1: Mở đầu", "same"),
        ("Hoạt động 2: Trò chơi tiếp sức", "in"),
        ("Hoạt động 3: Luyện tập", "changed"),
    ]
    assert [one.text for one in told[3].paragraphs] == [
        "Hai đội thi kể tên các loại áp suất"
    ]
    # The title itself shows its other number; it is not said again below.
    assert [(one.kind, one.words) for one in told[4].heading] == [
        ("same", "Hoạt động"),
        ("out", "2"),
        ("in", "3"),
        ("same", ": Luyện tập"),
    ]
    assert told[4].changed == []


def test_an_activity_taken_out_is_told_by_the_heading_that_stood_there():
    told = changes(BEFORE.partition("\nHoạt động 2")[0])
    assert kinds(told)[-1] == ("Hoạt động 2: Luyện tập", "out")
    assert kinds(told)[-2] == ("Hoạt động 1: Mở đầu", "same")


def test_without_headings_it_is_one_text():
    told = changes("Một\nBa", before="Một\nHai")
    assert [one.title for one in told] == ["Cả bài"]


def test_what_was_not_compared_is_said_once():
    lines = "I. MỤC TIÊU\n" + "\n".join(f"dòng {n}" for n in range(2_000))
    told = changes(lines + "\nthêm", before=lines)
    assert [one.cut for one in told] == [True]


def test_a_heading_over_a_text_that_stood_there_before_is_shown_as_put_in():
    told = changes(
        "I. MỤC TIÊU\nTiết 2\nNêu được áp suất", "I. MỤC TIÊU\nNêu được áp suất"
    )
    assert kinds(told) == [("I. MỤC TIÊU", "same"), ("Tiết 2", "changed")]
    assert [(one.kind, one.text) for one in told[1].changed] == [("in", "Tiết 2")]
