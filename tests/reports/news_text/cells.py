"""Where each fact of the five reports comes from: the rows, or columns of rows, that hold it.

A cell is emptied by `empty`: a row that stands for itself is deleted, a column is blanked. Names of
schools, clusters and subjects are columns of rows that others point to, so they are overwritten.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model, QuerySet

from clusters.models import Cluster, Document, Partnership, PartnershipParty, School
from reports.models import Article
from sessions.models import (
    Decision,
    ExchangeSession,
    Group,
    Item,
    Lesson,
    LessonTeacher,
    Part,
    RosterEntry,
    SessionDocument,
)

NEUTRAL = "Tên khác"


@dataclass(frozen=True)
class Cell:
    """Rows of one model that belong to the session, and the column that holds the fact."""

    model: type[Model]
    column: str | None
    conditions: dict
    to_exchange: str | None

    def rows(self, exchange: ExchangeSession) -> QuerySet:
        rows = self.model._base_manager.filter(**self.conditions)
        return (
            rows.filter(**{self.to_exchange: exchange.pk}) if self.to_exchange else rows
        )

    def empty(self, exchange: ExchangeSession) -> int:
        """Take the fact away; the number of rows it was in."""
        found = list(self.rows(exchange))
        for row in found:
            if self.column is None:
                row.delete()
                continue
            field = row._meta.get_field(self.column)
            value = None if field.null else (NEUTRAL if not field.blank else "")
            self.model._base_manager.filter(pk=row.pk).update(**{self.column: value})
        return len(found)


def _cell(model: type[Model], to_exchange: str | None) -> Callable[..., Cell]:
    def make(column: str | None = None, **conditions) -> Cell:
        return Cell(model, column, conditions, to_exchange)

    return make


session = _cell(ExchangeSession, "pk")
part = _cell(Part, "exchange")
group = _cell(Group, "part__exchange")
lesson = _cell(Lesson, "exchange")
teacher = _cell(LessonTeacher, "lesson__exchange")
roster = _cell(RosterEntry, "exchange")
item = _cell(Item, "exchange")
decision = _cell(Decision, "exchange")
basis = _cell(Document, "citations__exchange")
citation = _cell(SessionDocument, "exchange")
partnership = _cell(Partnership, "exchanges")
party = _cell(PartnershipParty, "partnership__exchanges")
article = _cell(Article, "exchanges")


def school(name: str) -> Cell:
    return Cell(School, "name", {"name": name}, None)


def cluster(column: str) -> Cell:
    return Cell(Cluster, column, {}, "exchanges")


def _words(text: str) -> dict:
    return {"text__contains": text}


CELLS: dict[str, dict[str, list[Cell]]] = {
    "000_a9aa99fcd8798e48": {
        "Phòng GD&ĐT quận Long Biên": [basis("issuer_as_printed")],
        "2022-2023": [
            session("school_year"),
            citation(document__type_as_printed__contains="2022-2023"),
        ],
        "17/3/2023": [session("on"), part("on")],
        "THCS Lý Thường Kiệt": [school("THCS Lý Thường Kiệt")],
        "THCS Ái Mộ": [school("THCS Ái Mộ")],
        "khối 9": [roster(name_as_printed__contains="lớp 9"), item(**_words("khối 9"))],
        "Ngữ văn": [group(name="Ngữ văn"), item(**_words("Ngữ văn")), decision()],
        "Toán": [
            group(name="Toán"),
            roster(name_as_printed__contains="Toán"),
            item(**_words("Toán")),
            decision(),
        ],
        "Tiếng Anh": [group(name="Tiếng Anh"), item(**_words("Tiếng Anh")), decision()],
        "Ban giám hiệu": [roster(name_as_printed="Ban giám hiệu")],
        "31/3": [decision()],
        "1/4": [decision()],
    },
    "001_b9befe4a04e372a5": {
        "31/3/2023": [session("on"), part("on"), partnership("signed_on")],
        "Tiểu học Đô thị Việt Hưng": [
            session("title"),
            school("Tiểu học Đô thị Việt Hưng"),
            party("signer_title_as_printed"),
        ],
        "Tiểu học Giang Biên": [
            session("title"),
            school("Tiểu học Giang Biên"),
            party("signer_title_as_printed"),
            part("place_as_printed"),
        ],
        "Nhà trường cùng chung tay phát triển": [partnership("programme_name")],
        "2023-2025": [partnership("period_from"), partnership("period_to")],
        "Nguyễn Thị Hằng Nga": [
            roster(name_as_printed="Nguyễn Thị Hằng Nga"),
            party("signer_as_printed", signer_as_printed="Nguyễn Thị Hằng Nga"),
        ],
        "Nguyễn Văn Kỳ": [
            roster(name_as_printed="Nguyễn Văn Kỳ"),
            party("signer_as_printed", signer_as_printed="Nguyễn Văn Kỳ"),
        ],
        "Phạm Thị Mai Thanh": [roster(name_as_printed="Phạm Thị Mai Thanh")],
        "Nguyễn Văn Sẵn": [roster(name_as_printed="Nguyễn Văn Sẵn")],
        "Ngô Quốc Anh": [roster(name_as_printed="Ngô Quốc Anh")],
        "phòng Hội đồng sư phạm": [part("place_as_printed")],
        "biên bản ghi nhớ": [partnership("instrument_as_printed")],
        "Sở Giáo dục và Đào tạo Hà Nội": [partnership("programme_owner_as_printed")],
        "Nguyễn Thị Thu Hiền": [article("author_as_printed")],
    },
    "002_ef0bf8596c6046c4": {
        "Văn Lâm": [
            basis("issuer_as_printed"),
            cluster("area"),
            item(**_words("Văn Lâm")),
        ],
        "Hưng Yên": [cluster("area")],
        "Cụm I": [cluster("label")],
        "THCS Tân Quang": [school("THCS Tân Quang")],
        "THCS Trưng Trắc": [school("THCS Trưng Trắc")],
        "THCS Đình Dù": [school("THCS Đình Dù")],
        "THCS Lạc Hồng": [school("THCS Lạc Hồng")],
        "Trịnh Thị Thúy Thụy": [teacher(name_as_printed="Trịnh Thị Thúy Thụy")],
        "Nguyễn Thị Dương": [teacher(name_as_printed="Nguyễn Thị Dương")],
        "Cao Thị Thanh Huyền": [teacher(name_as_printed="Cao Thị Thanh Huyền")],
        "Nguyễn Thúy Trang": [teacher(name_as_printed="Nguyễn Thúy Trang")],
        "Trần Thị Thu Hương": [teacher(name_as_printed="Trần Thị Thu Hương")],
        "Đỗ Thị Thanh Hương": [teacher(name_as_printed="Đỗ Thị Thanh Hương")],
        "7A1": [lesson(klass="7A1")],
        "6A5": [lesson(klass="6A5")],
        "6A4": [lesson(klass="6A4")],
        "7A3": [lesson(klass="7A3")],
        "KHTN": [lesson(subject__short_name="KHTN")],
        "Tin học": [lesson(subject__name="Tin học")],
        "Ngữ văn": [lesson(subject__name="Ngữ văn")],
    },
    "003_72c620c2abb2d918": {
        "Khoái Châu": [
            basis("issuer_as_printed", issuer_as_printed__contains="Khoái"),
            cluster("area"),
        ],
        "Cụm khu Đông": [
            session("title"),
            cluster("label"),
            basis("issuer_as_printed", issuer_as_printed__contains="khu Đông"),
        ],
        "26/11/2020": [session("on")],
        "02/HD-PGD&ĐT": [basis("number", number__contains="02")],
        "28/9/2020": [basis("issued_on", number__contains="02")],
        "02/10/2020": [basis("issued_on", number="01")],
        "THCS Hồng Tiến": [
            school("THCS Hồng Tiến"),
            article("author_school_as_printed"),
        ],
        "THCS Dân Tiến": [school("THCS Dân Tiến")],
        "THCS Đồng Tiến": [school("THCS Đồng Tiến")],
        "THCS Việt Hòa": [school("THCS Việt Hòa")],
        "THCS Tân Dân": [school("THCS Tân Dân")],
        "Thống nhất kế hoạch bài dạy": [part("title", order=1)],
        "Dạy minh họa": [part("title", order=2)],
        "Phạm Thị Thúy": [article("author_as_printed")],
    },
    "004_d943c97580ba992a": {
        "1000/KH-PGDĐT": [basis("number", number__contains="1000")],
        "7/9/2023": [basis("issued_on", number__contains="1000")],
        "23/KH-DTBTNS": [basis("number", number__contains="23/KH")],
        "29/9/2023": [basis("issued_on", number__contains="23/KH")],
        "68/KH-THCSMTH": [basis("number", number__contains="68/KH")],
        "27/11/2023": [basis("issued_on", number__contains="68/KH")],
        "5512/BGDĐT-GDTrH": [item(**_words("5512"))],
        "7/12/2023": [session("on"), part("on")],
        "PTDTBT THCS Ma Thì Hồ": [
            session("title"),
            school("PTDTBT THCS Ma Thì Hồ"),
            basis("issuer_as_printed", issuer_as_printed__contains="Ma Thì Hồ"),
        ],
        "PTDTBT THCS Na Sang": [
            school("PTDTBT THCS Na Sang"),
            basis("issuer_as_printed", issuer_as_printed__contains="Na Sang"),
        ],
        "PTDTBT THCS Mườn Mươn": [school("PTDTBT THCS Mườn Mươn")],
        "PTDTBT THCS Huổi Mí": [school("PTDTBT THCS Huổi Mí")],
        "Mường Chà": [cluster("area"), item(**_words("Mường Chà"))],
        "Cụm SHCM số 1": [
            cluster("label"),
            basis("summary", summary__contains="cụm 1"),
        ],
        "Ngữ văn": [lesson(subject__name="Ngữ văn")],
        "HĐTNHN": [lesson(subject__short_name="HĐTNHN")],
        "GDTC": [lesson(subject__short_name="GDTC")],
        "2023-2024": [
            session("school_year"),
            basis("summary", summary__contains="2023-2024"),
        ],
    },
}
