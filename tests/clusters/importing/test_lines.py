"""What headings and lines mean, as Vietnamese schools write them."""

import pytest

from clusters.importing.columns import cells_of, columns_of
from clusters.importing.lines import digest_of, is_remark, kind_of, read_line
from clusters.importing.tables import Unreadable
from clusters.programme import KnownSubjects, load


@pytest.fixture
def subjects(db):
    load()
    return KnownSubjects()


@pytest.mark.parametrize(
    ("headings", "at"),
    [
        (["TT", "Họ và tên", "SĐT"], {"full_name": 1, "phone": 2}),
        (
            ["STT", "Họ đệm", "Tên", "Chức vụ (kiêm nhiệm)"],
            {"family_name": 1, "given_name": 2, "title": 3},
        ),
        (["Tên", "Môn"], {"full_name": 0, "subjects": 1}),
        (
            ["HỌ VÀ TÊN GV", "Số điện thoại/Zalo", "Mã GV *"],
            {"full_name": 0, "phone": 1, "staff_code": 2},
        ),
        (["Họ và tên", "Điện thoại", "Số điện thoại"], {"full_name": 0, "phone": 1}),
        (["Đơn vị", "Họ tên", "Ngày sinh"], {"school": 0, "full_name": 1}),
    ],
)
def test_columns_in_any_order_and_spelling(headings, at):
    assert columns_of([headings]).at == at


def test_headings_below_the_letterhead_and_columns_nobody_reads():
    table = [
        ["PHÒNG GD&ĐT NẬM XUÂN"],
        ["DANH SÁCH CÁN BỘ, GIÁO VIÊN"],
        [],
        ["TT", "Họ và tên", "Ngày sinh", "Chức vụ"],
        ["1", "Vàng Thị Mai", "01/02/1980", "GV"],
    ]
    columns = columns_of(table)
    assert (columns.line, columns.unread) == (3, ["Ngày sinh"])
    assert cells_of(table[4], columns) == {"full_name": "Vàng Thị Mai", "title": "GV"}


def test_family_and_given_name_are_one_name():
    columns = columns_of([["Họ", "Tên"]])
    assert cells_of(["Vàng Thị", "Mai"], columns) == {"full_name": "Vàng Thị Mai"}


def test_a_list_without_names_is_refused():
    with pytest.raises(Unreadable, match="no_names"):
        columns_of([["STT", "Ngày sinh"], ["1", "01/02/1980"]])


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("", "teacher"),
        ("Giáo viên", "teacher"),
        ("GVCN 7A1", "teacher"),
        ("Tổ phó", "teacher"),
        ("Hiệu trưởng", "principal"),
        ("HT", "principal"),
        ("Hiệu trưởng, dạy Toán", "principal"),
        ("Phó Hiệu trưởng", "vice_principal"),
        ("P. Hiệu trưởng", "vice_principal"),
        ("PHT", "vice_principal"),
        ("Giáo viên, Tổ trưởng tổ KHTN", "subject_head"),
        ("TTCM", "subject_head"),
        ("Tổ trưởng tổ Văn phòng", "staff"),
        ("Kế toán", "staff"),
        ("NV y tế", "staff"),
    ],
)
def test_titles_mean_posts(title, kind):
    assert kind_of(title, teaches=False) == (kind, True)


def test_a_title_nobody_knows_is_said_and_never_gives_rights():
    assert kind_of("Cố vấn", teaches=True) == ("teacher", False)
    assert kind_of("Cố vấn", teaches=False) == ("staff", False)


def test_a_line_as_it_is_understood(subjects):
    line, wrong, told = read_line(
        {
            "full_name": "NGUYỄN THỊ HẰNG",
            "phone": "912 345 678",
            "email": "Hang@Truong.edu.vn",
            "staff_code": "GV 01",
            "title": "Giáo viên",
            "subjects": "Toán, Lý 7; TD và Nấu ăn",
        },
        subjects,
    )
    assert (line.full_name, line.phone, line.email) == (
        "Nguyễn Thị Hằng",
        "+84912345678",
        "hang@truong.edu.vn",
    )
    assert (line.staff_code, line.kind, wrong) == ("GV01", "teacher", [])
    assert len(line.subjects) == 3
    assert told == [("subject_unknown", {"subject": "Nấu ăn"})]


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ({"full_name": "", "phone": "0912345678"}, "name_missing"),
        ({"full_name": "NguyÔn ThÞ H»ng"}, "name_old_font"),
        ({"full_name": "Nguyễn Thị Hằng 0912"}, "name_strange"),
        ({"full_name": "=HYPERLINK(1)"}, "name_strange"),
        ({"full_name": "A" * 121}, "name_strange"),
        ({"full_name": "Vàng Thị Mai", "phone": "12345"}, "phone_wrong"),
        ({"full_name": "Vàng Thị Mai", "phone": "01234567890"}, "phone_wrong"),
        ({"full_name": "Vàng Thị Mai", "email": "mai@"}, "email_wrong"),
        ({"full_name": "Vàng Thị Mai", "staff_code": "A/B"}, "code_wrong"),
    ],
)
def test_what_is_wrong_with_a_line(subjects, cells, word):
    _line, wrong, _told = read_line(cells, subjects)
    assert [one for one, _ in wrong] == [word]


@pytest.mark.parametrize(
    "name",
    [
        "Vàng Thị Mai",
        "H'Hen Niê",
        "K' Brêu",
        "Mùa A Dơ",
        "Y-Thanh Kbuôr",
        "Đường Thị Ân",
    ],
)
def test_names_of_all_peoples_are_names(subjects, name):
    line, wrong, _ = read_line({"full_name": name}, subjects)
    assert (line.full_name, wrong) == (name, [])


def test_forms_of_address_and_brackets_are_no_part_of_a_name(subjects):
    line, wrong, told = read_line({"full_name": "Cô Vàng Thị Mai (hợp đồng)"}, subjects)
    assert (line.full_name, wrong, told[0][0]) == ("Vàng Thị Mai", [], "name_cut")


def test_numbering_is_no_part_of_a_name(subjects):
    line, wrong, _ = read_line({"full_name": "12. Vàng Thị Mai"}, subjects)
    assert (line.full_name, wrong) == ("Vàng Thị Mai", [])


def test_of_two_numbers_the_first(subjects):
    line, wrong, _ = read_line(
        {"full_name": "Vàng Thị Mai", "phone": "0912.345.678 / 0987654321"}, subjects
    )
    assert (line.phone, wrong) == ("+84912345678", [])


@pytest.mark.parametrize(
    ("cells", "remark"),
    [
        ({"full_name": "Tổng số: 45 người"}, True),
        ({"full_name": "I. Ban giám hiệu"}, True),
        ({"full_name": "Tổ Khoa học tự nhiên"}, True),
        ({"full_name": "HIỆU TRƯỞNG"}, True),
        ({"full_name": "Nguyễn Thị Ví Dụ", "phone": "0912 345 678"}, True),
        ({"full_name": "Nậm Xuân, ngày 07 tháng 12 năm 2026"}, True),
        ({"full_name": "Tô Thị Mai"}, False),
        ({"full_name": "Tống Văn Công"}, False),
        ({"full_name": "A Dơ"}, False),
        ({"full_name": "1. Vàng Thị Mai"}, False),
        ({"full_name": "Vàng Thị Mai"}, False),
    ],
)
def test_lines_that_are_no_person(cells, remark):
    assert is_remark(cells) is remark


def test_the_same_line_has_the_same_digest():
    one = {"full_name": "Vàng Thị Mai", "title": "GV", "phone": ""}
    assert digest_of(one) == digest_of({"title": "gv ", "full_name": "vàng thị mai"})
    assert digest_of(one) != digest_of(one | {"phone": "0912345678"})
