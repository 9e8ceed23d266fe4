"""Who serves at an authority."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Slip, User
from accounts.verbs import Actor, Refused
from clusters.actions import once
from clusters.actions.people import add_person, give_post, invite_person
from clusters.models import Authority, Post

_TAKE_ON_OFFICER = "clusters.take_on_officer"


@transaction.atomic
def take_on_officer(
    *,
    by: Actor,
    authority: Authority,
    full_name: str,
    sign_in_name: str = "",
    title: str = "",
    client_key: str = "",
    now: datetime,
    today: date,
) -> tuple[User, Slip | None]:
    """Somebody serves at an authority from today on, invited unless they have signed in before. The
    same `client_key` again answers whom the first press took on. Refused for one that ended."""
    if made := once.sent_before(
        by=by, verb=_TAKE_ON_OFFICER, key=client_key, several=True
    ):
        person = User.objects.get(pk=made)
        return person, Slip.objects.open_for(person, now=now)
    if authority.valid_to is not None and authority.valid_to < today:
        raise Refused(
            _("%(name)s is there no more. Please choose the one that took over.")
            % {"name": authority.name}
        )
    person = add_person(by=by, full_name=full_name, sign_in_name=sign_in_name)
    give_post(
        by=by,
        person=person,
        place=authority,
        kind=Post.Kind.OFFICER,
        title=title,
        since=today,
    )
    once.remember(by=by, verb=_TAKE_ON_OFFICER, key=client_key, row=person)
    if person.has_usable_password():
        return person, None
    return person, invite_person(person=person, by=by, now=now, today=today)
