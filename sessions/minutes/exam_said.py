"""What a decision says of a joint exam: days, subjects, grades. Simple rules; nothing is invented.

"Khảo sát chung ba môn Ngữ văn, Toán, Tiếng Anh lớp 9 ngày 31/3 và 1/4": two days, three subjects, one
grade. What stands there and is not understood is left to the person who looks through the draft.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from accounts.text import fold, nfc
from clusters.models import Subject, SubjectAlias
from clusters.partial_dates import PartialDate
from clusters.programme import KnownSubjects

MOST_DAYS = 6
_DAY = re.compile(r"(?<![\d/])(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?(?![\d/])")
_GRADES = re.compile(
    r"(?:lớp|khối)\s+((?:\d{1,2}(?:[A-Z]\d*)?)(?:(?:\s*(?:,|–|-|và)\s*)\d{1,2})*)", re.I
)
_EXAM = re.compile(
    r"khảo sát|thi\s+(?:thử|chung|học kỳ|học kì|tuyển)|kiểm tra chung", re.I
)
_LISTED = re.compile(r"\bmôn\s+([^.;:()]+)", re.I)
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_MOST_WORDS = 7
# Short words in lower case that are nothing else, in a list after "môn".
_SURE = frozenset({"toán", "văn", "anh", "lý", "lí", "hóa"})


def speaks_of_exam(text: str) -> bool:
    """Whether a decision is about an exam, so that a draft is offered."""
    return _EXAM.search(text) is not None


def days_said(
    text: str,
    due: PartialDate | None,
    until: PartialDate | None,
    *,
    agreed_on: date | None = None,
) -> list[PartialDate]:
    """The days: those that the words name, in the year that is known of one of them or of when it is
    due; else the two days that it is due on, and those between if they are few. Where no year is
    said, a day is the next one of its date after the day on which it was agreed."""
    days = _as_said(text, due, until)
    return days if agreed_on is None else [_next(day, agreed_on) for day in days]


def _next(day: PartialDate, after: date) -> PartialDate:
    if day.year is not None or day.month is None:
        return day
    passed = (day.month, day.day or 31) < (after.month, after.day)
    try:
        return PartialDate(after.year + passed, day.month, day.day)
    except ValueError:  # 29 February of a year that has none
        return day


def _as_said(
    text: str, due: PartialDate | None, until: PartialDate | None
) -> list[PartialDate]:
    year = next((one.year for one in (due, until) if one and one.year), None)
    found: list[PartialDate] = []
    matches = list(_DAY.finditer(text))
    years = [int(match[3]) for match in matches if match[3]]
    for match in matches[:MOST_DAYS]:
        of = int(match[3]) if match[3] else (years[0] if years else year)
        try:
            day = PartialDate(of, int(match[2]), int(match[1]))
        except ValueError:
            continue
        if day not in found:
            found.append(day)
    if found:
        return found
    if due is None or until is None or due == until:
        return [one for one in (due or until,) if one is not None]
    first, last = due.exact, until.exact
    if first is None or last is None:
        return [due, until]
    if not 0 < (last - first).days < MOST_DAYS:
        return [due]
    return [PartialDate.of(day) for day in _from(first, last)]


def _from(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def grades_said(text: str) -> list[int]:
    """The numbers after "lớp" or "khối", each once."""
    found: list[int] = []
    for match in _GRADES.finditer(text):
        for number in re.findall(r"\d{1,2}", match[1]):
            if 1 <= int(number) <= 12 and int(number) not in found:
                found.append(int(number))
    return found


def subjects_said(text: str, known: KnownSubjects) -> list[Subject]:
    """The subjects, in the order of the text: words with a capital, or listed after "môn", that are a
    subject's name or short form. "học sinh" is no Biology."""
    listed = [match.span(1) for match in _LISTED.finditer(text)]
    words = list(_WORD.finditer(text))
    spelled = _spelled()
    found: list[Subject] = []
    at = 0
    while at < len(words):
        first = words[at]
        in_list = any(start <= first.start() < end for start, end in listed)
        if not (first[0][0].isupper() or in_list):
            at += 1
            continue
        taken = 0
        for length in range(min(_MOST_WORDS, len(words) - at), 0, -1):
            said = text[first.start() : words[at + length - 1].end()]
            if re.search(r"[;:.()\n]", said):
                continue
            subject = known.match(said)
            if subject is None or _is_other(said, spelled):
                continue
            if subject not in found:
                found.append(subject)
            taken = length
            break
        at += taken or 1
    return found


def _spelled() -> set[str]:
    """The words for subjects with their accents: "nhạc" is Music, "nhắc" is not."""
    aliases = SubjectAlias.objects.values_list("text", flat=True)
    names = Subject.objects.values_list("name", "short_name")
    said = [*aliases, *(word for pair in names for word in pair)]
    return {nfc(word).casefold() for word in said if word}


def _is_other(said: str, spelled: set[str]) -> bool:
    """One word that is a subject only without its accents, or in lower case and short ("sinh", "tin")."""
    if " " in said:
        return False
    word = nfc(said).casefold()
    if word not in spelled and not said.isupper():
        return True
    return said == word and len(fold(said)) < 5 and word not in _SURE
