"""Lists as schools keep them, as bytes."""

import io

from django.utils import timezone
from openpyxl import Workbook

from accounts.verbs import Actor
from clusters.actions import imports as actions
from clusters.importing import working
from clusters.models import Cluster, PeopleImport, School

HEADINGS = ("TT", "Họ và tên", "Số điện thoại", "Chức vụ", "Môn dạy")


def workbook(*lines, headings=HEADINGS) -> bytes:
    """An .xlsx file with these lines below the headings."""
    book = Workbook()
    if headings:
        book.active.append(list(headings))
    for line in lines:
        book.active.append(list(line))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def people(*lines) -> bytes:
    """Lines of (name, phone, title, subjects), numbered."""
    return workbook(*((n, *line) for n, line in enumerate(lines, 1)))


def many(count: int) -> bytes:
    """So many different people, each with a telephone number."""
    family = (
        "Nguyễn",
        "Trần",
        "Lê",
        "Phạm",
        "Vàng",
        "Lò",
        "Hoàng",
        "Đặng",
        "Bùi",
        "Đỗ",
    )
    middle = (
        "Văn",
        "Thị",
        "Đức",
        "Ngọc",
        "Minh",
        "Thu",
        "Quốc",
        "Hồng",
        "Thanh",
        "Xuân",
    )
    given = ("Anh", "Bình", "Châu", "Dũng", "Hiền", "Hạnh", "Lan", "Mận", "Sơn", "Tú")
    lines = []
    for n in range(count):
        a, b, c = n % 10, n // 10 % 10, n // 100 % 10
        more = ("", "Bảo ", "Gia ", "Kim ")[n // 1000]
        name = f"{family[a]} {middle[b]} {more}{given[c]}"
        lines.append((name, f"09{n:08d}", "Giáo viên", "Toán, Tin học"))
    return people(*lines)


def begin(place: School | Cluster, data: bytes, user, *, key: str = "") -> PeopleImport:
    return actions.begin_import(
        by=Actor(user=user),
        place=place,
        name="danh sách.xlsx",
        data=data,
        key=key,
        now=timezone.now(),
    )


def read(place: School | Cluster, data: bytes, user) -> PeopleImport:
    """A list that was brought and read."""
    brought = begin(place, data, user)
    assert working.work(brought.pk, now=timezone.now()) is True
    brought.refresh_from_db()
    return brought


def write(brought: PeopleImport) -> PeopleImport:
    """Confirmed and written."""
    by = Actor(user=brought.created_by)
    actions.confirm_import(by=by, brought=brought, now=timezone.now())
    assert working.work(brought.pk, now=timezone.now()) is True
    brought.refresh_from_db()
    return brought


def verdicts(brought: PeopleImport) -> list[tuple[int, str, list[str]]]:
    return [
        (row.number, row.verdict, [word for word, _ in row.says])
        for row in brought.rows.all()
    ]
