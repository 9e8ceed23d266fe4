"""What a machine can check before a report is sent: tells, never changes. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.text import fold
from clusters.partial_dates import PartialDate
from reports.blocks import Block, words
from reports.cleaning import is_shouted
from reports.facts.shapes import NewsFacts

SHORTEST, LONGEST = 60, 2500  # words
_LONG_TITLE = 140
_DATE = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
_RELATIVE = re.compile(
    r"\b(?<!các )(?<!những )(?:hôm nay|hôm qua|ngày mai|(?:tuần|tháng|quý) (?:này|sau|tới|trước))\b(?!\s*\()",
    re.IGNORECASE,
)
_SHOWN = 4


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    STOP = "stop"


@dataclass(frozen=True)
class Check:
    """One line of the list: what was looked at, how it stands, and what to look at."""

    level: Level
    text: str


@dataclass(frozen=True)
class PhotoOnPaper:
    """What the list needs to know of a photo that the report shows."""

    line: str
    may_be_published: bool


def checks(
    *,
    title: str,
    lead: str,
    blocks: list[Block],
    photos: Mapping[int, PhotoOnPaper],
    facts: Sequence[NewsFacts] = (),
) -> list[Check]:
    """The check list of a report. `facts` are those of the sessions it tells of."""
    found = [_consent(blocks, photos), _captions(blocks, photos), _twice(blocks)]
    if facts:
        found += [_attendees(blocks, facts), _dates(title, lead, blocks, facts)]
    found += [
        _relative(title, lead, blocks),
        _title(title),
        _length(title, lead, blocks),
    ]
    return [check for check in found if check is not None]


def may_be_published(found: Iterable[Check]) -> bool:
    return all(check.level != Level.STOP for check in found)


def _few(names: list[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    return f"{shown} …" if len(names) > _SHOWN else shown


def _photos(blocks: list[Block]) -> list[dict]:
    return [
        one for block in blocks if block["type"] == "photos" for one in block["photos"]
    ]


def _consent(blocks: list[Block], photos: Mapping[int, PhotoOnPaper]) -> Check | None:
    shown = _photos(blocks)
    if not shown:
        return None
    lacking = [
        one
        for one in shown
        if one["photo"] in photos and not photos[one["photo"]].may_be_published
    ]
    if lacking:
        text = ngettext(
            "%(count)s photo has no consent settled: the report cannot be published with it.",
            "%(count)s photos have no consent settled: the report cannot be published with them.",
            len(lacking),
        )
        return Check(Level.STOP, text % {"count": len(lacking)})
    return Check(Level.OK, _("Consent is settled for every photo."))


def _captions(blocks: list[Block], photos: Mapping[int, PhotoOnPaper]) -> Check | None:
    shown = _photos(blocks)
    if not shown:
        return Check(Level.WARN, _("The report has no photo."))
    gone = [one for one in shown if one["photo"] not in photos]
    if gone:
        text = ngettext(
            "%(count)s photo was taken down in the meantime; please take it out of the report.",
            "%(count)s photos were taken down in the meantime; please take them out of the report.",
            len(gone),
        )
        return Check(Level.WARN, text % {"count": len(gone)})
    bare = [one for one in shown if not (one["caption"] or photos[one["photo"]].line)]
    if bare:
        text = ngettext(
            "%(count)s photo has no caption.",
            "%(count)s photos have no caption.",
            len(bare),
        )
        return Check(Level.WARN, text % {"count": len(bare)})
    return Check(Level.OK, _("Every photo has a caption."))


def _entries(blocks: list[Block]) -> list[str]:
    return [
        entry
        for block in blocks
        if block["type"] == "people"
        for group in block["groups"]
        for entry in group["entries"]
    ]


def _twice(blocks: list[Block]) -> Check | None:
    entries = _entries(blocks)
    if not entries:
        return None
    seen: set[str] = set()
    twice = []
    for entry in entries:
        key = fold(entry)
        if key in seen:
            twice.append(entry)
        seen.add(key)
    if twice:
        return Check(Level.WARN, _("Named twice: %(names)s.") % {"names": _few(twice)})
    return Check(Level.OK, _("Nobody is named twice."))


def _attendees(blocks: list[Block], facts: Sequence[NewsFacts]) -> Check | None:
    entries = [f" {fold(entry)} " for entry in _entries(blocks)]
    if not entries:
        return None
    people = [
        (person.name, f" {fold(person.name)} ")
        for session in facts
        for person in session.people
    ]
    absent = [
        name
        for name, key in dict(people).items()
        if not any(key in entry for entry in entries)
    ]
    keys = [key for _name, key in people]
    unknown = [
        raw
        for raw, entry in zip(_entries(blocks), entries, strict=True)
        if not any(key in entry for key in keys)
    ]
    if not absent and not unknown:
        return Check(
            Level.OK, _("The people in the report agree with the session's roster.")
        )
    parts = []
    if absent:
        parts.append(
            _("On the roster and not in the report: %(names)s.")
            % {"names": _few(absent)}
        )
    if unknown:
        parts.append(
            _("In the report and not on the roster: %(names)s.")
            % {"names": _few(unknown)}
        )
    return Check(Level.WARN, " ".join(parts))


def _dates(
    title: str, lead: str, blocks: list[Block], facts: Sequence[NewsFacts]
) -> Check | None:
    known = {day for session in facts for day in _known_days(session)}
    text = words(title, lead, blocks)
    strange = sorted(
        {
            found.group()
            for found in _DATE.finditer(text)
            if (day := _day(found)) is None or day not in known
        }
    )
    if strange:
        return Check(
            Level.WARN,
            _("These dates are not among the session's: %(dates)s.")
            % {"dates": _few(strange)},
        )
    return Check(Level.OK, _("Every date agrees with the session."))


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def _known_days(facts: NewsFacts) -> set[date]:
    stored = [facts.when.on, *(part.when.on for part in facts.parts)]
    stored += [basis.issued_on for basis in facts.bases]
    for decision in facts.decisions:
        stored += [decision.due, decision.due_until]
    exact = {PartialDate.parse(text).exact for text in stored if text}
    typed = " ".join(
        [item.text for item in facts.items]
        + [decision.text for decision in facts.decisions]
        + [basis.raw for basis in facts.bases]
        + [facts.purpose, facts.title, facts.when.date_as_printed]
    )
    exact |= {_day(found) for found in _DATE.finditer(typed)}
    return {day for day in exact if day is not None}


def _relative(title: str, lead: str, blocks: list[Block]) -> Check | None:
    """Words that only those who were there can read, unless the day or month stands beside them."""
    said = dict.fromkeys(
        found.group().lower()
        for found in _RELATIVE.finditer(words(title, lead, blocks))
    )
    if not said:
        return None
    return Check(
        Level.WARN,
        _(
            "These words do not say which day or month to someone who reads later: %(words)s."
        )
        % {"words": _few(list(said))},
    )


def _title(title: str) -> Check:
    if is_shouted(title):
        return Check(
            Level.WARN,
            _("The title is in capitals throughout; small letters are easier to read."),
        )
    if len(title) > _LONG_TITLE:
        return Check(Level.WARN, _("The title is long: more than two lines on paper."))
    return Check(Level.OK, _("The title is easy to read."))


def _length(title: str, lead: str, blocks: list[Block]) -> Check:
    count = len(words(title, lead, blocks).split())
    if count < SHORTEST:
        return Check(
            Level.WARN,
            _("The report is very short: %(count)s words.") % {"count": count},
        )
    if count > LONGEST:
        return Check(
            Level.WARN,
            _("The report is very long: %(count)s words.") % {"count": count},
        )
    return Check(Level.OK, _("Length: %(count)s words.") % {"count": count})
