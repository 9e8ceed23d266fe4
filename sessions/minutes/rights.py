"""Who writes, sends, answers and confirms minutes; and who follows up what was agreed."""

from accounts.models import User
from clusters.standing import standing_of
from sessions.models import Decision, ExchangeSession, MinutesAnswer, State
from sessions.models.roster import Capacity
from sessions.permissions import can_note, can_write_down, leads


def can_write_minutes(user: User, exchange: ExchangeSession) -> bool:
    """Whoever notes what was said."""
    return can_note(user, exchange)


def can_circulate(user: User, exchange: ExchangeSession) -> bool:
    """Send round, respond to comments, open again: who writes in the lead's name, so chair and
    secretary of the day and the lead's people."""
    return can_write_down(user, exchange)


def can_confirm(user: User, exchange: ExchangeSession) -> bool:
    """The lead's people, and whoever chaired."""
    if leads(user, exchange):
        return True
    if not user.is_authenticated or exchange.state == State.DRAFT:
        return False
    held = exchange.roster.filter(user=user).values_list("capacities", flat=True)
    return any(Capacity.CHAIR in capacities for capacities in held)


def can_answer(user: User, answer: MinutesAnswer) -> bool:
    """Who leads the school that was asked."""
    return answer.school_id in standing_of(user).led_schools


def sees_to(user: User, decision: Decision) -> bool:
    """One of its owners: the person named, who leads the school named or serves in the office of the
    cluster named."""
    standing = standing_of(user)
    return any(
        one.user_id == user.pk
        or one.school_id in standing.led_schools
        or one.cluster_id in standing.officed_clusters
        for one in decision.owners.all()
    )


def can_settle(user: User, decision: Decision) -> bool:
    """Say that it is done, or what stands in its way: its owners and who writes in the lead's name."""
    return sees_to(user, decision) or can_write_down(user, decision.exchange)


def can_drop(user: User, decision: Decision) -> bool:
    """Drop it, open it again, make a session of it: who writes in the lead's name."""
    return can_write_down(user, decision.exchange)
