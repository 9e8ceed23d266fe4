"""Whose word a session waits for: told before it is sent, and named while it waits."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.models import Authority, Cluster, Post, School
from clusters.serving import is_attended, leaders_of, leading
from clusters.standing import standing_of
from sessions.models import ExchangeSession, SessionUnit, State
from sessions.permissions import (
    Agreement,
    approves_for_cluster,
    can_approve,
    leading_posts,
)


def waits_for_others(user: User, exchange: ExchangeSession) -> bool:
    """Whether this draft, sent by this person, would wait for somebody else's word."""
    if exchange.lead_school_id is not None:
        agreement = Agreement.of(exchange, timezone.localdate())
        return not agreement.waiting <= agreement.spoken_for_by(user)
    return not _is_free(exchange.lead) and not can_approve(user, exchange)


def would_wait_at(user: User, lead: Cluster | School | Authority) -> bool:
    """The same for a session not made yet that this lead alone organises."""
    standing = standing_of(user)
    if isinstance(lead, School):
        kinds = {kind for _school, kind in leading_posts({lead.pk}, standing.on)}
        speaks = lead.pk in standing.principal_of or (
            lead.pk in standing.led_schools and Post.Kind.PRINCIPAL not in kinds
        )
        return bool(kinds) and not speaks
    if isinstance(lead, Cluster):
        return not _is_free(lead) and not approves_for_cluster(standing, lead)
    return lead.pk not in standing.officer_of


def _is_free(lead: Cluster | School | Authority) -> bool:
    """A cluster whose rule asks nobody."""
    return (
        isinstance(lead, Cluster)
        and lead.session_approver == Cluster.SessionApprover.NOBODY
    )


def approvers_of(exchange: ExchangeSession) -> list[str]:
    """Who can approve this session now: people with the place they speak for, or an authority.

    The same people as `permissions.can_approve`, asked from the other end.
    """
    if exchange.lead_school_id is not None:
        return _of_schools(Agreement.of(exchange, timezone.localdate()))
    cluster = exchange.lead_cluster
    if cluster is None:
        return [str(exchange.lead)]
    today = timezone.localdate()
    if cluster.session_approver == Cluster.SessionApprover.HEAD and (
        leaders := leaders_of(cluster, today=today)
    ):
        return [f"{one} ({cluster})" for one in leaders]
    if is_attended(cluster, today=today):
        return [str(cluster.managing_authority)]
    return [
        _("the head of %(cluster)s, whom the administrator has yet to appoint")
        % {"cluster": cluster}
    ]


def agreed_units(exchange: ExchangeSession) -> list[int]:
    """The keys of the organising units whose word a waiting session has; none of any other session."""
    if exchange.state != State.PROPOSED:
        return []
    units = exchange.units.filter(organises=True, reply=SessionUnit.Reply.YES)
    return list(units.values_list("pk", flat=True))


def asked_again(exchange: ExchangeSession, agreed: Collection[int]) -> list[str]:
    """Of units that had agreed those whose word is missing now, by name."""
    units = exchange.units.filter(pk__in=agreed, organises=True)
    silent = units.exclude(reply=SessionUnit.Reply.YES)
    return [unit.label for unit in silent.select_related("school").order_by("order")]


def _of_schools(agreement: Agreement) -> list[str]:
    speaking = [
        f"{post.user} ({post.school})"
        for school, post in leading(agreement.waiting, today=timezone.localdate())
        if post.kind == Post.Kind.PRINCIPAL or school in agreement.without_principal
    ]
    # Whose school took over from another one that waits speaks for both.
    return list(dict.fromkeys(speaking))
