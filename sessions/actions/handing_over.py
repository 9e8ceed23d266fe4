"""Hand a session that lies ahead to the school that took over from one which ended."""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.verbs import Actor, Refused
from sessions.actions.guard import edit, lock, refusing
from sessions.heirs import Gone, gone_from
from sessions.models import ExchangeSession, PartState, SessionUnit


@transaction.atomic
def hand_over(*, exchange: ExchangeSession, by: Actor, today: date) -> list[Gone]:
    """Wherever the session names a school that ended before its day, it names the heir from now on:
    as unit, host, lead, and school of a lesson. Units that become one keep their people, and answer
    anew unless they said the same. Those concerned are told of another place.

    Answers what was handed over. Refuses where there is nothing (any more) to hand over.
    """
    locked = lock(exchange)
    handed = [
        one
        for one in gone_from(
            locked,
            units=locked.units.select_related("school"),
            parts=locked.parts.select_related("site"),
            today=today,
        )
        if one.heir is not None and one.holds
    ]
    if not handed:
        raise Refused(
            _("Nothing is left to hand over: somebody did it already, or took it back.")
        )
    with (
        edit("units", exchange=exchange, by=by, version=None) as row,
        refusing(
            _(
                "Somebody of the same name is asked of both schools. Please decide on one of them first."
            )
        ),
    ):
        for one in handed:
            _units(row, one)
    reason = "; ".join(
        _("%(school)s is part of %(heir)s from %(day)s on")
        % {"school": one.school, "heir": one.heir, "day": f"{one.on:%d/%m/%Y}"}
        for one in handed
    )
    with edit("parts", exchange=exchange, by=by, version=None, reason=reason) as row:
        for one in handed:
            # What a part that was held says stays; calendars follow the others.
            row.parts.exclude(state=PartState.HELD).filter(site=one.school).update(
                site=one.heir, sequence=F("sequence") + 1
            )
    with edit("lessons", exchange=exchange, by=by, version=None) as row:
        for one in handed:
            for column in ("school", "class_school"):
                row.lessons.filter(**{column: one.school}).update(**{column: one.heir})
    leads = next((one for one in handed if one.school == locked.lead_school), None)
    if leads is not None:
        with edit(
            "details", exchange=exchange, by=by, version=None, reason=reason
        ) as row:
            row.lead_school = leads.heir
            row.sequence += 1
            row.save(update_fields=["lead_school", "sequence"])
    return handed


def _units(exchange: ExchangeSession, gone: Gone) -> None:
    """The unit of the school becomes the heir's, or part of it where the heir stands here already."""
    exchange.seat_requests.filter(school=gone.school).update(school=gone.heir)
    unit = exchange.units.filter(school=gone.school).first()
    if unit is None:
        return
    there = exchange.units.filter(school=gone.heir).first()
    if there is None:
        unit.school, unit.name_as_printed = gone.heir, ""
        unit.save(update_fields=["school", "name_as_printed"])
        return
    _join(unit, there)


def _join(unit: SessionUnit, there: SessionUnit) -> None:
    """Two units become one: what either does, both do now; people and places are put together."""
    unit.roster.update(unit=there)
    unit.seat_requests.update(unit=there)
    there.organises |= unit.organises
    there.hosts |= unit.hosts
    there.invited |= unit.invited
    there.seats = _sum(unit.seats, there.seats)
    if unit.reply == there.reply:
        there.reply_count = _sum(unit.reply_count, there.reply_count)
    else:
        there.forget_answer()
    unit.delete()
    there.save()


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
