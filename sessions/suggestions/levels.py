"""Which levels of schooling a session is about: a THCS is not asked about kindergarten groups."""

from __future__ import annotations

from django.db.models import Q

from clusters.models import Level
from sessions.models import ExchangeSession
from sessions.permissions import Leads


def levels_of(exchange: ExchangeSession) -> list[int]:
    """The levels of the schools and clusters concerned; empty where nothing is known of them. One
    query."""
    clusters = {exchange.lead_cluster_id, exchange.cluster_id} - {None}
    condition = Q(schools__session_units__exchange=exchange)
    condition |= Q(clusters__in=clusters)
    if exchange.lead_school_id is not None:
        condition |= Q(schools=exchange.lead_school_id)
    return _ids(condition)


def levels_of_leads(leads: Leads) -> list[int]:
    """The levels of those that a person may make a session for; empty where an authority, which has
    schools of all levels, is among them."""
    if leads.authorities:
        return []
    return _ids(Q(schools__in=leads.schools) | Q(clusters__in=leads.clusters))


def _ids(condition: Q) -> list[int]:
    return list(
        Level.objects.filter(condition)
        .order_by("pk")
        .values_list("pk", flat=True)
        .distinct()
    )
