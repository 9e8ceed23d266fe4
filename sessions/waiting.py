"""Which sessions wait for a person, and for what: the page of today names them, the list shows them.

Each is a queryset, so that a sentence with a number and the list behind it never differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.standing import Standing, standing_of
from sessions.days import dated_parts, over, with_day, with_last_day
from sessions.deadlines import AFTER_THE_LAST_PART, MINUTES
from sessions.models import (
    OPEN_SEATS,
    ExchangeSession,
    Minutes,
    Part,
    RosterEntry,
    SeatRequest,
    SessionUnit,
    State,
)
from sessions.models.part import TAKING_PLACE
from sessions.models.roster import writes
from sessions.permissions import approved_by, led_by, unseen_by_the_lead
from sessions.replies.places import ANSWERS_BEFORE, INVITING, all_parts_ahead

# Minutes that nobody wrote for so long are not asked for any more.
LONG_AGO = timedelta(days=60)
# The host is told two days before the answers are due.
TOLD_BEFORE = timedelta(days=2)
# "2026-11" is a month, no day to count from.
_MONTH = 7

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


def waiting_for(user: User, what: str, *, now: datetime) -> Q:
    """The sessions that wait for this person's reply, approval, word that they took place, word that
    what others wrote down is right, or for being announced."""
    standing = standing_of(user)
    today = timezone.localtime(now).date()
    if what == REPLY:
        return Q(pk__in=unanswered(standing, now=now).order_by().values("exchange"))
    if what == APPROVE:
        return Q(state=State.PROPOSED) & approved_by(user)
    if what == CONFIRM:
        return Q(state=State.SCHEDULED) & led_by(user) & over(today)
    if what == LOOK:
        return unseen_by_the_lead(today) & led_by(user) & ~Q(created_by=user)
    return Q(state=State.DRAFT, created_by=user)


def unanswered(standing: Standing, *, now: datetime) -> QuerySet[SessionUnit]:
    """Invitations of the schools that the person leads: not begun, not answered, not their own."""
    return _guests_ahead(standing, now).filter(_SILENT)


# An invited school that has not answered; one's own session needs no answer.
_SILENT = Q(invited=True, reply="") & ~Q(exchange__lead_school=F("school"))


def _guests_ahead(standing: Standing, now: datetime) -> QuerySet[SessionUnit]:
    """The schools that the person leads as guests of sessions of which a part has not begun: later
    nobody answers or is named."""
    today = timezone.localtime(now).date()
    ahead = ExchangeSession.objects.filter(
        state__in=INVITING, pk__in=all_parts_ahead(now).values("exchange")
    ).exclude(over(today))
    return SessionUnit.objects.filter(
        school__in=standing.led_schools,
        hosts=False,
        organises=False,
        exchange__in=ahead.order_by().values("pk"),
    )


def units_asked(user: User, *, now: datetime) -> list[SessionUnit]:
    """The schools that the person leads where an invitation waits for an answer, or people for being
    named: one said that it comes and named nobody yet. One query, none for who leads no school."""
    standing = standing_of(user)
    if not standing.led_schools:
        return []
    here = {"unit": OuterRef("pk")}
    named = RosterEntry.objects.filter(**here).order_by()
    asked = SeatRequest.objects.filter(**here, state__in=OPEN_SEATS).order_by()
    nobody = Q(reply=SessionUnit.Reply.YES) & ~Q(Exists(named)) & ~Q(Exists(asked))
    return list(
        _guests_ahead(standing, now)
        .filter(_SILENT | nobody)
        .select_related("exchange", "school")
        .order_by("exchange__on_sort", "pk")
    )


@dataclass
class SessionsAsked:
    """The sessions in which something waits for one person, each kind by its day: a decision (to
    approve, to say that it took place or is written down rightly, to send), minutes that are over
    their day (their `last_part`), and schools that have not answered in time (how many: `silent`).
    """

    decisions: list[ExchangeSession]
    late_minutes: list[ExchangeSession]
    silent: list[ExchangeSession]


def sessions_asked(user: User, *, now: datetime) -> SessionsAsked:
    """What waits for this person in all sessions; one query."""
    today = timezone.localtime(now).date()
    asked = Q()
    for what in (APPROVE, CONFIRM, LOOK, SEND):
        asked |= waiting_for(user, what, now=now)
    late = _minutes_late(user, today)
    silent = _schools_silent(user, today)
    found = list(
        with_last_day(with_day(ExchangeSession.objects.all()))
        .annotate(last_part=_last_part(), silent=_silent_units())
        .annotate(is_asked=asked, is_late=late, is_silent=silent)
        .filter(Q(is_asked=True) | Q(is_late=True) | Q(is_silent=True))
        .select_related("created_by")
        .order_by("day", "pk")
    )
    return SessionsAsked(
        decisions=[one for one in found if one.is_asked],
        late_minutes=sorted(
            (one for one in found if one.is_late),
            key=lambda one: (one.last_part, one.pk),
        ),
        silent=[one for one in found if one.is_silent],
    )


def _last_part() -> Subquery:
    """The day of the last part that takes place, as far as it is known."""
    parts = Part.objects.filter(
        exchange=OuterRef("pk"), state__in=TAKING_PLACE, on_sort__isnull=False
    )
    return Subquery(parts.order_by("-on_sort").values("on_sort")[:1])


def _minutes_late(user: User, today: date) -> Q:
    """That this person writes for a held session whose minutes are over their last day and were not
    sent round."""
    sits = RosterEntry.objects.filter(writes(), exchange=OuterRef("pk"), user=user.pk)
    sent = Minutes.objects.filter(exchange=OuterRef("pk"), head__gt=0)
    overdue = Q(minutes_due__lt=today) | Q(
        minutes_due=None, last_part__lt=today - AFTER_THE_LAST_PART[MINUTES]
    )
    return (
        Q(state=State.HELD, recorded=False)
        & (led_by(user) | Q(Exists(sits.order_by())))
        & ~Q(Exists(sent.order_by()))
        & overdue
        & Q(last_part__gte=today - LONG_AGO, last_part__lte=today)
    )


def _invitations() -> QuerySet[SessionUnit]:
    """The silent schools of a session that were invited to it by others."""
    return SessionUnit.objects.filter(
        Q(school=None)
        | Q(exchange__lead_school=None)
        | ~Q(school=F("exchange__lead_school")),
        exchange=OuterRef("pk"),
        invited=True,
        hosts=False,
        organises=False,
        reply="",
    ).order_by()


def _silent_units() -> Subquery:
    """How many schools have not answered."""
    counted = _invitations().values("exchange").annotate(number=Count("pk"))
    return Subquery(counted.values("number"))


def _schools_silent(user: User, today: date) -> Q:
    """That the person prepares a session whose answers are due within two days, and are not all
    there."""
    standing = standing_of(user)
    hosting = SessionUnit.objects.filter(
        exchange=OuterRef("pk"), hosts=True, school__in=standing.led_schools
    )
    due = today + TOLD_BEFORE
    near = dated_parts().filter(
        exchange=OuterRef("pk"),
        on_length__gt=_MONTH,
        on_sort__lte=due + ANSWERS_BEFORE,
        state__in=TAKING_PLACE,
    )
    return (
        Q(state__in=INVITING, recorded=False)
        & (led_by(user) | Q(Exists(hosting.order_by())))
        & (Q(reply_by__lte=due) | Q(Exists(near.order_by()), reply_by=None))
        & ~over(today)
        & Q(Exists(_invitations()))
    )
