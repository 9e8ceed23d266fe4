"""What the words for a time in a plan mean: a day or a month of its school year. Pure.

Words stay as they were written; what is made of them is shown, and what is doubtful is asked.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clusters.models import SchoolYear
from clusters.partial_dates import PartialDate

_MONTHS = {
    name: number
    for number, name in enumerate(
        [
            "jan",
            "feb",
            "mar",
            "apr",
            "may",
            "jun",
            "jul",
            "aug",
            "sep",
            "oct",
            "nov",
            "dec",
        ],
        start=1,
    )
}
_NAMED = rf"(?:{'|'.join(_MONTHS)})[a-z]*"
_MONTH = r"(?:thang|thg|t)\.?\s*"
_DAY, _NUMBER, _YEAR = (
    r"(?P<day>\d{1,2})",
    r"(?P<month>\d{1,2})",
    r"(?P<year>\d{4}|\d{2})",
)
# Tried in this order; what one has read is taken out of the text. A day that is one of several in
# its month leaves the month.
_TIMES = [
    re.compile(rf"(?<!\d)(?P<year>\d{{4}})-{_NUMBER}-{_DAY}(?:[t ]\d{{2}}:\d{{2}}(?::\d{{2}})?)?(?!\d)"),
    re.compile(rf"(?<![\d/.-])\d{{1,2}}\s*(?:-|,|va|den)\s*\d{{1,2}}\s*[/.]\s*{_NUMBER}(?:\s*[/.]\s*{_YEAR})?(?![\d/])"),
    re.compile(rf"(?<!\d){_DAY}\s*[/.-]\s*{_NUMBER}\s*[/.-]\s*{_YEAR}(?!\d)"),
    re.compile(rf"(?:ngay\s*)?(?<!\d){_DAY}\s*thang\s*{_NUMBER}(?:\s*nam\s*{_YEAR})?(?!\d)"),
    re.compile(rf"(?<!\d){_DAY}[-/ .]{_MONTH}{_NUMBER}(?:[-/ .]{_YEAR})?(?!\d)"),
    re.compile(rf"(?<!\d){_DAY}[-/ .](?P<named>{_NAMED})(?:[-/ .]{_YEAR})?(?!\d)"),
    re.compile(rf"(?P<named>{_NAMED})[-/ .]{_YEAR}(?!\d)"),
    re.compile(rf"(?:{_MONTH})?(?<!\d){_NUMBER}\s*[-/.]\s*(?P<year>\d{{4}})(?!\d)"),
    re.compile(rf"{_MONTH}{_NUMBER}\s*(?:[-/.]|\s*nam)\s*(?P<year>\d{{4}}|1[3-9]|[2-9]\d)(?!\d)"),
    re.compile(rf"{_MONTH}(?P<month>\d{{1,2}})(?:\s*[-,]\s*|\s+va\s+|\s+den\s+)(?=\d{{1,2}}(?!\d))"),
    re.compile(rf"{_MONTH}{_NUMBER}(?!\d)"),
    re.compile(rf"(?<![\d/.-]){_DAY}\s*[/.-]\s*{_NUMBER}(?![\d/])"),
]  # fmt: skip
_CLOCK = re.compile(r"\d{1,2}\s*(?:h|g|gio|:)\s*(?:\d{2})?(?!\d)")
# Figures that are no day and no month: a half of the year, a week, a day of the week.
_NO_DATE = re.compile(
    r"\b(?:hk|hoc k[iy]|tuan)\s*[ivx\d]+|\bthu\s+(?:[2-7]|hai|ba|tu|nam|sau|bay)\b"
)
_BARE = re.compile(r"\d{1,2}")
_SERIAL = re.compile(r"[45]\d{4}")
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True)
class When:
    """What a time means; `doubt` is the sentence that asks when it is not certain."""

    on: PartialDate | None = None
    doubt: str = ""


def _plain(text: str) -> str:
    """Lower case without marks; signs stay."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(sign for sign in letters if not unicodedata.combining(sign)).strip()


def read_when(text: str, year: SchoolYear) -> When:
    """The day or month that people wrote in the plan of a school year: "10/2026", "tháng 10",
    "15/10", "Oct-26", "tuần 3 tháng 10".

    The plan's year says in which calendar year a month lies. Several months, or words without any,
    are a doubt and no date. Raises ValidationError for a day that does not exist or lies outside the
    school year.
    """
    plain = _plain(text)
    if not plain:
        return When()
    if _SERIAL.fullmatch(plain):
        return When(_within(PartialDate.of(_EPOCH + timedelta(int(plain))), year, text))
    if _BARE.fullmatch(plain) and 1 <= int(plain) <= 12:
        return When(_in_year(year, int(plain), None))
    found = _times_in(plain, year, text)
    if len(found) == 1:
        return When(found[0])
    months = {(one.year, one.month) for one in found}
    if len(months) == 1:
        return When(PartialDate(found[0].year, found[0].month))
    if found:
        return When(
            doubt=_("More than one month is written: which one is it planned in?")
        )
    return When(doubt=_("No month can be read from this: which one is meant?"))


def _times_in(plain: str, year: SchoolYear, text: str) -> list[PartialDate]:
    rest = _NO_DATE.sub(" ", _CLOCK.sub(" ", plain))
    found: list[PartialDate] = []
    for pattern in _TIMES:
        while match := pattern.search(rest):
            one = _time(match, year, text)
            if one not in found:
                found.append(one)
            # The words for a month hold for the number behind them: "tháng 10 và 11".
            said = "thang " if rest[match.end() :][:1].isdigit() else " "
            rest = f"{rest[: match.start()]} {said}{rest[match.end() :]}"
    return found


def _time(match: re.Match[str], year: SchoolYear, text: str) -> PartialDate:
    said = match.groupdict()
    day = int(said["day"]) if said.get("day") else None
    named = said.get("named")
    month = _MONTHS[named[:3]] if named else int(said["month"])
    written = int(said["year"]) if said.get("year") else None
    if written is not None and written < 100:
        written += 2000
    if not 1 <= month <= 12:
        raise ValidationError(_no_month(day, month, written), code="invalid")
    if written is None:
        return _in_year(year, month, day)
    return _within(_day(written, month, day), year, text)


def _no_month(day: int | None, month: int, year: int | None) -> str:
    if day is not None and 1 <= day <= 12 and month <= 31:
        behind = f"/{year}" if year else ""
        return _(
            "There is no month %(month)s. If Excel wrote the month first, please write %(day)s."
        ) % {"month": month, "day": f"{month:02d}/{day:02d}{behind}"}
    return _("There is no month %(month)s. Please write it as 15/10 or 10/2026.") % {
        "month": month
    }


def _day(year: int, month: int, day: int | None) -> PartialDate:
    try:
        return PartialDate(year, month, day)
    except ValueError as error:
        raise ValidationError(
            _("There is no day %(day)s in month %(month)s. Please check the day.")
            % {"day": day, "month": month},
            code="invalid",
        ) from error


def _in_year(school_year: SchoolYear, month: int, day: int | None) -> PartialDate:
    """The month in the calendar year in which the school year has it."""
    first = school_year.starts_on
    same = first.year if month >= first.month else first.year + 1
    return _day(same, month, day)


def _within(on: PartialDate, year: SchoolYear, text: str) -> PartialDate:
    first = on.first_day
    begins = year.starts_on.replace(day=1)
    if first is not None and begins <= first <= year.ends_on:
        return on
    swapped = ""
    if on.day and on.month and on.day <= 12:
        other = _in_year(year, on.day, None)
        if other.year == on.year:
            swapped = f"{on.month:02d}/{on.day:02d}/{on.year}"
    if swapped:
        raise ValidationError(
            _(
                "“%(text)s” is not in the school year %(year)s. If Excel wrote the month first, "
                "please write %(day)s."
            )
            % {"text": text[:30], "year": year, "day": swapped},
            code="invalid",
        )
    raise ValidationError(
        _("“%(text)s” is not in the school year %(year)s. Please check the year.")
        % {"text": text[:30], "year": year},
        code="invalid",
    )


def last_day(on: PartialDate | None) -> date | None:
    """The last day that a time of a plan can mean; None while no month is known."""
    if on is None or on.year is None or on.month is None:
        return None
    if on.day is not None:
        return on.exact
    after = date(on.year + on.month // 12, on.month % 12 + 1, 1)
    return after - timedelta(days=1)
