"""What is asked when minutes go round."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.forms.fields import WordsForm, text_area

FEWEST_DAYS, MOST_DAYS = 1, 30


class CirculateForm(WordsForm):
    days = forms.IntegerField(
        label=_("Days to answer"),
        min_value=FEWEST_DAYS,
        max_value=MOST_DAYS,
        widget=forms.NumberInput(attrs={"class": "num", "inputmode": "numeric"}),
    )
    note = forms.CharField(
        label=_("What is new in it"),
        max_length=600,
        required=False,
        widget=text_area(2),
    )

    def __init__(self, *args, again: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not again:
            del self.fields["note"]


class CommentForm(WordsForm):
    text = forms.CharField(
        label=_("What should be added or changed"),
        max_length=5000,
        required=False,
        widget=text_area(4),
    )


class ResponseForm(WordsForm):
    text = forms.CharField(
        label=_("Answer to the school"), max_length=5000, widget=text_area(3)
    )


class ReopenForm(WordsForm):
    reason = forms.CharField(label=_("Reason"), max_length=600, widget=text_area(3))
