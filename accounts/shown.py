"""Forms over stored values that two people may have open at once: neither undoes the other.

A form carries marks of the values it showed. What its person left alone keeps the value stored now;
what both changed is refused once, with the other's words beside the field.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

SHOWN = "shown"


def _plain(value: Any) -> str:
    """A value as text, the same for what is stored and for what was typed."""
    if value is None:
        return ""
    if not isinstance(value, str) and isinstance(value, Iterable):
        return ",".join(sorted(_plain(one) for one in value))
    return " ".join(str(getattr(value, "pk", value)).split())


def _mark(value: Any) -> str:
    return hashlib.sha256(_plain(value).encode()).hexdigest()[:12]


class ShownForm(forms.Form):
    """A form whose `initial` is what is stored now, also when it is posted.

    After `is_valid()` the cleaned data holds the stored value of every field that was not changed on
    the page. A field that somebody else changed too is an error with what stands there now; saved once
    more, what was typed counts. A post without marks (`SHOWN`) is taken as it is.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[SHOWN] = forms.CharField(required=False, widget=forms.HiddenInput)
        # Asked when the page is drawn: a form may get fields after this.
        self.initial[SHOWN] = lambda: _told(self._stored_marks())

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        shown = _pieces(self.cleaned_data.pop(SHOWN, ""))
        stored = self._stored_marks()
        overtaken = {}
        for name, now in stored.items():
            if name not in shown or name not in self.cleaned_data:
                continue
            typed = _mark(self.cleaned_data[name])
            if now in (typed, shown[name]):
                continue
            if typed == shown[name]:
                self.cleaned_data[name] = self._stored(name)
            else:
                overtaken[name] = now
        for name in overtaken:
            self.add_error(name, self._what_stands(name))
        if overtaken:
            # The page that says so has shown them: the next press knows what it replaces.
            data = QueryDict(mutable=True)
            data.update(self.data)
            data[self.add_prefix(SHOWN)] = _told(shown | overtaken)
            self.data = data
        return self.cleaned_data

    def _stored(self, name: str) -> Any:
        field = self.fields[name]
        value = self.get_initial_for_field(field, name)
        several = isinstance(field, forms.ModelMultipleChoiceField)
        one_row = isinstance(field, forms.ModelChoiceField) and not several
        return field.to_python(value) if one_row else value

    def _stored_marks(self) -> dict[str, str]:
        return {
            name: _mark(self.get_initial_for_field(field, name))
            for name, field in self.fields.items()
            if name != SHOWN
        }

    def _what_stands(self, name: str) -> str:
        return _(
            "Somebody else changed this meanwhile; it says now: “%(text)s”. Nothing was overwritten. "
            "If what you wrote is right, save again."
        ) % {"text": self._in_words(name)}

    def _in_words(self, name: str) -> str:
        field = self.fields[name]
        value = self.get_initial_for_field(field, name)
        if value is None:
            return ""
        if isinstance(value, date):
            return f"{value:%d/%m/%Y}"
        if isinstance(field, forms.ChoiceField) and not isinstance(
            field, forms.ModelChoiceField
        ):
            widget = field.widget
            labels = (
                dict(widget.choices)
                if isinstance(widget, forms.widgets.ChoiceWidget)
                else {}
            )
            return str(labels.get(value, value))
        if not isinstance(value, str) and isinstance(value, Iterable):
            return ", ".join(str(one) for one in value)
        return str(value)


def _told(marks: dict[str, str]) -> str:
    return ";".join(f"{name}:{mark}" for name, mark in marks.items())


def _pieces(told: str) -> dict[str, str]:
    pairs = (one.partition(":") for one in told.split(";"))
    return {name: mark for name, _colon, mark in pairs if mark}
