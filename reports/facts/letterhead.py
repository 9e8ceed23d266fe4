"""Who issues a paper, by the names and authorities of its day. Reads only."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from clusters.models import Authority, Cluster, ClusterOffice, Post, School
from clusters.models.dated import holds_on
from clusters.naming import (
    authorities_of_schools,
    cluster_authority_on,
    parent_on,
    school_name_on,
)
from reports.facts.papers import LetterheadFacts, SignerFacts

# Bodies that stand under a people's committee: nothing else is printed above their names.
_OF_A_COMMITTEE = {
    Authority.Kind.DEPARTMENT,
    Authority.Kind.DISTRICT_OFFICE,
    Authority.Kind.COMMUNE_OFFICE,
}
_LEADING = {
    Post.Kind.PRINCIPAL: "Hiệu trưởng",
    Post.Kind.VICE_PRINCIPAL: "Phó Hiệu trưởng",
}


def letterhead_facts(
    lead: Cluster | School | Authority,
    day: date | None,
    *,
    on: str = "",
    number: str = "",
) -> LetterheadFacts:
    """The letterhead of whoever leads, as of `day` (None: not known, then today's names). `on` is the
    stored day to print, `number` what was typed of one."""
    if isinstance(lead, School):
        kind, issuer, above = (
            "school",
            school_name_on(lead, day),
            _over_school(lead, day),
        )
        place = _commune_of(above) or lead.place
    elif isinstance(lead, Cluster):
        kind, issuer, above = (
            "cluster",
            lead.label,
            _valid(cluster_authority_on(lead, day), day),
        )
        place = above.place if above else ""
    else:
        kind, issuer, above = "authority", lead.name, _over_authority(lead, day)
        place = lead.place
    return LetterheadFacts(
        kind=kind,
        above=above.name if above else "",
        issuer=issuer,
        place=place,
        on=on,
        number=number,
    )


def _over_school(school: School, day: date | None) -> Authority | None:
    """Its administrative owner. Where none is noted, the district office that directed it: old
    papers bear its name; a department that only directs is never printed above a school."""
    relations = authorities_of_schools([school])
    owner = relations.on(school, "owner", day)
    if owner is not None:
        return owner
    guide = relations.on(school, "guidance", day)
    district = guide is not None and guide.kind == Authority.Kind.DISTRICT_OFFICE
    return guide if district else None


def _over_authority(authority: Authority, day: date | None) -> Authority | None:
    above = parent_on(authority, day)
    if above is None:
        return None
    committee = above.kind == Authority.Kind.PEOPLES_COMMITTEE
    return above if committee or authority.kind not in _OF_A_COMMITTEE else None


def _valid(authority: Authority | None, day: date | None) -> Authority | None:
    """The authority itself while it existed, afterwards the one that took over; none if several did."""
    if authority is None or day is None or authority.valid_to is None:
        return authority
    if day <= authority.valid_to:
        return authority
    heirs = list(
        Authority.objects.filter(
            succeeds__predecessor=authority, succeeds__on__lte=day
        )[:2]
    )
    return heirs[0] if len(heirs) == 1 else None


def _commune_of(authority: Authority | None) -> str:
    """`UBND xã Lương Bằng` says where its schools are."""
    if authority is None or authority.kind != Authority.Kind.PEOPLES_COMMITTEE:
        return ""
    return authority.place or authority.name.removeprefix("UBND").strip()


def cluster_signer(cluster: Cluster, day: date) -> SignerFacts | None:
    """The head of the cluster on that day and what he is at his school; None where nobody is noted,
    or several are."""
    offices = ClusterOffice.objects.filter(
        holds_on(day), cluster=cluster, kind=ClusterOffice.Kind.HEAD
    ).select_related("person", "level")
    heads = list(offices)
    if len(heads) > 1:
        heads = [one for one in heads if one.level_id is None]
    if len(heads) != 1:
        return None
    head = heads[0]
    if head.person is None:
        return SignerFacts(head.name_as_printed)
    post = (
        Post.objects.filter(
            holds_on(day), Q(kind__in=_LEADING), user=head.person, school__isnull=False
        )
        .select_related("school")
        .order_by("kind", "pk")
        .first()
    )
    if post is None or post.school is None:
        return SignerFacts(head.person.full_name)
    title = post.title or _LEADING[Post.Kind(post.kind)]
    return SignerFacts(head.person.full_name, title, school_name_on(post.school, day))
