"""The table of a plan as a page edits it: every line of every round at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict

from accounts import rows as row_buttons
from clusters.partial_dates import PartialDate
from sessions.forms.plans.line import PlanLineForm, rounds_of
from sessions.forms.plans.scope import PlanScope
from sessions.forms.rows import Rows, refuse_at, rows_of
from sessions.models import PlanRow
from sessions.planning.content import line_of, said_of
from sessions.planning.rows import LessonLine, RoundLine, TeacherLine


def known_people(rows: list[PlanRow]) -> dict[int, dict[str, TeacherLine]]:
    """For each round the people in it, by the words by which the form shows them."""
    known: dict[int, dict[str, TeacherLine]] = {}
    for row in rows:
        line = line_of(row)
        people = [one for lesson in line.lessons for one in lesson.teachers]
        people += [line.chair] if line.chair else []
        known[row.round_id] = {said_of(one): one for one in people}
    return known


def initial_lines(rows: list[PlanRow]) -> list[dict[str, Any]]:
    """What the form shows of stored rows: one line for each lesson, at least one for each round."""
    shown = []
    for row in rows:
        line = line_of(row)
        head = {
            "label": line.label,
            "when": line.when_as_printed or _typed(line.on),
            "hosts": "; ".join(one.name for one in line.hosts),
            "month": str(PartialDate(line.on.year, line.on.month)) if line.on and line.on.month else "",
            "chair": said_of(line.chair) if line.chair else "",
            "note": line.note,
        }  # fmt: skip
        lessons = line.lessons or (LessonLine(),)
        for place, lesson in enumerate(lessons):
            shown.append(
                {
                    "pk": line.round,
                    "kind": line.kind,
                    **(head if place == 0 else {}),
                    "subject": lesson.subject_as_printed,
                    "topic": lesson.topic,
                    "teachers": "; ".join(said_of(one) for one in lesson.teachers),
                }
            )
    return shown


def _typed(on: PartialDate | None) -> str:
    return on.in_news() if on is not None else ""


@dataclass
class TableSheet:
    """The table as a page edits it; `rows` are its lines."""

    scope: PlanScope
    stored: list[PlanRow]
    data: QueryDict | None = None
    prefix: str = "lines"
    errors: list[str] = field(default_factory=list)
    form: forms.Form | None = None

    def __post_init__(self) -> None:
        posted = self.data
        pressed = (
            row_buttons.pressed(posted, self.prefix) if posted is not None else None
        )
        self.quiet = pressed is not None
        self.data = posted if pressed is None else pressed
        initial = initial_lines(self.stored)
        self.rows: Rows = rows_of(PlanLineForm, extra=0 if initial else 3)(
            self.data,
            prefix=self.prefix,
            initial=initial,
            quiet=self.quiet,
            form_kwargs={
                "scope": self.scope,
                "known": known_people(self.stored),
                "wordless": {
                    row.round_id: _typed(row.on)
                    for row in self.stored
                    if not row.when_as_printed
                },
            },
        )

    @property
    def row_sets(self) -> list[Rows]:
        return [self.rows]

    def is_valid(self) -> bool:
        return not self.quiet and self.data is not None and self.rows.is_valid()

    @property
    def has_errors(self) -> bool:
        if self.quiet or self.data is None:
            return False
        return bool(self.rows.total_error_count())

    def lines(self) -> list[RoundLine]:
        return [line for line, _form in rounds_of(self.rows.standing())]

    def refuse(self, message: str, field: str | None = None) -> None:
        if not refuse_at(self.row_sets, field, message):
            self.errors.append(message)
