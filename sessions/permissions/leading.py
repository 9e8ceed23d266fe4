"""The lead of a session and who belongs to it: whose the session is."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from clusters.models import ClusterOffice, Post
from clusters.standing import standing_of
from sessions.models import ExchangeSession, State


def leads(user: User, exchange: ExchangeSession) -> bool:
    """One of the lead's people: head, deputy or secretary of the cluster, principal or
    vice-principal of the school, officer of the authority."""
    standing = standing_of(user)
    return (
        exchange.lead_cluster_id in standing.officed_clusters
        or exchange.lead_school_id in standing.led_schools
        or exchange.lead_authority_id in standing.officer_of
    )


def led_by(user: User) -> Q:
    """The sessions of `leads`: those whose lead's people the person belongs to."""
    standing = standing_of(user)
    return (
        Q(lead_cluster__in=standing.officed_clusters)
        | Q(lead_school__in=standing.led_schools)
        | Q(lead_authority__in=standing.officer_of)
    )


def hosted_by(user: User, exchange: ExchangeSession) -> frozenset[int]:
    """The hosting schools that this person leads."""
    led = standing_of(user).led_schools
    if not led:
        return frozenset()
    return frozenset(
        unit.school_id
        for unit in exchange.units.all()
        if unit.hosts and unit.school_id in led
    )


def made(user: User, exchange: ExchangeSession) -> bool:
    """Created it, wherever he serves today."""
    return user.is_authenticated and exchange.created_by_id == user.pk


def made_here(user: User, exchange: ExchangeSession) -> bool:
    """Made it, and has not left: what somebody created is the lead's, not his to take along."""
    return made(user, exchange) and _serves_the_lead(user, exchange)


def _serves_the_lead(user: User, exchange: ExchangeSession) -> bool:
    """A post or office at the lead, or at a school of the leading cluster."""
    standing = standing_of(user)
    return (
        exchange.lead_cluster_id in standing.clusters
        or exchange.lead_school_id in standing.schools
        or exchange.lead_authority_id in standing.officer_of
    )


def unseen_by_the_lead(today: date) -> Q:
    """Sessions written down in the name of a lead by somebody who is none of its people today, which
    none of these has confirmed yet."""
    makers = {"person": OuterRef("created_by"), "cluster": OuterRef("lead_cluster")}
    officers = ClusterOffice.objects.on(today).filter(**makers)
    leaders = Post.objects.on(today).filter(
        Q(school=OuterRef("lead_school"))
        | Q(
            school__succeeds__predecessor=OuterRef("lead_school"),
            school__succeeds__on__lte=today,
        ),
        user=OuterRef("created_by"),
        kind__in=Post.LEADING,
    )
    return (
        Q(recorded=True, state=State.HELD, state_by=F("created_by"))
        & Q(lead_authority=None)
        & ~Q(Exists(officers.order_by()))
        & ~Q(Exists(leaders.order_by()))
    )
