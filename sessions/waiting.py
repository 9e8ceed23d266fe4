"""Which sessions wait for a person, and for what: the page of today names them, the list shows them.

Each is a queryset, so that a sentence with a number and the list behind it never differ.
"""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.standing import Standing, standing_of
from sessions.days import over
from sessions.models import ExchangeSession, SessionUnit, State
from sessions.permissions import approved_by, led_by, unseen_by_the_lead

REPLY, APPROVE, CONFIRM, SEND = "tra-loi", "duyet", "xac-nhan", "gui"
LOOK = "xem-lai"
# What the list says of each: the words of its chip.
WORDS: dict[str, str | Promise] = {
    REPLY: _("Waiting for your school's reply"),
    APPROVE: _("Waiting for your approval"),
    CONFIRM: _("Over and not marked as held"),
    SEND: _("Your drafts"),
    LOOK: _("Written down by others in your unit's name"),
}


def waiting_for(user: User, what: str, *, today: date) -> Q:
    """The sessions that wait for this person's reply, approval, word that they took place, word that
    what others wrote down is right, or for being announced."""
    standing = standing_of(user)
    if what == REPLY:
        return Q(pk__in=unanswered(standing, today=today).order_by().values("exchange"))
    if what == APPROVE:
        return Q(state=State.PROPOSED) & approved_by(user)
    if what == CONFIRM:
        return Q(state=State.SCHEDULED) & led_by(user) & over(today)
    if what == LOOK:
        return unseen_by_the_lead() & led_by(user) & ~Q(created_by=user)
    return Q(state=State.DRAFT, created_by=user)


def unanswered(standing: Standing, *, today: date) -> QuerySet[SessionUnit]:
    """Invitations of the schools that the person leads: not over, not answered, not their own."""
    ahead = ExchangeSession.objects.filter(
        state__in=[State.PROPOSED, State.SCHEDULED]
    ).exclude(over(today))
    return SessionUnit.objects.filter(
        school__in=standing.led_schools,
        invited=True,
        hosts=False,
        organises=False,
        reply="",
        exchange__in=ahead.values("pk"),
    ).exclude(exchange__lead_school=F("school"))
