"""Authorities, schools and clusters of the demonstration."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from clusters.models import (
    Authority,
    AuthoritySuccession,
    Cluster,
    ClusterMembership,
    Level,
    School,
    SchoolAuthority,
    SchoolName,
)

DISTRICTS_ENDED = date(2025, 6, 30)
DEPARTMENTS_TOOK_OVER = date(2025, 7, 1)


class Counter(Protocol):
    def add(self, what: str) -> None: ...


@dataclass
class Places:
    """The rows by the keys of the data files."""

    authorities: dict[str, Authority] = field(default_factory=dict)
    schools: dict[str, School] = field(default_factory=dict)
    clusters: dict[str, Cluster] = field(default_factory=dict)


def load(data: dict[str, Any], loaded: Counter) -> Places:
    """Create the authorities, schools and clusters that are missing; those that exist stay as they are."""
    places = Places()
    for one in data["authority"]:
        places.authorities[one["key"]] = _authority(one, places, loaded)
    for one in data["succession"]:
        AuthoritySuccession.objects.get_or_create(
            predecessor=places.authorities[one["old"]],
            successor=places.authorities[one["new"]],
            defaults={"on": one["on"]},
        )
    for block in data["schools"]:
        for key, name in block["names"]:
            places.schools[key] = _school(key, name, block, places, loaded)
    for one in data["cluster"]:
        places.clusters[one["key"]] = _cluster(one, places, loaded)
    return places


def _authority(one: dict[str, Any], places: Places, loaded: Counter) -> Authority:
    row, new = Authority.objects.get_or_create(
        name=one["name"],
        defaults={
            "short_name": one.get("short_name", ""),
            "kind": one["kind"],
            "place": one.get("place", ""),
            "parent": places.authorities.get(one.get("parent", "")),
            "valid_to": one.get("valid_to"),
        },
    )
    if new:
        loaded.add("authority")
    return row


def _school(
    key: str, name: str, block: dict[str, Any], places: Places, loaded: Counter
) -> School:
    code = f"DEMO-{key}".upper()[:20]
    found = School.objects.filter(code=code).first()
    if found:
        return found
    school = School(code=code)
    school.set_name(name)
    school.save()
    school.levels.set(Level.objects.filter(code__in=block["levels"]))
    SchoolName.objects.create(school=school, name=school.name)
    SchoolAuthority.objects.create(
        school=school,
        authority=places.authorities[block["before"]],
        kind=SchoolAuthority.Kind.GUIDANCE,
        valid_to=DISTRICTS_ENDED,
    )
    SchoolAuthority.objects.create(
        school=school,
        authority=places.authorities[block["now"]],
        kind=SchoolAuthority.Kind.GUIDANCE,
        valid_from=DEPARTMENTS_TOOK_OVER,
    )
    loaded.add("school")
    return school


def _cluster(one: dict[str, Any], places: Places, loaded: Counter) -> Cluster:
    authority = places.authorities[one["authority"]]
    found = Cluster.objects.filter(
        label=one["label"], managing_authority=authority
    ).first()
    if found:
        return found
    cluster = Cluster(managing_authority=authority, area=one.get("area", ""))
    cluster.set_label(one["label"])
    cluster.save()
    for key in one["schools"]:
        ClusterMembership.objects.create(cluster=cluster, school=places.schools[key])
    loaded.add("cluster")
    return cluster
