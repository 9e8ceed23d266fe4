"""Typing a plan: keeping what is typed, field by field, and handing it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts.verbs import Actor, Refused
from lessons.actions.handing_in import begin, hand_in, lock_lesson, plan_of
from lessons.models import PlanDraft, PlanRevision
from lessons.structures import (
    FORMS,
    Content,
    as_bytes,
    cleaned,
    digest_of,
    form_of,
    mark_of,
    of_its_form,
    text_of,
)
from lessons.writing import refusal_of_length, refusal_of_missing, text_of_plan
from sessions.models import Lesson


@dataclass
class Saved:
    """What became of a save: the text as it stands, and what somebody else wrote in the same fields,
    which was left as it is."""

    content: Content
    version: int
    theirs: dict[str, str] = field(default_factory=dict)
    other: str = ""


@transaction.atomic
def save_draft(
    *,
    lesson: Lesson,
    typed: Mapping[str, str],
    was: Mapping[str, str],
    by: Actor,
    now: datetime,
) -> Saved:
    """Keep these texts of the plan of a lesson; the first ones begin the plan. `was` are the marks of
    what the writer was shown (`structures.mark_of`).

    Fields that somebody else changed meanwhile and that this writer changed too stay as they are and
    come back in `theirs`; all others are saved. Refused when there is more text than fits. The day of
    the lesson, or that its session was cancelled, never keeps anybody from saving.
    """
    changes = cleaned(typed)
    if changes.get("form", FORMS[0]) not in FORMS:
        del changes["form"]
    lesson = lock_lesson(lesson)
    plan = plan_of(lesson)
    text = text_of_plan(plan, lesson)
    content, theirs = _merged(text.content, changes, was)
    draft = text.draft
    other = draft.updated_by.full_name if draft and theirs else ""
    if content == text.content:
        return Saved(content, draft.version if draft else 0, theirs, other)
    if refusal := refusal_of_length(content):
        raise Refused(refusal)
    if plan is None:
        plan = begin(lesson, by)
    draft = draft or PlanDraft(plan=plan)
    draft.content = content
    draft.version += 1
    draft.updated_at = now
    draft.updated_by = by.user  # type: ignore[assignment]  # a person types it
    draft.save()
    return Saved(content, draft.version, theirs, other)


def _merged(
    stored: Content, changes: Mapping[str, str], was: Mapping[str, str]
) -> tuple[Content, dict[str, str]]:
    """The stored text with the changes that fit, and what stands where both changed something."""
    content = dict(stored)
    theirs = {}
    for name, text in changes.items():
        there = stored.get(name, "")
        shown = was.get(name, mark_of(""))
        if text == there or mark_of(text) == shown:
            continue
        if mark_of(there) == shown:
            content[name] = text
        else:
            theirs[name] = there
    # An own section that was emptied keeps its number: comments of earlier revisions name it.
    kept = {name: text for name, text in content.items() if text or name[0] == "x"}
    return kept, theirs


@transaction.atomic
def hand_in_typed(
    *, lesson: Lesson, by: Actor, note: str = "", now: datetime
) -> PlanRevision:
    """Make what was typed the next revision; typing goes on from there. After the lesson's day it is
    accepted as late. The same text twice by the same person (a double press) is one revision.

    Refused without a title, without any text, and when the session is cancelled; the text stays.
    """
    lesson = lock_lesson(lesson)
    plan = plan_of(lesson)
    content = of_its_form(text_of_plan(plan, lesson).content)
    if refusal := refusal_of_missing(content):
        raise Refused(refusal)
    return hand_in(
        lesson=lesson,
        by=by,
        what={
            "kind": PlanRevision.Kind.TYPED,
            "content": content,
            "text": text_of(content),
            "original_name": content["title"][:200],
            "size": len(as_bytes(content)),
            "sha256": digest_of(content),
        },
        form=form_of(content),
        note=note[:500],
        now=now,
    )
