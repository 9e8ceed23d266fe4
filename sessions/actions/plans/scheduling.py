"""From a round of the plan to a session: one press makes a draft, and only one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.verbs import Actor, Refused
from sessions.actions import create
from sessions.actions.guard import lock
from sessions.actions.plans.drafting import session_of
from sessions.models import ExchangeSession, PlanRound, PlanRow, State
from sessions.planning.content import rows_of


def schedule(*, planned: PlanRound, by: Actor, now: datetime) -> ExchangeSession:
    """Make the session of a round: a draft that holds what the plan says, with all schools of the
    cluster invited. A day is taken over where the plan names one; of a month only the month stands.

    Pressed again it answers the session that is there; after that one was cancelled it makes another.
    Refuses what is not in the version in force.
    """
    with transaction.atomic():
        locked = _lock(planned)
        made = locked.exchange
        if made is not None and made.state != State.CANCELLED:
            return made
        row = _in_force(locked)
        exchange = create.schedule(
            by=by, data=session_of(row, follows=made, now=now), now=now
        )
        _tie(locked, exchange, by=by, verb="plans.schedule")
        return exchange


def link(*, planned: PlanRound, exchange: ExchangeSession, by: Actor) -> None:
    """Tie a session that exists already to the round it is of. Refuses a second session for one
    round, a session of another cluster, and one that is tied elsewhere."""
    with transaction.atomic():
        # First the session, as whoever deletes it does: two who tie it at once wait for each other.
        lock(exchange)
        locked = _lock(planned)
        if locked.exchange_id == exchange.pk:
            return
        if locked.exchange is not None and locked.exchange.state != State.CANCELLED:
            raise Refused(_("This round has a session already."))
        cluster = locked.plan.cluster_id
        if cluster not in {exchange.cluster_id, exchange.lead_cluster_id}:
            raise Refused(_("This session is of another cluster."))
        if PlanRound.objects.filter(exchange=exchange).exists():
            raise Refused(_("This session is tied to another round already."))
        _tie(locked, exchange, by=by, verb="plans.link")


def unlink(*, planned: PlanRound, by: Actor) -> None:
    """Untie a session from its round; both stay as they are."""
    with transaction.atomic():
        locked = _lock(planned)
        if locked.exchange_id is not None:
            _tie(locked, None, by=by, verb="plans.unlink")


def _lock(planned: PlanRound) -> PlanRound:
    found = PlanRound.objects.select_for_update().filter(pk=planned.pk).first()
    if found is None:
        raise Refused(_("This round is no longer in the plan."))
    return found


def _tie(
    locked: PlanRound, exchange: ExchangeSession | None, *, by: Actor, verb: str
) -> None:
    before = locked.exchange_id
    locked.exchange = exchange
    locked.save(update_fields=["exchange"])
    audit.record(
        by=by,
        verb=verb,
        row=locked,
        before={"exchange": before},
        after={"exchange": exchange.pk if exchange else None},
    )


def _in_force(locked: PlanRound) -> PlanRow:
    version = locked.plan.versions.in_force().first()
    rows = rows_of(version) if version is not None else []
    for row in rows:
        if row.round_id == locked.pk:
            return row
    raise Refused(
        _(
            "Only rounds of the approved plan are scheduled. Have the plan approved first."
        )
    )
