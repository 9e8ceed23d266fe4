"""A field drawn directly says the same as the one that crispy and Django's templates draw."""

import re

import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import QueryDict
from lxml import html

from accounts.drawing import QuickRenderer, drawn
from accounts.widgets import DateField, TimeField

HOSTILE = "<b>\"Lớp\" & 'Trường'</b>\n dòng hai {{ x }}"


class EveryField(forms.Form):
    """The kinds of fields that rows have, with and without help, texts that need care."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label='Tên <b>"x"</b>', max_length=20)
    suggested = forms.CharField(
        required=False,
        help_text="Chọn <một> gợi ý & gõ",
        widget=forms.TextInput(attrs={"list": "near", "class": "mine"}),
    )
    number = forms.IntegerField(required=False, min_value=1, max_value=9)
    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    one = forms.ChoiceField(
        required=False,
        choices=[("", "—"), ("a", "<A>"), ("nhóm", [("b", "B & C"), ("c", "C")])],
    )
    tick = forms.BooleanField(required=False, help_text="Đánh dấu")
    some = forms.MultipleChoiceField(
        required=False,
        help_text="Nhiều",
        choices=[("a", "<A>"), ("b", "B"), ("c", "C")],
        widget=forms.CheckboxSelectMultiple,
    )
    radio = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    file = forms.FileField(required=False)
    on = DateField(required=False, help_text="Ngày")
    at = TimeField(required=False)
    fixed = forms.CharField(disabled=True, required=False, initial="không đổi")


class Plain(EveryField):
    default_renderer = DjangoTemplates


class Quick(EveryField):
    default_renderer = QuickRenderer


def marks(text: str) -> list:
    """Tags, attributes and words of a piece of a page; classes in any order, spaces tidied."""

    def of(node) -> list:
        attributes = dict(node.attrib)
        if "class" in attributes:
            attributes["class"] = sorted(set(attributes["class"].split()))
        value = node.text if node.tag == "textarea" else _tidy(node.text)
        return [
            node.tag,
            attributes,
            value,
            [of(child) for child in node],
            _tidy(node.tail),
        ]

    return [of(node) for node in html.fragments_fromstring(text.strip())]


def _tidy(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()


def posted(**values: object) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(f"r-0-{name}", value if isinstance(value, list) else [value])
    return data


BOUND = {
    "right": posted(
        name="An", number="5", one="b", tick="on", some=["a", "c"], radio="a",
        on="2026-11-22", at="13:30", text="một\nhai", pk="7",
    ),
    "wrong": posted(
        name="x" * 30, number="lăm", one="z", some=["z", "b"], radio="z", on="31/2/2026",
        at="25:99", suggested=HOSTILE, text=HOSTILE,
    ),
    "empty": posted(),
    "hostile": posted(name=HOSTILE, number=HOSTILE, one=HOSTILE, some=[HOSTILE], pk=HOSTILE),
}  # fmt: skip
INITIAL = {
    "name": HOSTILE, "number": 1000, "one": "c", "tick": True, "some": ["b"], "text": "\nđầu",
    "suggested": "Tổ KHTN", "pk": 12,
}  # fmt: skip


def forms_of(case: str) -> tuple[forms.Form, forms.Form]:
    """The same form drawn both ways; each its own, because crispy writes into widgets."""
    given = {"prefix": "r-0", "label_suffix": ""}
    if case == "initial":
        given["initial"] = INITIAL
    elif case != "new":
        given["data"] = BOUND[case]
    return Plain(**given), Quick(**given)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", list(EveryField.base_fields))
@pytest.mark.parametrize("case", ["new", "initial", *BOUND])
def test_a_field_drawn_directly_is_the_field_that_crispy_draws(
    case, name, language, settings
):
    settings.LANGUAGE_CODE = language
    plain, quick = forms_of(case)
    assert marks(drawn(quick[name])) == marks(as_crispy_field(plain[name]))


def test_drawing_twice_and_drawing_wrong_after_right_leaves_no_trace():
    form = Quick(prefix="r-0", data=BOUND["right"])
    first = drawn(form["name"])
    assert drawn(form["name"]) == first
    form.add_error("name", "Sai")
    assert "is-invalid" in drawn(form["name"])
    form.errors.clear()
    assert drawn(form["name"]) == first


def test_a_field_without_a_name_for_it_has_no_label():
    form = Quick(prefix="r-0")
    form.fields["name"].label = ""
    plain = Plain(prefix="r-0")
    plain.fields["name"].label = ""
    assert marks(drawn(form["name"])) == marks(as_crispy_field(plain["name"]))
