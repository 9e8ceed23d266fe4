"""The life of a session: proposed, scheduled, held, closed, cancelled, back to draft, deleted."""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.verbs import Actor, Refused
from clusters.models import Cluster
from sessions import snapshots
from sessions.actions.guard import lock
from sessions.actions.marks import forget_recorded, mark_recorded
from sessions.actions.moving import become, become_part, hold_parts
from sessions.actions.replies.telling import tell_principal
from sessions.models import (
    ExchangeSession,
    PartState,
    SeatState,
    SessionUnit,
    State,
)
from sessions.models.unit import NO_ANSWER
from sessions.permissions import (
    Agreement,
    can_approve,
    nobody_was_told,
    takes_back,
    unseen_by_the_lead,
)


def propose(*, exchange: ExchangeSession, by: Actor, now: datetime) -> ExchangeSession:
    """Put a draft forward. Where nobody else is to be asked it is scheduled at once.

    Nobody is asked when the cluster's rule says so, when the one who proposes is the one who
    approves, and when every organising school that can be asked has agreed. Refuses without a part
    that has a day: nobody could come.
    """
    with transaction.atomic():
        locked = lock(exchange)
        if locked.state in {State.PROPOSED, State.SCHEDULED}:
            return locked
        _refuse_move(locked, State.PROPOSED)
        dated = locked.parts.exclude(state=PartState.CANCELLED).filter(on__isnull=False)
        if not dated.exists():
            raise Refused(
                _("Give at least one part a day before the session is announced."),
                field="parts",
            )
        announced = State.SCHEDULED if _agreed(locked, by, now) else State.PROPOSED
        locked = become(locked, announced, by=by, now=now)
        # Principals whom a draft asks for people hear of it now.
        asked = locked.seat_requests.filter(state=SeatState.ASKED)
        tell_principal(locked, list(asked.select_related("unit", "school")), now=now)
        return locked


def approve(*, exchange: ExchangeSession, by: Actor, now: datetime) -> ExchangeSession:
    """Agree to a proposed session. Of several organising schools the last one to agree schedules it;
    before that the word of this one is kept and the session stays proposed."""
    with transaction.atomic():
        locked = lock(exchange)
        if locked.state == State.SCHEDULED:
            return locked
        if locked.state != State.PROPOSED:
            raise _impossible(locked, State.SCHEDULED)
        if _agreed(locked, by, now):
            return become(locked, State.SCHEDULED, by=by, now=now)
        return locked


def _agreed(exchange: ExchangeSession, by: Actor, now: datetime) -> bool:
    """Keep the word of who acts, and answer whether nobody's word is missing any more."""
    if exchange.lead_school_id is None:
        cluster = exchange.lead_cluster
        free = (
            cluster is not None
            and cluster.session_approver == Cluster.SessionApprover.NOBODY
        )
        return free or by.user is None or can_approve(by.user, exchange)
    agreement = Agreement.of(exchange, timezone.localdate(now))
    spoken = agreement.waiting
    if by.user is not None:
        spoken = agreement.spoken_for_by(by.user)
    for school in spoken:
        _keep_word(exchange, school, by, now)
    return agreement.waiting <= spoken


def _keep_word(
    exchange: ExchangeSession, school: int, by: Actor, now: datetime
) -> None:
    unit = exchange.units.filter(school=school).first() or SessionUnit(
        exchange=exchange, school_id=school, order=exchange.units.count() + 1
    )
    before = unit.reply
    unit.organises = True
    unit.reply = SessionUnit.Reply.YES
    unit.replied_at, unit.replied_by, unit.replied_by_link = now, by.user, False
    unit.save()
    audit.record(
        by=by,
        verb="sessions.agree",
        row=exchange,
        before={"unit": unit.pk, "reply": before},
        after={"unit": unit.pk, "reply": unit.reply},
    )


def hold(*, exchange: ExchangeSession, by: Actor, now: datetime) -> ExchangeSession:
    """Say that the session took place. A draft is thereby recorded afterwards: its parts are held,
    its roster present. Of a scheduled one every part that was not cancelled is held with it; refuses
    while one of them is postponed or lies ahead."""
    with transaction.atomic():
        locked = lock(exchange)
        if locked.state == State.HELD:
            return locked
        _refuse_move(locked, State.HELD)
        hold_parts(locked, by=by, now=now)
        if locked.state != State.DRAFT:
            return become(locked, State.HELD, by=by, now=now)
        locked.recorded = True
        locked.save(update_fields=["recorded"])
        held = become(locked, State.HELD, by=by, now=now)
        mark_recorded(held)
        return held


def confirm_record(
    *, exchange: ExchangeSession, by: Actor, now: datetime
) -> ExchangeSession:
    """The lead's word that what somebody else wrote down in its name is right: from then on it
    stands as said by the one who confirms."""
    with transaction.atomic():
        locked = lock(exchange)
        unseen = unseen_by_the_lead(timezone.localdate(now))
        if not ExchangeSession.objects.filter(unseen, pk=locked.pk).exists():
            return locked
        locked.state_by, locked.state_at = by.user, now
        locked.save(update_fields=["state_by", "state_at"])
        audit.record(by=by, verb="sessions.confirm_record", row=locked)
        return locked


def close(*, exchange: ExchangeSession, by: Actor, now: datetime) -> ExchangeSession:
    """End the work on a held session: its data no longer changes. Never asks about news or plans."""
    with transaction.atomic():
        locked = lock(exchange)
        if locked.state == State.CLOSED:
            return locked
        _refuse_move(locked, State.CLOSED)
        return become(locked, State.CLOSED, by=by, now=now)


def cancel(
    *, exchange: ExchangeSession, by: Actor, now: datetime, reason: str = ""
) -> ExchangeSession:
    """Call a session off, with its parts that were not held. The reason is asked and shown."""
    with transaction.atomic():
        locked = lock(exchange)
        if locked.state == State.CANCELLED:
            return locked
        if locked.state == State.DRAFT and locked.told_at is None:
            raise Refused(
                _("Nobody was told of this draft: delete it instead of cancelling it.")
            )
        _refuse_move(locked, State.CANCELLED)
        reason = _needed(reason)
        for part in locked.parts.exclude(
            state__in=[PartState.HELD, PartState.CANCELLED]
        ):
            become_part(part, PartState.CANCELLED, by=by, reason=reason)
        return become(locked, State.CANCELLED, by=by, now=now, reason=reason)


def back_to_draft(
    *, exchange: ExchangeSession, by: Actor, now: datetime, reason: str = ""
) -> ExchangeSession:
    """Take a session back to be worked on, with a reason; whoever put it forward takes it back
    without one while nobody decided. Parts that were held are planned again; marks of a record go,
    marks that people made stay."""
    with transaction.atomic():
        locked = lock(exchange)
        if locked.state == State.DRAFT:
            return locked
        _refuse_move(locked, State.DRAFT)
        reason = reason.strip() if takes_back(by.user, locked) else _needed(reason)
        for part in locked.parts.filter(state=PartState.HELD):
            become_part(part, PartState.PLANNED, by=by)
        locked.units.filter(organises=True).update(**NO_ANSWER)
        # What was scheduled stood on the calendars of others, also if its row is older than the mark.
        if locked.state != State.PROPOSED and not locked.recorded:
            locked.told_at = locked.told_at or now
        forget_recorded(locked)
        locked.recorded = False
        locked.save(update_fields=["recorded", "told_at"])
        return become(locked, State.DRAFT, by=by, now=now, reason=reason)


def delete(*, exchange: ExchangeSession, by: Actor) -> None:
    """Remove a session made by mistake, with everything in it, while nobody was told. The audit
    entry keeps what it held."""
    with transaction.atomic():
        locked = lock(exchange)
        if locked.state == State.PROPOSED:
            raise Refused(
                _(
                    "This session waits for approval. Take it back first, then delete it."
                )
            )
        if not nobody_was_told(locked):
            raise Refused(
                _(
                    "Others have already heard of this session, so it cannot be deleted. Cancel it "
                    "with a reason instead."
                )
            )
        held = {name: read(locked) for name, read in snapshots.SECTIONS.items()}
        audit.record(
            by=by,
            verb="sessions.delete",
            row=locked,
            before={"state": locked.state, **held},
        )
        try:
            locked.delete()
        except ProtectedError as error:
            raise Refused(
                _(
                    "The session cannot be deleted while it has photos or lesson plans. Take the "
                    "photos down first; a session with plans is cancelled instead."
                )
            ) from error


def mark_told(*, exchange: ExchangeSession, now: datetime) -> None:
    """Remember that the outside has heard of the session (its news was published, notices went
    out): from now on it can be cancelled but not deleted. The first time counts."""
    ExchangeSession.objects.filter(pk=exchange.pk, told_at=None).update(told_at=now)


def _refuse_move(exchange: ExchangeSession, state: str) -> None:
    if not exchange.may_become(state):
        raise _impossible(exchange, state)


def _impossible(exchange: ExchangeSession, state: str) -> Refused:
    return Refused(
        _("A session that is “%(from)s” cannot become “%(to)s”.")
        % {"from": exchange.get_state_display(), "to": State(state).label}
    )


def _needed(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refused(_("Please write the reason."), field="reason")
    return reason
