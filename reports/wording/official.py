"""What all administrative papers share: letterhead, number and code, dates, ends of lists. Pure.

Rules of Decree 30/2020/NĐ-CP, appendix I; where real schools write otherwise, as they write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from clusters.partial_dates import PartialDate
from reports.facts.papers import EventFacts, LetterheadFacts, SignerFacts
from reports.rendering.official import Passage, Points, Signer
from reports.wording.vietnamese import NBSP, bind, clause, school_line, upper_first

DRAFT_MARK = "DỰ THẢO"
GAP = NBSP * 6  # room for a number or a day that is written by hand
LONG_NAME = 24  # letters; a longer name is set on two lines
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_EDUCATION = re.compile(r"\bGD\s?(?:&|-|và)?\s?ĐT\b", re.IGNORECASE)
_LOCALITY = re.compile(
    r"\s+(?=(?:huyện|quận|thị xã|thành phố|tỉnh|xã|phường|đặc khu)\s)", re.IGNORECASE
)
_SCHOOL_KIND = re.compile(
    r"^(?:trường\s+)?(?:(?:PTDT[BN]T|TH|THCS|THPT|TH&THCS|THCS&THPT|TH, THCS&THPT|MN|MG|GDTX)\s+"
    r"|tiểu học\s+|mầm non\s+|mẫu giáo\s+)+",
    re.IGNORECASE,
)
_BOARDING = re.compile(r"\bPTDT[BN]T\s+(?=(?:TH|THCS|THPT)\b)")
_SPELT = (
    (re.compile(r"\btiểu học\b", re.IGNORECASE), "TH"),
    (re.compile(r"\bmầm non\b", re.IGNORECASE), "MN"),
    (re.compile(r"\bmẫu giáo\b", re.IGNORECASE), "MG"),
)
_DASHED = ("-", "–", "+", "*", "•")
_SILENT = {"và", "số", "trường"}
_UNIT_WORD = re.compile(
    r"^(?:xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh)\s+(?!\d)",
    re.IGNORECASE,
)


# What a session is called on paper where its people gave it no word of their own.
_EVENTS = {
    "lesson_study": "Sinh hoạt chuyên môn theo hướng nghiên cứu bài học",
    "demo_lessons": "Sinh hoạt chuyên môn",
    "exchange": "Giao lưu chuyên môn",
    "joint_exam": "Khảo sát chung",
    "signing": "Ký kết hợp tác",
    "conference": "Hội nghị",
    "visit": "Thăm và trao đổi chuyên môn",
}
# A title with one of these says by itself what it is.
_SAYS_IT = re.compile(
    r"chuyên môn|chuyên đề|giao lưu|khảo sát|k[ýí] kết|kết nghĩa|hội nghị|hội thảo|hội giảng|tọa đàm"
    r"|tập huấn|thăm|thao giảng|nghiên cứu bài học|minh họa",
    re.IGNORECASE,
)


def about(event: EventFacts, part: str = "") -> str:
    """What a paper of a session is about: `Sinh hoạt chuyên môn (lần 2): Áp suất chất lỏng`."""
    called = upper_first(clause(event.called) or _EVENTS.get(event.kind, ""))
    title, rounds = clause(event.title), clause(event.rounds)
    said = title if title and (_SAYS_IT.search(title) or not called) else called
    if rounds and rounds.lower() not in said.lower():
        said = f"{said} ({rounds})"
    if title and title not in said:
        said = f"{said}: {title}"
    return f"{said} – {clause(part)}" if clause(part) else said


def letterhead(
    facts: LetterheadFacts, code: str, *, dated: bool = True
) -> dict[str, Any]:
    """The fields of the ink's document that stand at its head. `code` is the kind's ("BB"); "" for
    a paper without a number."""
    return {
        "above": issuer_lines(facts.above),
        "issuer": issuer_lines(issuer_name(facts)),
        "number": number_line(facts, code) if code else "",
        "dated": dateline(facts.place, facts.on) if dated else "",
    }


def issuer_name(facts: LetterheadFacts) -> str:
    """The issuer in full: a school with the word "Trường", no "GD&ĐT" in its own name."""
    name = _EDUCATION.sub("Giáo dục và Đào tạo", facts.issuer.strip())
    return school_line(name) if facts.kind == "school" else name


def issuer_lines(name: str) -> str:
    """In capitals; a long name parted where a clerk parts it: before the place, or after the kind
    of school."""
    name = " ".join(name.split())
    if len(name) > LONG_NAME:
        kind = _SCHOOL_KIND.match(name)
        parted = _LOCALITY.sub("\n", name, count=1)
        if kind and kind.end() < len(name):
            parted = f"{name[: kind.end()].rstrip()}\n{name[kind.end() :]}"
        name = parted
    return name.upper()


def number_line(facts: LetterheadFacts, code: str) -> str:
    """`Số: 08/BB-THCSHT`; a number that is not known yet leaves room for a hand."""
    typed = facts.number.strip().removeprefix("Số:").strip()
    if "/" in typed:
        return f"Số: {typed}"
    ending = "-".join(part for part in (code, abbreviation(facts)) if part)
    if not typed:
        return f"Số:{GAP}/{ending}"
    return f"Số: {typed.zfill(2) if typed.isdecimal() else typed}/{ending}"


def abbreviation(facts: LetterheadFacts) -> str:
    """The issuer in a code: `THCSHT` (THCS Hồng Tiến), `SGDĐT`, `CCMKĐ`: what is short already stays,
    of other words the first letter."""
    name = issuer_name(facts)
    if facts.kind == "authority":
        name = _LOCALITY.split(name, maxsplit=1)[0]
    name = _BOARDING.sub("", name)
    for spelt, short in _SPELT:
        name = spelt.sub(short, name)
    made = ""
    for word in re.findall(r"[\w&]+", name):
        if word.lower() in _SILENT:
            continue
        whole = word.isdecimal() or (len(word) > 1 and word == word.upper())
        made += word if whole else word[0].upper()
    return made


def dateline(place: str, on: str) -> str:
    """`Hồng Tiến, ngày 07 tháng 12 năm 2023`; what is not known of the day leaves room for a hand."""
    date = PartialDate.parse(on) if on else None
    known = official_day(on)
    if date is None or date.month is None:
        known = f"tháng{GAP}{known or f'năm{GAP}'}"
    if date is None or date.day is None:
        known = f"ngày{GAP}{known}"
    where = place_name(place)
    return f"{where}, {known}" if where else upper_first(known)


def place_name(place: str) -> str:
    """`xã Lương Bằng, tỉnh Hưng Yên` as it stands before a date: `Lương Bằng`; `phường 8` keeps its
    word."""
    first = place.split(",")[0].strip()
    return upper_first(_UNIT_WORD.sub("", first))


def official_day(stored: str) -> str:
    """`ngày 07 tháng 12 năm 2023`: a zero before days below ten and before months 1 and 2."""
    if not stored:
        return ""
    date = PartialDate.parse(stored)
    words = []
    if date.day is not None:
        words.append(f"ngày {date.day:02d}")
    if date.month is not None:
        words.append(
            f"tháng {date.month:02d}" if date.month < 3 else f"tháng {date.month}"
        )
    if date.year is not None:
        words.append(f"năm {date.year}")
    return " ".join(words)


def listed(lines: Iterable[str]) -> tuple[str, ...]:
    """Lines of a list: ";" after each, "." after the last."""
    kept = [clause(one) for one in lines if clause(one)]
    return tuple(f"{one};" for one in kept[:-1]) + tuple(f"{one}." for one in kept[-1:])


def as_typed(lines: Iterable[str]) -> Iterator[Passage | Points]:
    """Lines as typed: those that begin with a dash stay a list, the others are paragraphs."""
    for line in lines:
        words = line.strip()
        if words.startswith(_DASHED) and words[1:].strip():
            yield Points((bind(words[1:].strip()),))
        elif words:
            yield Passage(bind(words))


def numbered(at: int, words: str) -> str:
    """`II. Thành phần` for the second chapter that is there."""
    return f"{_ROMAN[at - 1]}. {words}"


def unit_line(unit: str) -> str:
    """A unit as a line of its own: `Trường THCS Hồng Tiến`, `Sở GD&ĐT Hưng Yên`."""
    return upper_first(school_line(unit))


def cluster_head(facts: LetterheadFacts, signer: SignerFacts | None) -> Signer:
    """A cluster has no seal: its head signs for it, and above the name stands what the person is at
    the school whose seal it is."""
    return Signer(
        role="CỤM TRƯỞNG",
        before=f"TM. {issuer_name(facts).upper()}",
        post=_post(signer).upper() if signer else "",
        name=signer.name if signer else "",
    )


def _post(signer: SignerFacts) -> str:
    """`Hiệu trưởng Trường THCS Hồng Tiến`; a title that names the school stays as it was typed."""
    if not signer.title or not signer.school or signer.school in signer.title:
        return signer.title
    return f"{signer.title} {unit_line(signer.school)}"
