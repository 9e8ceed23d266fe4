"""Lists of people as teachers paste them from Excel, Word and Zalo, line by line."""

import time

import pytest

from sessions.pasting import ReadPerson, read_list
from sessions.unit_names import Units

HONG_TIEN, VIET_HOA, TAN_DAN, PHONG, TH = 1, 2, 3, 4, 5
UNITS = Units(
    {
        HONG_TIEN: ["THCS Hồng Tiến"],
        VIET_HOA: ["THCS Việt Hòa"],
        TAN_DAN: ["THCS Tân Dân"],
        PHONG: ["Phòng GD&ĐT Khoái Châu"],
        TH: ["TH&THCS Phùng Hưng"],
    }
)


def person(
    name: str, title: str = "", unit: int | None = None, place: str = "", **more
):
    return ReadPerson(name, title, unit, place, **more)


def group(
    name: str, unit: int | None = None, count: int | None = None, place: str = ""
):
    return ReadPerson(name, "", unit, place, is_group=True, count=count)


LINES = [
    # Groups without names.
    ("BGH và các đồng chí GV dạy Văn - Toán - Anh lớp 9",
     group("BGH và các đồng chí GV dạy Văn - Toán - Anh lớp 9")),
    ("1. BGH và các đồng chí GV dạy Văn – Toán – Anh lớp 9",
     group("BGH và các đồng chí GV dạy Văn – Toán – Anh lớp 9")),
    ("Các đồng chí GV Toán trường THCS Việt Hòa", group("Các đồng chí GV Toán", VIET_HOA)),
    ("Các đ/c giáo viên KHTN - THCS Tân Dân", group("Các đ/c giáo viên KHTN", TAN_DAN)),
    ("Ban giám hiệu trường THCS Hồng Tiến", group("Ban giám hiệu", HONG_TIEN)),
    ("BGH các trường trong cụm", group("BGH các trường trong cụm")),
    ("Toàn thể giáo viên tổ KHXH (12 người)", group("Toàn thể giáo viên tổ KHXH", None, 12)),
    ("- Các giáo viên dạy Ngữ văn: 6 đồng chí", group("Các giáo viên dạy Ngữ văn", None, 6)),
    ("18 giáo viên dạy Toán", group("giáo viên dạy Toán", None, 18)),
    ("5 đ/c GV Toán THCS Việt Hòa", group("đ/c GV Toán", VIET_HOA, 5)),
    ("GV dạy Lý - Hóa - Sinh lớp 8, 9", group("GV dạy Lý - Hóa - Sinh lớp 8, 9")),
    ("Tổ KHTN trường THCS Việt Hoà (7)", group("Tổ KHTN", VIET_HOA, 7)),
    ("Đại diện cha mẹ học sinh lớp 9A", group("Đại diện cha mẹ học sinh lớp 9A")),
    ("Lãnh đạo Phòng GD&ĐT Khoái Châu", group("Lãnh đạo", PHONG)),
    ("Cô Hoa và các cô giáo tổ Văn", group("Cô Hoa và các cô giáo tổ Văn")),
    ("40 học sinh lớp 8A", group("học sinh lớp 8A", None, 40)),
    ("Giáo viên các trường, 25 người", group("Giáo viên các trường", None, 25)),
    # Names with a post and a unit.
    ("Trần Văn Bé, tổ trưởng, trường THCS Việt Hòa", person("Trần Văn Bé", "tổ trưởng", VIET_HOA)),
    ("Trần Văn A, Hiệu trưởng trường THCS Tân Dân", person("Trần Văn A", "Hiệu trưởng", TAN_DAN)),
    ("Trần Văn A, Hiệu trưởng trường THCS Lý Thường Kiệt",
     person("Trần Văn A", "Hiệu trưởng", None, "trường THCS Lý Thường Kiệt")),
    ("Nguyễn Thị Hằng Nga – Hiệu trưởng – THCS Hồng Tiến",
     person("Nguyễn Thị Hằng Nga", "Hiệu trưởng", HONG_TIEN)),
    ("nguyễn văn sẵn - chuyên viên - phòng gd&đt khoái châu",
     person("nguyễn văn sẵn", "chuyên viên", PHONG)),
    ("Lê Thị B - THCS VIET HOA", person("Lê Thị B", "", VIET_HOA)),
    ("Lê Thị B (THCS Tân Dân)", person("Lê Thị B", "", TAN_DAN)),
    ("Lê Thị B (Phó Hiệu trưởng)", person("Lê Thị B", "Phó Hiệu trưởng")),
    ("Lê Thị B - GV Toán (Việt Hòa)", person("Lê Thị B", "GV Toán", VIET_HOA)),
    ("Cà Thị Bình – Phó Hiệu trưởng, Chủ tịch Công đoàn – Trường Mới",
     person("Cà Thị Bình", "Phó Hiệu trưởng, Chủ tịch Công đoàn", None, "Trường Mới")),
    ("Cà Thị Bình, Phó Hiệu trưởng, Chủ tịch Công đoàn, THCS Tân Dân",
     person("Cà Thị Bình", "Phó Hiệu trưởng, Chủ tịch Công đoàn", TAN_DAN)),
    ("Mùa A Dơ, giáo viên", person("Mùa A Dơ", "giáo viên")),
    ("Mùa A Dơ, trường Trung học cơ sở Tân Dân", person("Mùa A Dơ", "", TAN_DAN)),
    ("Đỗ Thị Lan GV Toán THCS Việt Hòa", person("Đỗ Thị Lan", "GV Toán", VIET_HOA)),
    ("Đỗ Thị Lan Phó hiệu trưởng", person("Đỗ Thị Lan", "Phó hiệu trưởng")),
    ("Phạm Văn Long – Trưởng phòng GD&ĐT huyện Văn Giang",
     person("Phạm Văn Long", "Trưởng phòng GD&ĐT huyện Văn Giang")),
    ("Phạm Văn Long, Giám đốc, Vinschool",
     person("Phạm Văn Long", "Giám đốc, Vinschool")),
    ("Phạm Văn Long - Giám đốc - Vinschool", person("Phạm Văn Long", "Giám đốc", None, "Vinschool")),
    ("Phạm Văn Long; Chuyên viên; Sở GD&ĐT Hưng Yên",
     person("Phạm Văn Long", "Chuyên viên", None, "Sở GD&ĐT Hưng Yên")),
    ("Vũ Thị Hà, giáo viên TH&THCS Phùng Hưng", person("Vũ Thị Hà", "giáo viên", TH)),
    # Forms of address stay as they were written.
    ("đ/c Lê Thị B", person("đ/c Lê Thị B")),
    ("2) Đồng chí Lê Thị B - Tổ trưởng", person("Đồng chí Lê Thị B", "Tổ trưởng")),
    ("Thầy Nguyễn Văn Nam, THCS Tân Dân", person("Thầy Nguyễn Văn Nam", "", TAN_DAN)),
    ("+ Cô Hoa", person("Cô Hoa")),
    ("Ông Nguyễn Văn Tư - Bí thư Chi bộ", person("Ông Nguyễn Văn Tư", "Bí thư Chi bộ")),
    # What somebody does there.
    ("Chủ trì: đ/c Nguyễn Văn Sẵn - Phó trưởng phòng",
     person("đ/c Nguyễn Văn Sẵn", "Phó trưởng phòng", capacities=("chair",))),
    ("Thư ký: Lê Thị B", person("Lê Thị B", capacities=("secretary",))),
    ("Hiệu trưởng: Nguyễn Văn C", person("Nguyễn Văn C", "Hiệu trưởng")),
    # Columns of Excel and Word; numbers and telephones are no posts.
    ("1\tLò Văn Inh\tHiệu trưởng\tTHCS Hồng Tiến", person("Lò Văn Inh", "Hiệu trưởng", HONG_TIEN)),
    ("12\tLò Văn Inh\t\tTHCS Hồng Tiến\t0912345678", person("Lò Văn Inh", "", HONG_TIEN)),
    ("Lò Văn Inh\tGV Toán - Tin", person("Lò Văn Inh", "GV Toán - Tin")),
    ("3\tCác đồng chí GV Anh\t\tTHCS Tân Dân", group("Các đồng chí GV Anh", TAN_DAN)),
    # Zalo.
    ("1.Nguyễn Thị Mai - Hồng Tiến - 0912 345 678", person("Nguyễn Thị Mai", "", HONG_TIEN)),
    ("3/ Nguyễn Thị Mai: GV Văn", person("Nguyễn Thị Mai", "GV Văn")),
    ("• Nguyễn Thị Mai", person("Nguyễn Thị Mai")),
    ("1. - Nguyễn Thị Mai", person("Nguyễn Thị Mai")),
    ("4 Nguyễn Thị Mai", person("Nguyễn Thị Mai")),
    # Family and given names that are also words of groups and units.
    ("Tống Văn Năm", person("Tống Văn Năm")),
    ("Đoàn Thị Mai, GV", person("Đoàn Thị Mai", "GV")),
    ("Tô Văn Nam - THCS Tân Dân", person("Tô Văn Nam", "", TAN_DAN)),
    ("NGUYỄN THỊ THANH", person("NGUYỄN THỊ THANH")),
    ("Nguyễn Văn Trường", person("Nguyễn Văn Trường")),
    ("Vũ Đỗ Trường Giang, PHT", person("Vũ Đỗ Trường Giang", "PHT")),
    ("Đặng Minh Đức THCS Hồng Tiến", person("Đặng Minh Đức", "", HONG_TIEN)),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), LINES, ids=[line for line, _ in LINES])
def test_a_line_is_read_as_its_writer_meant_it(line, expected):
    read = read_list(line, UNITS)
    assert (read.people, read.left_out) == ([expected], [])


def test_one_line_with_forms_of_address_names_several_people():
    read = read_list("đ/c An, đ/c Bình, cô Chi", UNITS)
    assert [one.name for one in read.people] == ["đ/c An", "đ/c Bình", "cô Chi"]


def test_the_headings_of_a_table_say_which_column_is_which():
    read = read_list(
        "STT\tHọ và tên\tNgày sinh\tĐơn vị\tChức vụ\tGhi chú\n"
        "1\tLò Văn Inh\t01/02/1980\tTHCS Việt Hòa\tHiệu trưởng\tô tô\n"
        "2\tCà Thị Bình\t\tTrường Mới\tGV Toán\t\n"
        "3\tMùa A Dơ\t\t\t\t\n"
        "Tổng: 3 người",
        UNITS,
    )
    assert read.people == [
        person("Lò Văn Inh", "Hiệu trưởng", VIET_HOA),
        person("Cà Thị Bình", "GV Toán", None, "Trường Mới"),
        person("Mùa A Dơ"),
    ]
    assert read.left_out == ["Tổng: 3 người"]


def test_a_line_that_is_a_unit_holds_for_the_lines_below_it():
    read = read_list(
        "DANH SÁCH ĐẠI BIỂU\nI. Trường THCS Việt Hòa\n1. Trần Văn Bé - HT\n2) Lê Thị B, THCS Tân Dân\n"
        "II. THCS Tân Dân:\n1. Cô Hoa\nTrường THCS Lạ:\nNguyễn Văn C\n",
        UNITS,
    )
    assert read.people == [
        person("Trần Văn Bé", "HT", VIET_HOA),
        person("Lê Thị B", "", TAN_DAN),
        person("Cô Hoa", "", TAN_DAN),
        person("Nguyễn Văn C", "", None, "Trường THCS Lạ"),
    ]
    assert read.left_out == ["DANH SÁCH ĐẠI BIỂU"]


def test_units_that_differ_only_by_accents_are_found_by_accents_only():
    units = Units({1: ["THCS Hòa Bình"], 2: ["THCS Hoa Bình"]})
    assert units.find("Trường THCS Hòa Bình") is None
    assert (units.find("thcs hòa bình"), units.find("THCS Hoa Binh")) == (1, None)


@pytest.mark.parametrize(
    "text",
    ["\t\t\t", " - ", "1.", "…", "\n\n", ")(", "1\t2\t3", "😀", "\u200b"],
)
def test_lines_without_words_name_nobody(text):
    assert read_list(text, UNITS).people == []


@pytest.mark.parametrize(
    "line",
    ["A " * 120, "GV - " * 50, "trường " * 35, "Trường, " * 30, "(" * 250, "THCS THCS " * 25, "1 " * 125],
)  # fmt: skip
def test_a_monstrous_list_is_read_in_no_time(line):
    begun = time.process_time()
    read_list("\n".join([line] * 500), UNITS)
    assert time.process_time() - begun < 2
