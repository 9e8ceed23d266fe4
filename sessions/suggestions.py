"""Whom and what a form suggests: units and people near a session, and what typed words mean.

A suggestion links; words that are no suggestion stay words. People are never linked by name alone.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from accounts.models import User
from accounts.text import fold, nfc
from clusters.models import (
    Authority,
    Cluster,
    ClusterMembership,
    Post,
    School,
    SchoolAuthority,
    Subject,
)
from sessions.models import ExchangeSession, State
from sessions.permissions import Leads

Unit = School | Authority | Cluster
# A longer list helps nobody to choose; names outside it can still be typed.
MOST_PEOPLE = 400
MOST_SCHOOLS = 400


@dataclass(frozen=True)
class Person:
    """A person who may be picked, with the post that makes him one of these units' people."""

    user: User
    title: str
    place: str
    school_id: int | None


@dataclass(frozen=True)
class Near:
    """Everything near a session, by the label that a suggestion shows."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def schools(self) -> dict[str, School]:
        return {
            label: unit
            for label, unit in self.units.items()
            if isinstance(unit, School)
        }

    def label_of(self, unit: Unit | None) -> str:
        """The words that stand for a unit in a form: its suggestion, or its name."""
        if unit is None:
            return ""
        for label, known in self.units.items():
            if known == unit and type(known) is type(unit):
                return label
        return str(unit)

    def unit(self, text: str) -> Unit | None:
        """The unit that these words are the suggestion of, or the only one of that name at all."""
        wanted = _key(text)
        if not wanted:
            return None
        for label, unit in self.units.items():
            if _key(label) == wanted:
                return unit
        return _only_one(
            School.objects.filter(search_key=fold(text)[:160], is_active=True), wanted
        )

    def school(self, text: str) -> School | None:
        unit = self.unit(text)
        return unit if isinstance(unit, School) else None

    def person(self, text: str) -> Person | None:
        """The person whose suggestion was picked, letter by letter; never by name alone."""
        return self.people.get(nfc(" ".join(text.split())))


def _key(text: str) -> str:
    return nfc(" ".join(text.split())).casefold()


def _only_one(schools: Iterable[School], wanted: str) -> School | None:
    found = [school for school in schools if _key(school.name) == wanted]
    return found[0] if len(found) == 1 else None


def near_exchange(exchange: ExchangeSession, *, people: bool = True) -> Near:
    """What is near a stored session: its units and its cluster's, and the people who work there.

    Anybody may write any school into a draft, and its people know nothing of it yet: their names are
    suggested once the session is announced to them, those of the schools around them never.
    """
    standing = list(
        exchange.units.select_related("school", "authority", "cluster").order_by(
            "order"
        )
    )
    concerned = [unit.school or unit.authority or unit.cluster for unit in standing]
    home = [exchange.lead, exchange.cluster]
    return _near(
        [unit for unit in home if unit is not None],
        guests=[unit for unit in concerned if unit is not None],
        told=exchange.state != State.DRAFT,
        people=people,
    )


def near_leads(leads: Leads) -> Near:
    """What is near the leads that a person may make a session for."""
    return _near(list(leads), people=True)


def _near(
    home: list[Unit], *, guests: Sequence[Unit] = (), told: bool = False, people: bool
) -> Near:
    today = timezone.localdate()
    units = [*guests, *home]
    clusters = {unit.pk for unit in units if isinstance(unit, Cluster)}
    authorities = {unit.pk for unit in units if isinstance(unit, Authority)}
    own_schools = {unit.pk for unit in home if isinstance(unit, School)}
    invited = {unit.pk for unit in guests if isinstance(unit, School)}
    members = set(
        ClusterMembership.objects.on(today)
        .filter(cluster__in=clusters)
        .values_list("school_id", flat=True)
    )
    if own_schools and not clusters:
        neighbours = ClusterMembership.objects.on(today).filter(school__in=own_schools)
        members |= set(
            ClusterMembership.objects.on(today)
            .filter(cluster__in=neighbours.values("cluster"))
            .values_list("school_id", flat=True)
        )
    if authorities:
        members |= set(
            SchoolAuthority.objects.on(today)
            .filter(authority__in=authorities)
            .values_list("school_id", flat=True)[:MOST_SCHOOLS]
        )
    known_schools = own_schools | members
    schools = list(School.objects.filter(pk__in=known_schools | invited)[:MOST_SCHOOLS])
    managing = Authority.objects.filter(clusters__in=clusters).distinct()
    everything: list[Unit] = [
        *schools,
        *managing,
        *(unit for unit in units if not isinstance(unit, School)),
    ]
    known = {(type(unit), unit.pk): unit for unit in everything}
    found = list(known.values())
    return Near(
        units=_labelled(found),
        people=_people(
            known_schools | invited if told else known_schools,
            authorities | {one.pk for one in managing},
        )
        if people
        else {},
    )


def _labelled(units: Collection[Unit]) -> dict[str, Unit]:
    """One label for each unit; units of one name are told apart by their place."""
    names = Counter(_key(str(unit)) for unit in units)
    labelled: dict[str, Unit] = {}
    for unit in units:
        label = str(unit)
        if names[_key(label)] > 1:
            label = f"{label} ({_place_of(unit) or unit.pk})"
        if label in labelled:
            label = f"{label} · {unit.pk}"
        labelled[label] = unit
    return labelled


def _place_of(unit: Unit) -> str:
    return unit.area if isinstance(unit, Cluster) else unit.place


def _people(schools: set[int], authorities: set[int]) -> dict[str, Person]:
    posts = Post.objects.on(timezone.localdate()).filter(user__is_active=True)
    working = posts.filter(school__in=schools) | posts.filter(authority__in=authorities)
    labelled: dict[str, Person] = {}
    seen: set[int] = set()
    for post in (
        working.select_related("user", "school", "authority")
        .order_by("user__sort_key", "user_id", "pk")
        .distinct()[: 2 * MOST_PEOPLE]
    ):
        if post.user_id in seen:
            continue
        seen.add(post.user_id)
        place = str(post.school or post.authority)
        label = f"{post.user.full_name} · {place}"
        if label in labelled:
            label = f"{label} · {post.title or post.user_id}"
        labelled[label] = Person(post.user, post.title, place, post.school_id)
        if len(labelled) == MOST_PEOPLE:
            break
    return labelled


def subject_words() -> list[str]:
    """The subjects as people choose them: the short form where there is one, else the name."""
    return [
        short or name
        for name, short in Subject.objects.filter(is_active=True).values_list(
            "name", "short_name"
        )
    ]
