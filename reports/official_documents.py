"""From rows to the documents of administrative papers, and whether a made paper still says the same."""

import json
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import User
from clusters.models import SchoolYear
from lessons.models import PlanRevision
from reports.facts.lesson_plan import day_of as day_handed_in
from reports.facts.lesson_plan import lesson_plan_facts
from reports.facts.minutes import minutes_facts, newest_revision
from reports.facts.observation_sheet import observation_sheet_facts
from reports.facts.participation import participation_facts
from reports.facts.signing_sheet import signing_sheet_facts
from reports.facts.year_plan import day_of, year_plan_facts
from reports.models import Paper
from reports.rendering.document import Document, from_json, to_json
from reports.rendering.guard import clean
from reports.rendering.official import OfficialDocument
from reports.wording.lesson_plan import lesson_plan_paper
from reports.wording.minutes import minutes_paper
from reports.wording.observation_sheet import observation_sheet_paper
from reports.wording.participation import participation_paper
from reports.wording.signing_sheet import UNIT_COLUMN, signing_sheet_paper
from reports.wording.year_plan import year_plan_paper
from sessions.models import (
    ExchangeSession,
    Lesson,
    Minutes,
    Part,
    PartState,
    PlanVersion,
)


def signing_sheet_document(
    part: Part, *, link: str, by_unit: bool = False, phones: bool = False
) -> OfficialDocument:
    """The sheet that people sign at this part. `link` is the whole address of the way in."""
    facts = signing_sheet_facts(part, link=link, by_unit=by_unit, phones=phones)
    exchange = part.exchange
    day = part.on_sort or exchange.named_day
    made = day or timezone.localdate(exchange.created_at)
    return signing_sheet_paper(facts, metadata_date=made.isoformat())


def printable_parts(exchange: ExchangeSession) -> list[Part]:
    """The parts for which people sign, in order: those that were not called off."""
    return list(exchange.parts.exclude(state=PartState.CANCELLED))


def sheet_options(paper: Paper) -> dict[str, bool]:
    """How a signing sheet that was asked for is set."""
    head = paper.document["blocks"][-1]["columns"]
    return {
        "by_unit": UNIT_COLUMN not in head,
        "phones": paper.document["landscape"],
    }


def minutes_document(minutes: Minutes) -> tuple[OfficialDocument, int]:
    """The minutes as they were sent round last, else as they are written so far; and the number of
    that revision, 0 for what nobody was sent."""
    revision = newest_revision(minutes)
    facts = minutes_facts(minutes, revision)
    moment = revision.circulated_at if revision else minutes.created_at
    made = timezone.localdate(moment).isoformat()
    return minutes_paper(facts, metadata_date=made), revision.number if revision else 0


def plan_document(version: PlanVersion) -> OfficialDocument:
    """The plan of a year as this version has it."""
    facts = year_plan_facts(version)
    return year_plan_paper(facts, metadata_date=day_of(version).isoformat())


def participation_document(
    user: User, year: SchoolYear, *, today: date
) -> OfficialDocument | None:
    """What a person attended in a school year, to be signed at the school of today; None where nothing
    was attended yet, or no school would sign it."""
    facts = participation_facts(user, year, today=today)
    if facts.letterhead is None or not facts.sessions:
        return None
    # The year itself: a paper that says the same tomorrow is the same paper.
    return participation_paper(facts, metadata_date=year.starts_on.isoformat())


def lesson_plan_document(revision: PlanRevision) -> OfficialDocument:
    """A lesson plan that was typed here, as this revision has it."""
    facts = lesson_plan_facts(revision)
    return lesson_plan_paper(facts, metadata_date=day_handed_in(revision).isoformat())


def observation_sheet_document(lesson: Lesson, *, today: date) -> OfficialDocument:
    """The blank sheet for observing this lesson, with the criteria that are offered today."""
    facts = observation_sheet_facts(lesson, today=today)
    made = lesson.exchange.named_day or timezone.localdate(lesson.exchange.created_at)
    return observation_sheet_paper(facts, metadata_date=made.isoformat())


def storable(document: Document) -> Any:
    """The document as a row keeps it, every string through the guard: no database takes all
    characters."""
    return _clean(json.loads(to_json(document)))


def as_today(stored: Any) -> Any:
    """A stored document in the shape of today: a field that came later has its default. One that
    can no longer be read is like no other."""
    try:
        return json.loads(to_json(from_json(json.dumps(stored))))
    except ValueError:
        return None


def says(paper: Paper, document: Document) -> bool:
    """Whether the paper was made of this very document."""
    return bool(as_today(paper.document) == storable(document))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return value
