"""Names and authorities as of a day: what stood on that day, whatever happened since.

A day of None is a day that nobody knows: then today's answer is given. Names cost no query, since a
school's row carries all its names. Authorities are rows of their own: ask for many at once.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F
from django.utils import timezone

from clusters.models import (
    Authority,
    AuthorityParent,
    Cluster,
    ClusterAuthority,
    School,
    SchoolAuthority,
)
from clusters.models.dated import DatedQuerySet
from clusters.models.school import name_among


def school_name_on(school: School, day: date | None) -> str:
    """The name that the school bore on that day, without the word "trường". No query."""
    return school.name_on(day)


def school_name_among(name: str, changes: str, day: date | None) -> str:
    """The same for a row read as values: today's `name` and `name_changes`."""
    return name_among(changes, day) if changes and day is not None else name


def authority_name_on(authority: Authority, day: date | None) -> str:
    """The name of the authority on that day. One that is renamed gets a successor with a row of its
    own, so a row's name never changes but to correct its spelling. No query."""
    return authority.name


@dataclass(frozen=True)
class AuthoritiesOfSchools:
    """Which authority stood over which school on which day; read once for all of them."""

    _rows: dict[tuple[int, str], list[SchoolAuthority]] = field(default_factory=dict)

    def on(self, school: School | int, kind: str, day: date | None) -> Authority | None:
        """The authority of this kind (`SchoolAuthority.Kind`); None where none is noted."""
        pk = school.pk if isinstance(school, School) else school
        return next(
            (
                row.authority
                for row in self._rows.get((pk, kind), ())
                if _holds(row, day or timezone.localdate())
            ),
            None,
        )


def authorities_of_schools(schools: Iterable[School | int]) -> AuthoritiesOfSchools:
    """The relations of these schools to their authorities, of all days; one query."""
    keys = {row.pk if isinstance(row, School) else row for row in schools}
    found: dict[tuple[int, str], list[SchoolAuthority]] = defaultdict(list)
    for row in (
        SchoolAuthority.objects.filter(school__in=keys)
        .select_related("authority", "authority__parent")
        .order_by(F("valid_from").desc(nulls_last=True), "-pk")
    ):
        found[row.school_id, row.kind].append(row)
    return AuthoritiesOfSchools(dict(found))


def authority_of_school_on(
    school: School, kind: str, day: date | None
) -> Authority | None:
    """The authority that stood over the school on that day as `kind` says: SchoolAuthority.Kind.OWNER
    (chủ quản) or GUIDANCE (chỉ đạo chuyên môn). None where none is noted. One query."""
    return authorities_of_schools([school]).on(school, kind, day)


def cluster_authorities_on(
    clusters: Iterable[Cluster], day: date | None
) -> dict[int, Authority | None]:
    """The authority that managed each cluster on that day, by the cluster's key. Two queries."""
    rows = {cluster.pk: cluster for cluster in clusters}
    dated = _held_on(
        ClusterAuthority.objects.filter(cluster__in=rows),
        "cluster_id",
        "authority_id",
        day,
    )
    return _fetched(
        {pk: dated.get(pk, row.managing_authority_id) for pk, row in rows.items()}
    )


def cluster_authority_on(cluster: Cluster, day: date | None) -> Authority | None:
    """The authority that managed the cluster on that day; None where nobody did. Two queries."""
    return cluster_authorities_on([cluster], day)[cluster.pk]


def parents_on(
    authorities: Iterable[Authority], day: date | None
) -> dict[int, Authority | None]:
    """The authority above each of these on that day, by its key. Two queries."""
    rows = {authority.pk: authority for authority in authorities}
    dated = _held_on(
        AuthorityParent.objects.filter(authority__in=rows),
        "authority_id",
        "parent_id",
        day,
    )
    return _fetched({pk: dated.get(pk, row.parent_id) for pk, row in rows.items()})


def parent_on(authority: Authority, day: date | None) -> Authority | None:
    """The authority above this one on that day; None where none stood above it. Two queries."""
    return parents_on([authority], day)[authority.pk]


def _holds(row: SchoolAuthority, day: date) -> bool:
    return (row.valid_from is None or row.valid_from <= day) and (
        row.valid_to is None or row.valid_to >= day
    )


def _held_on(
    rows: DatedQuerySet, owner: str, other: str, day: date | None
) -> dict[int, int | None]:
    """What the dated rows say of that day, for each owner that has any; nothing for a gap."""
    today = day or timezone.localdate()
    said: dict[int, int | None] = {}
    for pk, value, since, until in rows.order_by(
        F("valid_from").asc(nulls_first=True), "pk"
    ).values_list(owner, other, "valid_from", "valid_to"):
        said.setdefault(pk, None)
        if (since is None or since <= today) and (until is None or until >= today):
            said[pk] = value
    return said


def _fetched(wanted: dict[int, int | None]) -> dict[int, Authority | None]:
    found = Authority.objects.select_related("parent").in_bulk(
        {pk for pk in wanted.values() if pk is not None}
    )
    return {pk: found.get(value) if value else None for pk, value in wanted.items()}
