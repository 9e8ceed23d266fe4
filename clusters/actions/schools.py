"""What happens to a school from a day on: it is merged, closed, comes into another cluster, under
another authority. The past stays: nothing that held before that day is changed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.notices import lazily
from accounts.verbs import Actor, Refused
from clusters import turning
from clusters.actions.dated import (
    ONE_DAY,
    end,
    end_posts,
    lock_people,
    overtaken,
    tell,
)
from clusters.actions.places import create_school, refuse_closed
from clusters.models import (
    Authority,
    Cluster,
    ClusterMembership,
    Post,
    School,
    SchoolAuthority,
    SchoolSuccession,
)
from clusters.models.dated import holds_on


def _locked(*schools: School) -> list[School]:
    """These schools under one lock, always taken in the same order: two merges never wait for each
    other."""
    found = {
        row.pk: row
        for row in School.objects.select_for_update()
        .filter(pk__in=[school.pk for school in schools])
        .order_by("pk")
    }
    return [found[school.pk] for school in schools]


@transaction.atomic
def merge_schools(
    *,
    schools: Sequence[School],
    into: School | None = None,
    new_name: str = "",
    leaders: Mapping[int, str] | None = None,
    since: date,
    by: Actor,
    now: datetime,
    today: date,
) -> School:
    """Merge schools from a day on: into one that goes on, or (`new_name`) into a new one.

    The schools end with the day before. Their people have the same posts at the school that goes on;
    for those who lead, `leaders` says by the key of the post what they are there (a kind of Post, or
    "" for nothing), else vice-principal. Clusters and, for a new school, authorities are taken over.
    Refused for a school that was merged or closed already.
    """
    if into is not None:
        *ending, goes_on = _locked(*schools, into)
    else:
        ending = _locked(*schools)
        _refuse_too_few(ending)
        goes_on = _made_of(ending, new_name, since=since, by=by)
    _refuse_itself(ending, goes_on)
    for school in [*ending, *([goes_on] if into else [])]:
        refuse_ended(school)
        refuse_closed(school, since)
    concerned: dict[int, User] = {}
    for school in ending:
        _hand_memberships(school, goes_on, since=since)
        for person in _hand_people(school, goes_on, leaders or {}, since=since):
            concerned[person.pk] = person
        _succeed(school, goes_on, since=since)
        goes_on.levels.add(*school.levels.all())
        school.valid_to = since - ONE_DAY
        school.save(update_fields=["valid_to"])
    for cluster in Cluster.objects.filter(
        Q(memberships__school=goes_on) & holds_on(since, "memberships__")
    ).distinct():
        cluster.levels.add(*goes_on.levels.all())
    turning.turn(today=today)
    audit.record(
        by=by,
        verb="clusters.merge_schools",
        row=goes_on,
        before={"schools": [school.pk for school in ending]},
        after={"since": str(since), "name": goes_on.name},
    )
    stays = Post.objects.filter(school=goes_on).filter(holds_on(since))
    for post in stays.select_related("user"):
        concerned.setdefault(post.user_id, post.user)
    names = ", ".join(school.name for school in ending)
    tell(
        concerned.values(),
        key=f"merge {'-'.join(str(s.pk) for s in ending)} into {goes_on.pk}",
        title=lazily(
            lambda: (
                _("%(schools)s become part of %(school)s from %(day)s on")
                % {"schools": names, "school": goes_on.name, "day": f"{since:%d/%m/%Y}"}
            )
        ),
        text=lazily(
            lambda: _(
                "Your post goes on there from that day. Sessions and papers of the time before keep "
                "the old name."
            )
        ),
        path=reverse("clusters:school", args=[goes_on.pk]),
        now=now,
    )
    return goes_on


def _refuse_too_few(schools: Sequence[School]) -> None:
    if len(schools) < 2:
        raise Refused(
            _("A new school is made of at least two. Please choose the other one."),
            field="schools",
        )


def _refuse_itself(ending: Sequence[School], goes_on: School) -> None:
    if goes_on.pk in {school.pk for school in ending}:
        raise Refused(
            _("A school cannot be merged into itself. Please choose another one."),
            field="into",
        )


def refuse_ended(school: School) -> None:
    """Refused for what was merged or closed already, whenever that counts from."""
    if school.valid_to is not None:
        raise Refused(
            _(
                "That %(school)s ends with %(day)s is noted already. Please look at its page."
            )
            % {"school": school.name, "day": f"{school.valid_to:%d/%m/%Y}"}
        )


def _made_of(schools: Sequence[School], name: str, *, since: date, by: Actor) -> School:
    """The new school, with the authorities of the first one from that day on."""
    if not name.strip():
        raise Refused(_("Please write the name of the new school."), field="new_name")
    made = create_school(by=by, name=name, place=schools[0].place)
    made.valid_from = since
    # The sweep opens it; until then nobody chooses it.
    made.is_active = False
    made.save(update_fields=["valid_from", "is_active"])
    for row in SchoolAuthority.objects.on(since).filter(school=schools[0]):
        SchoolAuthority.objects.create(
            school=made, authority=row.authority, kind=row.kind, valid_from=since
        )
    return made


def _hand_memberships(school: School, to: School, *, since: date) -> None:
    """The school leaves its clusters, the one that goes on stands there instead."""
    for row in ClusterMembership.objects.on(since).filter(school=school):
        end(row, since=since)
        if not ClusterMembership.objects.filter(
            cluster=row.cluster_id, school=to, valid_to=None
        ).exists():
            ClusterMembership.objects.create(
                cluster=row.cluster, school=to, valid_from=since
            )


def _hand_people(
    school: School, to: School, leaders: Mapping[int, str], *, since: date
) -> list[User]:
    """Every post ends here and goes on there; answers whose posts these were."""
    posts = Post.objects.filter(school=school).exclude(valid_to__lt=since)
    lock_people(posts)
    people = []
    subjects = {
        post.pk: list(post.subjects.all())
        for post in posts.prefetch_related("subjects")
    }
    for old in end_posts(posts.select_related("user"), since=since):
        kind = old.kind
        if kind in Post.LEADING:
            kind = leaders.get(old.pk, Post.Kind.VICE_PRINCIPAL)
        people.append(old.user)
        if not kind:
            continue
        post, is_new = Post.objects.get_or_create(
            user=old.user,
            school=to,
            kind=kind,
            valid_to=None,
            defaults={
                "title": old.title if kind == old.kind else "",
                "valid_from": since,
            },
        )
        if is_new:
            post.subjects.set(subjects[old.pk])
    return people


def _succeed(school: School, to: School, *, since: date) -> None:
    """`to` took over from the school and from all that the school had taken over."""
    before = SchoolSuccession.objects.filter(successor=school)
    for old in [school.pk, *before.values_list("predecessor", flat=True)]:
        SchoolSuccession.objects.get_or_create(
            predecessor_id=old, successor=to, defaults={"on": since}
        )


@transaction.atomic
def close_school(
    *, school: School, since: date, by: Actor, now: datetime, today: date
) -> None:
    """The school is there no more from a day on; its people have no post there any more. Accounts,
    sessions and papers stay. Refused for a school that was merged or closed already."""
    (school,) = _locked(school)
    refuse_ended(school)
    for row in ClusterMembership.objects.on(since).filter(school=school):
        end(row, since=since)
    posts = Post.objects.filter(school=school).exclude(valid_to__lt=since)
    lock_people(posts)
    ended = end_posts(posts.select_related("user"), since=since)
    school.valid_to = since - ONE_DAY
    school.save(update_fields=["valid_to"])
    turning.turn(today=today)
    audit.record(
        by=by,
        verb="clusters.close_school",
        row=school,
        after={"since": str(since), "posts": [post.pk for post in ended]},
    )
    tell(
        [post.user for post in ended],
        key=f"close school {school.pk}",
        title=lazily(
            lambda: (
                _("%(school)s is closed from %(day)s on")
                % {"school": school.name, "day": f"{since:%d/%m/%Y}"}
            )
        ),
        text=lazily(
            lambda: _(
                "Your post there ends with it. Your account, your sessions and papers stay."
            )
        ),
        now=now,
    )


@transaction.atomic
def change_cluster_of(
    *,
    school: School,
    leaves: Cluster | None,
    joins: Cluster | None,
    since: date,
    by: Actor,
    now: datetime,
) -> None:
    """From a day on the school is in another cluster (`leaves` empty: in one more; `joins` empty: in
    one less). What was held before stays with the old one. Refused where somebody else noted it."""
    (school,) = _locked(school)
    refuse_closed(school, since)
    if leaves is None and joins is None:
        raise Refused(_("Please choose a cluster."), field="joins")
    if leaves is not None:
        held = ClusterMembership.objects.filter(
            cluster=leaves, school=school, valid_to=None
        ).first()
        if held is None:
            raise Refused(
                _("%(school)s has left %(cluster)s already.")
                % {"school": school.name, "cluster": leaves.label}
            )
        if held.valid_from is not None and since < held.valid_from:
            raise overtaken(held.valid_from)
        end(held, since=since)
    if (
        joins is not None
        and not ClusterMembership.objects.filter(
            cluster=joins, school=school, valid_to=None
        ).exists()
    ):
        ClusterMembership.objects.create(cluster=joins, school=school, valid_from=since)
        joins.levels.add(*school.levels.all())
    audit.record(
        by=by,
        verb="clusters.change_cluster_of",
        row=school,
        before={"cluster": leaves.pk if leaves else None},
        after={"cluster": joins.pk if joins else None, "since": str(since)},
    )
    names = {
        "school": school.name,
        "old": leaves.label if leaves else "",
        "new": joins.label if joins else "",
        "day": f"{since:%d/%m/%Y}",
    }
    leaders = Post.objects.filter(school=school, kind__in=Post.LEADING).filter(
        holds_on(since)
    )
    tell(
        [post.user for post in leaders.select_related("user")],
        key=f"cluster of {school.pk}: {names['old']} {names['new']} {since}",
        title=lazily(
            lambda: (
                (
                    _("%(school)s belongs to %(new)s from %(day)s on")
                    if joins is not None
                    else _("%(school)s leaves %(old)s on %(day)s")
                )
                % names
            )
        ),
        path=reverse("clusters:school", args=[school.pk]),
        now=now,
    )


@transaction.atomic
def change_relation(
    *,
    school: School,
    kind: str,
    authority: Authority | None,
    since: date,
    by: Actor,
) -> None:
    """From a day on another authority owns the school, or directs its professional work (`kind`); None
    for nobody. Papers of the time before keep the old one. The same day once more corrects it."""
    (school,) = _locked(school)
    refuse_closed(school, since)
    rows = SchoolAuthority.objects.filter(school=school, kind=kind)
    held = rows.filter(valid_to=None).select_related("authority").first()
    if held is not None and held.authority_id == (authority.pk if authority else None):
        return
    if held is not None:
        if held.valid_from is not None and since < held.valid_from:
            raise overtaken(held.valid_from)
        end(held, since=since)
    if authority is not None:
        SchoolAuthority.objects.create(
            school=school, authority=authority, kind=kind, valid_from=since
        )
    audit.record(
        by=by,
        verb="clusters.change_relation",
        row=school,
        before={"kind": kind, "authority": held.authority_id if held else None},
        after={"authority": authority.pk if authority else None, "since": str(since)},
    )
