"""What is asked when a task is closed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.forms.fields import WordsForm, text_area


class FinishForm(WordsForm):
    proof = forms.CharField(
        label=_("What came of it"), max_length=600, required=False, widget=text_area(3)
    )
    link = forms.CharField(
        label=_("Link to the result"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )


class ObstacleForm(WordsForm):
    obstacle = forms.CharField(
        label=_("Not possible because"), max_length=600, widget=text_area(3)
    )


class ReasonForm(WordsForm):
    reason = forms.CharField(label=_("Reason"), max_length=600, widget=text_area(3))
