"""Facts of administrative papers, made by hand in the manner of real ones."""

from dataclasses import replace

from accounts.qr import squares_of
from reports.facts.papers import (
    AgreedFacts,
    EventFacts,
    LetterheadFacts,
    MinutesFacts,
    PersonLine,
    PlanRow,
    SaidFacts,
    SectionFacts,
    SignerFacts,
    SigningSheetFacts,
    YearPlanFacts,
)
from reports.facts.shapes import WhenFacts

SCHOOL = LetterheadFacts(
    kind="school",
    above="UBND xã Lương Bằng",
    issuer="THCS Hồng Tiến",
    place="xã Lương Bằng, tỉnh Hưng Yên",
    on="2026-11-26",
)
CLUSTER = LetterheadFacts(
    kind="cluster",
    above="Sở Giáo dục và Đào tạo tỉnh Hưng Yên",
    issuer="Cụm chuyên môn khu Đông",
    place="Hưng Yên",
    on="2026-09-05",
)
EVENT = EventFacts("lesson_study", "", "Áp suất chất lỏng", "lần 2")
LINK = "https://chungtay.example.vn/DD/AB3K9Q"


def minutes(**fields) -> MinutesFacts:
    """Minutes with something under every heading."""
    return replace(
        MinutesFacts(
            letterhead=SCHOOL,
            event=EVENT,
            began="13 giờ 30, ngày 26 tháng 11 năm 2026",
            ended="16 giờ 30 cùng ngày",
            place="phòng Hội đồng, trường THCS Hồng Tiến",
            chair="Nguyễn Văn An, Hiệu trưởng, THCS Hồng Tiến",
            secretary="Lò Thị Hương Giang, Giáo viên, THCS Ái Mộ",
            present=(
                "Nguyễn Thị Minh Nguyệt, Phó Hiệu trưởng, THCS Ái Mộ",
                "các đồng chí giáo viên dạy KHTN (12 người)",
            ),
            absent=("Vừ A Sùng, TH&THCS Đông Tảo (ốm)",),
            agenda=("Dự giờ và thảo luận bài Áp suất chất lỏng.",),
            lessons=("Tiết dạy KHTN, lớp 8A2, bài “Áp suất chất lỏng”; người dạy: Vàng Thị Mai",),
            earlier=(AgreedFacts("Gửi kế hoạch bài dạy", ("THCS Ái Mộ",), "15/11/2026", "đã xong"),),
            discussion=(
                SectionFacts(
                    "Ưu điểm",
                    (
                        SaidFacts("Học sinh chủ động làm thí nghiệm"),
                        SaidFacts("các nhóm phân công đều.", ("Trịnh Thị Thúy Thụy", "Lê Văn Bình")),
                    ),
                ),
                SectionFacts("Tồn tại, khó khăn", (SaidFacts("thời gian thảo luận còn ngắn"),)),
                SectionFacts("Ý kiến đề xuất", ()),
            ),
            conclusion=(SectionFacts("Kết luận", (SaidFacts("Dùng chung kế hoạch bài dạy đã sửa."),)),),
            decisions=(
                AgreedFacts("tổ chức khảo sát môn KHTN 8", ("THCS Ái Mộ", "THCS Hồng Tiến"), "31/3 và 1/4"),
                AgreedFacts("Gửi kế hoạch bài dạy đã sửa"),
            ),
            recipients=("Sở GD&ĐT Hưng Yên", "Các trường trong cụm;", "Lưu: hồ sơ cụm."),
        ),
        **fields,
    )  # fmt: skip


def people(units: int = 4) -> tuple[PersonLine, ...]:
    named = (
        ("Nguyễn Thị Minh Nguyệt", "Hiệu trưởng"),
        ("Lò Thị Hương Giang", "Phó Hiệu trưởng"),
        ("Trịnh Thị Thúy Thụy", "Tổ trưởng tổ Khoa học tự nhiên"),
        ("Vừ Mí Sáu", "Giáo viên"),
        ("Nguyễn Hoàng Bảo Khánh Linh Đan", "Giáo viên"),
    )
    schools = (
        "THCS Hồng Tiến",
        "THCS Ái Mộ",
        "PTDTBT THCS Ma Thì Hồ",
        "TH&THCS Đông Tảo",
    )
    return tuple(
        PersonLine(name, title, schools[at % 4])
        for at in range(units)
        for name, title in named
    )  # fmt: skip


def sheet(**fields) -> SigningSheetFacts:
    return replace(
        SigningSheetFacts(
            letterhead=CLUSTER,
            event=EVENT,
            when=WhenFacts(on="2026-11-26", starts_at="13:30"),
            part="Dạy minh họa và rút kinh nghiệm",
            place="phòng Hội đồng",
            site="THCS Hồng Tiến",
            people=people(),
            link=LINK,
            code="AB3K9Q",
            squares=squares_of(LINK),
        ),
        **fields,
    )


ROWS = (
    PlanRow("lần 1", "Tháng 10/2026", "", ("THCS Hồng Tiến",), "KHTN 8", "Áp suất chất lỏng", ("Vàng Thị Mai",), "Nguyễn Văn An"),
    PlanRow(subject="Toán 9", topic="Căn bậc hai", teachers=("Trịnh Thị Thúy Thụy", "Lê Văn Bình")),
    PlanRow("lần 2", "", "2026-11-26", ("PTDTBT THCS Ma Thì Hồ",), "Ngữ văn 7", "Thực hành tiếng Việt: dấu chấm lửng và biện pháp liên kết", ("Lò Thị Hương Giang",), "Nguyễn Văn An"),
    PlanRow("Đợt 3", "", "2027-03", ("TH&THCS Đông Tảo", "THCS Ái Mộ"), "Tiếng Anh 6"),
)  # fmt: skip


def plan(**fields) -> YearPlanFacts:
    return replace(
        YearPlanFacts(
            letterhead=CLUSTER,
            school_year="2026-2027",
            cluster="Cụm chuyên môn khu Đông",
            bases=(
                "Căn cứ Công văn số 5555/BGDĐT-GDTrH ngày 08/10/2014 của Bộ Giáo dục và Đào tạo;",
                "Căn cứ Quyết định số 2269/QĐ-BGDĐT ngày 11/8/2025",
            ),
            purposes=("Nâng cao chất lượng sinh hoạt chuyên môn.", "- Không xếp loại giờ dạy."),
            contents=("Mỗi lần hai buổi: thống nhất kế hoạch bài dạy; dạy minh họa và rút kinh nghiệm.",),
            schedule_words=("Lịch cụ thể như sau:",),
            rows=ROWS,
            organisation=("Cụm trưởng chỉ đạo chung.", "Trường đăng cai chuẩn bị phòng học, thiết bị."),
            signer=SignerFacts("Nguyễn Văn An", "Hiệu trưởng", "THCS Hồng Tiến"),
            recipients=("Sở GD&ĐT Hưng Yên", "Các trường trong cụm"),
            confirmed=True,
        ),
        **fields,
    )  # fmt: skip
