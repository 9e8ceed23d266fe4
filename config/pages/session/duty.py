"""What a school has to do with a session: answer an invitation, or receive the others."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from clusters.standing import standing_of
from lessons.page import LessonRow
from sessions.defaults import WITH_LESSONS
from sessions.models import PartState, SessionUnit, State
from sessions.page import SessionFacts

_TO_COME = {State.DRAFT, State.PROPOSED, State.SCHEDULED}
_ASKED = {State.PROPOSED, State.SCHEDULED}


def my_units(user: User, facts: SessionFacts) -> list[SessionUnit]:
    """The guests that this person speaks for: asked to come while an answer still helps."""
    if facts.exchange.state not in _ASKED:
        return []
    led = standing_of(user).led_schools
    return [
        unit for unit in facts.units if unit.school_id in led and asked(unit, facts)
    ]


def my_hosts(user: User, facts: SessionFacts) -> list[SessionUnit]:
    """The units at home that this person leads: nobody asks whether they come, but they name people."""
    if facts.exchange.state not in _ASKED:
        return []
    led = standing_of(user).led_schools
    return [
        unit for unit in facts.units if unit.school_id in led and not asked(unit, facts)
    ]


def asked(unit: SessionUnit, facts: SessionFacts) -> bool:
    """Whether this unit is asked to come: hosts, organisers and the lead's own school are not."""
    lead = facts.exchange.lead_school_id
    return (
        unit.invited
        and not unit.hosts
        and not unit.organises
        and (lead is None or unit.school_id != lead)
    )


@dataclass(frozen=True)
class Check:
    """One thing to see to: "ok" when it is done, "warn" while it is not."""

    level: str
    text: str


@dataclass(frozen=True)
class Duty:
    """The part of a school that receives the others, or leads: what it does, how far it is."""

    heading: str
    school: str
    text: str
    checks: list[Check]


def duty_of(user: User, facts: SessionFacts, lessons: list[LessonRow]) -> Duty | None:
    """The duty of the school that this person leads, while the session is still to come; a school
    that hosts and leads is told of as host."""
    exchange = facts.exchange
    if exchange.state not in _TO_COME:
        return None
    led = standing_of(user).led_schools
    checks = _checks(facts, lessons)
    host = next((unit for unit in facts.hosts if unit.school_id in led), None)
    if host is not None:
        return Duty(
            _("What the host does"),
            host.label,
            _(
                "receives the others: have the room and the class ready, and on the day show the "
                "code for checking in."
            ),
            checks,
        )
    if exchange.lead_school_id in led:
        return Duty(
            _("What the leading school does"),
            exchange.lead_name,
            _("leads this session and sees that everything is set before the day."),
            checks,
        )
    return None


def _checks(facts: SessionFacts, lessons: list[LessonRow]) -> list[Check]:
    checks = [_day_and_place(facts)]
    if facts.exchange.kind in WITH_LESSONS:
        checks.append(_teachers(lessons))
    guests = [unit for unit in facts.units if asked(unit, facts)]
    # While it waits for approval the guests have not been asked yet.
    if guests and facts.exchange.state == State.SCHEDULED:
        checks.append(_replies(guests))
    return checks


def _day_and_place(facts: SessionFacts) -> Check:
    planned = [part for part in facts.parts if part.state == PartState.PLANNED]
    unset = sum(
        not (part.on and part.on.exact) or not (part.place_as_printed or part.site_id)
        for part in planned
    )
    if unset or not planned:
        return Check("warn", _("Day or place is not set for every part"))
    return Check("ok", _("Day and place are set"))


def _teachers(lessons: list[LessonRow]) -> Check:
    if not lessons:
        return Check("warn", _("No lesson is written down yet"))
    without = sum(not lesson.teachers for lesson in lessons)
    if without:
        return Check(
            "warn",
            ngettext(
                "%(n)s lesson has no teacher yet",
                "%(n)s lessons have no teacher yet",
                without,
            )
            % {"n": without},
        )
    return Check("ok", _("Every lesson has a teacher"))


def _replies(guests: list[SessionUnit]) -> Check:
    silent = sum(not unit.reply for unit in guests)
    if silent:
        return Check(
            "warn",
            _("%(n)s of %(of)s units asked have not replied")
            % {"n": silent, "of": len(guests)},
        )
    return Check("ok", _("All who were asked have replied"))
