"""People of schools and clusters: posts, offices, invitations, slips."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts import audit
from accounts.models import SignInName, Slip, User
from accounts.text import fold, nfc
from accounts.verbs import Actor, Refused
from clusters import permissions
from clusters.actions import once
from clusters.actions.dated import end
from clusters.actions.places import refuse_closed
from clusters.models import (
    Authority,
    Cluster,
    ClusterMembership,
    ClusterOffice,
    Level,
    Post,
    School,
    Subject,
)

_TAKE_ON = "clusters.take_on"


@transaction.atomic
def add_person(*, by: Actor, full_name: str, sign_in_name: str = "") -> User:
    """A new person, or the one who has this phone number or e-mail already and the same name.

    Somebody who teaches at two schools is one person. Refused if the number belongs to somebody with
    another name: never merge by name, never by number alone. Refused too for an account that somebody
    uses and that has no post today, unless `by` manages the places it had last: a post hands the
    account over to whoever manages the school, and name and number are known to many.
    """
    if sign_in_name:
        kind, value = accounts.read_sign_in_name(sign_in_name)
        kept = (
            SignInName.objects.filter(kind=kind, normalised=value)
            .select_related("user")
            .first()
        )
        if kept is not None:
            if fold(kept.user.full_name) == fold(full_name):
                _refuse_claim(kept.user, by=by)
                return kept.user
            raise Refused(
                _(
                    "This number or e-mail belongs to an account with another name. Please check "
                    "both, or leave it empty and hand over a printed slip."
                ),
                field="sign_in_name",
            )
    return accounts.create_person(by=by, full_name=full_name, sign_in_name=sign_in_name)


def _refuse_claim(person: User, *, by: Actor) -> None:
    if by.user is not None and not permissions.may_take_on(by.user, person):
        raise Refused(
            _(
                "This number or e-mail belongs to an account in use that has no post at present. "
                "Please ask somebody who manages the school it had before, or the administrator, to "
                "add the person here."
            ),
            field="sign_in_name",
        )


@transaction.atomic
def give_post(
    *,
    by: Actor,
    person: User,
    place: School | Authority,
    kind: str,
    title: str = "",
    subjects: Iterable[Subject] = (),
    since: date | None = None,
) -> Post:
    """A post at a school or an authority. Having the same post already only refreshes its title."""
    # Two presses at once come here one by one, else the second would break the database's rule.
    person = User.objects.select_for_update().get(pk=person.pk)
    where = {"school": place} if isinstance(place, School) else {"authority": place}
    title = nfc(" ".join(title.split()))
    post = Post.objects.filter(user=person, kind=kind, valid_to=None, **where).first()
    if post is not None:
        change_post(post=post, by=by, title=title or post.title, subjects=subjects)
        return post
    post = Post.objects.create(
        user=person, kind=kind, title=title, valid_from=since, **where
    )
    post.subjects.set(subjects)
    audit.record(
        by=by,
        verb="clusters.give_post",
        row=person,
        after={"post": post.pk, "kind": kind, "title": title}
        | {name: row.pk for name, row in where.items()},
    )
    return post


@transaction.atomic
def change_post(
    *, post: Post, by: Actor, title: str, subjects: Iterable[Subject]
) -> None:
    """The title and subjects of a post."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    before = {"title": post.title, "subjects": _codes(post)}
    post.title = nfc(" ".join(title.split()))
    post.subjects.set(subjects)
    after = {"title": post.title, "subjects": _codes(post)}
    if after == before:
        return
    post.save(update_fields=["title"])
    audit.record(
        by=by,
        verb="clusters.change_post",
        row=post.user,
        before={"post": post.pk, **before},
        after=after,
    )


def _codes(post: Post) -> list[str]:
    return sorted(post.subjects.values_list("code", flat=True))


@transaction.atomic
def end_post(*, post: Post, by: Actor, today: date) -> None:
    """The person no longer has this post from today on. The account stays; rights end at once."""
    found = Post.objects.select_for_update().filter(pk=post.pk).first()
    if found is None or (found.valid_to is not None and found.valid_to < today):
        return
    key = found.pk
    end(found, since=today)
    audit.record(
        by=by,
        verb="clusters.end_post",
        row=found.user,
        before={"post": key, "kind": found.kind, "title": found.title},
    )


@transaction.atomic
def appoint(
    *,
    cluster: Cluster,
    kind: str,
    by: Actor,
    today: date,
    person: User,
    level: Level | None = None,
    given: str = "",
) -> ClusterOffice:
    """An office in a cluster from today on. Refused for somebody without a post at one of its schools
    or at its managing authority; having the office for this level already is no error."""
    cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
    held = ClusterOffice.objects.on(today).filter(
        cluster=cluster, kind=kind, person=person, level=level, valid_to=None
    )
    if office := held.first():
        return office
    if not may_hold_office(cluster, person, today=today):
        raise Refused(
            _(
                "%(name)s has no post at a school of this cluster or at the authority that "
                "manages it."
            )
            % {"name": person.full_name}
        )
    office = ClusterOffice.objects.create(
        cluster=cluster,
        kind=kind,
        person=person,
        name_as_printed=person.full_name,
        level=level,
        given=given,
        valid_from=today,
    )
    audit.record(
        by=by,
        verb="clusters.appoint",
        row=cluster,
        after={
            "office": office.pk,
            "kind": kind,
            "person": person.pk,
            "level": level.code if level else None,
        },
    )
    return office


def may_hold_office(cluster: Cluster, person: User, *, today: date) -> bool:
    """Whether the person belongs to a school of the cluster or to its managing authority today."""
    schools = (
        ClusterMembership.objects.on(today)
        .filter(cluster__in=[cluster, *cluster.subclusters.all()])
        .values("school")
    )
    posts = Post.objects.on(today).filter(user=person)
    at_school = posts.filter(school__in=schools)
    at_authority = posts.filter(
        authority__isnull=False, authority=cluster.managing_authority_id
    )
    return at_school.exists() or at_authority.exists()


@transaction.atomic
def end_office(*, office: ClusterOffice, by: Actor, today: date) -> None:
    """The office ends; with nobody in office the cluster falls to its managing authority."""
    found = ClusterOffice.objects.select_for_update().filter(pk=office.pk).first()
    if found is None or (found.valid_to is not None and found.valid_to < today):
        return
    key = found.pk
    end(found, since=today)
    audit.record(
        by=by,
        verb="clusters.end_office",
        row=found.cluster,
        before={"office": key, "kind": found.kind, "person": found.person_id},
    )


def place_of(person: User, *, today: date) -> str:
    """Where the person works, as it is shown on a slip; the widest post first. Empty if nowhere."""
    order = list(Post.Kind.values)
    posts = sorted(
        Post.objects.on(today)
        .filter(user=person)
        .select_related("school", "authority"),
        key=lambda post: order.index(post.kind),
    )
    return str(posts[0].school or posts[0].authority) if posts else ""


@transaction.atomic
def invite_person(*, person: User, by: Actor, now: datetime, today: date) -> Slip:
    """A slip for the first sign-in. Refused if the person has signed in before."""
    if person.has_usable_password():
        raise Refused(
            _(
                "%(name)s has a password already. If it is forgotten, please issue a slip for a new one."
            )
            % {"name": person.full_name}
        )
    return accounts.issue_slip(
        person=person,
        purpose=Slip.Purpose.INVITATION,
        by=by,
        now=now,
        place=place_of(person, today=today),
    )


@transaction.atomic
def invite_all(*, people: Iterable[User], by: Actor, now: datetime, today: date) -> int:
    """Invite everybody of these who has not come in and holds no open invitation; returns how many
    were. Pressed twice, the second finds nobody."""
    keys = [person.pk for person in people]
    waiting = User.objects.select_for_update().filter(pk__in=keys, is_active=True)
    holding = set(
        Slip.objects.usable(now=now)
        .filter(user__in=keys)
        .values_list("user", flat=True)
    )
    invited = 0
    for person in waiting.order_by("pk"):
        if person.pk not in holding and not person.has_usable_password():
            invite_person(person=person, by=by, now=now, today=today)
            invited += 1
    return invited


@transaction.atomic
def issue_password_slip(*, person: User, by: Actor, now: datetime, today: date) -> Slip:
    """A slip for a new password, for somebody who forgot theirs; never signed in: an invitation."""
    if not person.has_usable_password():
        return invite_person(person=person, by=by, now=now, today=today)
    return accounts.issue_slip(
        person=person,
        purpose=Slip.Purpose.PASSWORD,
        by=by,
        now=now,
        place=place_of(person, today=today),
    )


@transaction.atomic
def take_on(
    *,
    by: Actor,
    school: School,
    full_name: str,
    sign_in_name: str = "",
    staff_code: str = "",
    kind: str,
    title: str = "",
    subjects: Iterable[Subject] = (),
    invite: bool = True,
    client_key: str = "",
    now: datetime,
    today: date,
) -> tuple[User, Slip | None]:
    """Somebody new at a school, with a post from today on, invited unless they have signed in before.

    The same `client_key` (a press, see `accounts.pressed`) from the same person answers whom the
    first press took on, with the slip that is still open; saying somebody else, it is a new person.
    """
    if made := once.sent_before(by=by, verb=_TAKE_ON, key=client_key, several=True):
        person = User.objects.get(pk=made)
        return person, Slip.objects.open_for(person, now=now)
    refuse_closed(school, today)
    person = add_person(by=by, full_name=full_name, sign_in_name=sign_in_name)
    if staff_code:
        try:
            accounts.add_staff_code(
                person=person, school_code=school.code or "", code=staff_code, by=by
            )
        except Refused as refused:
            raise Refused(refused.message, field="staff_code") from None
    give_post(
        by=by,
        person=person,
        place=school,
        kind=kind,
        title=title,
        subjects=subjects,
        since=today,
    )
    once.remember(by=by, verb=_TAKE_ON, key=client_key, row=person)
    if not invite or person.has_usable_password():
        return person, None
    return person, invite_person(person=person, by=by, now=now, today=today)


@transaction.atomic
def change_person(
    *,
    by: Actor,
    person: User,
    post: Post,
    full_name: str,
    kind: str,
    title: str,
    subjects: Iterable[Subject],
    today: date,
) -> None:
    """Correct the name, the title and the subjects. Another kind of post ends this one and begins one."""
    accounts.rename_person(person=person, full_name=full_name, by=by)
    if kind == post.kind:
        change_post(post=post, by=by, title=title, subjects=subjects)
        return
    end_post(post=post, by=by, today=today)
    give_post(
        by=by,
        person=person,
        place=post.place,
        kind=kind,
        title=title,
        subjects=subjects,
        since=today,
    )
