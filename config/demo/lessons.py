"""Lesson plans of the demonstration: one agreed in its second revision, one agreed at once, one that
colleagues read just now, typed in its second revision. Made by the verbs that people use."""

from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import docx
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.verbs import Actor
from config.demo.places import Counter
from config.demo.unmailed import unmailed
from lessons import actions
from lessons.cleaning.door import cleaned
from lessons.filetypes import DOCX
from lessons.models import LessonPlan, PlanReader, PlanRevision, Teaching
from sessions.models import Lesson

_HEADING = "# "


@unmailed()
def load(
    data: dict[str, Any], who: dict[str, User], anchor: date, loaded: Counter
) -> None:
    """The plans of lessons that have none yet. What people are told of it is not e-mailed."""
    for one in data["plan"]:
        lesson = Lesson.objects.filter(
            exchange__client_key=f"demo:{one['session']}", order=one["lesson"]
        ).first()
        if lesson is None or Teaching.objects.filter(lesson=lesson).exists():
            continue
        with transaction.atomic():
            _Round(one, lesson, who, anchor).make()
        loaded.add("lesson plan")


class _Round:
    """One plan with its revisions, comments and answers, in the order of their days."""

    def __init__(
        self, data: dict[str, Any], lesson: Lesson, who: dict[str, User], anchor: date
    ) -> None:
        self.data, self.lesson, self.who, self.anchor = data, lesson, who, anchor
        self.author = Actor(who[data["by"]])

    def make(self) -> None:
        for number, row in enumerate(self.data["revision"], 1):
            revision = self._hand_in(row)
            if number == 1:
                self._ask(revision)
            self._comments(revision, number)
        plan = self._plan()
        if "agreed" in self.data:
            agreed = self.data["agreed"]
            actions.agree_plan(
                plan=plan,
                revision=revision,
                by=Actor(self.who[agreed["by"]]),
                now=self._at(agreed["day"], 16),
            )
        if "adjustment" in self.data:
            said = self.data["adjustment"]
            actions.adjust_teaching(
                teaching=Teaching.objects.get(lesson=self.lesson),
                text=said["text"],
                by=self.author,
                now=self._at(said["day"], 20),
            )

    def _at(self, offset: int, hour: int) -> datetime:
        day = datetime.combine(self.anchor + timedelta(days=offset), time(hour))
        return timezone.make_aware(day)

    def _plan(self) -> LessonPlan:
        return LessonPlan.objects.get(teachings__lesson=self.lesson)

    def _hand_in(self, row: dict[str, Any]) -> PlanRevision:
        now = self._at(row["day"], 20)
        revision = self._typed(row, now) if "typed" in row else self._file(row, now)
        # The row's own clock is that of the load.
        PlanRevision.objects.filter(pk=revision.pk).update(created_at=now)
        return revision

    def _typed(self, row: dict[str, Any], now: datetime) -> PlanRevision:
        actions.save_draft(
            lesson=self.lesson,
            typed=dict(row["typed"]),
            was={},
            by=self.author,
            now=now,
        )
        return actions.hand_in_typed(
            lesson=self.lesson, by=self.author, note=row.get("note", ""), now=now
        )

    def _file(self, row: dict[str, Any], now: datetime) -> PlanRevision:
        content = _file(row["text"])
        return actions.upload_plan(
            lesson=self.lesson,
            by=self.author,
            upload=SimpleUploadedFile(row["name"], content),
            kind=DOCX,
            clean_copy=cleaned(content, DOCX),
            note=row.get("note", ""),
            now=now,
        )

    def _ask(self, revision: PlanRevision) -> None:
        for key in self.data.get("readers", []):
            actions.ask_reader(
                plan=revision.plan,
                person=self.who[key],
                how=PlanReader.How.CHOSEN,
                by=self.author,
                now=self._at(self.data["revision"][0]["day"], 20),
            )

    def _comments(self, revision: PlanRevision, number: int) -> None:
        for row in self.data.get("comment", []):
            if row["on"] != number:
                continue
            by, now = self.who[row["by"]], self._at(row["day"], 19)
            said = actions.comment(
                revision=revision,
                section=row["section"],
                text=row["text"],
                client_key="",
                by=Actor(by),
                now=now,
            )
            if PlanReader.objects.filter(plan=revision.plan, user=by).exists():
                actions.finish_reading(plan=revision.plan, by=Actor(by), now=now)
            if "answer" in row:
                actions.answer_comment(
                    comment=said,
                    answer=row["answer"],
                    text=row["words"],
                    by=self.author,
                    now=self._at(row["day"], 21),
                )


def _file(lines: list[str]) -> bytes:
    """A Word file of these lines; its own dates are fixed, so that every load makes the same one."""
    document = docx.Document()
    about = document.core_properties
    about.author, about.created = "", datetime(2026, 1, 1, tzinfo=UTC)
    about.modified = about.created
    for line in lines:
        if line.startswith(_HEADING):
            document.add_heading(line.removeprefix(_HEADING), level=2)
        else:
            document.add_paragraph(line)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
