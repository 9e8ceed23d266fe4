"""When and where a part was announced to be, and what is another now: old → new, in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from accounts.text import fold
from clusters.partial_dates import PartialDate
from sessions.models import ExchangeSession, Part
from sessions.models.exchange import HalfDay
from sessions.when import long_day_words

Announced = Mapping[str, Any]
DAY, TIME, PLACE, MODE = "day", "time", "place", "mode"
# Two ways of writing a place that are so alike are the same place, mistyped.
_ALIKE = 0.8


@dataclass(frozen=True)
class Changed:
    """One thing of a part that is another now."""

    what: str
    old: str
    new: str

    @property
    def words(self) -> str:
        """ "Đổi ngày: Thứ Năm, ngày 26/11/2026 → Thứ Bảy, ngày 28/11/2026"."""
        said = {
            DAY: _("New day: %(old)s → %(new)s"),
            TIME: _("New time: %(old)s → %(new)s"),
            PLACE: _("New place: %(old)s → %(new)s"),
            MODE: _("New way to meet: %(old)s → %(new)s"),
        }
        return said[self.what] % {"old": self.old, "new": self.new}


def announced_of(part: Part, exchange: ExchangeSession) -> dict[str, Any]:
    """What people are told of a part: its day (else the session's), its time, its place. JSON."""
    on, half = part.on, part.half_day
    if on is None:
        on, half = exchange.on, half or exchange.half_day
    return {
        "on": str(on) if on else "",
        "half_day": half,
        "starts_at": f"{part.starts_at:%H:%M}" if part.starts_at else "",
        "ends_at": f"{part.ends_at:%H:%M}" if part.ends_at else "",
        "site": str(part.site or ""),
        "place": part.place_as_printed,
        "mode": part.mode,
    }


def changes_between(before: Announced, after: Announced) -> list[Changed]:
    """What is another, in the order people ask for it; how a place is spelled is nothing new."""
    found = []
    for what, said in ((DAY, _day), (TIME, _time), (PLACE, place_words), (MODE, _mode)):
        old, new = said(before), said(after)
        if old == new or (what == PLACE and _is_spelling(old, new)):
            continue
        if what == TIME and _only_less(before, after):
            continue
        found.append(Changed(what, old or _("not known"), new or _("not known")))
    return found


def when_words(told: Announced) -> str:
    """Day, time and place in one line, as far as they are known."""
    return ", ".join(
        word for word in (_day(told), _time(told), place_words(told)) if word
    )


def place_words(told: Announced) -> str:
    """The place with its school, named once."""
    place, site = told["place"], told["site"]
    if not site or fold(site) in fold(place):
        return str(place)
    return f"{place}, {site}" if place else str(site)


def _day(told: Announced) -> str:
    return long_day_words(PartialDate.parse(told["on"])) if told["on"] else ""


def _time(told: Announced) -> str:
    if told["starts_at"]:
        return "–".join(word for word in (told["starts_at"], told["ends_at"]) if word)
    return str(HalfDay(told["half_day"]).label) if told["half_day"] else ""


def _mode(told: Announced) -> str:
    return str(Part.Mode(told["mode"]).label)


def _only_less(before: Announced, after: Announced) -> bool:
    """The same start, whose end was only filled in or taken away: nobody comes at another time."""
    ends = {before["ends_at"], after["ends_at"]}
    return before["starts_at"] == after["starts_at"] != "" and "" in ends


def _is_spelling(old: str, new: str) -> bool:
    """Whether two places differ by their spelling only; another number is another room."""
    first, second = fold(old), fold(new)
    if [one for one in first if one.isdigit()] != [
        one for one in second if one.isdigit()
    ]:
        return False
    if not first or not second:
        return False
    return SequenceMatcher(None, first, second).ratio() >= _ALIKE and (
        len(first.split()) == len(second.split())
    )
