"""Who may do what with the plan of a cluster. About people only; `YEAR_PLAN_MOVES` is about times."""

from collections.abc import Iterable

from accounts.models import User
from clusters.models import Cluster
from clusters.standing import standing_of
from sessions.permissions import approves_for_cluster


def can_edit(user: User, cluster: Cluster) -> bool:
    """Head, deputy and secretary of the cluster; where nobody leads it, its authority's officers."""
    return cluster.pk in standing_of(user).officed_clusters


def can_approve(user: User, cluster: Cluster) -> bool:
    """Whoever approves the sessions of the cluster approves its plan."""
    return approves_for_cluster(standing_of(user), cluster)


def can_schedule(user: User, cluster: Cluster, hosts: Iterable[int | None]) -> bool:
    """Who edits the plan, and who leads a school that hosts the round."""
    led = standing_of(user).led_schools
    return can_edit(user, cluster) or any(host in led for host in hosts)
