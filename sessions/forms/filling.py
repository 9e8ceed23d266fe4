"""The button of a free half-day: `fill` carries the row, the day and the hour that go into it."""

import re
from datetime import date, datetime, time, timedelta

from django.http import QueryDict

_FILL = re.compile(
    r"(?P<row>[a-z0-9-]{1,20}) (?P<day>\d{4}-\d\d-\d\d) (?P<hour>\d\d:\d\d)", re.ASCII
)


def filled(data: QueryDict, *prefixes: str, whole_days: bool) -> QueryDict | None:
    """What was posted with the pressed half-day written into its row; None when none was pressed.

    An end that stood there moves with the start. `whole_days`: the field of the day takes only whole
    days, in the form of a calendar.
    """
    found = _FILL.fullmatch(data.get("fill", ""))
    if found is None or found["row"].rstrip("-0123456789") not in prefixes:
        return None
    try:
        day, hour = date.fromisoformat(found["day"]), time.fromisoformat(found["hour"])
    except ValueError:
        return None
    row, changed = found["row"], data.copy()
    changed[f"{row}-on"] = day.isoformat() if whole_days else f"{day:%d/%m/%Y}"
    end = _moved_end(
        data.get(f"{row}-starts_at", ""), data.get(f"{row}-ends_at", ""), hour
    )
    changed[f"{row}-starts_at"], changed[f"{row}-ends_at"] = f"{hour:%H:%M}", end
    if f"{row}-half_day" in changed:
        changed[f"{row}-half_day"] = ""
    return changed


def _moved_end(start: str, end: str, hour: time) -> str:
    """The end so long after the new start as it was after the old one; empty where that says nothing."""
    try:
        lasted = _at(time.fromisoformat(end)) - _at(time.fromisoformat(start))
    except ValueError:
        return ""
    moved = _at(hour) + lasted
    return f"{moved:%H:%M}" if timedelta(0) < lasted and moved.date() == _DAY else ""


_DAY = date(2000, 1, 1)


def _at(moment: time) -> datetime:
    return datetime.combine(_DAY, moment)
