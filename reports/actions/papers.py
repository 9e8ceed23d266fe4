"""What people do with papers."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.verbs import Actor, Refused
from clusters.models import SchoolYear
from lessons.models import PlanRevision
from reports import production
from reports.models import Paper, Participation
from reports.official_documents import (
    lesson_plan_document,
    minutes_document,
    observation_sheet_document,
    participation_document,
    plan_document,
    signing_sheet_document,
)
from sessions.models import Lesson, Minutes, Part, PartState, PlanVersion


def retry(*, paper: Paper, by: Actor) -> None:
    """Have a failed paper made again. Refused when it is not failed; writes an audit entry."""
    with transaction.atomic():
        if not production.retry(paper, by):
            raise Refused(_("This paper is already being made or is ready."))


def ask_for_sheet(
    *, part: Part, by: Actor, link: str, by_unit: bool = False, phones: bool = False
) -> Paper:
    """Have the list that people sign at this part made; the same list is not made twice.

    `link` is the whole address at which people check in. Refused for a part that was called off.
    """
    with transaction.atomic():
        row = Part.objects.select_related("exchange", "site").get(pk=part.pk)
        if row.state == PartState.CANCELLED:
            raise Refused(_("This part was cancelled: nobody signs for it."))
        document = signing_sheet_document(
            row, link=link, by_unit=by_unit, phones=phones
        )
        wanted = Paper(kind=Paper.Kind.SIGNING_SHEET, part=row)
        return production.request_official_paper(wanted, document, by)


def ask_for_minutes(*, minutes: Minutes, by: Actor) -> Paper:
    """Have the paper of these minutes made: of what was sent round last, else of what is written so
    far, which only its writers may have. The same content is not made twice."""
    with transaction.atomic():
        row = Minutes.objects.select_related("exchange", "part", "group")
        found = row.get(pk=minutes.pk)
        document, edition = minutes_document(found)
        wanted = Paper(kind=Paper.Kind.MINUTES, minutes=found, edition=edition)
        return production.request_official_paper(wanted, document, by)


def ask_for_participation(
    *, user: User, year: SchoolYear, by: Actor, today: date
) -> Paper:
    """Have the confirmation of what a person attended in a school year made; the same content is not
    made twice. Refused where nothing was attended, and where no school would sign it today."""
    with transaction.atomic():
        document = participation_document(user, year, today=today)
        if document is None:
            raise Refused(
                _(
                    "There is nothing to confirm yet: no session of this year was attended, or you have "
                    "no post at a school that would sign it."
                )
            )
        record, _made = Participation.objects.get_or_create(user=user, school_year=year)
        wanted = Paper(kind=Paper.Kind.PARTICIPATION, participation=record)
        return production.request_official_paper(wanted, document, by)


def ask_for_lesson_plan(*, revision: PlanRevision, by: Actor) -> Paper:
    """Have the paper of a typed revision made; the same content is not made twice."""
    with transaction.atomic():
        row = PlanRevision.objects.select_related("plan__owner_school")
        found = row.get(pk=revision.pk)
        wanted = Paper(kind=Paper.Kind.LESSON_PLAN, plan_revision=found)
        return production.request_official_paper(
            wanted, lesson_plan_document(found), by
        )


def ask_for_observation_sheet(*, lesson: Lesson, by: Actor, today: date) -> Paper:
    """Have the blank sheet for observing this lesson made; the same sheet is not made twice."""
    with transaction.atomic():
        document = observation_sheet_document(lesson, today=today)
        wanted = Paper(kind=Paper.Kind.OBSERVATION, lesson=lesson)
        return production.request_official_paper(wanted, document, by)


def ask_for_plan(*, version: PlanVersion, by: Actor) -> Paper:
    """Have the paper of this version of a plan made; the same content is not made twice."""
    with transaction.atomic():
        row = PlanVersion.objects.select_related("plan__cluster", "plan__school_year")
        found = row.get(pk=version.pk)
        wanted = Paper(kind=Paper.Kind.YEAR_PLAN, plan_version=found)
        return production.request_official_paper(wanted, plan_document(found), by)
