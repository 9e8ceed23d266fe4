"""Whom to call about a clash: who answers for the other session, or for the school that is taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.models import SignInName, User
from accounts.signin_names import shown
from clusters.models import Cluster, ClusterOffice, Post, School
from clusters.permissions import schools_with_phones
from sessions.clashes.others import Other
from sessions.models import ExchangeSession

_RANKS: dict[str, int] = {
    Post.Kind.PRINCIPAL: 0,
    Post.Kind.VICE_PRINCIPAL: 1,
    ClusterOffice.Kind.HEAD: 0,
    ClusterOffice.Kind.DEPUTY: 1,
    ClusterOffice.Kind.SECRETARY: 2,
}


@dataclass(frozen=True)
class Contact:
    """A person and where; the phone number only where the reader may see it."""

    name: str
    where: str
    phone: str = ""

    @property
    def who(self) -> str:
        return f"{self.name} ({self.where})" if self.name else self.where

    @property
    def dialled(self) -> str:
        """The number for a telephone, without spaces."""
        return self.phone.replace(" ", "")

    @property
    def words(self) -> str:
        """ "Liên hệ: Lường Văn Sơn (THCS Nậm Xuân), 0912 000 003."""
        said = f"{self.who}, {self.phone}" if self.phone else self.who
        return _("Contact: %(who)s.") % {"who": said}


class _Leader(NamedTuple):
    """Who leads a school or a cluster, in the order in which the two questions below ask for it."""

    at: int
    kind: str
    user: int
    name: str
    where: str


@dataclass
class Contacts:
    """The contacts of one check, by lead and by school."""

    schools: dict[int, Contact] = field(default_factory=dict)
    clusters: dict[int, Contact] = field(default_factory=dict)

    def of_lead(self, exchange: ExchangeSession) -> Contact:
        """Who answers for a session: who leads its cluster or school; else the unit itself."""
        lead = exchange.lead
        found = None
        if isinstance(lead, Cluster):
            found = self.clusters.get(lead.pk)
        elif isinstance(lead, School):
            found = self.schools.get(lead.pk)
        return found or Contact("", str(lead))

    def of_school(self, school: int | None) -> Contact | None:
        return self.schools.get(school) if school is not None else None


def contacts_of(
    others: Sequence[Other],
    seen: set[int],
    *,
    host: int | None,
    viewer: User,
    today: date,
) -> Contacts:
    """The contacts for these clashes: two queries, two more for phone numbers.

    Of a session that the reader may not see only the schools count that it takes of ours, and our
    host, which a joint exam of its grades takes.
    """
    visible = [one.exchange for one in others if one.part.exchange_id in seen]
    hidden = [one for one in others if one.part.exchange_id not in seen]
    schools = {one.lead_school_id for one in visible if one.lead_school_id}
    if hidden and host is not None:
        schools.add(host)
    for one in hidden:
        schools |= one.schools.keys()
        schools |= {school for school, _klass in one.classes}
        schools |= {one.part.site_id} if one.part.site_id else set()
    clusters = {one.lead_cluster_id for one in visible if one.lead_cluster_id}
    posts = _first(
        Post.objects.on(today)
        .filter(
            school__in=schools,
            kind__in=Post.LEADING,
            user__is_active=True,
        )
        .order_by("user__sort_key", "pk")
        .values_list("school_id", "kind", "user_id", "user__full_name", "school__name")
    )
    offices = _first(
        ClusterOffice.objects.on(today)
        .filter(cluster__in=clusters, person__is_active=True)
        .order_by("person__sort_key", "pk")
        .values_list(
            "cluster_id", "kind", "person_id", "person__full_name", "cluster__label"
        )
    )
    leaders = [*posts.values(), *offices.values()]
    phones = _phones({one.user for one in leaders}, viewer, today)
    return Contacts(_called(posts, phones), _called(offices, phones))


def _first(rows: Iterable[tuple]) -> dict[int, _Leader]:
    """Of each school or cluster the person who comes first: the head before a deputy."""
    best: dict[int, _Leader] = {}
    leaders = (_Leader(*row) for row in rows)
    for leader in sorted(leaders, key=lambda one: _RANKS[one.kind]):
        best.setdefault(leader.at, leader)
    return best


def _called(
    leaders: Mapping[int, _Leader], phones: Mapping[int, str]
) -> dict[int, Contact]:
    return {
        at: Contact(one.name, one.where, phones.get(one.user, ""))
        for at, one in leaders.items()
    }


def _phones(people: set[int], viewer: User, today: date) -> dict[int, str]:
    """The phone numbers that this reader may see: of people of schools whose numbers are his to see
    (`clusters.permissions.can_see_phones`)."""
    posts = list(
        Post.objects.on(today)
        .filter(user__in=people, school__isnull=False)
        .order_by()
        .values_list("user_id", "school_id")
    )
    open_to = schools_with_phones(viewer, {school for _user, school in posts})
    reached = {user for user, school in posts if school in open_to}
    names = SignInName.objects.filter(user__in=reached, kind=SignInName.Kind.PHONE)
    return {name.user_id: shown(name) for name in names}
