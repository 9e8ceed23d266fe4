"""How a lesson plan that is typed here is built: the sections of a form, the fields in them, cleaning of
what was typed. Pure.

What was typed is flat: {"form": "cv5512", "title": …, "goals.knowledge": …, "x1.title": …}. Headings
are those of the letters, Vietnamese always: CV 5512/BGDĐT-GDTrH appendix IV for secondary schools, CV
2345/BGDĐT-GDTH for primary schools; the third form is free and begins with what kindergartens write.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from accounts.text import nfc

Content = dict[str, str]

CV5512, CV2345, FREE = "cv5512", "cv2345", "free"
FORMS = (CV5512, CV2345, FREE)
# Above the sections: what the lesson is called, the subject group, how many periods it takes.
HEAD = {
    "title": "Tên bài dạy",
    "group": "Tổ chuyên môn",
    "periods": "Thời gian thực hiện",
}
MOST_SHORT = 250
MOST_LONG = 20_000
MOST_ALL = 200_000
MOST_EXTRAS = 20
# An own section before all others.
START = "start"
_EXTRA = re.compile(r"x(\d{1,2})\.(title|after|text)")


@dataclass(frozen=True)
class Field:
    """A text of a section; without a title it is all that the section holds."""

    key: str
    title: str = ""
    # One line: the name of an activity.
    short: bool = False
    # A step of how an activity is organised.
    step: bool = False


@dataclass(frozen=True)
class Section:
    """What a comment is about, with its fields. `chapter` is the heading above the first of several."""

    key: str
    title: str
    fields: tuple[Field, ...]
    chapter: str = ""
    extra: bool = False


@dataclass(frozen=True)
class Written:
    """A section with what was typed in it: fields without text are not in it."""

    section: Section
    texts: tuple[tuple[Field, str], ...]


_STEPS = (
    "Giao nhiệm vụ học tập",
    "Thực hiện nhiệm vụ",
    "Báo cáo, thảo luận",
    "Kết luận, nhận định",
)
_COURSE = "III. Tiến trình dạy học"
_MAIN = "3. Các hoạt động dạy học chủ yếu"


def _activity(number: int, title: str) -> Section:
    key = f"a{number}"
    steps = (
        Field(f"{key}.d{place}", words, step=True)
        for place, words in enumerate(_STEPS, 1)
    )
    return Section(
        key,
        f"Hoạt động {number}: {title}",
        (
            Field(f"{key}.name", "Tên hoạt động", short=True),
            Field(f"{key}.a", "a) Mục tiêu"),
            Field(f"{key}.b", "b) Nội dung"),
            Field(f"{key}.c", "c) Sản phẩm"),
            *steps,
        ),
        _COURSE,
    )


def _plain(key: str, title: str, chapter: str = "") -> Section:
    return Section(key, title, (Field(key),), chapter)


# The heading above the four steps.
ORGANISATION = "d) Tổ chức thực hiện"

SECTIONS: dict[str, tuple[Section, ...]] = {
    CV5512: (
        Section(
            "goals",
            "I. Mục tiêu",
            (
                Field("goals.knowledge", "1. Về kiến thức"),
                Field("goals.competence", "2. Về năng lực"),
                Field("goals.qualities", "3. Về phẩm chất"),
            ),
        ),
        _plain("materials", "II. Thiết bị dạy học và học liệu"),
        _activity(1, "Mở đầu"),
        _activity(2, "Hình thành kiến thức mới"),
        _activity(3, "Luyện tập"),
        _activity(4, "Vận dụng"),
    ),
    CV2345: (
        _plain("goals", "1. Yêu cầu cần đạt"),
        _plain("materials", "2. Đồ dùng dạy học"),
        _plain("a1", "Mở đầu", _MAIN),
        _plain("a2", "Hình thành kiến thức mới", _MAIN),
        _plain("a3", "Luyện tập, thực hành", _MAIN),
        _plain("a4", "Vận dụng, trải nghiệm", _MAIN),
        _plain("adjust", "4. Điều chỉnh sau bài dạy (nếu có)"),
    ),
    FREE: (
        _plain("goals", "Mục đích, yêu cầu"),
        _plain("materials", "Chuẩn bị"),
        _plain("body", "Tiến hành"),
    ),
}
_KNOWN = {
    field.key
    for sections in SECTIONS.values()
    for section in sections
    for field in section.fields
}
_SHORT = {*HEAD, *(key for key in _KNOWN if key.endswith(".name"))}


def form_of(content: Mapping[str, str]) -> str:
    """Which form it is typed in; of a word that is none the free one."""
    form = content.get("form", "")
    return form if form in FORMS else FREE


def form_for(level: str, klass: str = "") -> str:
    """The form for a class, by the code of its level; where that is unknown by the number of the class."""
    if level == "th":
        return CV2345
    if level == "mn":
        return FREE
    number = re.search(r"\d+", klass)
    if not level and number and 1 <= int(number[0]) <= 5:
        return CV2345
    return CV5512


def is_field(name: str) -> bool:
    """Whether what was posted under this name is a text of a plan."""
    return name == "form" or name in HEAD or name in _KNOWN or bool(_EXTRA.match(name))


def is_short(name: str) -> bool:
    """Whether it is one line."""
    return name in _SHORT or name.endswith((".title", ".after"))


def clean(name: str, text: str) -> str:
    """A text as it is stored: in NFC, one kind of line end, no spaces at the ends of lines; what is one
    line is made one."""
    text = nfc(text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""))
    if is_short(name):
        return " ".join(text.split())
    lines = [line.rstrip() for line in text.split("\n")]
    return "\n".join(lines).strip("\n")


def cleaned(posted: Mapping[str, str]) -> Content:
    """Everything posted that is a text of a plan, as it is stored; empty texts too."""
    return {
        name: clean(name, text)
        for name, text in posted.items()
        if isinstance(text, str) and is_field(name)
    }


def too_long(content: Mapping[str, str]) -> str | None:
    """The first field whose text does not fit; the empty key where all together are too much."""
    for name, text in content.items():
        if len(text) > (MOST_SHORT if is_short(name) else MOST_LONG):
            return name
    return "" if sum(map(len, content.values())) > MOST_ALL else None


def mark_of(text: str) -> str:
    """What a page says it was shown: two writers are told apart by it."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def places_of(form: str) -> list[tuple[str, str]]:
    """After which section an own one can stand; at the end and at the beginning have other words."""
    return [(one.key, one.title) for one in SECTIONS[form]]


def extras_of(content: Mapping[str, str]) -> list[int]:
    """The numbers of the extra sections that say something, in order."""
    found = {
        int(match[1])
        for name, text in content.items()
        if (match := _EXTRA.fullmatch(name)) and match[2] != "after" and text
    }
    return sorted(found)


def next_extra(content: Mapping[str, str]) -> int:
    """The number of the next extra section; 0 when there are enough. A number is never used twice, so
    that a comment stays with its section."""
    used = [int(match[1]) for name in content if (match := _EXTRA.fullmatch(name))]
    number = max(used, default=0) + 1
    return number if number <= MOST_EXTRAS else 0


def _extra(content: Mapping[str, str], number: int) -> Section:
    key = f"x{number}"
    title = content.get(f"{key}.title") or "Nội dung khác"
    return Section(key, title, (Field(f"{key}.text"),), extra=True)


def sections_of(content: Mapping[str, str]) -> list[Section]:
    """All sections of what is typed, the own ones at the place that was chosen for them."""
    standard = SECTIONS[form_of(content)]
    keys = {START, *(section.key for section in standard)}
    after: dict[str, list[Section]] = {}
    for number in extras_of(content):
        place = content.get(f"x{number}.after", "")
        # None chosen, or a section that this form does not have: at the end.
        at = place if place in keys else standard[-1].key
        after.setdefault(at, []).append(_extra(content, number))
    ordered = list(after.get(START, ()))
    for section in standard:
        ordered += [section, *after.get(section.key, ())]
    return ordered


def written(content: Mapping[str, str]) -> list[Written]:
    """The sections that say something, in order, each with its texts."""
    found = []
    for section in sections_of(content):
        texts = tuple(
            (field, content[field.key])
            for field in section.fields
            if content.get(field.key)
        )
        if texts:
            found.append(Written(section, texts))
    return found


def of_its_form(content: Mapping[str, str]) -> Content:
    """What is handed in: texts of another form, which a draft keeps, are left out; so are empty ones."""
    fields = {one.key for section in sections_of(content) for one in section.fields}
    for number in extras_of(content):
        fields |= {f"x{number}.title", f"x{number}.after"}
    kept = {
        name: text
        for name, text in content.items()
        if text and (name in fields or name in HEAD)
    }
    return {"form": form_of(content), **dict(sorted(kept.items()))}


def missing_of(content: Mapping[str, str]) -> str | None:
    """The first thing that is missing so that it is a plan: its title, else any text. None if neither."""
    if not content.get("title"):
        return HEAD["title"]
    if written(content):
        return None
    first = SECTIONS[form_of(content)][0]
    return first.fields[0].title or first.title


def digest_of(content: Mapping[str, str]) -> str:
    """The same text, the same digest."""
    return hashlib.sha256(as_bytes(content)).hexdigest()


def as_bytes(content: Mapping[str, str]) -> bytes:
    """As it is counted and compared."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


def text_of(content: Mapping[str, str]) -> str:
    """What the plan says, one paragraph a line, with its headings: for comparing and for finding."""
    lines = [content[name] for name in HEAD if content.get(name)]
    chapter = ""
    for one in written(content):
        if one.section.chapter and one.section.chapter != chapter:
            chapter = one.section.chapter
            lines.append(chapter)
        lines.append(one.section.title)
        organised = False
        for field, text in one.texts:
            if field.step and not organised:
                organised = True
                lines.append(ORGANISATION)
            if field.title:
                lines.append(field.title)
            lines += [line.strip() for line in text.split("\n") if line.strip()]
    return "\n".join(lines)
