"""One line of a plan's table: what was typed into it, and the round or further lesson that it means.

A line without round, time and host is a further lesson of the round above it, as in the tables that
people print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.text import nfc
from clusters.partial_dates import PartialDate
from sessions.forms.fields import separated, suggesting
from sessions.forms.plans.scope import PlanScope
from sessions.forms.rows import RowForm
from sessions.models.exchange import Kind
from sessions.planning.rows import HostLine, LessonLine, RoundLine, TeacherLine
from sessions.planning.times import When, read_when
from sessions.planning.words import Taught, parted, read_subjects

_LONGEST = 160


@dataclass(frozen=True)
class Doubt:
    """What is not certain about a line: which field, and the sentence that asks."""

    field: str
    text: str


class PlanLineForm(RowForm):
    """One line of the table. What it means is worked out where it is cleaned; `doubts` are asked."""

    label = forms.CharField(label=_("Round"), max_length=120, required=False)
    when = forms.CharField(label=_("Time"), max_length=120, required=False)
    hosts = forms.CharField(
        label=_("Host school"),
        max_length=600,
        required=False,
        widget=suggesting("near-units"),
    )
    subject = forms.CharField(
        label=_("Subject, class"),
        max_length=_LONGEST,
        required=False,
        widget=suggesting("near-subjects"),
    )
    topic = forms.CharField(label=_("Topic"), max_length=250, required=False)
    teachers = forms.CharField(
        label=_("Taught by"),
        max_length=900,
        required=False,
        widget=suggesting("near-people"),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, required=False)
    chair = forms.CharField(
        label=_("Chair"),
        max_length=_LONGEST,
        required=False,
        widget=suggesting("near-people"),
    )
    month = forms.ChoiceField(
        label=_("Month, if the time does not say it"), required=False
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    word = _("Line")
    tells = (
        "label", "when", "hosts", "subject", "topic", "teachers", "chair", "note",
    )  # fmt: skip
    main = ("label", "when", "hosts", "subject", "topic", "teachers")
    more = ("kind", "chair", "month", "note")
    line = True

    def __init__(
        self,
        *args: Any,
        scope: PlanScope,
        known: dict[int, dict[str, TeacherLine]],
        wordless: dict[int, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.scope, self._known = scope, known
        # Of stored rounds whose time has no words of its own: how the form shows it.
        self._wordless = wordless or {}
        self.doubts: list[Doubt] = []
        self.fields["month"].choices = [("", "—"), *scope.months]

    @property
    def known(self) -> dict[str, TeacherLine]:
        """The people of the stored round that this line shows, by the words that stand for them."""
        return self._known.get(self.key, {}) if self.key else {}

    @property
    def goes_on(self) -> bool:
        """Whether the line is a further lesson of the round above it."""
        return not any(
            str(self[name].value() or "").strip() for name in ("label", "when", "hosts")
        )

    def clean_when(self) -> When:
        text = nfc(" ".join(self.cleaned_data["when"].split()))
        self.when_text = text
        found = read_when(text, self.scope.year)
        if found.doubt:
            self.doubts.append(Doubt("month", found.doubt))
        return found

    def clean_month(self) -> PartialDate | None:
        value = self.cleaned_data["month"]
        return PartialDate.parse(value) if value else None

    def clean_hosts(self) -> tuple[HostLine, ...]:
        text = self.cleaned_data["hosts"]
        whole = self.scope.school(text) if text else None
        pieces = [text] if whole else parted(text)
        found: list[HostLine] = []
        for piece in pieces:
            school = self.scope.school(piece)
            if school is not None and any(one.school == school for one in found):
                continue
            found.append(HostLine(name=school.name if school else piece, school=school))
            if school is None:
                self.doubts.append(
                    Doubt(
                        "hosts",
                        _("“%(name)s” is no school of this cluster.") % {"name": piece},
                    )
                )
        return tuple(found)

    def clean_teachers(self) -> tuple[TeacherLine, ...]:
        return tuple(
            self._person(one) for one in separated(self.cleaned_data["teachers"])
        )

    def clean_chair(self) -> TeacherLine | None:
        words = " ".join(self.cleaned_data["chair"].split())
        return self._person(words) if words else None

    def _person(self, words: str) -> TeacherLine:
        if len(words) > _LONGEST:
            raise forms.ValidationError(
                _("The name “%(name)s…” is too long: at most 160 characters each."),
                params={"name": words[:30]},
            )
        return self.scope.teacher(words, self.known)

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Kind.LESSON_STUDY

    def clean(self) -> None:
        data = self.cleaned_data
        month = data.get("month")
        when = data.get("when")
        if when is not None and when.on is None and month is not None:
            self.doubts = [one for one in self.doubts if one.field != "month"]
            data["when"] = When(month)
        words = data.get("subject") or ""
        self.taught = (
            read_subjects(words, self.scope.subjects, self.scope.grades)
            if words
            else Taught()
        )
        for name in self.taught.unknown:
            self.doubts.append(
                Doubt(
                    "subject",
                    _("“%(name)s” is no subject of the programme; it stays as written.")
                    % {"name": name},
                )
            )

    def lesson(self) -> LessonLine | None:
        """The lesson of this line; None when the line says only when and where."""
        data = self.cleaned_data
        if not (data["subject"] or data["topic"] or data["teachers"]):
            return None
        return LessonLine(
            subject_as_printed=data["subject"],
            topic=data["topic"],
            subjects=self.taught.subjects,
            grades=self.taught.grades,
            teachers=data["teachers"],
        )

    def row(self) -> RoundLine:
        data = self.cleaned_data
        lesson = self.lesson()
        return RoundLine(
            round=self.key,
            label=data["label"],
            when_as_printed=""
            if self.key and self._wordless.get(self.key) == self.when_text
            else self.when_text,
            on=data["when"].on,
            kind=data["kind"],
            hosts=data["hosts"],
            chair=data["chair"],
            note=data["note"],
            lessons=(lesson,) if lesson else (),
        )


Line = TypeVar("Line", bound=PlanLineForm)


def rounds_of(forms_in_order: Sequence[Line]) -> list[tuple[RoundLine, Line]]:
    """Valid lines as rounds, each with the form of its first line."""
    found: list[tuple[RoundLine, Line]] = []
    for form in forms_in_order:
        if not found or not form.goes_on:
            found.append((form.row(), form))
            continue
        above, head = found[-1]
        lesson, data = form.lesson(), form.cleaned_data
        found[-1] = (
            replace(
                above,
                lessons=(*above.lessons, lesson) if lesson else above.lessons,
                chair=above.chair or data["chair"],
                note="; ".join(filter(None, [above.note, data["note"]]))[:300],
            ),
            head,
        )
    return found
