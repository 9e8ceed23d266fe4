"""A thing that waits for one person, as the page of today shows it; and what waits in the clusters."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Slip, User
from clusters import serving
from clusters.models import Cluster, ClusterMembership, Delegation, Post, School
from clusters.models.dated import holds_on
from clusters.standing import standing_of

# More than this of one kind become one line with a link to the list.
SINGLE = 3


@dataclass(frozen=True)
class Todo:
    """What waits (a whole phrase), a small note, where to do it, and the verb of the button.

    `icon` is one of assets/icons.txt. Urgent ones come first and have the loud button. With `posts`,
    names and values of a form, the button does it at once instead of leading to a page; `mark` is
    what a device keeps of such a press about presence while there is no network.
    """

    icon: str
    text: str
    url: str
    action: str
    note: str = ""
    urgent: bool = False
    posts: tuple[tuple[str, str], ...] = ()
    mark: str = ""


def todo_of(user: User, now: datetime) -> list[Todo]:
    """For whom a post is lent: for whom they stand in, and until when. For the administrator: the
    clusters in whose name nobody can decide, and the invitations that nobody has used. Five queries,
    one for who stands in, none for others."""
    today = timezone.localtime(now).date()
    lent = _standing_in(user, today) if standing_of(user).stands_in else []
    if not user.is_superuser:
        return lent
    return [*lent, *_unattended(today), *_invitations(now, today)]


def _standing_in(user: User, today: date) -> list[Todo]:
    loans = Delegation.objects.on(today).filter(holds_on(today, "post__"), to=user)
    return [
        Todo(
            icon="user-check",
            text=_("You stand in for %(owner)s (%(place)s) until %(day)s")
            % {
                "owner": loan.post.user.full_name,
                "place": loan.post.place,
                "day": f"{loan.last_day:%d/%m/%Y}",
            },
            note=_("what waits for the principal waits for you too"),
            url=reverse("clusters:my_school"),
            action=_("See the school"),
        )
        for loan in loans.select_related(
            "post__user", "post__school", "post__authority"
        ).order_by("valid_to", "pk")
    ]


def first_steps(user: User) -> list[Todo]:
    """What one begins with, for a day on which nothing waits. The administrator: the first cluster; a
    principal: the people of a school for which nobody else is noted. One query each, none for others."""
    standing = standing_of(user)
    if user.is_superuser and not Cluster.objects.exists():
        return [
            Todo(
                icon="school",
                text=_("There is no cluster yet"),
                note=_("its schools and their principals are noted with it"),
                url=reverse("clusters:cluster_new"),
                action=_("Set up a cluster"),
            )
        ]
    if not standing.principal_of:
        return []
    others = (
        Post.objects.on(standing.on).exclude(user=user).filter(school__isnull=False)
    )
    alone = School.objects.filter(pk__in=standing.principal_of, is_active=True).exclude(
        pk__in=others.order_by().values("school")
    )
    return [
        Todo(
            icon="user-plus",
            text=_("%(school)s: nobody but you is in Chung Tay yet")
            % {"school": school},
            note=_(
                "add people one by one or from an Excel list, then hand out the invitations"
            ),
            url=reverse("clusters:school_people", args=[school.pk]),
            action=_("Add the people"),
        )
        for school in alone.order_by("search_key", "pk")[:SINGLE]
    ]


def _unattended(today: date) -> list[Todo]:
    found = serving.unattended(today=today)
    if len(found) > SINGLE:
        return [
            Todo(
                icon="triangle-alert",
                text=_("%(n)s clusters have nobody who can approve")
                % {"n": len(found)},
                url=reverse("clusters:list"),
                action=_("See the clusters"),
                urgent=True,
            )
        ]
    return [_decider(cluster) for cluster in found]


def _decider(cluster: Cluster) -> Todo:
    if cluster.session_approver == Cluster.SessionApprover.AUTHORITY:
        return Todo(
            icon="triangle-alert",
            text=_("%(cluster)s: nobody serves in the authority that approves")
            % {"cluster": cluster},
            note=_("sessions and news wait until somebody else approves"),
            url=reverse("clusters:cluster_edit", args=[cluster.pk]),
            action=_("Choose who approves"),
            urgent=True,
        )
    return Todo(
        icon="triangle-alert",
        text=_("%(cluster)s has no head yet") % {"cluster": cluster},
        note=_("sessions and news wait until somebody can approve them"),
        url=reverse("clusters:offices", args=[cluster.pk]),
        action=_("Appoint a head"),
        urgent=True,
    )


def _invitations(now: datetime, today: date) -> list[Todo]:
    """How many people at the schools of each cluster hold an invitation and have not come in."""
    open_slips = Slip.objects.usable(now=now).filter(purpose=Slip.Purpose.INVITATION)
    posts = Post.objects.on(today).filter(
        school__isnull=False, user__in=open_slips.order_by().values("user")
    )
    waiting = list(
        ClusterMembership.objects.on(today)
        .filter(school__posts__in=posts)
        .order_by("cluster__search_key", "cluster")
        .values_list("cluster", "cluster__label")
        .annotate(people=Count("school__posts__user", distinct=True))
    )
    if len(waiting) > SINGLE:
        return [
            Todo(
                icon="send",
                text=_("%(n)s clusters have invitations that nobody has used yet")
                % {"n": len(waiting)},
                url=reverse("clusters:list"),
                action=_("See the clusters"),
            )
        ]
    return [
        Todo(
            icon="send",
            text=ngettext(
                "%(cluster)s: %(n)s person has not come in yet",
                "%(cluster)s: %(n)s people have not come in yet",
                people,
            )
            % {"cluster": label, "n": people},
            url=reverse("clusters:invitations", args=[cluster]),
            action=_("Hand the invitations over"),
        )
        for cluster, label, people in waiting
    ]
