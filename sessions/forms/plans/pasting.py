"""A table from Excel on its way into the plan: read, shown line for line, asked about, then stored.

Nothing that was pasted is lost: the text stays in its box until it is stored, and a line that is
wrong is mended where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import rows as row_buttons
from accounts.rows import MOST_ROWS
from accounts.text import fold
from sessions.forms.fields import WordsForm, joined, text_area
from sessions.forms.plans.line import rounds_of
from sessions.forms.plans.pasted_line import (
    APPEND,
    REPLACE,
    SKIP,
    TO_DO,
    PastedLineForm,
)
from sessions.forms.plans.questions import (
    NameQuestion,
    answered,
    people_asked,
    places_asked,
)
from sessions.forms.plans.scope import PlanScope
from sessions.forms.rows import Rows, rows_of
from sessions.models import PlanRow
from sessions.models.exchange import Kind
from sessions.planning.comparing import differences, repeats, similar_to
from sessions.planning.content import line_of
from sessions.planning.rows import RoundLine
from sessions.planning.table import ReadLine, ReadTable, read_table
from sessions.planning.words import kind_of, parted

PREFIX = "lines"


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
        choices=[("", gettext_lazy("please choose")), *TO_DO],
        required=False,
    )


@dataclass(frozen=True)
class ColumnChoice:
    """A column of the table as somebody says what it holds: by its heading and its first cells."""

    heading: str
    held: str
    samples: list[str]


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
    # Whether the button was pressed that stores; another one asks to draw what was typed.
    saving: bool = False

    def __post_init__(self) -> None:
        self.box = PasteBox(
            self.data, initial={"usual_kind": Kind.LESSON_STUDY, "merged": "1"}
        )
        if self.data is not None:
            self.form = self.box
            self._take_up(self.data)

    # --- reading ------------------------------------------------------------------------------

    def _take_up(self, posted: QueryDict) -> None:
        """Read the table, and make the lines to show: those that were posted, with what a button
        changed in them, or those of the table where it is read anew."""
        step = posted.get("step")
        pressed = row_buttons.pressed(posted, PREFIX)
        self.saving = pressed is None and step == "save"
        if not self.box.is_valid():
            return
        has_lines = bool(posted.get(f"{PREFIX}-TOTAL_FORMS"))
        said = self.box.cleaned_data
        if not fold(said["pasted"]) and not has_lines:
            self.box.add_error("pasted", _("Please paste the table first."))
            return
        # Another table was pasted into the box: what was said of the columns was said of the old one.
        columns = [] if step == "read" else posted.getlist("columns")
        self.table = read_table(
            said["pasted"], columns=columns, merged=said["merged"] != "0"
        )
        if pressed is not None:
            shown = pressed
        elif has_lines and step in {"save", "look"}:
            shown = posted
        else:
            shown = _spread(posted, self.table.lines, usual_kind=said["usual_kind"])
        self.data = answered(shown, PREFIX)
        self.rows = rows_of(PastedLineForm)(
            self.data,
            prefix=PREFIX,
            form_kwargs={"scope": self.scope, "known": {}},
        )
        self.rows.is_valid()
        self._compare()

    @property
    def waiting(self) -> int:
        """Lines of the table that found no room on the page."""
        return max(0, len(self.table.lines) - MOST_ROWS) if self.table else 0

    @property
    def column_choices(self) -> list[ColumnChoice]:
        if self.table is None:
            return []
        headings = self.table.headings or [""] * len(self.table.columns)
        return [
            ColumnChoice(
                heading or _("Column %(number)s") % {"number": place + 1},
                held,
                [row[place][:40] for row in self.table.samples if row[place]],
            )
            for place, (heading, held) in enumerate(
                zip(headings, self.table.columns, strict=False)
            )
        ]

    @property
    def unknown_columns(self) -> bool:
        """Whether a column that holds something is left out."""
        return any(one.samples and not one.held for one in self.column_choices)

    # --- comparing and asking -----------------------------------------------------------------

    @cached_property
    def said(self) -> list[PastedLineForm]:
        """The lines that stand and say something, in order."""
        return self.rows.standing() if self.rows is not None else []

    def _compare(self) -> None:
        """Which of the rounds the plan has already: said the same, or of the same number and time."""
        known = [line_of(row) for row in self.stored]
        right = [form for form in self.said if not form.errors]
        taken: set[int | None] = set()
        for line, form in rounds_of(right):
            free = [one for one in known if one.round not in taken]
            form.same = next((one for one in free if repeats(line, one)), None)
            if form.same is None:
                form.similar = similar_to(line, free)
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
        return people_asked(self.said, self.scope)

    @cached_property
    def places_asked(self) -> list[NameQuestion]:
        return places_asked(self.said, self.scope)

    # --- storing ------------------------------------------------------------------------------

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
        if self.rows is None or not self.saving or not self.rows.is_valid():
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
        for line, form in rounds_of(self.said):
            choice = self._choice(form)
            if choice == SKIP or (form.same is not None and choice != APPEND):
                continue
            if form.similar is not None and choice == REPLACE:
                line = replace(line, round=form.similar.round)
            found.append((line, choice == APPEND))
        return found


def _spread(posted: QueryDict, lines: list[ReadLine], *, usual_kind: str) -> QueryDict:
    """The posted form with the lines of the table as its rows, as many as a page holds."""
    changed = posted.copy()
    for name in [one for one in changed if one.startswith(f"{PREFIX}-")]:
        del changed[name]
    shown = lines[:MOST_ROWS]
    for index, line in enumerate(shown):
        for name, value in _cells(line, usual_kind).items():
            changed[f"{PREFIX}-{index}-{name}"] = value
        changed[f"{PREFIX}-{index}-ORDER"] = str(index + 1)
    changed[f"{PREFIX}-TOTAL_FORMS"] = str(len(shown))
    changed[f"{PREFIX}-INITIAL_FORMS"] = "0"
    return changed


def _cells(line: ReadLine, usual_kind: str) -> dict[str, str]:
    """What the fields of a line are filled with. A kind that nobody knows is kept as a note."""
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
        "kind": kind or usual_kind or Kind.LESSON_STUDY,
        "chair": line.chair,
        "note": note,
        "filled": ",".join(line.filled),
    }
