"""A table from Excel: cells, headings in any order, merged cells, several lessons of one round."""

import pytest

from sessions.planning.table import cells_of, heading_of, read_table

HEAD = "Lần\tThời gian\tTrường đăng cai\tMôn/lớp\tTên bài\tGV dạy\tChủ trì"


def lines(*rows: str, **given):
    return read_table("\n".join([HEAD, *rows]), **given).lines


@pytest.mark.parametrize(
    ("words", "column"),
    [
        ("LẦN", "label"), ("Đợt", "label"), ("STT", "number"), ("TT", "number"),
        ("Thời gian dự kiến", "when"), ("Tháng", "when"), ("Trường đăng cai", "hosts"),
        ("Đơn vị đăng cai tổ chức", "hosts"), ("Địa điểm", "hosts"), ("Môn/lớp", "subject"),
        ("Khối lớp", "subject"), ("Tên bài dạy", "topic"), ("Nội dung", "topic"),
        ("GV dạy", "teachers"), ("Người dạy minh họa", "teachers"), ("Chủ trì", "chair"),
        ("Hình thức", "kind"), ("Ghi chú", "note"), ("Kinh phí", ""),
        ("Th\u01a1\u0300i gian", "when"), ("thoi gian", "when"),
    ],
)  # fmt: skip
def test_a_heading_is_known_in_any_spelling(words, column):
    assert heading_of(words) == column


def test_columns_stand_in_any_order():
    [line] = read_table("GV dạy\tLần\tTháng\nTrần A\t2\t10/2026").lines
    assert (line.teachers, line.label, line.when) == ("Trần A", "2", "10/2026")


def test_title_lines_above_and_sections_within_are_left_out_and_told():
    table = read_table(
        f"KẾ HOẠCH SINH HOẠT\n\n{HEAD}\nLần 1\t10/2026\tA\t\t\t\t\nHỌC KỲ II\t\t\t\t\t\t\n"
    )
    assert [line.label for line in table.lines] == ["Lần 1"]
    assert table.left_out == ["KẾ HOẠCH SINH HOẠT", "HỌC KỲ II"]


def test_a_row_that_speaks_like_headings_is_a_row():
    [line] = lines("Lần 5\ttháng 3\tTHCS Hồng Hà\tKỹ năng sống 6\tBài 1\tTrường A\t")
    assert line.subject == "Kỹ năng sống 6"


def test_headings_that_stand_again_on_the_next_page_are_no_round():
    found = lines("Lần 1\t10/2026\tA\t\t\t\t", HEAD, "Lần 2\t11/2026\tB\t\t\t\t")
    assert [line.label for line in found] == ["Lần 1", "Lần 2"]


def test_an_empty_cell_of_a_merged_column_is_filled_and_marked():
    _first, second = lines("Lần 1\t10/2026\tA\t\t\t\t", "Lần 2\t\tB\t\t\t\t")
    assert second.when == "10/2026"
    assert second.filled == ("when",)


def test_an_empty_cell_stays_empty_when_the_person_says_so():
    _first, second = lines(
        "Lần 1\t10/2026\tA\t\t\t\t", "Lần 2\t\tB\t\t\t\t", merged=False
    )
    assert second.when == ""
    assert second.filled == ()


def test_a_line_without_number_is_a_lesson_of_the_round_above_and_its_host_is_one_more():
    first, second = lines(
        "Lần 1\t10/2026\tA\tToán 6\tBài 1\tX\t", "\t\tB\tVăn 7\tBài 2\tY\t"
    )
    assert first.hosts == "A; B"
    assert (second.of_above, second.subject, second.hosts) == (True, "Văn 7", "")


def test_another_time_under_one_number_is_another_round_of_that_number():
    _first, second = lines("Lần 1\t15/10\tA\t\t\t\t", "\t22/10\tB\t\t\t\t")
    assert (second.label, second.when, second.of_above) == ("Lần 1", "22/10", False)


def test_without_a_column_of_numbers_time_or_host_begin_a_round():
    found = read_table("Tháng\tTrường\tMôn\n9\tA\tToán\n\t\tVăn\n10\tB\tAnh").lines
    assert [line.of_above for line in found] == [False, True, False]


def test_cells_of_several_lines_are_as_many_lessons():
    first, second = lines('Lần 1\t10\tA\t"Toán 6\nVăn 7"\t"Bài 1\nBài 2"\tX\t')
    assert (first.subject, first.topic, first.teachers) == ("Toán 6", "Bài 1", "X")
    assert (second.subject, second.topic, second.teachers) == ("Văn 7", "Bài 2", "")
    assert second.of_above


def test_a_title_that_wraps_stays_one_title():
    [line] = lines('Lần 1\t10\tA\tToán 6\t"Tìm quy luật\ncủa dãy số"\tX\t')
    assert line.topic == "Tìm quy luật của dãy số"


def test_quotes_that_somebody_typed_stay():
    [line] = lines('Lần 1\t10\tA\tVăn 7\t"Bếp lửa"\tX\t')
    assert line.topic == '"Bếp lửa"'


def test_quotes_of_excel_go_and_doubled_ones_are_single():
    assert cells_of('a\t"b ""c""\nd"\te') == [["a", 'b "c"\nd', "e"]]


def test_decomposed_letters_and_odd_spaces_are_tidied():
    assert cells_of("To\u0061\u0301n\u00a06 \t x") == [["Toán 6", "x"]]


def test_without_headings_nothing_is_read_until_a_person_says_what_columns_hold():
    table = read_table("1\t10/2026\tA")
    assert (table.headings, table.lines) == ([], [])
    assert table.samples == [["1", "10/2026", "A"]]
    [line] = read_table("1\t10/2026\tA", columns=["label", "when", "hosts"]).lines
    assert (line.label, line.when, line.hosts) == ("1", "10/2026", "A")


def test_a_second_column_of_one_kind_becomes_a_note_and_is_not_lost():
    table = read_table("Lần\tTrường đăng cai\tĐịa điểm\n1\tA\tHội trường B")
    assert table.columns == ["label", "hosts", "note"]
    assert table.lines[0].note == "Hội trường B"


def test_subject_and_class_in_two_columns_stand_behind_each_other():
    [line] = read_table("Lần\tMôn\tLớp\n1\tKHTN\t8A").lines
    assert line.subject == "KHTN 8A"


@pytest.mark.parametrize("pasted", ["", "\n\n", "\t\t\n", "chỉ một dòng chữ"])
def test_what_is_no_table_has_no_lines(pasted):
    assert read_table(pasted).lines == []
