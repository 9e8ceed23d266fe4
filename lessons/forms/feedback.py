"""A sheet of feedback as a form: one touch a question, and words for who has some."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lessons.questions import MOST_WORDS, Sheet
from sessions.forms.fields import WordsForm, text_area


class SheetForm(WordsForm):
    learned = forms.CharField(
        label=_("What I learned today"),
        max_length=MOST_WORDS,
        required=False,
        widget=text_area(2),
    )
    suggestion = forms.CharField(
        label=_("What I would try differently"),
        max_length=MOST_WORDS,
        required=False,
        widget=text_area(2),
    )
    # The key that the device gave this answer: sent again it is kept once.
    client_key = forms.CharField(
        max_length=40, required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, sheet: Sheet, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        for name in ("learned", "suggestion"):
            self.fields[name].widget.attrs["class"] = "form-control grows"
        for question in sheet.questions:
            self.fields[question.key] = forms.ChoiceField(
                choices=[(key, key) for key in question.keys], required=False
            )

    @property
    def chosen(self) -> dict[str, str]:
        """What was touched, by the key of its question."""
        return {
            question.key: self.cleaned_data[question.key]
            for question in self.sheet.questions
            if self.cleaned_data.get(question.key)
        }

    def clean(self) -> dict:
        data = super().clean() or self.cleaned_data
        if not self.errors and not (
            self.chosen or data["learned"] or data["suggestion"]
        ):
            raise ValidationError(_("Nothing is chosen and nothing is written yet."))
        return data

    def asked(self) -> list[tuple]:
        """Each question with its field's name and what is chosen of it now."""
        return [
            (question, self[question.key].value() or "")
            for question in self.sheet.questions
        ]

    @property
    def words(self) -> list[forms.BoundField]:
        """The fields to write in."""
        return [self["learned"], self["suggestion"]]

    @property
    def problems(self) -> list[str]:
        """Why the whole sheet was not taken, in sentences."""
        if any(question.key in self.errors for question in self.sheet.questions):
            return [gettext("Please choose from the answers that stand here.")]
        return list(self.non_field_errors())

    @property
    def typed(self) -> list[str]:
        """The words that were sent, to be read again where they are not taken."""
        return [words for field in self.words if (words := field.value())]
