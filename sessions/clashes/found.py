"""What clashes, in words, with whom to call and when there is room instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.widgets import date_in_words
from sessions.clashes.asked import Asked, AskedPart
from sessions.clashes.contacts import Contact, contacts_of
from sessions.clashes.others import Other, others_between, seen_by
from sessions.clashes.slots import SLOTS_BEFORE, SLOTS_WITHIN, Slot, slots_for
from sessions.clashes.spans import SUNDAY
from sessions.models import ExchangeSession, State
from sessions.models.exchange import HalfDay, Kind
from sessions.public_holidays import public_holiday

# What can still be moved out of the way.
STILL_AHEAD = {State.DRAFT, State.PROPOSED, State.SCHEDULED}
# More names than these are counted.
_NAMED = 4


@dataclass(frozen=True)
class Clash:
    """One thing that stands in the way of one part.

    `text` is a whole sentence. `exchange` is the other session, only where the reader may see it;
    `call` is who can say more, without what is not the reader's.
    """

    part: AskedPart
    text: str
    exchange: ExchangeSession | None = None
    call: Contact | None = None

    @property
    def rest(self) -> str:
        """The text after the name of the other session, which is a link of its own."""
        return self.text.removeprefix(f"“{self.exchange}”")

    @property
    def sentence(self) -> str:
        """The text with whom to call, where there is no room for more than a line."""
        if self.call is None:
            return self.text
        return f"{self.text} {self.call.words}"


@dataclass(frozen=True)
class PartClashes:
    """Everything that clashes with one part, and the free half-days that are nearest to it."""

    part: AskedPart
    clashes: list[Clash] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)

    @property
    def day_words(self) -> str:
        return date_in_words(self.part.day) if self.part.day else ""


@dataclass(frozen=True)
class Found:
    """What a check found, by part; empty parts are left out."""

    parts: list[PartClashes] = field(default_factory=list)
    several: bool = False

    def __bool__(self) -> bool:
        return bool(self.parts)

    @property
    def clashes(self) -> list[Clash]:
        return [clash for part in self.parts for clash in part.clashes]


def clashes_of(asked: Asked, *, viewer: User, today: date) -> Found:
    """What stands in the way of a session on its days, for this reader.

    Looks at people who are on another session at that time, classes that are taught, the same room,
    schools that are engaged in that half-day, joint exams of the grade, public holidays, Sundays.
    Only what is announced counts, only a day known in full can clash, days that are over are not
    asked about. Never refuses. At most twelve queries however many there are, none without such a day.
    """
    ahead = [
        part
        for part in asked.parts
        if part.span
        and part.span.day >= today
        and (asked.about is None or part.key in asked.about)
    ]
    if not ahead:
        return Found()
    days = [part.span.day for part in ahead if part.span]
    others = others_between(
        asked,
        max(min(days) - SLOTS_BEFORE, today),
        max(days) + SLOTS_WITHIN,
        today=today,
    )
    met = {part.key: _in_the_way(part, others, asked) for part in ahead}
    hits = [one for several in met.values() for one in several]
    seen = seen_by(viewer, {one.part.exchange_id for one in hits}) if hits else set()
    contacts = (
        contacts_of(hits, seen, host=asked.host, viewer=viewer, today=today)
        if hits
        else None
    )
    found = []
    for part in ahead:
        clashes = _days_off(part)
        hidden: list[Other] = []
        for other in met[part.key]:
            if other.part.exchange_id in seen:
                clashes.append(
                    Clash(
                        part,
                        _said(part, other, asked),
                        other.exchange,
                        contacts.of_lead(other.exchange) if contacts else None,
                    )
                )
            else:
                hidden.append(other)
        clashes += [
            Clash(part, text, call=contacts.of_school(school) if contacts else None)
            for text, school in _said_of_hidden(part, hidden, asked)
        ]
        if clashes:
            slots = slots_for(part, asked, others, today=today, takes=takes)
            found.append(PartClashes(part, clashes, slots))
    return Found(found, several=len(asked.parts) > 1)


def takes(part: AskedPart, other: Other, asked: Asked) -> bool:
    """Whether the other part, at the same time, takes people, the host, a class or a room."""
    return (
        bool(part.people & other.people.keys())
        or bool(part.classes & other.classes.keys())
        or bool(asked.hosts & other.schools.keys())
        or _same_room(part, other)
        or _same_exam(other, asked)
    )


def _in_the_way(part: AskedPart, others: Sequence[Other], asked: Asked) -> list[Other]:
    return [other for other in others if _reasons(part, other, asked)]


@dataclass(frozen=True)
class _Reasons:
    """What of ours another part takes at the time of this part: names, in the order to tell them."""

    people: list[str]
    classes: dict[tuple[int, str], str]
    schools: dict[int, str]
    room: bool
    exam: bool

    def __bool__(self) -> bool:
        return bool(
            self.people or self.classes or self.schools or self.room or self.exam
        )


def _reasons(part: AskedPart, other: Other, asked: Asked) -> _Reasons:
    """People, classes and rooms are taken at the hour; a school, or a grade, for the half-day."""
    span = part.span
    meets = span is not None and span.meets(other.span)
    near = span is not None and span.shares_a_half_day(other.span)
    return _Reasons(
        people=[
            name for user, name in other.people.items() if meets and user in part.people
        ],
        classes={
            klass: said
            for klass, said in other.classes.items()
            if meets and klass in part.classes
        },
        schools={
            school: name
            for school, name in other.schools.items()
            if near and school in asked.schools
        },
        room=meets and _same_room(part, other),
        exam=near and _same_exam(other, asked),
    )


def _same_room(part: AskedPart, other: Other) -> bool:
    return (
        bool(part.room)
        and part.site is not None
        and part.site == other.part.site_id
        and part.room == other.room
    )


def _same_exam(other: Other, asked: Asked) -> bool:
    """A joint exam that our schools sit, of a grade that is taught; what is not known may be meant."""
    if not other.is_exam_near or other.exchange.kind != Kind.JOINT_EXAM:
        return False
    return bool(asked.grades) and (
        not other.grades or bool(asked.grades & other.grades)
    )


def _days_off(part: AskedPart) -> list[Clash]:
    day = part.day
    if day is None:
        return []
    clashes = []
    if holiday := public_holiday(day):
        words = _("%(day)s is a public holiday: %(holiday)s.")
        said = words % {"day": date_in_words(day), "holiday": holiday}
        clashes.append(Clash(part, said))
    elif day.weekday() == SUNDAY:
        words = _("%(day)s: schools are closed on a Sunday.")
        clashes.append(Clash(part, words % {"day": date_in_words(day)}))
    return clashes


def _said(part: AskedPart, other: Other, asked: Asked) -> str:
    """One sentence about a session that the reader may see: which, when, and what it takes."""
    reasons = _reasons(part, other, asked)
    said = []
    if reasons.people:
        said.append(
            _("%(people)s is there too") % {"people": _names(reasons.people, _people)}
        )
    if reasons.classes:
        words = _("class %(classes)s is taught there")
        said.append(
            words % {"classes": ", ".join(dict.fromkeys(reasons.classes.values()))}
        )
    if reasons.room:
        words = _("it is in the same place (%(place)s)")
        said.append(words % {"place": other.part.place_as_printed})
    if reasons.exam:
        said.append(_("it is a joint exam of the grade"))
    if reasons.schools:
        names = _names(list(reasons.schools.values()), _schools)
        said.append(_("%(schools)s takes part") % {"schools": names})
    return _("“%(session)s”, %(when)s: %(reasons)s.") % {
        "session": other.exchange,
        "when": _when(other),
        "reasons": "; ".join(said),
    }


def _said_of_hidden(
    part: AskedPart, others: Sequence[Other], asked: Asked
) -> list[tuple[str, int | None]]:
    """What a reader may know of sessions that are not his to see: each person and school once, and
    nothing of the session. With it the school to call."""
    people: dict[str, None] = {}
    classes: dict[str, int] = {}
    schools: dict[int, str] = {}
    room = exam = False
    for other in others:
        reasons = _reasons(part, other, asked)
        people |= dict.fromkeys(reasons.people)
        schools |= reasons.schools
        room, exam = room or reasons.room, exam or reasons.exam
        classes |= {words: school for (school, _one), words in reasons.classes.items()}
    said: list[tuple[str, int | None]] = [
        (_("%(person)s is engaged at this time.") % {"person": name}, None)
        for name in people
    ]
    said += [
        (_("Class %(class)s is engaged at this time.") % {"class": klass}, school)
        for klass, school in classes.items()
    ]
    if room:
        said.append((_("This place is taken at this time."), part.site))
    said += [
        (_("%(school)s is engaged in this half-day.") % {"school": name}, school)
        for school, name in schools.items()
    ]
    if exam and not asked.hosts & schools.keys():
        said.append((_("The host school is engaged in this half-day."), asked.host))
    return said


def _when(other: Other) -> str:
    """When the other part is, as far as somebody wrote it."""
    part = other.part
    day = f"{other.span.day:%d/%m}"
    if part.starts_at is not None:
        hours = f"{part.starts_at:%H:%M}"
        if part.ends_at is not None:
            hours += f"–{part.ends_at:%H:%M}"
        return f"{hours} {day}"
    half = part.half_day or (other.exchange.half_day if part.on is None else "")
    if half:
        return f"{HalfDay(half).label} {day}"
    return _("%(day)s, hour not known") % {"day": day}


def _names(names: Sequence[str], others: Callable[[int], str]) -> str:
    """Names in a sentence: the first few, and how many others."""
    if len(names) <= _NAMED:
        return ", ".join(names)
    more = len(names) - _NAMED + 1
    return _("%(names)s and %(others)s") % {
        "names": ", ".join(names[: _NAMED - 1]),
        "others": others(more),
    }


def _people(count: int) -> str:
    return ngettext("%(count)s other person", "%(count)s other people", count) % {
        "count": count
    }


def _schools(count: int) -> str:
    return ngettext("%(count)s other school", "%(count)s other schools", count) % {
        "count": count
    }
