"""A post is lent for a time: whoever stands in may do all that its owner may, and the log names both."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.notices import lazily
from accounts.verbs import Actor, Refused
from clusters.actions.dated import end, tell
from clusters.models import Delegation, Post
from clusters.models.dated import holds_on

# A longer absence is a change of the principal.
LONGEST = timedelta(days=366)


@transaction.atomic
def lend_post(
    *,
    post: Post,
    to: User,
    since: date,
    until: date,
    by: Actor,
    now: datetime,
    today: date,
) -> Delegation:
    """Lend a post to somebody with a post at the same school; it ends by itself after `until`.

    Refused where it is lent to somebody else in that time, and for a time that is over or longer than
    a year. The same loan once more is no second one.
    """
    found = (
        Post.objects.select_for_update(of=("self",))
        .select_related("user", "school", "authority")
        .filter(pk=post.pk)
        .first()
    )
    if found is None or (found.valid_to is not None and found.valid_to < until):
        raise Refused(
            _("This post ends before. Please look at the page of the school.")
        )
    post = found
    _refuse_time(since, until, today=today)
    _refuse_person(post, to, since=since, until=until)
    others = Delegation.objects.filter(
        post=post, valid_from__lte=until, valid_to__gte=since
    ).select_related("to")
    for one in others:
        if (one.to_id, one.valid_from, one.valid_to) == (to.pk, since, until):
            return one
        raise Refused(
            _(
                "%(name)s stands in from %(since)s to %(until)s already. Please end that first, or "
                "choose other days."
            )
            % {
                "name": one.to.full_name,
                "since": f"{one.valid_from:%d/%m/%Y}",
                "until": f"{one.valid_to:%d/%m/%Y}",
            },
            field="since",
        )
    made = Delegation.objects.create(post=post, to=to, valid_from=since, valid_to=until)
    audit.record(
        by=by,
        verb="clusters.lend_post",
        row=post.user,
        after={
            "post": post.pk,
            "to": to.pk,
            "since": str(since),
            "until": str(until),
        },
    )
    names = _names(made)
    tell(
        [to],
        key=f"delegation {made.pk}",
        title=lazily(lambda: _("You stand in for %(owner)s until %(until)s") % names),
        text=lazily(
            lambda: (
                _(
                    "From %(since)s on you may do at %(place)s all that %(owner)s may do. It ends by "
                    "itself."
                )
                % names
            )
        ),
        path=reverse("today"),
        now=now,
    )
    if by.user != post.user:
        tell(
            [post.user],
            key=f"delegation {made.pk} of your post",
            title=lazily(
                lambda: _("%(name)s stands in for you until %(until)s") % names
            ),
            path=reverse("today"),
            now=now,
        )
    return made


def _names(loan: Delegation) -> dict[str, str]:
    return {
        "owner": loan.post.user.full_name,
        "name": loan.to.full_name,
        "place": str(loan.post.place),
        "since": f"{loan.valid_from:%d/%m/%Y}",
        "until": f"{loan.valid_to:%d/%m/%Y}",
    }


def _refuse_time(since: date, until: date, *, today: date) -> None:
    if until < since:
        raise Refused(_("The last day lies before the first one."), field="until")
    if until < today:
        raise Refused(
            _("This time is over. Please choose a last day from today on."),
            field="until",
        )
    if until - since > LONGEST:
        raise Refused(
            _("A post is lent for at most a year. For longer the principal changes."),
            field="until",
        )


def _refuse_person(post: Post, to: User, *, since: date, until: date) -> None:
    at = Post.objects.filter(
        user=to,
        school=post.school_id,
        authority=post.authority_id,
        user__is_active=True,
    )
    here = at.filter(holds_on(since)) & at.filter(holds_on(until))
    if to.pk == post.user_id or not here.exists():
        raise Refused(
            _("%(name)s has no post at %(school)s during that time.")
            % {"name": to.full_name, "school": str(post.place)},
            field="to",
        )


@transaction.atomic
def take_back(*, delegation: Delegation, by: Actor, now: datetime, today: date) -> None:
    """The post is lent no longer, at once. What was done meanwhile stays. Over already: nothing."""
    found = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("post__user", "post__school", "post__authority", "to")
        .filter(pk=delegation.pk, valid_to__gte=today)
        .first()
    )
    if found is None:
        return
    names, key = _names(found), found.pk
    end(found, since=today)
    audit.record(
        by=by,
        verb="clusters.take_back",
        row=found.post.user,
        before={"post": found.post_id, "to": found.to_id, "until": names["until"]},
    )
    tell(
        [
            person
            for person in (found.to, found.post.user)
            if by.user is None or person.pk != by.user.pk
        ],
        key=f"delegation {key} taken back",
        title=lazily(lambda: _("%(name)s no longer stands in for %(owner)s") % names),
        path=reverse("today"),
        now=now,
    )
