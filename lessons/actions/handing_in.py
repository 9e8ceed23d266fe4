"""Handing in the plan of a lesson, taking a revision back, taking a plan off."""

from __future__ import annotations

import hashlib
import logging
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.verbs import Actor, Refused, no_room
from lessons.actions.readers import ask_colleagues
from lessons.cleaning.door import Cleaned
from lessons.filetypes import FileKind
from lessons.models import (
    LessonPlan,
    PlanAuthor,
    PlanRevision,
    RevisionWithdrawal,
    Teaching,
)
from lessons.models.plan import State
from sessions.actions import cite_no_plan
from sessions.models import ExchangeSession, Lesson
from sessions.models import State as SessionState

logger = logging.getLogger(__name__)


def upload_plan(
    *,
    lesson: Lesson,
    by: Actor,
    upload: UploadedFile,
    kind: FileKind,
    clean_copy: Cleaned | None = None,
    note: str = "",
    now: datetime,
) -> PlanRevision:
    """Hand in a plan for a lesson: the first file makes the plan, the next ones are new revisions.

    `clean_copy` is what everybody but who hands it in is given, and the words that are compared.
    Every revision is kept and never changed. After the lesson's day it is accepted as late. The
    same file twice by the same person (a double press) is one revision. Refused when the session
    is cancelled, and once the plan is agreed.
    """
    sha256 = _digest(upload)
    # The file goes to the storage before the transaction, which must not wait for it.
    stored = PlanRevision(plan=None)
    ending = kind.endings[0]
    try:
        stored.file.save(f"{lesson.pk}-{sha256[:20]}{ending}", upload, save=False)
        if clean_copy is not None:
            name = f"{lesson.pk}-{hashlib.sha256(clean_copy.data).hexdigest()[:20]}{ending}"
            stored.shared_file.save(name, ContentFile(clean_copy.data), save=False)
    except OSError as error:
        _forget(stored)
        logger.exception("A lesson plan could not be stored")
        raise Refused(no_room()) from error
    try:
        revision = hand_in(
            lesson=lesson,
            by=by,
            what={
                "file": stored.file.name,
                "shared_file": stored.shared_file.name or "",
                "text": clean_copy.text if clean_copy else "",
                "original_name": _shortened(upload.name or ""),
                "content_type": kind.media_type,
                "size": upload.size or 0,
                "sha256": sha256,
            },
            note=note,
            now=now,
        )
    except BaseException:
        _forget(stored)
        raise
    if revision.file.name != stored.file.name:
        _forget(stored)
    return revision


def _forget(stored: PlanRevision) -> None:
    """Files that no row names: the storage is asked for none of them again."""
    for file in (stored.file, stored.shared_file):
        if file:
            file.delete(save=False)


def lock_lesson(lesson: Lesson) -> Lesson:
    """The lesson as it stands now, locked: of one plan two people begin one."""
    stored = (
        Lesson.objects.select_for_update(of=("self",))
        .select_related("exchange", "part", "subject", "grade__level")
        .filter(pk=lesson.pk)
        .first()
    )
    if stored is None:
        raise Refused(_("Somebody else removed this lesson meanwhile."))
    return stored


def plan_of(lesson: Lesson) -> LessonPlan | None:
    """The plan of a locked lesson, locked too."""
    teaching = Teaching.objects.filter(lesson=lesson).first()
    if teaching is None:
        return None
    return LessonPlan.objects.select_for_update().get(pk=teaching.plan_id)


@transaction.atomic
def hand_in(
    *,
    lesson: Lesson,
    by: Actor,
    what: dict[str, Any],
    form: str = LessonPlan.Form.FILE,
    note: str,
    now: datetime,
) -> PlanRevision:
    """Make `what` the next revision of the plan of this lesson. The same twice by one person is one; the
    text that several type together is the same whoever of them hands it in."""
    lesson = lock_lesson(lesson)
    if lesson.exchange.state == SessionState.CANCELLED:
        raise Refused(
            _("This session is cancelled, so no plan is handed in for it any more.")
        )
    plan = plan_of(lesson) or begin(lesson, by)
    newest = plan.revisions.order_by("-number").first()
    if (
        newest
        and newest.sha256 == what["sha256"]
        and (newest.created_by_id == _pk(by) or newest.kind == PlanRevision.Kind.TYPED)
        and not RevisionWithdrawal.objects.filter(revision=newest).exists()
    ):
        return newest
    if plan.state == State.AGREED:
        raise Refused(locked())
    revision = PlanRevision.objects.create(  # type: ignore[misc]  # a person hands it in
        plan=plan,
        number=newest.number + 1 if newest else 1,
        **what,
        note=note,
        late=is_late(lesson, today=timezone.localtime(now).date()),
        created_by=by.user,
    )
    before = plan.state
    if before != State.SUBMITTED or plan.form != form:
        plan.state, plan.form = State.SUBMITTED, form
        plan.save(update_fields=["state", "form"])
    record(
        by=by,
        verb="lessons.upload_plan",
        row=plan,
        before={"state": before},
        after={
            "state": plan.state,
            "revision": revision.number,
            "name": revision.original_name,
            "sha256": revision.sha256,
            "late": revision.late,
        },
    )
    ask_colleagues(plan=plan, by=by, now=now)
    return revision


def locked() -> str:
    """Why an agreed plan takes nothing: what colleagues agreed is what minutes cite and what is taught."""
    return _(
        "This plan is agreed and stays as it is. Whoever leads the session can open it again."
    )


@transaction.atomic
def withdraw_revision(
    *, revision: PlanRevision, by: Actor, reason: str, now: datetime
) -> RevisionWithdrawal:
    """Take back the newest revision, handed in by mistake. It keeps its number and its file, which
    only whoever handed it in can still open; the revision before it counts again, and a plan without
    one is a draft again. Twice is once.

    Refused without a reason, for a revision that is not the newest one standing, once the plan is
    agreed or the revision was taught.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Please write why this revision is withdrawn."), field="reason")
    plan = LessonPlan.objects.select_for_update().get(pk=revision.plan_id)
    known = RevisionWithdrawal.objects.filter(revision=revision).first()
    if known is not None:
        return known
    standing = plan.revisions.filter(withdrawal=None).order_by("-number")
    newest = standing.first()
    if newest is None or newest.pk != revision.pk:
        raise Refused(_("A newer revision was handed in meanwhile; this one stays."))
    if plan.state == State.AGREED:
        raise Refused(locked())
    if revision.teachings.exists():
        raise Refused(_("This revision was taught; please hand in a new one."))
    withdrawal = RevisionWithdrawal.objects.create(  # type: ignore[misc]  # a person does it
        revision=revision, reason=reason[:300], at=now, by=by.user
    )
    before = plan.state
    if not standing.exists():
        plan.state = State.DRAFT
        plan.save(update_fields=["state"])
    record(
        by=by,
        verb="lessons.withdraw_revision",
        row=plan,
        before={"state": before, "revision": revision.number},
        after={"state": plan.state, "reason": withdrawal.reason},
    )
    return withdrawal


@transaction.atomic
def take_plan_off(*, lesson: Lesson, by: Actor) -> LessonPlan:
    """Part a lesson from its plan: handed in for the wrong one, or the lesson is not given. The plan
    with all its revisions stays with its authors. Refused when nothing of the session can be changed,
    or when somebody else took it off meanwhile.
    """
    locked = (
        Lesson.objects.select_for_update(of=("self",))
        .select_related("exchange")
        .filter(pk=lesson.pk)
        .first()
    )
    teaching = (
        Teaching.objects.select_related("plan").filter(lesson=locked).first()
        if locked
        else None
    )
    if locked is None or teaching is None:
        raise Refused(_("This lesson has no plan any more."))
    if not locked.exchange.open_to_edits:
        raise Refused(
            _("This session is “%(state)s”: its data can no longer be changed.")
            % {"state": locked.exchange.get_state_display()}
        )
    teaching.delete()
    cite_no_plan(lesson=locked)
    record(
        by=by,
        verb="lessons.take_plan_off",
        row=teaching.plan,
        before={"lesson": locked.pk, "words": str(locked)},
    )
    return teaching.plan


def begin(lesson: Lesson, by: Actor) -> LessonPlan:
    """The plan of a lesson that has none: its teachers with an account are the authors."""
    plan = LessonPlan.objects.create(
        title=str(lesson)[:250],
        form=LessonPlan.Form.FILE,
        owner_school_id=lesson.school_id,
        created_by=by.user,
    )
    teachers = lesson.teachers.filter(user__isnull=False).order_by("order")
    authors = list(dict.fromkeys(teachers.values_list("user_id", flat=True)))
    PlanAuthor.objects.bulk_create(
        PlanAuthor(plan=plan, order=order, user_id=author)
        for order, author in enumerate(authors, 1)
    )
    Teaching.objects.create(lesson=lesson, plan=plan)
    return plan


def day_of(lesson: Lesson) -> date | None:
    """The day on which the lesson is taught, if it is known: its part's, else the session's."""
    exchange: ExchangeSession = lesson.exchange
    on = (lesson.part.on if lesson.part else None) or exchange.on
    return on.exact if on else None


def is_late(lesson: Lesson, *, today: date) -> bool:
    """After the day of the lesson; where no day is known nothing is late."""
    day = day_of(lesson)
    return day is not None and today > day


def _pk(by: Actor) -> int | None:
    return by.user.pk if by.user else None


def _digest(upload: UploadedFile) -> str:
    sha256 = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        sha256.update(chunk)
    upload.seek(0)
    return sha256.hexdigest()


def _shortened(name: str, most: int = 200) -> str:
    """A name that fits, with its ending."""
    if len(name) <= most:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: most - len(ending) - 2]}…{dot}{ending}"
