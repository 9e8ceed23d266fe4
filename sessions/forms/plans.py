"""The table of a plan in rows: one line a round; a line without round, time and host is a further
lesson of the round above it, as in the tables that people print."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts import rows as row_buttons
from accounts.text import nfc
from clusters.models import Cluster, Grade, School, SchoolYear
from clusters.partial_dates import PartialDate
from clusters.programme import KnownSubjects
from sessions.forms.fields import separated, suggesting
from sessions.forms.rows import RowForm, Rows, refuse_at, rows_of
from sessions.models import PlanRow
from sessions.models.exchange import Kind
from sessions.permissions import Leads
from sessions.planning.content import (
    line_of,
    month_words,
    said_of,
)
from sessions.planning.rows import (
    HostLine,
    LessonLine,
    RoundLine,
    TeacherLine,
)
from sessions.planning.words import (
    Taught,
    When,
    name_and_place,
    parted,
    read_subjects,
    read_when,
)
from sessions.suggestions import levels_of_leads, near_leads, subject_words
from sessions.unit_names import Units

_LONGEST = 160


@dataclass(frozen=True)
class Doubt:
    """What is not certain about a line: which field, and the sentence that asks."""

    field: str
    text: str


class PlanScope:
    """What a line of the plan is read against: the cluster's schools, people and subjects, the months
    of the year. Made once for a form, however many lines it has."""

    def __init__(self, cluster: Cluster, year: SchoolYear) -> None:
        self.cluster, self.year = cluster, year
        leads = Leads(clusters=[cluster])
        self.near = near_leads(leads)
        self.levels = levels_of_leads(leads)
        self.subjects = KnownSubjects()
        self.schools = {one.pk: one for one in self.near.schools.values()}
        self._units = Units({pk: [one.name] for pk, one in self.schools.items()})

    @cached_property
    def grades(self) -> dict[int, Grade]:
        return {
            one.number: one for one in Grade.objects.exclude(number=None) if one.number
        }

    @cached_property
    def subject_words(self) -> list[str]:
        return subject_words(self.levels)

    @cached_property
    def months(self) -> list[tuple[str, str]]:
        """The months of the school year, in its order."""
        first = self.year.starts_on
        dates = [
            PartialDate(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1)
            for n in range(12)
        ]  # fmt: skip
        return [(str(one), month_words(one)) for one in dates]

    def school(self, words: str) -> School | None:
        """The school that these words mean: by its suggestion, or the only one near of that name."""
        found = self._units.find(words)
        return self.schools[found] if found is not None else self.near.school(words)

    def teacher(self, words: str, known: dict[str, TeacherLine]) -> TeacherLine:
        """Who is meant: who stood there already, the person of a suggestion, a school, or a name, with
        its school where one is written behind it."""
        if words in known:
            return known[words]
        person = self.near.person(words)
        if person is not None:
            school = self.schools.get(person.school_id or 0) or self.near.school_of(
                person.user
            )
            return TeacherLine(
                name=person.user.full_name, user=person.user, school=school
            )
        school = self.school(words)
        if school is not None:
            return TeacherLine(name=school.name, school=school)
        name, place = name_and_place(words)
        school = self.school(place) if place else None
        return TeacherLine(name=name if school else words, school=school)


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
        text = " ".join(self.cleaned_data["hosts"].split(" "))
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


def rounds_of(
    forms_in_order: list[PlanLineForm],
) -> list[tuple[RoundLine, PlanLineForm]]:
    """Valid lines as rounds, each with the form of its first line."""
    found: list[tuple[RoundLine, PlanLineForm]] = []
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

    def said(self) -> list[PlanLineForm]:
        """The lines that stand and say something, in order."""
        return [
            form  # type: ignore[misc]
            for form in self.rows.in_order()
            if not form.is_removed and not form.is_blank()  # type: ignore[attr-defined]
        ]

    def lines(self) -> list[RoundLine]:
        return [line for line, _form in rounds_of(self.said())]

    def refuse(self, message: str, field: str | None = None) -> None:
        if not refuse_at(self.row_sets, field, message):
            self.errors.append(message)
