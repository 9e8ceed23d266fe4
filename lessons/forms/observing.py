"""What is noted while a lesson is taught: a button, a sentence, or both."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lessons.actions.observing import MOST_WORDS
from lessons.models import Moment
from sessions.forms.fields import WordsForm, text_area

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
