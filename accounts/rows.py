"""Rows of a form (lessons, people, guests, blocks) whose buttons work with and without script.

The page draws a formset with `can_delete` and, where rows move, `can_order`. Its buttons submit
the form: `add_row` (value: the formset's prefix), `remove_row`, `move_up`, `move_down` (value: the
form's prefix, "lessons-2"). site.js answers them in the page; without it the view does:

    pressed = rows.pressed(request.POST, "lessons", "people")
    if pressed is not None:                      # draw again what was typed, save nothing
        form = rows.quiet(PlanForm(pressed))
        lessons = LessonFormSet(pressed, prefix="lessons", quiet=True)
"""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.forms import BaseForm, BaseFormSet, HiddenInput
from django.forms.formsets import DELETION_FIELD_NAME, ORDERING_FIELD_NAME
from django.forms.utils import ErrorDict
from django.http import QueryDict

from accounts.text import whole_number

MOST_ROWS = 200

_Form = TypeVar("_Form", bound=BaseForm)


def quiet(form: _Form) -> _Form:
    """The bound form without its errors: for drawing it again when nobody asked to save."""
    form._errors = ErrorDict()  # type: ignore[attr-defined]
    form.cleaned_data = {}
    return form


def pressed(data: QueryDict, *prefixes: str) -> QueryDict | None:
    """What was posted with the pressed row button carried out; None when no row button was.

    Only buttons of the named formsets count. A removed row stays in the data, marked by DELETE, so
    that nothing typed is lost before the form is saved.
    """
    for prefix in prefixes:
        if data.get("add_row") == prefix:
            return _added(data, prefix)
        for button, step in (("move_up", -1), ("move_down", 1)):
            row = data.get(button, "")
            if row.startswith(f"{prefix}-"):
                return _moved(data, prefix, row, step)
        row = data.get("remove_row", "")
        if row.startswith(f"{prefix}-"):
            changed = data.copy()
            changed[f"{row}-{DELETION_FIELD_NAME}"] = "on"
            return changed
    return None


def _total(data: QueryDict, prefix: str) -> int:
    number = data.get(f"{prefix}-TOTAL_FORMS", "")
    return min(whole_number(number, 0), MOST_ROWS)


def _is_gone(data: QueryDict, prefix: str, index: int) -> bool:
    return data.get(f"{prefix}-{index}-{DELETION_FIELD_NAME}", "") not in ("", "False")


def _standing(data: QueryDict, prefix: str) -> list[int]:
    """The rows that were not removed, in the order they stand in; unnumbered ones last."""

    def place(index: int) -> tuple[int, int]:
        number = data.get(f"{prefix}-{index}-{ORDERING_FIELD_NAME}", "")
        return (whole_number(number, MOST_ROWS), index)

    rows = [
        index
        for index in range(_total(data, prefix))
        if not _is_gone(data, prefix, index)
    ]
    return sorted(rows, key=place)


def _numbered(data: QueryDict, prefix: str, rows: list[int]) -> QueryDict:
    changed = data.copy()
    for place, index in enumerate(rows, start=1):
        changed[f"{prefix}-{index}-{ORDERING_FIELD_NAME}"] = str(place)
    return changed


def _added(data: QueryDict, prefix: str) -> QueryDict:
    total = _total(data, prefix)
    if total == MOST_ROWS:
        changed = data.copy()
        changed[f"{prefix}-TOTAL_FORMS"] = str(total)
        return changed
    changed = _numbered(data, prefix, [*_standing(data, prefix), total])
    changed[f"{prefix}-TOTAL_FORMS"] = str(total + 1)
    return changed


def _moved(data: QueryDict, prefix: str, row: str, step: int) -> QueryDict:
    rows = _standing(data, prefix)
    number = whole_number(row.removeprefix(f"{prefix}-"), MOST_ROWS)
    if number in rows:
        here = rows.index(number)
        there = min(max(here + step, 0), len(rows) - 1)
        rows[here], rows[there] = rows[there], rows[here]
    return _numbered(data, prefix, rows)


def _is_removed(form: BaseForm) -> bool:
    if DELETION_FIELD_NAME not in form.fields:
        return False
    return str(form[DELETION_FIELD_NAME].value() or "").lower() not in {
        "",
        "false",
        "0",
    }


class RowFormSet(BaseFormSet):
    """A formset whose flags are hidden fields, drawn in the order the rows stand in.

    Given `quiet=True` it shows what was typed without checking it.
    """

    deletion_widget = HiddenInput
    ordering_widget = HiddenInput

    def __init__(self, *args: Any, quiet: bool = False, **kwargs: Any) -> None:
        self.quiet = quiet
        super().__init__(*args, **kwargs)

    def _construct_form(self, i: int, **kwargs: Any) -> BaseForm:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        return quiet(form) if self.quiet and self.is_bound else form

    def in_order(self) -> Iterator[BaseForm]:
        """The forms as they stand on the page: by ORDER where there is one, else as they came.

        Each gets its `row_number`, by which people speak of it; removed ones are not counted.
        """

        def place(pair: tuple[int, BaseForm]) -> tuple[int, int]:
            index, form = pair
            field = form.fields.get(ORDERING_FIELD_NAME)
            value = form[ORDERING_FIELD_NAME].value() if field else None
            return (whole_number(str(value or ""), MOST_ROWS), index)

        number = 0
        for _index, form in sorted(enumerate(self.forms), key=place):
            if not _is_removed(form):
                number += 1
            form.row_number = number
            yield form
