"""Who fills in a session, and in whose name."""

from accounts.models import User
from sessions.models import ExchangeSession, Part, RosterEntry, State
from sessions.models.roster import WRITERS
from sessions.permissions.leading import hosted_by, leads, made_here

_UNDECIDED = {State.DRAFT, State.PROPOSED}


_COMPLETED = {State.PROPOSED, State.SCHEDULED, State.HELD}


def can_edit(user: User, exchange: ExchangeSession) -> bool:
    """The lead's people; while he serves where it belongs, the creator until it is approved, and of a
    session written down afterwards until its file is closed."""
    if leads(user, exchange):
        return True
    return made_here(user, exchange) and (
        exchange.state in _UNDECIDED
        or (exchange.recorded and exchange.state == State.HELD)
    )


def can_complete(user: User, exchange: ExchangeSession) -> bool:
    """What is filled in as it becomes known (lessons, people, bases, what was said): who may edit;
    once it is announced, and until its file is closed, also its creator while he serves where it
    belongs, and who leads a hosting school. Units, lead and state stay with the lead's people.
    """
    if can_edit(user, exchange):
        return True
    if exchange.state not in _COMPLETED:
        return False
    return made_here(user, exchange) or bool(hosted_by(user, exchange))


def can_complete_part(user: User, exchange: ExchangeSession, part: Part) -> bool:
    """A part: who completes the session; who does so as host, those at his own school."""
    if not can_complete(user, exchange):
        return False
    if can_edit(user, exchange) or made_here(user, exchange):
        return True
    led = hosted_by(user, exchange)
    if part.site_id is not None:
        return part.site_id in led
    hosts = {unit.school_id for unit in exchange.units.all() if unit.hosts}
    return bool(led) and hosts <= led


def takes_back(user: User | None, exchange: ExchangeSession) -> bool:
    """Whether it is this person's own proposal, still undecided: taken back, not sent back."""
    return (
        user is not None
        and exchange.state == State.PROPOSED
        and made_here(user, exchange)
    )


def can_write_down(user: User, exchange: ExchangeSession) -> bool:
    """Who writes in the lead's name: who may edit, and chair and secretary of the day."""
    return can_edit(user, exchange) or sits_at_the_desk(user, exchange)


def can_note(user: User, exchange: ExchangeSession) -> bool:
    """What was said, what was agreed, photos: who writes it down and who completes it."""
    return can_write_down(user, exchange) or can_complete(user, exchange)


def sits_at_the_desk(user: User, exchange: ExchangeSession) -> bool:
    """Chair or secretary on the roster of a session that is no draft."""
    if not user.is_authenticated or exchange.state == State.DRAFT:
        return False
    held = exchange.roster.filter(user=user).values_list("capacities", flat=True)
    return any(WRITERS & set(capacities) for capacities in held)


def can_check_in(user: User, entry: RosterEntry) -> bool:
    """A person marks his own presence; who sits at the desk marks it for others."""
    own = user.is_authenticated and entry.user_id == user.pk
    return own or can_note(user, entry.exchange)


def can_keep_attendance(user: User, exchange: ExchangeSession) -> bool:
    """Who ticks for others who was there: the lead's people, chair and secretary of the day, and
    whoever leads a hosting school."""
    return (
        leads(user, exchange)
        or bool(hosted_by(user, exchange))
        or sits_at_the_desk(user, exchange)
    )
