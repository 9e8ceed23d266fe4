"""The life of a version: sent, taken back, given back with a reason, approved, dropped."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.verbs import Actor, Refused
from clusters.models import Cluster
from clusters.standing import standing_of
from sessions.actions.plans.guard import Held, lock_version
from sessions.actions.plans.telling import tell_approved, tell_returned
from sessions.models import PlanState, PlanVersion
from sessions.permissions import approves_for_cluster
from sessions.planning.content import mark_of, rows_of


def send(*, version: PlanVersion, by: Actor, now: datetime) -> PlanVersion:
    """Put a draft forward. It is in force at once where the cluster asks nobody, and when the one who
    sends it is the one who approves. Refuses a plan without rounds."""
    with transaction.atomic():
        held, opened = lock_version(version)
        if opened.state == PlanState.SENT:
            return opened
        if not opened.rows.exists():
            raise Refused(_("There is no round in the plan yet: nothing can be sent."))
        opened.sent_at, opened.sent_by = now, by.user
        if _needs_nobody(held.plan.cluster, by):
            return _approve(held, opened, by, now)
        return _become(held, opened, PlanState.SENT, by=by, now=now)


def approve(
    *, version: PlanVersion, by: Actor, now: datetime, seen: str | None = None
) -> PlanVersion:
    """Put a version that waits into force; the one before it is replaced. The leaders of the schools
    for which something changes are told what. `seen` is the mark of what the page showed: refuses
    when it says something else by now."""
    with transaction.atomic():
        held, opened = lock_version(version)
        if seen is not None and seen != mark_of(opened, rows_of(opened)):
            raise Refused(
                _(
                    "The plan was changed since this page was opened. Please read it again."
                )
            )
        if opened.state != PlanState.SENT:
            raise _impossible(opened, PlanState.APPROVED)
        return _approve(held, opened, by, now)


def give_back(
    *, version: PlanVersion, by: Actor, now: datetime, reason: str = ""
) -> PlanVersion:
    """Return a version that waits, with the reason; who sent it is told."""
    with transaction.atomic():
        held, opened = lock_version(version)
        if opened.state == PlanState.RETURNED:
            return opened
        reason = reason.strip()
        if not reason:
            raise Refused(_("Please write the reason."), field="reason")
        _become(held, opened, PlanState.RETURNED, by=by, now=now, reason=reason)
        tell_returned(opened, now=now)
        return opened


def take_back(*, version: PlanVersion, by: Actor, now: datetime) -> PlanVersion:
    """Work on a version again that waits and was not decided on."""
    with transaction.atomic():
        held, opened = lock_version(version)
        if opened.state == PlanState.DRAFT:
            return opened
        return _become(held, opened, PlanState.DRAFT, by=by, now=now)


def drop(*, version: PlanVersion, by: Actor) -> None:
    """Throw a draft away. What is in force stays; a plan that has no other version goes with it. The
    log keeps what it held."""
    with transaction.atomic():
        held, opened = lock_version(version)
        if opened.state == PlanState.SENT:
            raise Refused(_("The plan waits for approval. Take it back first."))
        audit.record(
            by=by,
            verb="plans.drop",
            row=held.plan,
            before={"version": opened.number, "state": opened.state},
        )
        opened.delete()
        held.plan.rounds.filter(rows=None, exchange=None).delete()
        if not held.plan.versions.exists():
            held.plan.delete()


def _needs_nobody(cluster: Cluster, by: Actor) -> bool:
    if cluster.session_approver == Cluster.SessionApprover.NOBODY:
        return True
    return by.user is not None and approves_for_cluster(standing_of(by.user), cluster)


def _approve(held: Held, opened: PlanVersion, by: Actor, now: datetime) -> PlanVersion:
    before = held.in_force
    if before is not None:
        _become(held, before, PlanState.REPLACED, by=by, now=now)
    opened.approved_at, opened.approved_by = now, by.user
    _become(held, opened, PlanState.APPROVED, by=by, now=now)
    tell_approved(opened, before, now=now)
    return opened


def _become(
    held: Held,
    version: PlanVersion,
    state: PlanState,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
) -> PlanVersion:
    if not version.may_become(state):
        raise _impossible(version, state)
    before = version.state
    version.state, version.state_at, version.state_by = state, now, by.user
    version.state_reason = reason
    version.save(
        update_fields=[
            "state", "state_at", "state_by", "state_reason",
            "sent_at", "sent_by", "approved_at", "approved_by",
        ]
    )  # fmt: skip
    audit.record(
        by=by,
        verb=f"plans.{state}",
        row=held.plan,
        before={"version": version.number, "state": before},
        after={"state": state, **({"reason": reason} if reason else {})},
    )
    return version


def _impossible(version: PlanVersion, state: PlanState) -> Refused:
    return Refused(
        _("A plan that is “%(from)s” cannot become “%(to)s”.")
        % {"from": version.get_state_display(), "to": state.label}
    )
