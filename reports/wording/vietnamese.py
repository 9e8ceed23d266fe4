"""Small words of Vietnamese papers: lists, schools, days, people. Pure."""

import re
from collections.abc import Iterable

from clusters.partial_dates import PartialDate

NBSP = "\u00a0"
HALF_DAYS = {"morning": "sáng", "afternoon": "chiều", "evening": "tối", "all_day": ""}
_NOUNS = [
    "lớp",
    "khối",
    "cụm",
    "tiết",
    "buổi",
    "đợt",
    "lần",
    "số",
    "ngày",
    "tháng",
    "năm",
    "môn",
    "nhóm",
    "quý",
]
_BOUND = re.compile(
    "\\b("
    + "|".join(f"[{noun[0].upper()}{noun[0]}]{noun[1:]}" for noun in _NOUNS)
    + r")[ ](?=[0-9A-ZĐ]|số\b)"
)
# Words of two syllables in the names of sessions: a line of a title does not end inside one.
_TERMS = re.compile(
    r"\b(sinh|chuyên|nghiên|bài|minh|giao|khảo|hội|thao|tập|trao|ký|hợp|theo)[ ]"
    r"(?=(?:hoạt|môn|đề|cứu|học|dạy|họa|lưu|sát|nghị|thảo|giảng|huấn|đổi|kết|tác|hướng)\b)",
    re.IGNORECASE,
)
_SCHOOL_WORD = re.compile(r"^trường\s+", re.IGNORECASE)
_ENDS_SENTENCE = (".", "!", "?", "…", ":")
# "Ông" and "Bà" are left as typed: "Ông" is a family name too.
_COMRADE = re.compile(r"^(?:đồng chí|đ/c|đ\.c\.?)\s+", re.IGNORECASE)
_CALLED = re.compile(
    r"^(?:(?P<small>cô giáo|thầy giáo|nhà giáo|cô|thầy|anh|chị)|ông|bà)\s+(?=\w)",
    re.IGNORECASE,
)
_MONTH = re.compile(r"\btháng (sau|tới|này)\b(?!\s*\()", re.IGNORECASE)
_COUNTED = (
    "không",
    "một",
    "hai",
    "ba",
    "bốn",
    "năm",
    "sáu",
    "bảy",
    "tám",
    "chín",
    "mười",
)
_SCHOOL_NAME = re.compile(
    r"^(?:PTDT\w*|TH|THCS|THPT|TH&THCS|THCS&THPT|MN|MG|GDTX|[Tt]iểu học|[Mm]ầm non|[Mm]ẫu giáo"
    r"|[Tt]rung học|[Pp]hổ thông)\b"
)


def join_and(words: Iterable[str]) -> str:
    """`A`, `A và B`, `A, B và C`: the last one with "và", no comma before it."""
    kept = [word for word in words if word]
    if len(kept) < 2:
        return "".join(kept)
    return f"{', '.join(kept[:-1])} và {kept[-1]}"


def bind(text: str) -> str:
    """The text with a no-break space between a noun and its number (`lớp 7A1`, `Cụm I`)."""
    return _BOUND.sub(lambda found: f"{found[1]}{NBSP}", text)


def title_of_paper(text: str) -> str:
    """A title as `bind` gives it, and the words that name a kind of session whole, too
    (`nghiên cứu`, `bài học`): its lines are short and stand in the middle."""
    return _TERMS.sub(lambda found: f"{found[1]}{NBSP}", bind(text))


def bare_school(name: str) -> str:
    """A school's name without the word "trường", so that it is never doubled."""
    return _SCHOOL_WORD.sub("", name.strip())


def school(name: str) -> str:
    """`trường THCS Ái Mộ`."""
    return f"trường {bare_school(name)}"


def schools(names: Iterable[str]) -> str:
    """`trường A`; `trường A và trường B`; `các trường A, B và C`."""
    bare = [bare_school(name) for name in names]
    if len(bare) == 1:
        return f"trường {bare[0]}"
    if len(bare) == 2:
        return f"trường {bare[0]} và trường {bare[1]}"
    return f"các trường {join_and(bare)}"


def school_line(name: str) -> str:
    """`Trường THCS Hồng Tiến`, as a line of its own; another body's name stays as it is."""
    name = name.strip()
    named = _SCHOOL_WORD.match(name) or _SCHOOL_NAME.match(name)
    return upper_first(school(name)) if named else name


def addressed(name: str, address: str) -> str:
    """`đồng chí Nguyễn Văn An`; by the other setting the name alone.

    Whoever is written down as "Cô Hoa" or "đ/c Lê Thị B" gets no second form of address.
    """
    if comrade := _COMRADE.match(name):
        return f"đồng chí {name[comrade.end() :]}"
    if called := _CALLED.match(name):
        return name[:1].lower() + name[1:] if called["small"] else name
    return f"đồng chí {name}" if address == "dong_chi" else name


def has_address(name: str) -> bool:
    """A form of address stands before the name already."""
    return bool(_COMRADE.match(name) or _CALLED.match(name))


def all_addressed(names: Iterable[str], address: str) -> str:
    """`các đồng chí An, Bình và Chi`; who has a form of address keeps it."""
    named = [name for name in names if name]
    if len(named) > 1 and address == "dong_chi" and not any(map(has_address, named)):
        return f"các đồng chí {join_and(named)}"
    return join_and(addressed(name, address) for name in named)


def with_month(text: str, stored: str) -> str:
    """`trước ngày 15 tháng sau (tháng 12/2026)`: a month named from the day `stored` says which.

    Words whose month is not known stay as they are.
    """
    anchor = PartialDate.parse(stored) if stored else None
    if anchor is None or anchor.year is None or anchor.month is None:
        return text

    months = anchor.year * 12 + anchor.month

    def told(found: re.Match[str]) -> str:
        steps = months - (found[1].lower() == "này")
        year, month = divmod(steps, 12)
        return f"{found[0]} (tháng {month + 1:02d}/{year})"

    return _MONTH.sub(told, text)


def count_word(value: int) -> str:
    """`hai`, `sáu`; a numeral from eleven on."""
    return _COUNTED[value] if value < len(_COUNTED) else number(value)


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The text as a clause: its first letter small, unless the word is an abbreviation or a name."""
    first = text.split(" ", 1)[0]
    if len(first) > 1 and (first.isupper() or not first[1:].islower()):
        return text
    second = text.split(" ", 2)[1:2]
    if second and second[0][:1].isupper():
        return text
    return text[:1].lower() + text[1:]


def sentence(text: str) -> str:
    """The text as a sentence: first letter upper case, one mark at its end."""
    clean = text.strip()
    if not clean:
        return ""
    return upper_first(clean if clean.endswith(_ENDS_SENTENCE) else f"{clean}.")


def clause(text: str) -> str:
    """Typed text for the middle of a sentence: no full stop at its end."""
    return text.strip().rstrip(".;,").strip()


def day_in_news(stored: str) -> str:
    """`ngày 07/12/2023`, `tháng 12/2023`, `năm 2023`; empty for no date."""
    if not stored:
        return ""
    date = PartialDate.parse(stored)
    words = date.in_news()
    if date.day is not None:
        return f"ngày {words}"
    if date.month is not None and date.year is not None:
        return f"tháng {words}"
    return words


def clock(time: str) -> str:
    """`13:30` as `13 giờ 30`, `14:00` as `14 giờ 00`."""
    hour, _, minute = time.partition(":")
    return f"{int(hour)} giờ {minute}"


def number(value: int) -> str:
    """A whole number with Vietnamese thousands: `1.234`."""
    return f"{value:,}".replace(",", ".")
