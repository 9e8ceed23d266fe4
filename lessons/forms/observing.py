"""What is noted while a lesson is taught: a button, a sentence, or both."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from lessons.actions.observing import MOST_WORDS
from lessons.criteria import points_said
from lessons.models import Criterion, CriterionWord, Moment
from sessions.forms.fields import TOO_LONG, WordsForm, text_area

# Milliseconds of a device's clock: until the end of this century.
_LATEST = 4_102_444_800_000


class NoteForm(WordsForm):
    moment = forms.ChoiceField(
        label=_("What is happening"),
        choices=[("", _("No step of the lesson")), *Moment.choices],
        required=False,
    )
    text = forms.CharField(
        label=_("What you see of the pupils"),
        max_length=MOST_WORDS,
        required=False,
        widget=text_area(3),
    )

    def clean(self) -> dict:
        data = super().clean() or self.cleaned_data
        if not self.errors and not (data["moment"] or data["text"]):
            raise ValidationError(
                _(
                    "Nothing is written yet: press one of the buttons, or write a sentence."
                )
            )
        return data


class NewNoteForm(NoteForm):
    # The key that the page or the device gave the note: sent twice it is kept once.
    client_key = forms.CharField(
        max_length=40, required=False, widget=forms.HiddenInput
    )
    # When it was pressed and when it is sent, by the clock of the device that kept it.
    at = forms.IntegerField(min_value=0, max_value=_LATEST, required=False)
    now = forms.IntegerField(min_value=0, max_value=_LATEST, required=False)


class CorrectNoteForm(NoteForm):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class WordsToCriteriaForm(WordsForm):
    """A text to each criterion of a set, and points where `giving` says so. Only what was changed since
    the page was shown is written: another page may have the rest."""

    def __init__(
        self,
        *args: Any,
        rows: Iterable[Criterion],
        words: Mapping[int, CriterionWord],
        giving: bool,
        **kwargs: Any,
    ) -> None:
        self.rows = list(rows)
        self.giving = giving
        super().__init__(*args, **kwargs)
        for row in self.rows:
            said = words.get(row.pk)
            self.fields[f"text-{row.pk}"] = forms.CharField(
                label=row.text,
                max_length=MOST_WORDS,
                required=False,
                initial=said.text if said else "",
                widget=text_area(2),
                show_hidden_initial=True,
                error_messages={"max_length": TOO_LONG},
            )
            if giving and row.points is not None:
                self.fields[f"points-{row.pk}"] = forms.DecimalField(
                    label=_("Points, at most %(most)s")
                    % {"most": points_said(row.points)},
                    min_value=0,
                    max_value=row.points,
                    max_digits=4,
                    decimal_places=1,
                    localize=True,
                    required=False,
                    initial=said.points if said else None,
                    show_hidden_initial=True,
                )

    @property
    def groups(self) -> list[tuple[str, list[tuple[BoundField, BoundField | None]]]]:
        """The fields as the page shows them: under their groups, each text with its points."""
        return [
            (group, [(self[f"text-{row.pk}"], self._points(row)) for row in rows])
            for group, rows in groupby(self.rows, key=lambda row: row.group)
        ]

    def _points(self, row: Criterion) -> BoundField | None:
        name = f"points-{row.pk}"
        return self[name] if name in self.fields else None

    @property
    def said(self) -> dict[int, tuple[str, Decimal | None]]:
        """Criterion → text and points, of those of which one was changed."""
        changed = {name.partition("-")[2] for name in self.changed_data}
        return {
            row.pk: (
                self.cleaned_data[f"text-{row.pk}"].strip(),
                self.cleaned_data.get(f"points-{row.pk}"),
            )
            for row in self.rows
            if str(row.pk) in changed
        }
