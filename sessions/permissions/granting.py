"""Who decides how many periods of further training a session counts for."""

from accounts.models import User
from clusters.models import School, SchoolAuthority
from clusters.standing import standing_of
from sessions.models import ExchangeSession


def can_grant_hours(user: User, exchange: ExchangeSession) -> bool:
    """The office of the cluster that it belongs to, and the authorities above it: never a school by
    itself, which would grant hours to its own people."""
    standing = standing_of(user)
    if exchange.lead_authority_id in standing.authorities:
        return True
    cluster = exchange.lead_cluster or exchange.cluster
    if cluster is not None:
        return (
            cluster.pk in standing.officed_clusters
            or cluster.managing_authority_id in standing.authorities
        )
    return exchange.lead_school is not None and _oversees(user, exchange.lead_school)


def _oversees(user: User, school: School) -> bool:
    standing = standing_of(user)
    if not standing.authorities:
        return False
    above = SchoolAuthority.objects.on(standing.on).filter(
        school=school, authority__in=standing.authorities
    )
    return above.exists()
