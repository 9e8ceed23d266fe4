"""Who reads a plan of another school: asked, has read it, cannot, or is asked no longer."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.verbs import Actor, Refused
from lessons import telling
from lessons.models import (
    READER_MOVES,
    LessonPlan,
    PlanReader,
    PlanRevision,
    ReaderState,
    State,
)
from lessons.proposing import proposals
from sessions.models import State as SessionState

# So many people of other schools read a plan, where nobody chose otherwise.
READERS = 2


@transaction.atomic
def ask_reader(
    *,
    plan: LessonPlan,
    person: User,
    how: PlanReader.How,
    by: Actor,
    now: datetime,
) -> PlanReader:
    """Ask somebody to read the newest standing revision. Asked already is asked once.

    Refused for an author, and where it is not the colleagues' turn.
    """
    plan = LessonPlan.objects.select_for_update().get(pk=plan.pk)
    newest = _newest(plan)
    if plan.state != State.SUBMITTED or newest is None:
        raise Refused(_("This plan waits for its author, so nobody reads it now."))
    if plan.authors.filter(user=person).exists():
        raise Refused(
            _("%(name)s wrote this plan. Please ask a colleague.")
            % {"name": person.full_name}
        )
    reader = PlanReader.objects.filter(plan=plan, user=person).first()
    if reader is None:
        reader = PlanReader(plan=plan, user=person, how=how)
    elif reader.state == ReaderState.ASKED:
        return reader
    before = reader.state if reader.pk else None
    reader.state = ReaderState.ASKED
    reader.revision = newest
    reader.asked_at = now
    reader.answered_at = None
    reader.save()
    record(
        by=by,
        verb="lessons.ask_reader",
        row=plan,
        before={"state": before},
        after={"person": person.pk, "state": reader.state, "how": reader.how},
    )
    telling.asked(reader, newest, by=by, now=now)
    return reader


@transaction.atomic
def ask_colleagues(*, plan: LessonPlan, by: Actor, now: datetime) -> list[PlanReader]:
    """A revision came in: who read the one before is asked again, and where fewer than two people of
    other schools are asked, those who were asked least this year are. Whom it asked: nobody for a
    session that nobody knows of yet, that is over or was called off."""
    plan = LessonPlan.objects.select_for_update().get(pk=plan.pk)
    newest = _newest(plan)
    ahead = plan.teachings.filter(
        lesson__exchange__state__in=[SessionState.PROPOSED, SessionState.SCHEDULED],
        lesson__exchange__recorded=False,
    )
    if plan.state != State.SUBMITTED or newest is None or newest.late:
        return []
    if not ahead.exists():
        return []
    wanted = []
    known = list(plan.readers.select_related("user"))
    for reader in known:
        if reader.state == ReaderState.ASKED and reader.revision_id != newest.pk:
            reader.revision = newest
            reader.save(update_fields=["revision"])
        elif reader.state == ReaderState.READ and reader.revision_id != newest.pk:
            wanted.append((reader.user, reader.how))
    asked = [one for one in known if one.state in {ReaderState.ASKED, ReaderState.READ}]
    today = timezone.localdate(now)
    proposed = proposals(plan, today=today, most=READERS - len(asked))
    wanted += [(person, PlanReader.How.PROPOSED) for person in proposed]
    return [
        ask_reader(plan=plan, person=person, how=PlanReader.How(how), by=by, now=now)
        for person, how in wanted
    ]


def finish_reading(*, plan: LessonPlan, by: Actor, now: datetime) -> PlanReader:
    """The one who was asked has read the newest revision. Twice is once."""
    return _answer(plan, by, ReaderState.READ, now)


@transaction.atomic
def decline_reading(*, plan: LessonPlan, by: Actor, now: datetime) -> PlanReader:
    """The one who was asked cannot read it: somebody else is asked at once, where there is anybody.
    Twice is once."""
    plan = LessonPlan.objects.select_for_update().get(pk=plan.pk)
    before = PlanReader.objects.filter(plan=plan, user=by.user).first()
    reader = _answer(plan, by, ReaderState.DECLINED, now)
    if before is not None and before.state != reader.state:
        ask_colleagues(plan=plan, by=by, now=now)
    return reader


@transaction.atomic
def release_reader(
    *, plan: LessonPlan, person: User, by: Actor, now: datetime
) -> PlanReader:
    """Ask somebody no longer. Twice is once."""
    return _moved(plan, person, ReaderState.RELEASED, by, now)


def release_readers(*, plan: LessonPlan, by: Actor, now: datetime) -> None:
    """The round has ended: who was asked and has not read the plan is asked no longer. Within the
    transaction that ends the round."""
    for reader in plan.readers.filter(state=ReaderState.ASKED).select_related("user"):
        _moved(plan, reader.user, ReaderState.RELEASED, by, now)


@transaction.atomic
def _answer(
    plan: LessonPlan, by: Actor, state: ReaderState, now: datetime
) -> PlanReader:
    return _moved(plan, by.user, state, by, now)


def _moved(
    plan: LessonPlan, person: User | None, state: ReaderState, by: Actor, now: datetime
) -> PlanReader:
    reader = (
        PlanReader.objects.select_for_update().filter(plan=plan, user=person).first()
    )
    if reader is None:
        raise Refused(_("Nobody asked for this reading."))
    if reader.state == state:
        return reader
    if state not in READER_MOVES[reader.state]:
        raise Refused(
            _("This reading is “%(state)s” meanwhile.")
            % {"state": reader.get_state_display()}
        )
    before = reader.state
    reader.state = state
    reader.answered_at = now
    if state == ReaderState.READ:
        reader.revision = _newest(plan) or reader.revision
    reader.save(update_fields=["state", "answered_at", "revision"])
    record(
        by=by,
        verb="lessons.reading_answered",
        row=plan,
        before={"state": before},
        after={"person": reader.user_id, "state": reader.state},
    )
    return reader


def _newest(plan: LessonPlan) -> PlanRevision | None:
    return plan.revisions.filter(withdrawal=None).order_by("-number").first()
