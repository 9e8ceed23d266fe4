"""The small forms of a change of state: a reason, a new day."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateField
from sessions.forms.fields import WordsForm, text_area


class ReasonForm(WordsForm):
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=text_area(3))


class CloneForm(WordsForm):
    """When the copy of a session begins, as far as it is known."""

    client_key = forms.CharField(
        max_length=40, widget=forms.HiddenInput, required=False
    )
    first_day = DateField(
        label=_("Day of the first part"),
        required=False,
        help_text=_(
            "Left empty, the days are written afterwards. With it the other parts lie as many days "
            "later as they did."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client_key"].initial = uuid.uuid4().hex


class NoReasonForm(WordsForm):
    """A change that asks nothing but a yes."""
