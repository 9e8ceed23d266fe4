"""A table from Excel on its way into the plan: read, shown line for line, asked about, then stored.

Nothing that was pasted is lost: the text stays in its box until it is stored, and a line that is
wrong is mended where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import rows as row_buttons
from accounts.rows import MOST_ROWS
from accounts.text import fold
from sessions.forms.fields import WordsForm, joined, separated, text_area
from sessions.forms.plans import PlanLineForm, PlanScope, rounds_of
from sessions.forms.rows import Rows, rows_of
from sessions.models import PlanRow
from sessions.models.exchange import Kind
from sessions.planning.content import (
    Difference,
    differences,
    line_of,
    month_words,
    repeats,
)
from sessions.planning.rows import RoundLine, TeacherLine
from sessions.planning.table import NUMBER, ReadLine, ReadTable, read_table
from sessions.planning.words import bare_name, kind_of, parted
from sessions.suggestions import people_named

PREFIX = "lines"
COLUMN_WORDS: list[tuple[str, str | Promise]] = [
    ("", gettext_lazy("leave out")),
    (NUMBER, gettext_lazy("running number")),
    ("label", gettext_lazy("Round")),
    ("when", gettext_lazy("Time")),
    ("hosts", gettext_lazy("Host school")),
    ("kind", gettext_lazy("Kind")),
    ("subject", gettext_lazy("Subject, class")),
    ("topic", gettext_lazy("Topic")),
    ("teachers", gettext_lazy("Taught by")),
    ("chair", gettext_lazy("Chair")),
    ("note", gettext_lazy("Note")),
]
REPLACE, APPEND, SKIP = "replace", "append", "skip"
_TO_DO: list[tuple[str, str | Promise]] = [
    (REPLACE, gettext_lazy("replace what stands in the plan")),
    (APPEND, gettext_lazy("add as another round")),
    (SKIP, gettext_lazy("leave it out")),
]
# Of cells that may be part of a merged one.
_FILLED_WORDS = dict(COLUMN_WORDS)


class PasteBox(WordsForm):
    """The pasted text, and what holds for all of its lines."""

    pasted = forms.CharField(
        label=gettext_lazy("Table copied from Excel or Word"),
        max_length=60_000,
        required=False,
        strip=False,
        widget=text_area(8),
        help_text=gettext_lazy(
            "Copy the table with its line of headings (Lần, Thời gian, Trường đăng cai, Môn/lớp, Tên "
            "bài, GV dạy, Chủ trì; any order) and paste it here."
        ),
    )
    usual_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of the rounds that name none"),
        choices=Kind.choices,
        required=False,
    )
    merged = forms.ChoiceField(
        label=gettext_lazy("Empty cells for time, host and chair"),
        choices=[
            ("1", gettext_lazy("are merged: the same as in the line above")),
            ("0", gettext_lazy("are not known yet")),
        ],
        required=False,
    )
    repeated = forms.ChoiceField(
        label=gettext_lazy(
            "Rounds that the plan has already, with something else in them"
        ),
        choices=[("", gettext_lazy("please choose")), *_TO_DO],
        required=False,
    )


class PastedLineForm(PlanLineForm):
    """A line of the table with what is done with it when the plan has its round already."""

    choice = forms.ChoiceField(
        label=gettext_lazy("This round"),
        choices=[("", gettext_lazy("as chosen above")), *_TO_DO],
        required=False,
    )
    # Which cells came from the line above, to say so.
    filled = forms.CharField(required=False, widget=forms.HiddenInput, max_length=60)

    line = False
    main = ("label", "when", "hosts", "subject", "topic", "teachers")
    more = ("kind", "chair", "month", "note")

    # Set by the sheet for the first line of a round.
    same: RoundLine | None = None
    similar: RoundLine | None = None
    differing: tuple[Difference, ...] = ()

    @property
    def is_head(self) -> bool:
        return not self.goes_on

    @property
    def filled_words(self) -> list[str]:
        names = str(self["filled"].value() or "").split(",")
        names = [name for name in names if name in _FILLED_WORDS]
        return [str(_FILLED_WORDS[name]) for name in names if name]

    @property
    def understood(self) -> list[tuple[str | Promise, str]]:
        """What the line was read as, in words; of a line with mistakes what could be read."""
        data = getattr(self, "cleaned_data", {})
        said: list[tuple[str | Promise, str]] = []
        if (when := data.get("when")) and when.on:
            said.append((_FILLED_WORDS["when"], month_words(when.on)))
        hosts = [one.name for one in data.get("hosts", ()) if one.school]
        said.append((_FILLED_WORDS["hosts"], ", ".join(hosts)))
        taught = getattr(self, "taught", None)
        if taught is not None:
            names = [one.name for one in taught.subjects]
            said.append((gettext_lazy("Subject"), ", ".join(names)))
            said.append((gettext_lazy("Grade"), ", ".join(map(str, taught.grades))))
        said.append((_FILLED_WORDS["topic"], data.get("topic", "")))
        people = [_person_words(one) for one in data.get("teachers", ())]
        said.append((_FILLED_WORDS["teachers"], ", ".join(people)))
        if (chair := data.get("chair")) is not None:
            said.append((_FILLED_WORDS["chair"], _person_words(chair)))
        if self.is_head and data.get("kind"):
            said.append((_FILLED_WORDS["kind"], str(Kind(data["kind"]).label)))
        return [(name, words) for name, words in said if words]


def _person_words(one: TeacherLine) -> str:
    if one.user is not None:
        place = f", {one.school}" if one.school else ""
        return _("%(name)s (account%(place)s)") % {"name": one.name, "place": place}
    if one.school is not None and one.school.name != one.name:
        return f"{one.name} ({one.school})"
    return one.name


@dataclass(frozen=True)
class NameQuestion:
    """A name and those whom it can mean: (what choosing it writes, how it is shown)."""

    name: str
    options: list[tuple[str, str]]
    picked: str = ""


@dataclass
class PasteSheet:
    """One paste on one page. `data` None shows the empty box."""

    scope: PlanScope
    stored: list[PlanRow]
    data: QueryDict | None = None
    errors: list[str] = field(default_factory=list)
    form: forms.Form | None = None
    table: ReadTable | None = None
    rows: Rows | None = None

    def __post_init__(self) -> None:
        self.box = PasteBox(
            self.data, initial={"usual_kind": Kind.LESSON_STUDY, "merged": "1"}
        )
        if self.data is None:
            return
        pressed = row_buttons.pressed(self.data, PREFIX)
        self.saving = pressed is None and self.data.get("step") == "save"
        self.form = self.box
        if not self.box.is_valid():
            return
        rows_posted = self.data.get(f"{PREFIX}-TOTAL_FORMS")
        if not fold(self.box.cleaned_data["pasted"]) and not rows_posted:
            self.box.add_error("pasted", _("Please paste the table first."))
            return
        self._read()
        again = pressed is not None or self.saving or self.data.get("step") == "look"
        if pressed is not None:
            self.data = pressed
        elif not (again and self.data.get(f"{PREFIX}-TOTAL_FORMS")):
            self.data = self._spread()
        self.data = self._answered(self.data)
        self._bind()

    # --- reading ------------------------------------------------------------------------------

    def _read(self) -> None:
        said = self.box.cleaned_data
        columns = [] if self.data is None else self.data.getlist("columns")
        # Another table was pasted into the box: what was said of the columns was said of the old one.
        if self.data is not None and self.data.get("step") == "read":
            columns = []
        self.table = read_table(
            said["pasted"], columns=columns, merged=said["merged"] != "0"
        )

    def _spread(self) -> QueryDict:
        """The posted form with the lines of the table as rows."""
        changed = self.data.copy() if self.data is not None else QueryDict(mutable=True)
        for name in [one for one in changed if one.startswith(f"{PREFIX}-")]:
            del changed[name]
        lines = self.table.lines[:MOST_ROWS] if self.table else []
        for index, line in enumerate(lines):
            for name, value in self._cells(line).items():
                changed[f"{PREFIX}-{index}-{name}"] = value
            changed[f"{PREFIX}-{index}-ORDER"] = str(index + 1)
        changed[f"{PREFIX}-TOTAL_FORMS"] = str(len(lines))
        changed[f"{PREFIX}-INITIAL_FORMS"] = "0"
        return changed

    def _cells(self, line: ReadLine) -> dict[str, str]:
        kind = kind_of(line.kind)
        note = line.note
        if line.kind and not kind:
            note = f"{line.kind}; {note}" if note else line.kind
        # A round without words for it (only a topic) would be taken for a lesson of the one above.
        label = line.label
        if not line.of_above and not (label or line.when or line.hosts):
            label = str(line.row)
        return {
            "label": label,
            "when": line.when,
            "hosts": line.hosts,
            "subject": line.subject,
            "topic": line.topic,
            "teachers": joined(parted(line.teachers)),
            "kind": kind or self.box.cleaned_data["usual_kind"] or Kind.LESSON_STUDY,
            "chair": line.chair,
            "note": note,
            "filled": ",".join(line.filled),
        }

    @property
    def waiting(self) -> int:
        """Lines of the table that found no room on the page."""
        return max(0, len(self.table.lines) - MOST_ROWS) if self.table else 0

    @property
    def column_choices(self) -> list[tuple[str, str, list[str], str]]:
        """Each column: its heading, what it was read as, the beginning of it, its number."""
        if self.table is None:
            return []
        headings = self.table.headings or [""] * len(self.table.columns)
        return [
            (
                heading or _("Column %(number)s") % {"number": place + 1},
                name,
                [row[place][:40] for row in self.table.samples if row[place]],
                str(place),
            )
            for place, (heading, name) in enumerate(
                zip(headings, self.table.columns, strict=False)
            )
        ]

    @property
    def unknown_columns(self) -> bool:
        """Whether a column that holds something is left out, or no heading told anything."""
        return any(
            not name and samples for _h, name, samples, _n in self.column_choices
        )

    # --- answers ------------------------------------------------------------------------------

    def _answered(self, data: QueryDict) -> QueryDict:
        """The lines with the names replaced for which somebody said who or which school is meant."""
        people = _pairs(data, "who")
        places = _pairs(data, "place")
        if not people and not places:
            return data
        changed = data.copy()
        for name in list(changed):
            if not name.startswith(f"{PREFIX}-"):
                continue
            if name.endswith(("-teachers", "-chair")):
                pieces = separated(changed[name])
                changed[name] = joined([people.get(one, one) for one in pieces])
            elif name.endswith("-hosts") and places:
                pieces = parted(changed[name])
                changed[name] = joined([places.get(one, one) for one in pieces])
        return changed

    def _bind(self) -> None:
        self.rows = rows_of(PastedLineForm)(
            self.data,
            prefix=PREFIX,
            form_kwargs={"scope": self.scope, "known": {}},
        )
        self.valid = self.rows.is_valid()
        self._compare()

    @cached_property
    def said(self) -> list[PastedLineForm]:
        if self.rows is None:
            return []
        return [
            form  # type: ignore[misc]
            for form in self.rows.in_order()
            if not form.is_removed and not form.is_blank()  # type: ignore[attr-defined]
        ]

    @cached_property
    def known(self) -> list[RoundLine]:
        return [line_of(row) for row in self.stored]

    def _compare(self) -> None:
        """Which of the rounds the plan has already: said the same, or of the same number and time."""
        right = [form for form in self.said if not form.errors]
        taken: set[int | None] = set()
        for line, form in rounds_of(right):  # type: ignore[arg-type]
            assert isinstance(form, PastedLineForm)  # noqa: S101  (only these are in the rows)
            free = [one for one in self.known if one.round not in taken]
            form.same = next((one for one in free if repeats(line, one)), None)
            if form.same is None:
                form.similar = _similar(line, free)
            if form.similar is not None:
                form.differing = tuple(differences(form.similar, line))
            found = form.same or form.similar
            if found is not None:
                taken.add(found.round)

    @property
    def counts(self) -> dict[str, int]:
        """How many rounds are new, the same, changed; how many lines are wrong or doubtful."""
        heads = [form for form in self.said if form.is_head and not form.errors]
        return {
            "new": sum(not form.same and not form.similar for form in heads),
            "same": sum(form.same is not None for form in heads),
            "similar": sum(form.similar is not None for form in heads),
            "wrong": sum(bool(form.errors) for form in self.said),
            "doubts": sum(bool(form.doubts) and not form.errors for form in self.said),
        }

    @cached_property
    def people_asked(self) -> list[NameQuestion]:
        """Names in the table that people of the cluster bear: each a question, one query."""
        written: dict[str, TeacherLine] = {}
        for form in self.said:
            data = getattr(form, "cleaned_data", {})
            people = [*data.get("teachers", ()), *filter(None, [data.get("chair")])]
            written |= {
                words: one
                for words, one in zip(_pieces(form), people, strict=False)
                if one.user is None and not (one.school and one.school.name == one.name)
            }
        found = people_named(
            self.scope.near.scope, [bare_name(one.name) for one in written.values()]
        )
        questions = []
        for words, one in written.items():
            people = found.get(bare_name(one.name), {})
            if one.school is not None:
                here = {
                    label: person
                    for label, person in people.items()
                    if person.school_id == one.school.pk
                }
                people = here or people
            if people:
                options = [(label, label) for label in people]
                # Name and school are written, and one person is meant by both.
                sure = options[0][0] if one.school and len(options) == 1 else ""
                questions.append(NameQuestion(words, options, sure))
        return questions

    @cached_property
    def places_asked(self) -> list[NameQuestion]:
        """Hosts that are no school near: which one is meant, if any."""
        schools = [(one.name, one.name) for one in self.scope.schools.values()]
        names = dict.fromkeys(
            host.name
            for form in self.said
            for host in getattr(form, "cleaned_data", {}).get("hosts", ())
            if host.school is None
        )
        return [NameQuestion(name, schools) for name in names] if schools else []

    # --- answering ----------------------------------------------------------------------------

    @property
    def row_sets(self) -> list[Rows]:
        return [self.rows] if self.rows is not None else []

    @property
    def has_errors(self) -> bool:
        wrong = self.rows is not None and bool(self.rows.total_error_count())
        return wrong or bool(self.box.is_bound and self.box.errors)

    def is_valid(self) -> bool:
        """Whether everything may be stored now: asked for, without mistakes, with an answer for each
        round that the plan has already."""
        if self.data is None or self.rows is None or not self.saving or not self.valid:
            return False
        if not self.said:
            self.errors.append(_("No line is left to be stored."))
            return False
        asked = [form for form in self.said if form.similar and not self._choice(form)]
        for form in asked:
            form.add_error(
                "choice",
                _(
                    "The plan has this round already: replace it, add it, or leave it out?"
                ),
            )
        return not asked

    def _choice(self, form: PastedLineForm) -> str:
        return form.cleaned_data["choice"] or (
            self.box.cleaned_data["repeated"] if form.similar else ""
        )

    def lines(self) -> list[tuple[RoundLine, bool]]:
        """The rounds to store: those that replace one bear its key, with each whether it is added even
        though the plan says the same."""
        found = []
        for line, form in rounds_of(self.said):  # type: ignore[arg-type]
            choice = self._choice(form)  # type: ignore[arg-type]
            same, similar = form.same, form.similar  # type: ignore[attr-defined]
            if choice == SKIP or (same is not None and choice != APPEND):
                continue
            if similar is not None and choice == REPLACE:
                line = replace(line, round=similar.round)
            found.append((line, choice == APPEND))
        return found


def _similar(line: RoundLine, stored: Iterable[RoundLine]) -> RoundLine | None:
    """The round that the plan has under this number, or at this time and host when it has none."""
    named = [
        one for one in stored if line.label and fold(one.label) == fold(line.label)
    ]
    if len(named) == 1:
        return named[0]
    hosts = {fold(host.name) for host in line.hosts}
    for one in named or stored:
        if one.label and line.label and fold(one.label) != fold(line.label):
            continue
        if one.on == line.on and hosts & {fold(host.name) for host in one.hosts}:
            return one
    return None


def _pairs(data: QueryDict, what: str) -> dict[str, str]:
    """Names with what was picked for them."""
    names, picks = data.getlist(f"{what}_name"), data.getlist(f"{what}_pick")
    return {name: pick for name, pick in zip(names, picks, strict=False) if pick}


def _pieces(form: Any) -> list[str]:
    """The words of the people of a line, in the order in which they were cleaned."""
    pieces = separated(str(form["teachers"].value() or ""))
    chair = " ".join(str(form["chair"].value() or "").split())
    return [*pieces, *([chair] if chair else [])]
