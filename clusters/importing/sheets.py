"""The Excel files that we hand out: the template, and the lines of a list that were not taken over."""

import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from clusters.importing.lines import EXAMPLE_NAME
from clusters.importing.words import sentences
from clusters.models import ImportRow, Subject

# Our word for a column, what stands over it, its width in signs. A file for Vietnamese schools:
# literal Vietnamese, as on paper.
COLUMNS = (
    ("full_name", "Họ và tên", 28),
    ("phone", "Số điện thoại", 16),
    ("email", "Email", 26),
    ("staff_code", "Mã giáo viên", 14),
    ("title", "Chức vụ", 24),
    ("subjects", "Môn dạy", 22),
)
SCHOOL = ("school", "Trường", 26)
_EXAMPLE = {
    "full_name": EXAMPLE_NAME,
    "phone": "0912 345 678",
    "email": "",
    "staff_code": "",
    "title": "Giáo viên",
    "subjects": "Toán, Tin học",
    "school": "THCS Hoa Ban",
}
_TITLES = (
    "Hiệu trưởng",
    "Phó Hiệu trưởng",
    "Tổ trưởng chuyên môn",
    "Giáo viên",
    "Nhân viên",
)
_GUIDE = (
    "Mỗi người một dòng. Chỉ cột “Họ và tên” là bắt buộc; cột nào không có thì để trống hoặc xóa đi.",
    "Số điện thoại (hoặc email) dùng để đăng nhập. Thầy cô chưa có thì để trống: trường in phiếu mời.",
    "Nhiều môn cách nhau bằng dấu phẩy: Toán, Tin học.",
    "Có thể nhập lại danh sách này nhiều lần: người đã có không bị thêm lần nữa.",
    "Dòng ví dụ ở trang “Danh sách” sẽ bị bỏ qua nếu còn giữ nguyên.",
)
_HEAD_FILL = PatternFill("solid", start_color="1F3A5F")
_AHEAD = 2000


def template(subjects: Iterable[Subject], *, with_school: bool) -> bytes:
    """An empty list with headings, one example, and choices for titles."""
    columns = [*COLUMNS, SCHOOL] if with_school else list(COLUMNS)
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101  (a new workbook has one)
    sheet.title = "Danh sách"
    _head(sheet, columns)
    sheet.append([_EXAMPLE[word] for word, _head_, _width in columns])
    for cell in sheet[2]:
        cell.font = Font(italic=True, color="808080")
    _as_text(sheet, columns, rows=_AHEAD)
    titles = DataValidation(
        type="list",
        formula1=f'"{",".join(_TITLES)}"',
        allow_blank=True,
        showErrorMessage=False,
    )
    sheet.add_data_validation(titles)
    place = [word for word, _head_, _width in columns].index("title") + 1
    letter = sheet.cell(row=1, column=place).column_letter
    titles.add(f"{letter}2:{letter}{_AHEAD}")
    guide = book.create_sheet("Hướng dẫn")
    guide.column_dimensions["A"].width = 100
    for line in _GUIDE:
        guide.append([line])
    guide.append([])
    guide.append(
        ["Các môn hệ thống nhận ra: " + ", ".join(one.name for one in subjects)]
    )
    for row in guide.iter_rows():
        row[0].alignment = Alignment(wrap_text=True, vertical="top")
    return _saved(book)


def left_lines(rows: Iterable[ImportRow], *, with_school: bool) -> bytes:
    """The lines that were not taken over, as they were typed, with the reason: to mend and bring again."""
    columns = [*COLUMNS, SCHOOL] if with_school else list(COLUMNS)
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101  (a new workbook has one)
    sheet.title = "Cần sửa"
    _head(sheet, [*columns, ("line", "Dòng", 8), ("why", "Vì sao chưa nhập", 70)])
    for row in rows:
        sheet.append(
            [
                *(_plain(row.cells.get(word, "")) for word, _head_, _width in columns),
                row.number,
                " ".join(sentences(row.says)),
            ]
        )
    _as_text(sheet, columns, rows=sheet.max_row)
    return _saved(book)


def _plain(text: str) -> str:
    """A cell that Excel takes for text and never for a calculation."""
    return f"'{text}" if text.startswith("=") else text


def _head(sheet: Worksheet, columns: Iterable[tuple[str, str, int]]) -> None:
    sheet.append([heading for _word, heading, _width in columns])
    for cell, (_word, _heading, width) in zip(sheet[1], columns, strict=True):
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = _HEAD_FILL
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = "A2"


def _as_text(
    sheet: Worksheet, columns: list[tuple[str, str, int]], *, rows: int
) -> None:
    """Phone numbers and codes keep their zeros."""
    for place, (word, _heading, _width) in enumerate(columns, 1):
        if word in {"phone", "staff_code"}:
            for line in range(2, rows + 1):
                sheet.cell(row=line, column=place).number_format = "@"


def _saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
