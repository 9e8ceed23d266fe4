"""One line of a pasted table: how it was understood, and what is done with its round."""

from __future__ import annotations

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions.forms.plans.line import PlanLineForm
from sessions.models.exchange import Kind
from sessions.planning.comparing import Difference
from sessions.planning.content import month_words
from sessions.planning.rows import RoundLine, TeacherLine
from sessions.planning.table import NUMBER

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
TO_DO: list[tuple[str, str | Promise]] = [
    (REPLACE, gettext_lazy("replace what stands in the plan")),
    (APPEND, gettext_lazy("add as another round")),
    (SKIP, gettext_lazy("leave it out")),
]
_COLUMNS = dict(COLUMN_WORDS)


class PastedLineForm(PlanLineForm):
    """A line of the table with what is done with it when the plan has its round already."""

    choice = forms.ChoiceField(
        label=gettext_lazy("This round"),
        choices=[("", gettext_lazy("as chosen above")), *TO_DO],
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
        names = [name for name in names if name in _COLUMNS]
        return [str(_COLUMNS[name]) for name in names if name]

    @property
    def understood(self) -> list[tuple[str | Promise, str]]:
        """What the line was read as, in words; of a line with mistakes what could be read."""
        data = getattr(self, "cleaned_data", {})
        said: list[tuple[str | Promise, str]] = []
        if (when := data.get("when")) and when.on:
            said.append((_COLUMNS["when"], month_words(when.on)))
        hosts = [one.name for one in data.get("hosts", ()) if one.school]
        said.append((_COLUMNS["hosts"], ", ".join(hosts)))
        taught = getattr(self, "taught", None)
        if taught is not None:
            names = [one.name for one in taught.subjects]
            said.append((gettext_lazy("Subject"), ", ".join(names)))
            said.append((gettext_lazy("Grade"), ", ".join(map(str, taught.grades))))
        said.append((_COLUMNS["topic"], data.get("topic", "")))
        people = [_person_words(one) for one in data.get("teachers", ())]
        said.append((_COLUMNS["teachers"], ", ".join(people)))
        if (chair := data.get("chair")) is not None:
            said.append((_COLUMNS["chair"], _person_words(chair)))
        if self.is_head and data.get("kind"):
            said.append((_COLUMNS["kind"], str(Kind(data["kind"]).label)))
        return [(name, words) for name, words in said if words]


def _person_words(one: TeacherLine) -> str:
    if one.user is not None:
        place = f", {one.school}" if one.school else ""
        return _("%(name)s (account%(place)s)") % {"name": one.name, "place": place}
    if one.school is not None and not one.is_school:
        return f"{one.name} ({one.school})"
    return one.name
