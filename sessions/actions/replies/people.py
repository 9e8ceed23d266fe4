"""The people of a school that can be named for a session, and the names it typed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import fold
from accounts.verbs import Refused
from clusters.models import Post
from sessions.actions.replies.seats import open_seats
from sessions.models import ExchangeSession, SessionUnit
from sessions.replies.places import staff_of


@dataclass(frozen=True)
class TypedName:
    """A person without account, as the school writes him."""

    name: str
    title: str = ""


def stored_unit(exchange: ExchangeSession, unit: SessionUnit) -> SessionUnit:
    found = (
        exchange.units.select_for_update(of=("self",))
        .select_related("school")
        .filter(pk=unit.pk)
        .first()
    )
    if found is None:
        raise Refused(_("This unit was taken off the list meanwhile."))
    return found


def school_of(unit: SessionUnit) -> int:
    """The school that names its people; refuses any other unit."""
    if unit.school_id is None:
        raise Refused(
            _(
                "Only a school names its people here; others are put on the list of people."
            )
        )
    return unit.school_id


def people_named(
    unit: SessionUnit, people: Collection[int], now: datetime
) -> list[Post]:
    """One post for each of these people, in the order of names; refuses who does not work there."""
    posts: dict[int, Post] = {}
    if people:
        for post in staff_of(unit.school_id, now).filter(user__in=people):
            posts.setdefault(post.user_id, post)
    missing = set(people) - set(posts)
    if missing:
        left = User.objects.filter(pk__in=missing).first()
        raise Refused(
            _("%(name)s does not work at %(school)s any more. Please choose again.")
            % {"name": left or _("One of these people"), "school": unit.label}
        )
    return list(posts.values())


def names_of(exchange: ExchangeSession, unit: SessionUnit) -> set[str]:
    """The folded names of a school's people that stand without account, with a place or waiting."""
    listed = exchange.roster.filter(unit=unit, user=None)
    seats = open_seats(exchange).filter(school=unit.school_id, user=None)
    return {
        fold(name)
        for rows in (listed, seats)
        for name in rows.values_list("name_as_printed", flat=True)
    }
