"""Addresses of calendars: made, changed for another one, taken back. Each person has their own."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.verbs import Actor
from clusters.models import Cluster, School
from sessions.models import CalendarAddress
from sessions.models.calendar_address import new_seed, token_hash, token_of


def _locked(owner: User, school: School | None, cluster: Cluster | None):
    """The standing addresses of the owner for this subject; the owner's row is held meanwhile."""
    User.objects.select_for_update().get(pk=owner.pk)
    return CalendarAddress.objects.standing().filter(
        owner=owner, school=school, cluster=cluster
    )


@transaction.atomic
def make_calendar_address(
    *,
    owner: User,
    school: School | None = None,
    cluster: Cluster | None = None,
    by: Actor,
    now: datetime,
) -> CalendarAddress:
    """The person's address for this school or cluster, or for what concerns them; a second press
    finds the first one's."""
    standing = _locked(owner, school, cluster).first()
    if standing is not None:
        return standing
    seed = new_seed()
    made = CalendarAddress.objects.create(
        owner=owner,
        school=school,
        cluster=cluster,
        seed=seed,
        token_hash=token_hash(token_of(seed)),
        created_at=now,
    )
    audit.record(
        by=by,
        verb="sessions.make_calendar_address",
        row=made,
        after={"school": school and school.pk, "cluster": cluster and cluster.pk},
    )
    return made


@transaction.atomic
def revoke_calendar_address(
    *,
    owner: User,
    school: School | None = None,
    cluster: Cluster | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Take it back: whoever reads it finds an empty calendar from now on. Twice changes nothing."""
    for address in _locked(owner, school, cluster):
        address.revoked_at = now
        address.save(update_fields=["revoked_at"])
        audit.record(by=by, verb="sessions.revoke_calendar_address", row=address)


@transaction.atomic
def renew_calendar_address(
    *,
    owner: User,
    school: School | None = None,
    cluster: Cluster | None = None,
    by: Actor,
    now: datetime,
) -> CalendarAddress:
    """Another address in place of one that others came to know."""
    subject = {"owner": owner, "school": school, "cluster": cluster}
    revoke_calendar_address(**subject, by=by, now=now)  # type: ignore[arg-type]
    return make_calendar_address(**subject, by=by, now=now)  # type: ignore[arg-type]
