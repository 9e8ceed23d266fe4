"""Fields of the session forms: limits in words, one of some rows, several names."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.drawing import QuickRenderer

TOO_LONG = _(
    "This text has %(show_value)s characters; at most %(limit_value)s fit here. Please shorten it."
)


class OneOfField(forms.ChoiceField):
    """A select over rows that the page loaded once; cleans to the row itself, None for empty.

    Many rows of a form share one list, so that no row asks the database for its choices.
    """

    def __init__(self, *, empty: Any = "—", **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        self.empty = empty
        self.rows: dict[str, Any] = {}
        super().__init__(**kwargs)

    def offer(self, rows: Iterable[Any], label: Callable[[Any], str] = str) -> None:
        rows = list(rows)
        self.rows = {str(row.pk): row for row in rows}
        choices: list[tuple[str, Any]] = [(str(row.pk), label(row)) for row in rows]
        self.choices = [("", self.empty), *choices]

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return str(getattr(value, "pk", value) or "")


class SomeOfField(forms.MultipleChoiceField):
    """Check boxes over rows that the page loaded once; cleans to the rows themselves."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        self.rows: dict[str, Any] = {}
        super().__init__(**kwargs)

    def offer(self, rows: Iterable[Any], label: Callable[[Any], str] = str) -> None:
        rows = list(rows)
        self.rows = {str(row.pk): row for row in rows}
        self.choices = [(str(row.pk), label(row)) for row in rows]

    def clean(self, value: Any) -> list[Any]:
        return [self.rows[key] for key in super().clean(value)]

    def prepare_value(self, value: Any) -> Any:
        if value is None:
            return []
        return [str(getattr(one, "pk", one)) for one in value]


def separated(text: str) -> list[str]:
    """Names in one field: parted by semicolons or line breaks, spaces tidied, empty ones left out."""
    names = (" ".join(name.split()) for name in re.split(r"[;\n]", text))
    return [name for name in names if name]


def joined(names: Sequence[str]) -> str:
    return "; ".join(names)


def suggesting(list_id: str, **attrs: str) -> forms.TextInput:
    """A text field with the suggestions of the page's `<datalist id=…>`."""
    return forms.TextInput(attrs={"list": list_id, "autocomplete": "off", **attrs})


def text_area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class WordsForm(forms.Form):
    """A form whose texts are kept whole: limits are told in a sentence, never cut by the browser."""

    default_renderer = QuickRenderer

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.widget.attrs.pop("maxlength", None)
                field.error_messages["max_length"] = TOO_LONG
