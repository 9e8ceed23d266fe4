"""What is asked when a task is closed."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.shown import ShownForm
from sessions.forms.fields import WordsForm, text_area

# "drive.google.com/d/abc": names with dots, then nothing or a path.
_BARE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?([/?#]|$)", re.IGNORECASE)


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

    def clean_link(self) -> str:
        """An address as people type it: without what the browser adds by itself."""
        link = self.cleaned_data["link"]
        return f"https://{link}" if _BARE.match(link) else link


class ObstacleForm(ShownForm, WordsForm):
    obstacle = forms.CharField(
        label=_("Not possible because"), max_length=600, widget=text_area(3)
    )


class ReasonForm(WordsForm):
    reason = forms.CharField(label=_("Reason"), max_length=600, widget=text_area(3))
