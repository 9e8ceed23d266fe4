"""A plan written by hand: photos of its pages are collected one by one, put in order, and handed in."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.imaging import Derivatives
from accounts.pictures import TryAgain, prepared
from accounts.verbs import Actor, Refused, no_room
from lessons.actions.handing_in import begin, hand_in, lock_lesson, locked, plan_of
from lessons.models import LessonPlan, PlanPage, PlanRevision, State
from sessions.models import Lesson
from sessions.models import State as SessionState

logger = logging.getLogger(__name__)

# More than the longest plan for two periods has; a phone shows them all on one page.
MOST_PAGES = 24
_FILES = ("print_file", "screen_file", "thumb_file")


class AlreadyThere(Refused):
    """The same picture is among the collected pages; it is kept once."""


def collected(plan: LessonPlan) -> QuerySet[PlanPage]:
    """The pages of a plan that wait to be handed in, in order."""
    return plan.pages.filter(revision=None).order_by("order", "pk")


def add_page(*, lesson: Lesson, by: Actor, data: bytes, key: str) -> PlanPage:
    """The photo of a page, stored in three sizes without metadata, last of those collected for the plan
    of this lesson; the first one begins the plan.

    The same `key` from the same person gives the page that is there already: a retry on a bad line makes
    one page. Raises Refused with a sentence about the file, AlreadyThere when this very picture is among
    them, TryAgain when only the machine was busy.
    """
    if (there := _already(key, lesson, by)) is not None:
        return there
    made = prepared(data, of_a_page=True)
    page = PlanPage(
        width=made.width,
        height=made.height,
        size=len(made.printed),
        sha256=made.sha256,
        client_key=key or None,
        uploaded_by=by.user,
    )
    try:
        _store(page, made)
    except OSError as error:
        _forget(page)
        logger.exception("A page of a lesson plan could not be stored")
        raise TryAgain(no_room()) from error
    try:
        with transaction.atomic():
            _place_last(page, lesson, by)
    except IntegrityError as error:
        # The same key arrived twice at once and the other one won, or it is somebody else's.
        _forget(page)
        if (there := _already(key, lesson, by)) is None:
            raise Refused(_("Please choose this photo again.")) from error
        return there
    except BaseException:
        _forget(page)
        raise
    return page


def _already(key: str, lesson: Lesson, by: Actor) -> PlanPage | None:
    if not key:
        return None
    return PlanPage.objects.filter(
        client_key=key, plan__teachings__lesson=lesson, uploaded_by=by.user
    ).first()


def _store(page: PlanPage, made: Derivatives) -> None:
    """Write the three files under random names: nothing of the sender's name or place is kept."""
    name = secrets.token_hex(12)
    page.print_file.save(f"{name}.jpg", ContentFile(made.printed), save=False)
    page.screen_file.save(f"{name}.webp", ContentFile(made.screen), save=False)
    page.thumb_file.save(f"{name}.webp", ContentFile(made.thumb), save=False)


def _forget(page: PlanPage) -> None:
    """The files of a page that no row names."""
    for name in _FILES:
        if file := getattr(page, name):
            file.delete(save=False)


def _place_last(page: PlanPage, lesson: Lesson, by: Actor) -> None:
    plan = _open_plan(lesson, by)
    pages = list(collected(plan))
    for number, one in enumerate(pages, 1):
        if one.sha256 == page.sha256:
            raise AlreadyThere(
                _("This picture is there already, as page %(number)s. It is kept once.")
                % {"number": number}
            )
    if len(pages) >= MOST_PAGES:
        raise Refused(
            _(
                "%(count)s pages are collected already. Please take some out before adding more."
            )
            % {"count": MOST_PAGES}
        )
    page.plan = plan
    page.order = pages[-1].order + 1 if pages else 1
    page.save()


def _open_plan(lesson: Lesson, by: Actor) -> LessonPlan:
    """The plan of a lesson, locked and open to pages; begun where there is none."""
    lesson = lock_lesson(lesson)
    if lesson.exchange.state == SessionState.CANCELLED:
        raise Refused(
            _("This session is cancelled, so no plan is handed in for it any more.")
        )
    plan = plan_of(lesson) or begin(lesson, by)
    if plan.state == State.AGREED:
        raise Refused(locked())
    return plan


@transaction.atomic
def collect_again(*, lesson: Lesson, revision: PlanRevision, by: Actor) -> int:
    """Put the pages of an earlier revision of this plan behind those that are collected, so that one page
    can be exchanged; how many were put there. A page that is there already is left out."""
    plan = _open_plan(lesson, by)
    pages = list(collected(plan))
    there = {one.sha256 for one in pages}
    last = pages[-1].order if pages else 0
    again = [
        one
        for one in PlanPage.objects.filter(plan=plan, revision=revision)
        if one.sha256 not in there
    ][: MOST_PAGES - len(pages)]
    PlanPage.objects.bulk_create(
        PlanPage(
            plan=plan,
            order=last + number,
            **{name: getattr(one, name).name for name in _FILES},
            width=one.width,
            height=one.height,
            size=one.size,
            sha256=one.sha256,
            uploaded_by=by.user,
        )
        for number, one in enumerate(again, 1)
    )
    return len(again)


@transaction.atomic
def move_page(*, lesson: Lesson, page: PlanPage, step: int, by: Actor) -> None:
    """One place up (`step` -1) or down (1) among the collected pages; at the end nothing happens, nor to
    a page that somebody handed in or took out meanwhile."""
    pages = list(collected(_open_plan(lesson, by)))
    at = next((n for n, one in enumerate(pages) if one.pk == page.pk), None)
    if at is None or not 0 <= at + step < len(pages):
        return
    pages.insert(at + step, pages.pop(at))
    _number(pages)


@transaction.atomic
def take_page_out(*, lesson: Lesson, page: PlanPage, by: Actor) -> None:
    """Take a collected page out, with its files. Nothing happens to one that is gone already; one that
    was handed in meanwhile stays in its revision."""
    row = collected(_open_plan(lesson, by)).filter(pk=page.pk).first()
    if row is not None:
        _take_out(row)


def _take_out(page: PlanPage) -> None:
    page.delete()
    transaction.on_commit(lambda: _forget_unnamed(page))


def _forget_unnamed(page: PlanPage) -> None:
    """Delete the files of a page that was taken out, unless a revision shows them."""
    if not PlanPage.objects.filter(print_file=page.print_file.name).exists():
        _forget(page)


def _number(pages: Iterable[PlanPage]) -> None:
    for number, page in enumerate(pages, 1):
        if page.order != number:
            page.order = number
            page.save(update_fields=["order"])


@transaction.atomic
def hand_in_pages(
    *, lesson: Lesson, by: Actor, note: str = "", now: datetime
) -> PlanRevision:
    """Make the collected pages, in their order, the next revision. After the lesson's day it is accepted
    as late. A second press gives the revision that the first one made.

    Refused where nothing is collected, when the session is cancelled, and once the plan is agreed.
    """
    lesson = lock_lesson(lesson)
    plan = plan_of(lesson)
    pages = list(collected(plan)) if plan else []
    if plan is None or not pages:
        if plan and (pressed := _just_handed_in(plan, by)):
            return pressed
        raise Refused(
            _("No page is here yet. Please choose the photos of the pages first.")
        )
    digest = hashlib.sha256("\n".join(one.sha256 for one in pages).encode())
    revision = hand_in(
        lesson=lesson,
        by=by,
        what={
            "kind": PlanRevision.Kind.PHOTOS,
            # As Vietnamese as the names of files are.
            "original_name": f"Ảnh bài soạn viết tay, {len(pages)} trang",
            "content_type": "image/jpeg",
            "size": sum(one.size for one in pages),
            "sha256": digest.hexdigest(),
        },
        note=note[:500],
        now=now,
    )
    if revision.pages.exists():
        # It says just this already, so these are the same pages once more.
        for page in pages:
            _take_out(page)
    else:
        _number(pages)
        collected(plan).update(revision=revision)
    return revision


def _just_handed_in(plan: LessonPlan, by: Actor) -> PlanRevision | None:
    """The newest standing revision, if this person handed it in as photos."""
    newest = plan.revisions.filter(withdrawal=None).order_by("-number").first()
    if (
        newest
        and newest.kind == PlanRevision.Kind.PHOTOS
        and newest.created_by == by.user
    ):
        return newest
    return None
