"""Which sessions wait for a person, and for what: the page of today names them, the list shows them.

Each is a queryset, so that a sentence with a number and the list behind it never differ.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.models import Cluster
from clusters.standing import Standing, standing_of
from sessions.days import over
from sessions.models import ExchangeSession, SessionUnit, State

REPLY, APPROVE, CONFIRM, SEND = "tra-loi", "duyet", "xac-nhan", "gui"
# What the list says of each: the words of its chip.
WORDS: dict[str, str | Promise] = {
    REPLY: _("Waiting for your school's reply"),
    APPROVE: _("Waiting for your approval"),
    CONFIRM: _("Over and not marked as held"),
    SEND: _("Your drafts"),
}


def waiting_for(user: User, what: str, *, today: date) -> Q:
    """The sessions that wait for this person's reply, approval, word that they took place, or for
    being announced."""
    standing = standing_of(user)
    if what == REPLY:
        return Q(pk__in=unanswered(standing, today=today).order_by().values("exchange"))
    if what == APPROVE:
        return Q(state=State.PROPOSED) & _approves(standing)
    if what == CONFIRM:
        return Q(state=State.SCHEDULED) & _leads(standing) & over(today)
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


def _approves(standing: Standing) -> Q:
    """Sessions that wait for this person's word (who: `permissions.can_approve`)."""
    approver = Cluster.SessionApprover
    asked = SessionUnit.objects.filter(
        exchange=OuterRef("pk"), organises=True, school__in=standing.principal_of
    )
    own = (
        Q(lead_school__in=standing.principal_of)
        | (Q(lead_school__isnull=False) & Exists(asked))
    ) & ~Exists(asked.filter(reply=SessionUnit.Reply.YES))
    return (
        own
        | Q(
            lead_cluster__in=standing.headed_clusters,
            lead_cluster__session_approver=approver.HEAD,
        )
        | Q(
            lead_cluster__managing_authority__in=standing.authorities,
            lead_cluster__session_approver=approver.AUTHORITY,
        )
        | Q(
            lead_cluster__in=standing.officed_clusters,
            lead_cluster__session_approver=approver.NOBODY,
        )
        | Q(lead_authority__in=standing.officer_of)
    )


def _leads(standing: Standing) -> Q:
    """Sessions whose lead's people the person belongs to."""
    return (
        Q(lead_cluster__in=standing.officed_clusters)
        | Q(lead_school__in=standing.led_schools)
        | Q(lead_authority__in=standing.officer_of)
    )
