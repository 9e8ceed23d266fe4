"""Fields drawn without templates: a roster of thirty rows has four hundred of them.

Widgets and crispy ask the template engine three to ten times for one field, about a millisecond.
Here the same marks are put together directly. What is not known here is drawn by Django as ever,
and a test holds both ways against each other.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import forms
from django.forms import BoundField
from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape as esc
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext


def _attributes(attrs: Mapping[str, Any]) -> str:
    """As django/forms/widgets/attrs.html: True is a bare name, False and None are left out there."""
    return "".join(
        f" {esc(name)}" if value is True else f' {esc(name)}="{esc(str(value))}"'
        for name, value in attrs.items()
        if value is not False
    )


def _input(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    said = "" if value is None else f' value="{esc(str(value))}"'
    return (
        f'<input type="{esc(widget["type"])}" name="{esc(widget["name"])}"{said}'
        f"{_attributes(widget['attrs'])}>"
    )


def _textarea(widget: Mapping[str, Any]) -> str:
    # The line break is the first of the content, which browsers leave out.
    return (
        f'<textarea name="{esc(widget["name"])}"{_attributes(widget["attrs"])}>\n'
        f"{esc(widget['value'] or '')}</textarea>"
    )


def _select(widget: Mapping[str, Any]) -> str:
    parts = [f'<select name="{esc(widget["name"])}"{_attributes(widget["attrs"])}>']
    for label, options, _index in widget["optgroups"]:
        if label:
            parts.append(f'<optgroup label="{esc(label)}">')
        parts += [
            f'<option value="{esc(str(one["value"]))}"{_attributes(one["attrs"])}>'
            f"{esc(one['label'])}</option>"
            for one in options
        ]
        if label:
            parts.append("</optgroup>")
    parts.append("</select>")
    return "".join(parts)


_DRAWN = {
    **dict.fromkeys(
        (
            f"django/forms/widgets/{name}.html"
            for name in (
                "input",
                "text",
                "number",
                "hidden",
                "email",
                "url",
                "date",
                "time",
                "checkbox",
            )
        ),
        _input,
    ),
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
}


class QuickRenderer(DjangoTemplates):
    """Draws plain inputs, text areas and selects directly, everything else by Django's templates."""

    def render(
        self, template_name: str, context: dict[str, Any], request: Any = None
    ) -> str:
        draw = _DRAWN.get(template_name)
        if draw is None:
            return super().render(template_name, context, request)
        # Every value went through `esc` above.
        return mark_safe(draw(context["widget"]))  # noqa: S308


def drawn(field: BoundField) -> SafeString:
    """A field with label, help and errors: what `|as_crispy_field` draws, for the kinds of fields
    that rows have; the others are handed on to crispy."""
    widget = field.field.widget
    if field.is_hidden:
        return field.as_widget()
    if isinstance(widget, (forms.FileInput, forms.MultiWidget)) or (
        isinstance(widget, forms.RadioSelect)
        and not isinstance(widget, forms.CheckboxSelectMultiple)
    ):
        return as_crispy_field(field)
    errors, identifier = field.errors, field.auto_id
    if isinstance(widget, forms.CheckboxSelectMultiple):
        inner = _legend(field) + _boxes(field, wrong=bool(errors))
    elif isinstance(widget, forms.CheckboxInput):
        inner = (
            f'<div class="form-check">{_control(field, "form-check-input")}'
            f'<label for="{esc(field.id_for_label)}" class="form-check-label">'
            f"{esc(field.label)}</label></div>"
        )
    else:
        look = "form-select" if isinstance(widget, forms.Select) else "form-control"
        inner = _label(field) + _control(field, look)
    # Every value went through `esc`, or is a widget drawn by a renderer.
    return mark_safe(  # noqa: S308
        f"{_opening(field, identifier)}{inner}{_said_of(field, errors, identifier)}"
        f"</{'fieldset' if field.use_fieldset else 'div'}>"
    )


def _opening(field: BoundField, identifier: str) -> str:
    look = " ".join(word for word in ("field", field.css_classes()) if word)
    if not field.use_fieldset:
        return f'<div id="div_{esc(identifier)}" class="{esc(look)}">'
    told = field.aria_describedby
    by = f' aria-describedby="{esc(told)}"' if told else ""
    return f'<fieldset{by} id="div_{esc(identifier)}" class="{esc(look)}">'


def _words(field: BoundField) -> str:
    if field.field.required:
        return str(esc(field.label))
    return (
        f'{esc(field.label)} <span class="optional">{esc(gettext("(optional)"))}</span>'
    )


def _label(field: BoundField) -> str:
    if not field.label:
        return ""
    return (
        f'<label for="{esc(field.id_for_label)}" class="form-label">'
        f"{_words(field)}</label>"
    )


def _legend(field: BoundField) -> str:
    return f'<legend class="form-label">{_words(field)}</legend>' if field.label else ""


def _control(field: BoundField, look: str) -> str:
    """The widget with crispy's classes: its own, its kind's, the look, and whether it is wrong."""
    widget = field.field.widget
    known = widget.attrs.get("class", "")
    kind = type(widget).__name__.lower()
    words = [*known.split(), *([] if kind in known else [kind]), look]
    if field.errors:
        words.append("is-invalid")
    return str(field.as_widget(attrs={"class": " ".join(words)}))


def _boxes(field: BoundField, *, wrong: bool) -> str:
    widget: Any = field.field.widget
    value = field.value()
    chosen = {str(one) for one in _several(value)}
    attrs = {"id": field.auto_id} if field.auto_id else {}
    look = f"form-check-input{' is-invalid' if wrong else ''}"
    invalid = ' aria-invalid="true"' if wrong else ""
    parts = []
    for number, (key, label) in enumerate(widget.choices):
        identifier = widget.id_for_label(attrs.get("id"), number)
        ticked = " checked" if str(key) in chosen else ""
        mark = f' id="{esc(identifier)}"' if identifier else ""
        parts.append(
            f'<div class="form-check"><input type="checkbox" class="{look}" '
            f'name="{esc(field.html_name)}" value="{esc(str(key))}"{invalid}{ticked}{mark}>'
            f'<label for="{esc(identifier or "")}" class="form-check-label">'
            f"{esc(label)}</label></div>"
        )
    return "".join(parts)


def _several(value: Any) -> Iterable[Any]:
    if value is None:
        return []
    return value if isinstance(value, (list, tuple, set)) else [value]


def _said_of(field: BoundField, errors: Any, identifier: str) -> str:
    wrong = "".join(f"<div>{esc(one)}</div>" for one in errors)
    said = (
        f'<div id="{esc(errors.field_id)}_error" class="invalid-feedback">{wrong}</div>'
        if wrong
        else ""
    )
    if field.help_text:
        said += (
            f'<div id="{esc(identifier)}_helptext" class="form-text">'
            f"{esc(field.help_text)}</div>"
        )
    return said
