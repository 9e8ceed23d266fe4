"""Who writes and who approves news, by name: for pages that tell where a report waits."""

from datetime import date

from django.db.models import Q

from clusters.models import (
    Authority,
    Cluster,
    ClusterOffice,
    Post,
    School,
    SchoolSuccession,
)
from reports.models import Article
from sessions.models import ExchangeSession


def approvers_of(article: Article, today: date) -> list[str]:
    """Who can publish this report: people with their place, or an authority.

    The same people as `permissions.can_approve_article`, asked from the other end.
    """
    cluster = article.cluster
    if cluster is None:
        return _leading(article.school, article.authority, today)
    if cluster.news_approver == Cluster.NewsApprover.AUTHORITY:
        return [str(cluster.managing_authority)] if cluster.managing_authority else []
    return _officers(cluster, today, {ClusterOffice.Kind.HEAD})


def writers_of(
    exchange: ExchangeSession, today: date, *, at_desk: list[str]
) -> list[str]:
    """Who can write the session's own report: `at_desk` (chair and secretary of the day), the lead's
    people, the officers of its cluster. Two questions at most."""
    found = [*at_desk]
    clusters = {exchange.lead_cluster, exchange.cluster} - {None}
    for cluster in sorted(clusters, key=lambda one: one.pk):
        found += _officers(cluster, today, set(ClusterOffice.Kind.values))
    if exchange.lead_cluster is None:
        found += _leading(exchange.lead_school, exchange.lead_authority, today)
    return list(dict.fromkeys(found))


def _officers(cluster: Cluster, today: date, kinds: set[str]) -> list[str]:
    """The officers of a cluster; one that ended or has none falls to its authority."""
    offices = list(
        ClusterOffice.objects.on(today)
        .filter(cluster=cluster, person__isnull=False)
        .select_related("person")
    )
    if not offices or (cluster.valid_to is not None and cluster.valid_to < today):
        return [str(cluster.managing_authority)] if cluster.managing_authority else []
    named = [
        f"{one.person} ({one.get_kind_display()}, {cluster})"
        for one in offices
        if one.kind in kinds
    ]
    return named or [f"{ClusterOffice.Kind.HEAD.label} ({cluster})"]


def _leading(
    school: School | None, authority: Authority | None, today: date
) -> list[str]:
    if school is None:
        return [str(authority)] if authority else []
    # Whoever leads a school also does what the schools have left that became part of it.
    heirs = SchoolSuccession.objects.filter(predecessor=school, on__lte=today)
    posts = (
        Post.objects.on(today)
        .filter(Q(school=school) | Q(school__in=heirs.order_by().values("successor")))
        .filter(kind__in=Post.LEADING, user__is_active=True)
        .select_related("user", "school")
        .order_by("kind", "user__sort_key", "pk")
    )
    return [f"{post.user} ({post.school})" for post in posts] or [str(school)]
