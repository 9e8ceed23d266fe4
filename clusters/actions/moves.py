"""People who move on from a day on: to another school, to lead a school, to an office in a cluster."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.notices import lazily
from accounts.verbs import Actor, Refused
from clusters.actions.dated import (
    end,
    end_posts,
    lock_people,
    overtaken,
    tell,
)
from clusters.actions.people import give_post, may_hold_office
from clusters.actions.places import refuse_closed
from clusters.models import Cluster, ClusterOffice, Post, School, Subject
from clusters.models.dated import holds_on


@transaction.atomic
def move_person(
    *,
    person: User,
    leaves: School,
    to: School,
    kind: str,
    title: str = "",
    subjects: Iterable[Subject] | None = None,
    since: date,
    by: Actor,
    now: datetime,
) -> Post:
    """A person's posts at one school end, a post at another begins. History stays: own sessions,
    lessons and papers, the names on rosters. Subjects go along unless others are given.

    Refused for somebody who has no post at the school any more on that day, and for the same school.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if leaves.pk == to.pk:
        raise Refused(_("Please choose another school than the present one."))
    refuse_closed(to, since)
    posts = _held(person, leaves, since=since)
    if not posts:
        raise Refused(
            _("%(name)s has no post at %(school)s any more.")
            % {"name": person.full_name, "school": leaves.name}
        )
    _refuse_before(posts, since)
    if subjects is None:
        subjects = Subject.objects.filter(posts__in=posts).distinct()
    subjects = list(subjects)
    ended = end_posts(posts, since=since)
    post = give_post(
        by=by,
        person=person,
        place=to,
        kind=kind,
        title=title,
        subjects=subjects,
        since=since,
    )
    audit.record(
        by=by,
        verb="clusters.move_person",
        row=person,
        before={"school": leaves.pk, "posts": [one.kind for one in ended]},
        after={"school": to.pk, "post": post.pk, "since": str(since)},
    )
    names = {"school": to.name, "old": leaves.name, "day": f"{since:%d/%m/%Y}"}
    tell(
        [person],
        key=f"move to post {post.pk}",
        title=lazily(lambda: _("From %(day)s on you work at %(school)s") % names),
        text=lazily(
            lambda: (
                _(
                    "Your post at %(old)s ends with the day before. What you took part in stays yours."
                )
                % names
            )
        ),
        path=reverse("clusters:my_school"),
        now=now,
    )
    tell(
        _principals(to, since=since, but=person),
        key=f"arrival of post {post.pk}",
        title=lazily(
            lambda: (
                _("%(name)s comes to %(school)s on %(day)s")
                % {**names, "name": person.full_name}
            )
        ),
        path=reverse("clusters:school_people", args=[to.pk]),
        now=now,
    )
    return post


def _held(person: User, school: School, *, since: date) -> list[Post]:
    """The posts of the person at the school that hold on that day or begin later."""
    return list(
        Post.objects.filter(user=person, school=school)
        .exclude(valid_to__lt=since)
        .select_related("user", "school", "authority")
    )


def _refuse_before(posts: Iterable[Post], since: date) -> None:
    """Refused where all of it began later than that day: it never held."""
    began = [post.valid_from for post in posts]
    if began and all(day is not None and day > since for day in began):
        raise overtaken(min(day for day in began if day is not None))


def _principals(school: School, *, since: date, but: User) -> list[User]:
    return [
        post.user
        for post in Post.objects.filter(school=school, kind=Post.Kind.PRINCIPAL)
        .filter(holds_on(since))
        .exclude(user=but)
        .select_related("user")
    ]


@transaction.atomic
def change_principal(
    *,
    school: School,
    person: User,
    title: str = "",
    stays_as: str = "",
    instead_of: frozenset[int] | None = None,
    since: date,
    by: Actor,
    now: datetime,
) -> Post:
    """Another person leads the school from a day on. What waits for the principal waits for the new
    one from then on: it follows from the post.

    The posts of those who led it end; with `stays_as` (a kind of Post) they stay as that. The new
    principal's posts elsewhere as a leader end, and those of a vice-principal here. Refused where the
    person is the principal on that day already, and where somebody else leads the school meanwhile than
    those whose posts were seen (`instead_of`).
    """
    school = School.objects.select_for_update().get(pk=school.pk)
    refuse_closed(school, since)
    leading_here = Post.objects.filter(school=school, kind=Post.Kind.PRINCIPAL).exclude(
        valid_to__lt=since
    )
    lock_people(leading_here)
    led = list(leading_here.select_related("user", "school", "authority"))
    if any(post.user_id == person.pk for post in led):
        raise Refused(
            _("%(name)s is the principal of %(school)s already.")
            % {"name": person.full_name, "school": school.name},
            field="person",
        )
    if instead_of is not None and instead_of != {post.pk for post in led}:
        raise Refused(
            _(
                "Somebody else noted another principal meanwhile. Please look at what stands there now."
            )
        )
    _refuse_before(led, since)
    before = end_posts(led, since=since)
    for post in before:
        if stays_as:
            give_post(by=by, person=post.user, place=school, kind=stays_as, since=since)
    leading = Post.objects.filter(
        user=person,
        school__isnull=False,
        kind__in=Post.LEADING,
    ).exclude(valid_to__lt=since)
    left = end_posts(leading.select_related("user", "school"), since=since)
    post = give_post(
        by=by,
        person=person,
        place=school,
        kind=Post.Kind.PRINCIPAL,
        title=title,
        since=since,
    )
    audit.record(
        by=by,
        verb="clusters.change_principal",
        row=school,
        before={
            "principals": [one.user_id for one in before],
            "posts_of_the_new": [[one.school_id, one.kind] for one in left],
        },
        after={"principal": person.pk, "since": str(since), "stays_as": stays_as},
    )
    names = {
        "name": person.full_name,
        "school": school.name,
        "day": f"{since:%d/%m/%Y}",
    }
    path = reverse("clusters:school", args=[school.pk])
    tell(
        [person],
        key=f"principal by post {post.pk}",
        title=lazily(lambda: _("You lead %(school)s from %(day)s on") % names),
        text=lazily(
            lambda: _(
                "What waits for the principal there then stands on your page of today."
            )
        ),
        path=path,
        now=now,
    )
    tell(
        [one.user for one in before],
        key=f"succeeded by post {post.pk}",
        title=lazily(lambda: _("%(name)s leads %(school)s from %(day)s on") % names),
        text=lazily(
            lambda: _(
                "What is still open passes on by itself. Your account, your sessions and papers stay."
            )
        ),
        path=path,
        now=now,
    )
    return post


@transaction.atomic
def hand_over_office(
    *,
    office: ClusterOffice,
    to: User,
    since: date,
    by: Actor,
    now: datetime,
) -> ClusterOffice:
    """An office in a cluster changes hands on a day. Refused where it was handed over already, and
    for somebody who has no post in the cluster or at its managing authority on that day."""
    cluster = Cluster.objects.select_for_update().get(pk=office.cluster_id)
    found = (
        ClusterOffice.objects.select_for_update()
        .filter(pk=office.pk, valid_to=None)
        .first()
    )
    if found is None:
        raise Refused(
            _(
                "This office was handed over or ended already. Please look at the page of the cluster."
            )
        )
    if found.person_id == to.pk:
        raise Refused(
            _("%(name)s holds this office already.") % {"name": to.full_name},
            field="person",
        )
    if found.valid_from is not None and since < found.valid_from:
        raise overtaken(found.valid_from)
    if not may_hold_office(cluster, to, today=since):
        raise Refused(
            _(
                "%(name)s has no post at a school of this cluster or at the authority that "
                "manages it."
            )
            % {"name": to.full_name},
            field="person",
        )
    level, kind, old = found.level, found.kind, found.person
    end(found, since=since)
    made = ClusterOffice.objects.filter(
        cluster=cluster, kind=kind, level=level, person=to, valid_to=None
    ).first() or ClusterOffice.objects.create(
        cluster=cluster,
        kind=kind,
        level=level,
        person=to,
        name_as_printed=to.full_name,
        valid_from=since,
    )
    audit.record(
        by=by,
        verb="clusters.hand_over_office",
        row=cluster,
        before={"kind": kind, "person": old.pk if old else None},
        after={"office": made.pk, "person": to.pk, "since": str(since)},
    )
    path = reverse("clusters:list")
    names = {
        "cluster": cluster.label,
        "day": f"{since:%d/%m/%Y}",
        "name": to.full_name,
    }
    tell(
        [to],
        key=f"office {made.pk}",
        title=lazily(
            lambda: (
                _("From %(day)s on you hold an office in %(cluster)s: %(office)s")
                % {**names, "office": made.get_kind_display()}
            )
        ),
        path=path,
        now=now,
    )
    tell(
        [old] if old else [],
        key=f"office {made.pk} taken over",
        title=lazily(
            lambda: (
                _("From %(day)s on %(name)s holds your office in %(cluster)s") % names
            )
        ),
        path=path,
        now=now,
    )
    return made
