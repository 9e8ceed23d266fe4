"""Which column of a list is what, by the words that schools write over them. Pure."""

from dataclasses import dataclass, field

from accounts.text import fold
from clusters.importing.tables import Table, Unreadable

# Our word for a column: what stands over it, folded. The first column that answers is taken.
HEADINGS: dict[str, tuple[str, ...]] = {
    "full_name": (
        "ho va ten",
        "ho ten",
        "ho va ten giao vien",
        "ho ten giao vien",
        "ho va ten gv",
        "ho ten gv",
        "ho va ten cbgv",
        "ho ten cbgv",
        "ho va ten cb gv nv",
        "ho va ten cbgvnv",
        "ho va ten cbql gv nv",
        "ho va ten can bo giao vien",
        "ten giao vien",
        "ten gv",
        "ho va ten khai sinh",
        "full name",
        "name",
    ),
    "family_name": (
        "ho",
        "ho dem",
        "ho lot",
        "ho va dem",
        "ho va ten dem",
        "ho va chu dem",
        "ho chu dem",
        "ho va chu lot",
    ),
    "given_name": ("ten",),
    "phone": (
        "so dien thoai",
        "dien thoai",
        "sdt",
        "so dt",
        "dt",
        "so dtdd",
        "dtdd",
        "di dong",
        "dien thoai di dong",
        "so dien thoai di dong",
        "dien thoai lien he",
        "so dien thoai zalo",
        "zalo",
        "phone",
        "mobile",
    ),
    "email": (
        "email",
        "e mail",
        "mail",
        "gmail",
        "thu dien tu",
        "dia chi email",
        "hop thu",
    ),
    "staff_code": (
        "ma gv",
        "ma giao vien",
        "ma can bo",
        "ma cb",
        "ma nhan vien",
        "ma nv",
        "ma cbgv",
        "ma vien chuc",
        "ma so",
        "ma dinh danh",
        "ma",
        "staff code",
    ),
    "title": (
        "chuc vu",
        "chuc danh",
        "chuc vu chuc danh",
        "chuc danh chuc vu",
        "nhiem vu",
        "cong viec",
        "vi tri viec lam",
        "vi tri",
        "chuc vu dang giu",
        "position",
        "title",
    ),
    "subjects": (
        "mon",
        "mon day",
        "bo mon",
        "mon hoc",
        "mon giang day",
        "day mon",
        "giang day mon",
        "mon phu trach",
        "phan mon",
        "mon chuyen mon",
        "day",
        "subject",
        "subjects",
        "chuyen mon",
    ),
    "school": (
        "truong",
        "ten truong",
        "don vi",
        "don vi cong tac",
        "truong cong tac",
        "ten don vi",
        "noi cong tac",
        "co quan",
        "school",
    ),
}
# Numbering says nothing, and nobody misses it.
_NUMBERING = {"", "tt", "stt", "so tt", "so thu tu", "no"}
_LOOKED_AT = 30
# Words that explain a heading ("Số điện thoại (Zalo)", "Chức vụ *") end before these.
_EXPLAINED = ("(", "/", ":", "*")


@dataclass(frozen=True)
class Columns:
    """Where the columns stand: line of the headings (from 0), our word → index, headings nobody reads."""

    line: int
    at: dict[str, int]
    unread: list[str] = field(default_factory=list)


def _word_of(heading: str) -> str | None:
    texts = [fold(heading), *(fold(heading.split(mark)[0]) for mark in _EXPLAINED)]
    for text in texts:
        for word, spellings in HEADINGS.items():
            if text in spellings:
                return word
    return None


def columns_of(table: Table) -> Columns:
    """Find the line of headings among the first ones: that which names a person's column and, of
    several, the one with most known columns. Raises Unreadable when there is none."""
    best: Columns | None = None
    for line, cells in enumerate(table[:_LOOKED_AT]):
        at: dict[str, int] = {}
        unread = []
        for index, heading in enumerate(cells):
            word = _word_of(heading)
            if word is not None and word not in at:
                at[word] = index
            elif fold(heading) not in _NUMBERING:
                unread.append(heading)
        if "given_name" in at and "family_name" not in at and "full_name" not in at:
            # "Tên" alone over the whole name.
            at["full_name"] = at.pop("given_name")
        named = "full_name" in at or {"family_name", "given_name"} <= at.keys()
        if named and (best is None or len(at) > len(best.at)):
            best = Columns(line, at, unread)
    if best is None:
        raise Unreadable("no_names")
    return best


def cells_of(row: list[str], columns: Columns) -> dict[str, str]:
    """The cells of a line by our words; family and given name are one name."""
    cells = {
        word: row[index] if index < len(row) else ""
        for word, index in columns.at.items()
    }
    family, given = cells.pop("family_name", ""), cells.pop("given_name", "")
    if not cells.get("full_name"):
        cells["full_name"] = f"{family} {given}".strip()
    return cells
