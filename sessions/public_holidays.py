"""Public holidays of Vietnam, Tết with the days in lieu that the Government set. Pure.

From the library `holidays` (Labour Code 2019, article 112, and the yearly notices on days in lieu).
A year for which no notice is known yet has the days of the law only.
"""

from datetime import date
from functools import lru_cache

from django.utils.translation import get_language
from holidays.countries.vietnam import Vietnam

_LANGUAGES = {"vi": "vi", "en": "en_US"}


@lru_cache(maxsize=32)
def _days_of(year: int, language: str) -> dict[date, str]:
    return dict(Vietnam(years=year, language=_LANGUAGES.get(language, "vi")).items())


def public_holiday(day: date) -> str:
    """What holiday that day is, in the reader's language; "" on any other day."""
    return _days_of(day.year, get_language() or "vi").get(day, "")
