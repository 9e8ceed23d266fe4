"""What stands on paper around the table of a plan, and why a plan goes back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.text import nfc
from clusters.forms.dates import PartialDateField
from sessions.forms.fields import WordsForm, text_area
from sessions.models import PlanVersion
from sessions.models.year_plan import PLAN_TEXTS
from sessions.planning.content import texts_of
from sessions.planning.rows import PlanWords


def _text(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=8000,
        required=False,
        widget=text_area(rows),
        help_text=help_text,
    )


class PlanWordsForm(WordsForm):
    """What stands on paper around the table. Every line is printed as a line of its own."""

    number_as_printed = forms.CharField(
        label=_("Number of the plan"), max_length=60, required=False
    )
    issued_on = PartialDateField(label=_("Day of the plan"))
    bases = _text(
        _("Bases"),
        _("One a line, for example “Kế hoạch số 12/KH-SGDĐT ngày 05/9/2026 của …”."),
    )
    opening = _text(_("Opening sentence"), _("Left empty: the usual one."), 2)
    purposes = _text(_("I. Purpose and requirements"))
    contents = _text(_("II. Contents and forms"))
    schedule_words = _text(_("III. Words before the table"), rows=2)
    organisation = _text(_("IV. Organisation"))
    recipients = _text(_("Recipients"), _("One a line."), 2)

    def words(self) -> PlanWords:
        data = self.cleaned_data
        return PlanWords(
            number_as_printed=data["number_as_printed"],
            issued_on=data["issued_on"],
            **{name: _lines(data[name]) for name in PLAN_TEXTS},
        )


def words_form(version: PlanVersion | None, data: QueryDict | None) -> PlanWordsForm:
    """The texts of a version as a form shows them."""
    words = texts_of(version) if version is not None else PlanWords()
    initial = {
        name: getattr(words, name)
        for name in ("number_as_printed", "issued_on", *PLAN_TEXTS)
    }
    return PlanWordsForm(data, initial=initial)


def _lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return nfc("\n".join(line for line in lines if line))
