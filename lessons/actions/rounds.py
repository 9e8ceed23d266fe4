"""The round of a plan: colleagues comment, the author answers, the plan is returned or agreed, taught
again; and what its teachers would change afterwards.

A comment is about the revision that its writer read: it is taken as that also when a newer one came
in meanwhile, so nothing that was typed is lost.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.verbs import Actor, Refused
from lessons import telling
from lessons.actions.readers import release_readers
from lessons.models import (
    LessonPlan,
    PlanComment,
    PlanRevision,
    RevisionWithdrawal,
    State,
    Teaching,
)
from lessons.searching import search_key_of
from sessions.actions import cite_plan
from sessions.models import State as SessionState

MOST_WORDS = 4000


@transaction.atomic
def comment(
    *,
    revision: PlanRevision,
    section: str,
    text: str,
    client_key: str,
    by: Actor,
    now: datetime,
) -> PlanComment:
    """Say something of a section of a revision, or of the whole (`section` empty).

    The same key, or the same words of the same person at the same place, is one comment. Refused
    without words, of a withdrawn revision, and once the plan is agreed.
    """
    text = _words(text, _("Please write the comment."))
    plan = LessonPlan.objects.select_for_update().get(pk=revision.plan_id)
    before = PlanComment.objects.filter(by=by.user, taken_back_at=None)
    known = (client_key and before.filter(client_key=client_key).first()) or (
        before.filter(revision=revision, section=section, text=text).first()
    )
    if known:
        return known
    if RevisionWithdrawal.objects.filter(revision=revision).exists():
        raise Refused(
            _("This revision was withdrawn meanwhile. Please read the one before it.")
        )
    if plan.state == State.AGREED:
        raise Refused(_("This plan is agreed meanwhile and takes no more comments."))
    made = _write(plan, revision, section, text, client_key, by, now)
    telling.commented(made, now=now)
    return made


def _write(
    plan: LessonPlan,
    revision: PlanRevision,
    section: str,
    text: str,
    client_key: str,
    by: Actor,
    now: datetime,
) -> PlanComment:
    # A key that somebody else's device made, or one of a comment taken back, is no key of this one.
    taken = PlanComment.objects.filter(client_key=client_key).exists()
    made = PlanComment.objects.create(  # type: ignore[misc]  # a person writes it
        revision=revision,
        section=section,
        text=text,
        by=by.user,
        at=now,
        client_key=client_key if client_key and not taken else None,
    )
    record(
        by=by,
        verb="lessons.comment",
        row=plan,
        after={"comment": made.pk, "revision": revision.number, "section": section},
    )
    return made


@transaction.atomic
def take_back_comment(*, comment: PlanComment, by: Actor, now: datetime) -> PlanComment:
    """Take back what one wrote; nobody is shown it any more. Twice is once.

    Refused once the author has answered: an answer to nothing would be left.
    """
    row = PlanComment.objects.select_for_update().get(pk=comment.pk)
    if row.taken_back_at is not None:
        return row
    if row.answer:
        raise Refused(_("The author has answered this comment meanwhile; it stays."))
    row.taken_back_at = now
    row.save(update_fields=["taken_back_at"])
    record(
        by=by,
        verb="lessons.take_back_comment",
        row=row.revision.plan,
        before={"comment": row.pk},
    )
    return row


@transaction.atomic
def answer_comment(
    *, comment: PlanComment, answer: str, text: str, by: Actor, now: datetime
) -> PlanComment:
    """What the author does with a comment: takes it up, keeps it as it is and says why, or puts it off.
    It can be answered anew until the plan is agreed; the same answer twice is one.

    Refused without an answer, without a reason to keep it, for a comment taken back, and of an agreed
    plan.
    """
    text = _fitting(text)
    if answer not in PlanComment.Answer.values:
        raise Refused(_("Please choose what you do with this comment."), field="answer")
    if answer == PlanComment.Answer.KEPT and not text:
        raise Refused(_("Please write why it stays as it is."), field="text")
    plan = LessonPlan.objects.select_for_update().get(pk=comment.revision.plan_id)
    row = PlanComment.objects.select_for_update().get(pk=comment.pk)
    if row.taken_back_at is not None:
        raise Refused(_("Who wrote this comment has taken it back meanwhile."))
    if (row.answer, row.answer_text) == (answer, text):
        return row
    if plan.state == State.AGREED:
        raise Refused(_("This plan is agreed meanwhile; the answers stay as they are."))
    before = row.answer
    row.answer, row.answer_text = answer, text
    row.answered_at, row.answered_by = now, by.user
    row.save(update_fields=["answer", "answer_text", "answered_at", "answered_by"])
    record(
        by=by,
        verb="lessons.answer_comment",
        row=plan,
        before={"answer": before},
        after={"comment": row.pk, "answer": answer},
    )
    telling.answered(row, by=by, now=now)
    return row


@transaction.atomic
def return_plan(
    *, plan: LessonPlan, reason: str, by: Actor, now: datetime
) -> LessonPlan:
    """Give the plan back to its author. The reason stands as a comment on the whole of the newest
    revision, so that it is answered like any other. Returned already is returned once.

    Refused without a reason, and where it is not the colleagues' turn.
    """
    reason = _words(reason, _("Please write what the author should change."), "reason")
    row = LessonPlan.objects.select_for_update().get(pk=plan.pk)
    if row.state == State.RETURNED:
        return row
    newest = _newest(row)
    if row.state != State.SUBMITTED or newest is None:
        raise Refused(_wrong_turn(row))
    said = _write(row, newest, "", reason, "", by, now)
    _move(row, State.RETURNED, by, "lessons.return_plan", comment=said.pk)
    telling.returned(row, reason, by=by, now=now)
    return row


@transaction.atomic
def agree_plan(
    *, plan: LessonPlan, revision: PlanRevision, by: Actor, now: datetime
) -> LessonPlan:
    """Agree a revision (thống nhất): it is what the minutes cite and what is taught. Comments and
    answers stay as they are from now on. Twice is once.

    Refused where a newer revision came in meanwhile, and where it is not the colleagues' turn.
    """
    row = LessonPlan.objects.select_for_update().get(pk=plan.pk)
    if row.state == State.AGREED and row.agreed_revision_id == revision.pk:
        return row
    newest = _newest(row)
    if row.state != State.SUBMITTED or newest is None:
        raise Refused(_wrong_turn(row))
    if newest.pk != revision.pk:
        raise Refused(
            _("Revision %(number)s was handed in meanwhile. Please read it first.")
            % {"number": newest.number}
        )
    row.agreed_revision, row.agreed_at, row.agreed_by = newest, now, by.user
    row.search_key = search_key_of(row)
    row.save(update_fields=["agreed_revision", "agreed_at", "agreed_by", "search_key"])
    # What was taught already was taught from what was agreed then.
    ahead = row.teachings.exclude(
        lesson__exchange__state__in=[SessionState.HELD, SessionState.CLOSED],
        revision__isnull=False,
    )
    cite_plan(
        lessons=list(ahead.values_list("lesson", flat=True)),
        revision=newest.number,
        on=timezone.localdate(now),
    )
    ahead.update(revision=newest)
    _move(row, State.AGREED, by, "lessons.agree_plan", revision=newest.number)
    release_readers(plan=row, by=by, now=now)
    telling.agreed(row, by=by, now=now)
    return row


@transaction.atomic
def reopen_plan(
    *, plan: LessonPlan, reason: str, by: Actor, now: datetime
) -> LessonPlan:
    """Open an agreed plan for colleagues again, because it is taught again. What was agreed before
    stays in the minutes that cite it. Open already is opened once; refused without a reason.
    """
    reason = _words(reason, _("Please write why the plan is opened again."), "reason")
    row = LessonPlan.objects.select_for_update().get(pk=plan.pk)
    if row.state == State.SUBMITTED and row.agreed_revision_id is not None:
        return row
    if row.state != State.AGREED:
        raise Refused(_("This plan is not agreed, so it is open already."))
    _move(row, State.SUBMITTED, by, "lessons.reopen_plan", reason=reason[:300])
    telling.reopened(row, reason, by=by, now=now)
    return row


@transaction.atomic
def adjust_teaching(
    *, teaching: Teaching, text: str, by: Actor, now: datetime
) -> Teaching:
    """Write down what its teachers would change after the lesson (điều chỉnh sau bài dạy). Empty words
    take it away again. Refused before the lesson's session was held.
    """
    row = (
        Teaching.objects.select_for_update(of=("self",))
        .select_related("lesson__exchange", "plan")
        .get(pk=teaching.pk)
    )
    text = _fitting(text)
    if row.adjustments == text:
        return row
    if row.lesson.exchange.state not in {SessionState.HELD, SessionState.CLOSED}:
        raise Refused(
            _(
                "This lesson has not been taught yet. Adjustments are written afterwards."
            )
        )
    before = row.adjustments
    row.adjustments = text
    row.adjusted_at, row.adjusted_by = now, by.user
    row.save(update_fields=["adjustments", "adjusted_at", "adjusted_by"])
    record(
        by=by,
        verb="lessons.adjust_teaching",
        row=row.plan,
        before={"lesson": row.lesson_id, "adjustments": before},
        after={"adjustments": text},
    )
    return row


def _move(row: LessonPlan, state: State, by: Actor, verb: str, **after) -> None:
    before = row.state
    row.state = state
    row.save(update_fields=["state"])
    record(
        by=by,
        verb=verb,
        row=row,
        before={"state": before},
        after={"state": state, **after},
    )


def _words(text: str, missing: str, field: str = "text") -> str:
    """What was typed, refused where that is nothing."""
    text = _fitting(text, field)
    if not text:
        raise Refused(missing, field=field)
    return text


def _fitting(text: str, field: str = "text") -> str:
    """What was typed, refused where that is too long: cut, its end would be lost without a word."""
    text = text.strip()
    if len(text) > MOST_WORDS:
        raise Refused(
            _(
                "This has %(length)s characters; at most %(most)s fit. Please shorten it."
            )
            % {"length": len(text), "most": MOST_WORDS},
            field=field,
        )
    return text


def _wrong_turn(plan: LessonPlan) -> str:
    """Why nothing can be decided of this plan now."""
    if plan.state == State.AGREED:
        return _("This plan is agreed already.")
    return _("This plan waits for its author, who hands in a revision first.")


def _newest(plan: LessonPlan) -> PlanRevision | None:
    return plan.revisions.filter(withdrawal=None).order_by("-number").first()
