"""Names as forms take them: single spaces, and something in them that can be read out."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.text import fold
from clusters.setup_rows import without_word


class NameField(forms.CharField):
    """A name. `nothing` is the sentence for one that holds neither a letter nor a digit."""

    def __init__(self, *args: Any, nothing: str | Promise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nothing = nothing

    def plain(self, typed: str) -> str:
        return " ".join(typed.split())

    def clean(self, value: Any) -> str:
        name = self.plain(super().clean(value))
        if self.required and not fold(name):
            raise ValidationError(self.nothing)
        return name


class SchoolNameField(NameField):
    """The name of a school, without the word “trường”."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        nothing = _("Please write the name of the school.")
        super().__init__(*args, nothing=nothing, max_length=160, **kwargs)

    def plain(self, typed: str) -> str:
        return without_word(typed)


class FullNameField(NameField):
    """The name of a person whom somebody else notes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args,
            label=_("Full name"),
            nothing=_("Please write the full name."),
            max_length=120,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            **kwargs,
        )
