"""The words of administrative papers: the form of the decree, and nothing that nobody typed."""

from dataclasses import replace

import pytest

from reports.facts.papers import (
    EventFacts,
    LetterheadFacts,
    MinutesFacts,
    PersonLine,
    PlanRow,
    SaidFacts,
    SectionFacts,
    SignerFacts,
)
from reports.facts.shapes import WhenFacts
from reports.rendering.official import (
    Chapter,
    Clause,
    Grid,
    Grounds,
    Passage,
    Points,
    Signer,
)
from reports.wording.minutes import minutes_paper
from reports.wording.official import (
    abbreviation,
    about,
    dateline,
    issuer_lines,
    listed,
    number_line,
    official_day,
    place_name,
)
from reports.wording.signing_sheet import signing_sheet_paper, when_words
from reports.wording.vietnamese import NBSP
from reports.wording.year_plan import year_plan_paper
from tests.reports.official import samples

DAY = "2026-11-26"
GAP = NBSP * 6


def plain(value):
    """Every text of a document, no-break spaces as spaces."""
    if isinstance(value, str):
        return [value.replace(NBSP, " ")] if value else []
    if isinstance(value, tuple):
        return [text for one in value for text in plain(one)]
    return [text for one in vars(value).values() for text in plain(one)] if hasattr(value, "__dataclass_fields__") else []  # fmt: skip


def said(document):
    return plain(document.blocks)


# --- letterhead ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ("2023-12-07", "ngày 07 tháng 12 năm 2023"),
        ("2024-02-29", "ngày 29 tháng 02 năm 2024"),
        ("2025-01-01", "ngày 01 tháng 01 năm 2025"),
        ("2025-03-10", "ngày 10 tháng 3 năm 2025"),
        ("2026-11", "tháng 11 năm 2026"),
        ("--04-06", "ngày 06 tháng 4"),
        ("2023", "năm 2023"),
        ("", ""),
    ],
)
def test_days_below_ten_and_the_first_two_months_carry_a_zero(stored, words):
    assert official_day(stored) == words


@pytest.mark.parametrize(
    ("place", "on", "line"),
    [
        ("xã Lương Bằng, tỉnh Hưng Yên", DAY, "Lương Bằng, ngày 26 tháng 11 năm 2026"),
        ("phường 8", DAY, "Phường 8, ngày 26 tháng 11 năm 2026"),
        ("", DAY, "Ngày 26 tháng 11 năm 2026"),
        ("Hưng Yên", "", f"Hưng Yên, ngày{GAP}tháng{GAP}năm{GAP}"),
        ("Hưng Yên", "2026-09", f"Hưng Yên, ngày{GAP}tháng 9 năm 2026"),
        ("Hưng Yên", "2026", f"Hưng Yên, ngày{GAP}tháng{GAP}năm 2026"),
    ],
)
def test_what_is_not_known_of_the_day_leaves_room_for_a_hand(place, on, line):
    assert dateline(place, on) == line


def test_a_place_is_told_as_it_stands_before_a_date():
    assert place_name("thị xã Sơn Tây") == "Sơn Tây"
    assert place_name("Quận 1, Thành phố Hồ Chí Minh") == "Quận 1"


@pytest.mark.parametrize(
    ("number", "line"),
    [
        ("", f"Số:{GAP}/BB-THCSHT"),
        ("8", "Số: 08/BB-THCSHT"),
        ("112", "Số: 112/BB-THCSHT"),
        ("08a", "Số: 08a/BB-THCSHT"),
        ("23/KH-DTBTNS", "Số: 23/KH-DTBTNS"),
        ("Số: 23/KH-DTBTNS", "Số: 23/KH-DTBTNS"),
    ],
)
def test_a_number_gets_its_code_and_an_empty_one_room(number, line):
    assert number_line(replace(samples.SCHOOL, number=number), "BB") == line


@pytest.mark.parametrize(
    ("kind", "issuer", "short"),
    [
        ("school", "THCS Hồng Tiến", "THCSHT"),
        ("school", "Trường THCS Hiệp Lực", "THCSHL"),
        ("school", "PTDTBT THCS Ma Thì Hồ", "THCSMTH"),
        ("school", "Tiểu học số 1 Nam Hòa", "TH1NH"),
        ("school", "TH&THCS Đông Tảo", "TH&THCSĐT"),
        ("school", "Mầm non Hoa Ban", "MNHB"),
        ("authority", "Sở GD&ĐT Hưng Yên", "SGDĐTHY"),
        ("authority", "Phòng Giáo dục và Đào tạo huyện Văn Lâm", "PGDĐT"),
        ("authority", "UBND xã Lương Bằng", "UBND"),
        ("cluster", "Cụm chuyên môn khu Đông", "CCMKĐ"),
        ("cluster", "Cụm số 1", "C1"),
        ("cluster", "Cụm I", "CI"),
    ],
)
def test_the_issuer_is_short_in_the_code(kind, issuer, short):
    assert abbreviation(LetterheadFacts(kind=kind, issuer=issuer)) == short


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("UBND xã Lương Bằng", "UBND XÃ LƯƠNG BẰNG"),
        ("Trường THCS Hồng Tiến", "TRƯỜNG THCS HỒNG TIẾN"),
        ("Phòng Giáo dục và Đào tạo huyện Mường Chà", "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO\nHUYỆN MƯỜNG CHÀ"),
        ("Trường PTDTBT THCS Ma Thì Hồ", "TRƯỜNG PTDTBT THCS\nMA THÌ HỒ"),
        ("Trường Tiểu học số 1 Nam Hòa xanh", "TRƯỜNG TIỂU HỌC\nSỐ 1 NAM HÒA XANH"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_long_name_is_parted_where_a_clerk_parts_it(name, lines):
    assert issuer_lines(name) == lines


def test_a_school_is_never_called_school_twice_nor_an_issuer_in_short():
    paper = minutes_paper(
        samples.minutes(letterhead=replace(samples.SCHOOL, issuer="Trường THCS A")),
        metadata_date=DAY,
    )
    assert paper.issuer == "TRƯỜNG THCS A"
    office = LetterheadFacts(kind="authority", issuer="Sở GD&ĐT")
    assert (
        minutes_paper(samples.minutes(letterhead=office), metadata_date=DAY).issuer
        == "SỞ GIÁO DỤC VÀ ĐÀO TẠO"
    )


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (samples.EVENT, "Sinh hoạt chuyên môn theo hướng nghiên cứu bài học (lần 2): Áp suất chất lỏng"),
        (EventFacts("lesson_study", "sinh hoạt cụm", "Áp suất chất lỏng"), "Sinh hoạt cụm: Áp suất chất lỏng"),
        (EventFacts("exchange", "", "Giao lưu hai trường"), "Giao lưu hai trường"),
        (EventFacts("conference", "", "Hội nghị chuyên môn lần 2", "lần 2"), "Hội nghị chuyên môn lần 2"),
        (EventFacts("visit"), "Thăm và trao đổi chuyên môn"),
    ],
)  # fmt: skip
def test_a_paper_tells_what_it_is_about_once(event, words):
    assert about(event) == words


def test_a_list_ends_its_lines_with_semicolons_and_the_last_with_a_stop():
    assert listed(["một.", " hai;", "", "ba"]) == ("một;", "hai;", "ba.")
    assert listed([]) == ()


# --- minutes ---------------------------------------------------------------------------------


def test_minutes_follow_the_form_of_the_decree():
    paper = minutes_paper(samples.minutes(), metadata_date=DAY)
    assert (paper.type_name, paper.number) == ("BIÊN BẢN", f"Số:{GAP}/BB-THCSHT")
    assert paper.above == "UBND XÃ LƯƠNG BẰNG"
    assert paper.dated == ""
    heads = [one.text for one in paper.blocks if isinstance(one, Chapter | Clause)]
    assert heads == [
        "I. Thời gian, địa điểm",
        "II. Thành phần",
        "III. Nội dung",
        "1. Kiểm điểm việc đã thống nhất lần trước",
        "2. Dự giờ",
        "3. Thảo luận",
        "IV. Kết luận",
    ]
    assert paper.signers == (
        Signer("THƯ KÝ", "Lò Thị Hương Giang"),
        Signer("CHỦ TRÌ", "Nguyễn Văn An"),
    )
    assert said(paper)[-1] == "Cuộc họp kết thúc vào 16 giờ 30 cùng ngày./."
    assert paper.recipients == (
        "Sở GD&ĐT Hưng Yên;",
        "Các trường trong cụm;",
        "Lưu: hồ sơ cụm.",
    )


def test_what_was_said_stands_as_typed_under_its_heading():
    found = said(minutes_paper(samples.minutes(), metadata_date=DAY))
    start = found.index("Ưu điểm:")
    assert found[start : start + 5] == [
        "Ưu điểm:",
        "Học sinh chủ động làm thí nghiệm.",
        "Trịnh Thị Thúy Thụy và Lê Văn Bình: Các nhóm phân công đều.",
        "Thời gian thảo luận còn ngắn.",
        "Tồn tại, khó khăn:",
    ]
    assert "Ý kiến đề xuất:" not in found
    assert (
        "Tổ chức khảo sát môn KHTN 8 – phụ trách: THCS Ái Mộ và THCS Hồng Tiến – thời hạn: 31/3 và 1/4;"
        in found
    )
    assert "Gửi kế hoạch bài dạy đã sửa." in found


def test_empty_facts_stay_out_and_chapters_are_numbered_without_gaps():
    bare = MinutesFacts(samples.SCHOOL, EventFacts("visit"), place="trường THCS A")
    paper = minutes_paper(bare, metadata_date=DAY)
    assert said(paper) == ["I. Thời gian, địa điểm", "Trường THCS A.", "Địa điểm:"]
    assert [one.name for one in paper.signers] == ["", ""]
    spoken = replace(
        bare,
        place="",
        conclusion=(SectionFacts("Kết luận", (SaidFacts("xong"),)),),
    )
    assert said(minutes_paper(spoken, metadata_date=DAY)) == ["I. Kết luận", "Xong."]


def test_an_hour_alone_gets_the_day_of_the_meeting():
    def ends(ended, on):
        facts = samples.minutes(ended=ended, on=on)
        return said(minutes_paper(facts, metadata_date=DAY))[-1]

    day = "Cuộc họp kết thúc vào 16 giờ 30, ngày 26 tháng 11 năm 2026./."
    assert ends("16 giờ 30", "2026-11-26") == day
    assert ends("16 giờ 30", "2026-11") == "Cuộc họp kết thúc vào 16 giờ 30./."
    assert ends("16 giờ 30", "") == "Cuộc họp kết thúc vào 16 giờ 30./."
    assert ends("tối hôm sau", "2026-11-26") == "Cuộc họp kết thúc vào tối hôm sau./."


def test_many_recipients_stand_in_one_line():
    names = tuple(f"THCS Số {at}" for at in range(1, 15))
    paper = minutes_paper(samples.minutes(recipients=names), metadata_date=DAY)
    assert paper.recipients[0].startswith("Các đơn vị: THCS Số 1, THCS Số 2,")
    assert paper.recipients[0].endswith(" và THCS Số 14.")
    assert len(paper.recipients) == 1


def test_only_confirmed_minutes_bear_no_mark():
    draft = minutes_paper(samples.minutes(), metadata_date=DAY)
    final = minutes_paper(samples.minutes(confirmed=True), metadata_date=DAY)
    assert (draft.mark, final.mark) == ("DỰ THẢO", "")
    assert replace(draft, mark="") == final


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("", [""]),
        ("Lò Thị Hương Giang, Giáo viên", ["Lò Thị Hương Giang"]),
        (
            "Lò Thị Hương Giang, Giáo viên; Vàng Thị Mai, Tổ trưởng;",
            ["Lò Thị Hương Giang", "Vàng Thị Mai"],
        ),
        ("Lò Thị Giang; Vàng Thị Mai; Vừ A Sùng", [""]),
    ],
)
def test_two_secretaries_sign_side_by_side_beside_the_chair(line, names):
    paper = minutes_paper(samples.minutes(secretary=line), metadata_date=DAY)
    assert paper.signers == (
        *(Signer("THƯ KÝ", name) for name in names),
        Signer("CHỦ TRÌ", "Nguyễn Văn An"),
    )


def test_no_line_of_a_title_ends_inside_a_term():
    paper = minutes_paper(samples.minutes(), metadata_date=DAY)
    assert paper.summary.split(" ")[:7] == [
        "Sinh\u00a0hoạt",
        "chuyên\u00a0môn",
        "theo\u00a0hướng",
        "nghiên\u00a0cứu",
        "bài\u00a0học",
        "(lần\u00a02):",
        "Áp",
    ]


def test_several_chairs_sign_with_their_hands():
    paper = minutes_paper(
        samples.minutes(chair="Nguyễn Văn An, Hiệu trưởng; Lê Văn Bình, Hiệu trưởng"),
        metadata_date=DAY,
    )
    assert paper.signers[1] == Signer("CHỦ TRÌ", "")


def test_pages_written_by_hand_are_counted():
    paper = minutes_paper(samples.minutes(sheets=2), metadata_date=DAY)
    assert Passage("Kèm theo bản viết tay: 2 trang.") in paper.blocks


def test_who_answers_whom_about_which_lesson_is_told():
    line = SaidFacts(
        "cần thêm bộ thí nghiệm", ("Vàng Thị Mai",), "Tiết dạy KHTN lớp 8A2", "cô Hoa"
    )
    facts = samples.minutes(
        discussion=(SectionFacts("Ý kiến trả lời", (line,)),), earlier=(), lessons=()
    )  # fmt: skip
    assert (
        "Vàng Thị Mai (về tiết dạy KHTN lớp 8A2; với cô Hoa): Cần thêm bộ thí nghiệm."
        in said(minutes_paper(facts, metadata_date=DAY))
    )


# --- signing sheet ---------------------------------------------------------------------------


def grid_of(paper):
    return next(one for one in paper.blocks if isinstance(one, Grid))


def test_the_sheet_is_numbered_in_printed_order_and_leaves_lines_empty():
    grid = grid_of(signing_sheet_paper(samples.sheet(), metadata_date=DAY))
    assert grid.columns == ("TT", "Họ và tên", "Chức vụ", "Đơn vị", "Chữ ký")
    rows = [row for group in grid.groups for row in group.rows]
    assert [row[0] for row in rows] == [str(at) for at in range(1, 29)]
    assert rows[0] == (
        "1",
        "Nguyễn Thị Minh Nguyệt",
        "Hiệu trưởng",
        "THCS Hồng Tiến",
        "",
    )
    assert rows[20:] == [(str(at), "", "", "", "") for at in range(21, 29)]


def test_people_by_unit_keep_the_number_of_the_list():
    facts = samples.sheet(
        people=(
            PersonLine("Chi", "Chuyên viên", "Sở GD&ĐT Hưng Yên"),
            PersonLine("An", "Giáo viên", "THCS Ái Mộ"),
            PersonLine("Khách", "", ""),
            PersonLine("Bình", "Giáo viên", "Sở GD&ĐT Hưng Yên"),
        ),
        by_unit=True,
        blanks=1,
    )
    grid = grid_of(signing_sheet_paper(facts, metadata_date=DAY))
    assert [(group.title, [row[0] for row in group.rows]) for group in grid.groups] == [
        ("Sở GD&ĐT Hưng Yên", ["1", "4"]),
        ("Trường THCS Ái Mộ", ["2"]),
        ("", ["3"]),
        ("Đại biểu đến thêm", ["5"]),
    ]
    assert "Đơn vị" not in grid.columns


def test_two_of_one_name_have_two_lines():
    twice = (PersonLine("Nguyễn Văn An"), PersonLine("Nguyễn Văn An"))
    grid = grid_of(
        signing_sheet_paper(samples.sheet(people=twice, blanks=0), metadata_date=DAY)
    )
    assert [row[0] for group in grid.groups for row in group.rows] == ["1", "2"]


def test_a_group_without_names_gets_its_number_and_room_to_sign():
    group = PersonLine("các đồng chí giáo viên dạy Toán 9", count=12)
    grid = grid_of(
        signing_sheet_paper(samples.sheet(people=(group,)), metadata_date=DAY)
    )
    rows = [row for part in grid.groups for row in part.rows]
    assert rows[0][1] == "Các đồng chí giáo viên dạy Toán 9 (12 người)"
    assert len(rows) == 1 + 8 + 12


def test_a_column_for_telephones_lays_the_sheet_on_its_side():
    upright = signing_sheet_paper(samples.sheet(), metadata_date=DAY)
    sideways = signing_sheet_paper(samples.sheet(phones=True), metadata_date=DAY)
    assert (upright.landscape, sideways.landscape) == (False, True)
    assert "Số điện thoại" in grid_of(sideways).columns
    assert {len(row) for group in grid_of(sideways).groups for row in group.rows} == {6}


def test_the_sheet_tells_when_and_where_as_far_as_it_is_known():
    paper = signing_sheet_paper(samples.sheet(), metadata_date=DAY)
    assert [
        one.text.replace(NBSP, " ") for one in paper.blocks if isinstance(one, Passage)
    ] == [
        "Dạy minh họa và rút kinh nghiệm.",
        "13 giờ 30, ngày 26 tháng 11 năm 2026.",
        "Phòng Hội đồng, trường THCS Hồng Tiến.",
    ]
    assert (paper.check_in.link, paper.check_in.code) == (samples.LINK, "AB3K9Q")
    bare = samples.sheet(when=WhenFacts(), place="", site="", part="", link="", code="")
    assert [
        type(one) for one in signing_sheet_paper(bare, metadata_date=DAY).blocks
    ] == [Grid]
    assert signing_sheet_paper(bare, metadata_date=DAY).check_in is None


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (WhenFacts(on="2026-11-26", half_day="morning"), "sáng ngày 26 tháng 11 năm 2026"),
        (WhenFacts(on="2026-11", half_day="all_day"), "tháng 11 năm 2026"),
        (WhenFacts(date_as_printed="thứ Năm tuần tới"), "thứ Năm tuần tới"),
    ],
)  # fmt: skip
def test_the_time_is_told_as_far_as_it_is_known(when, words):
    assert when_words(when) == words


# --- plan of the year ------------------------------------------------------------------------


def test_the_plan_follows_the_form():
    paper = year_plan_paper(samples.plan(), metadata_date="2026-09-05")
    assert (paper.type_name, paper.number) == ("KẾ HOẠCH", f"Số:{GAP}/KH-CCMKĐ")
    assert paper.dated == "Hưng Yên, ngày 05 tháng 9 năm 2026"
    assert (
        paper.summary.replace(NBSP, " ") == "Sinh hoạt chuyên môn cụm năm học 2026-2027"
    )
    assert [one.text for one in paper.blocks if isinstance(one, Chapter)] == [
        "I. Mục đích, yêu cầu",
        "II. Nội dung, hình thức",
        "III. Thời gian, địa điểm, thành phần",
        "IV. Tổ chức thực hiện",
    ]
    grounds = next(one for one in paper.blocks if isinstance(one, Grounds))
    assert [one[-1] for one in grounds.items] == [";", "."]
    assert Points(("Không xếp loại giờ dạy.",)) in paper.blocks
    assert paper.signers == (
        Signer(
            "CỤM TRƯỞNG",
            "Nguyễn Văn An",
            "TM. CỤM CHUYÊN MÔN KHU ĐÔNG",
            "HIỆU TRƯỞNG TRƯỜNG THCS HỒNG TIẾN",
        ),
    )


def test_the_schedule_has_the_columns_that_hold_something():
    grid = grid_of(year_plan_paper(samples.plan(), metadata_date=DAY))
    assert grid.columns == (
        "Lần",
        "Thời gian",
        "Trường đăng cai",
        "Môn/lớp",
        "Tên bài",
        "Giáo viên dạy",
        "Chủ trì",
    )
    assert [len(group.rows) for group in grid.groups] == [2, 1, 1]
    first, second, third, fourth = (row for group in grid.groups for row in group.rows)
    assert first[:3] == ("1", "Tháng 10/2026", "THCS Hồng Tiến")
    assert second[:3] == ("", "", "")
    assert third[:2] == ("2", "Ngày 26/11/2026")
    assert fourth[:3] == ("Đợt 3", "Tháng 03/2027", "TH&THCS Đông Tảo và THCS Ái Mộ")
    assert grid.spanning == (0, 1, 2, 6)


def test_a_plan_with_nothing_but_a_table_has_one_chapter():
    bare = samples.plan(
        bases=(), purposes=(), contents=(), schedule_words=(), organisation=(),
        recipients=(), signer=None, confirmed=False, rows=(PlanRow(subject="Toán 9"), PlanRow()),
    )  # fmt: skip
    paper = year_plan_paper(bare, metadata_date=DAY)
    assert said(paper)[:2] == [
        "Cụm chuyên môn khu Đông xây dựng kế hoạch sinh hoạt chuyên môn năm học 2026-2027 như sau:",
        "I. Thời gian, địa điểm, thành phần",
    ]
    assert grid_of(paper).columns == ("Môn/lớp",)
    assert paper.signers[0] == Signer("CỤM TRƯỞNG", "", "TM. CỤM CHUYÊN MÔN KHU ĐÔNG")
    assert paper.mark == "DỰ THẢO"
    assert not any(
        isinstance(one, Grid)
        for one in year_plan_paper(replace(bare, rows=()), metadata_date=DAY).blocks
    )


def test_a_typed_opening_stands_as_it_was_typed():
    paper = year_plan_paper(
        samples.plan(opening=("Cụm thống nhất kế hoạch sau", "Các trường thực hiện")),
        metadata_date=DAY,
    )
    assert Passage("Cụm thống nhất kế hoạch sau. Các trường thực hiện.") in paper.blocks


def test_a_blank_line_is_no_paragraph():
    paper = year_plan_paper(
        samples.plan(contents=(" ", "-", "Một.")), metadata_date=DAY
    )
    found = [one.text for one in paper.blocks if isinstance(one, Passage)]
    start = found.index("-")
    assert found[start : start + 2] == ["-", "Một."]
    assert "" not in found


def test_lines_without_a_heading_stand_by_themselves():
    two = (SaidFacts("một"), SaidFacts("hai"))
    facts = MinutesFacts(
        samples.SCHOOL, EventFacts("visit"), conclusion=(SectionFacts("Kết luận", two),)
    )
    assert said(minutes_paper(facts, metadata_date=DAY)) == [
        "I. Kết luận",
        "Một.",
        "Hai.",
    ]
    silent = MinutesFacts(
        samples.SCHOOL,
        EventFacts("visit"),
        discussion=(SectionFacts("Ưu điểm", (SaidFacts(" "),)),),
    )
    assert said(minutes_paper(silent, metadata_date=DAY)) == []


def test_a_title_that_names_the_school_is_not_lengthened():
    signer = SignerFacts("An", "Hiệu trưởng THCS A", "THCS A")
    paper = year_plan_paper(samples.plan(signer=signer), metadata_date=DAY)
    assert paper.signers[0].post == "HIỆU TRƯỞNG THCS A"
