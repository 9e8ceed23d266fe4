"""What all rows of all sections share: a key, whether they say anything, and the sheet around them."""

import secrets
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.forms.formsets import (
    DELETION_FIELD_NAME,
    ORDERING_FIELD_NAME,
    formset_factory,
)
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import rows as row_buttons
from accounts.rows import MOST_ROWS, RowFormSet
from accounts.text import whole_number
from sessions import snapshots
from sessions.forms.fields import WordsForm
from sessions.models import ExchangeSession

_HOUSEKEEPING = {"pk", DELETION_FIELD_NAME, ORDERING_FIELD_NAME, "client_key"}


def _in_words(field: forms.BoundField) -> str:
    """The value of a field as a person reads it: labels of choices, yes for a tick."""
    value = field.value()
    choices = getattr(field.field, "choices", None)
    if choices is not None:
        chosen = value if isinstance(value, list) else [value]
        wanted = {str(one) for one in chosen if one not in (None, "")}
        return ", ".join(str(label) for key, label in choices if str(key) in wanted)
    if isinstance(field.field, forms.BooleanField):
        return str(_("yes")) if value else ""
    return "" if value is None else str(value)


def _said(field: forms.BoundField) -> str:
    """The words of a field by themselves: of a tick its label, of a number the label before it."""
    words = _in_words(field)
    if isinstance(field.field, forms.BooleanField):
        return str(field.label)
    return words if hasattr(field.field, "choices") else f"{field.label}: {words}"


class RowForm(WordsForm):
    """One row. `tells` names the fields that make it more than an empty line."""

    # What one row is called, above it and where errors are listed.
    word: ClassVar[str | Promise] = _("Row")
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    tells: ClassVar[Sequence[str]] = ()
    # How the row is drawn: in columns, across, as boxes to tick, folded away.
    main: ClassVar[Sequence[str]] = ()
    wide: ClassVar[Sequence[str]] = ()
    checks: ClassVar[Sequence[str]] = ()
    more: ClassVar[Sequence[str]] = ()
    # On a desk one line a row, under one line of labels: lists of many short rows.
    line: ClassVar[bool] = False

    @property
    def columns(self) -> list[forms.BoundField]:
        return self._bound(self.main)

    @property
    def across(self) -> list[forms.BoundField]:
        return self._bound(self.wide)

    @property
    def boxes(self) -> list[forms.BoundField]:
        return self._bound(self.checks)

    @property
    def folded(self) -> list[forms.BoundField]:
        return self._bound(self.more)

    @property
    def fold_is_open(self) -> bool:
        """Something in the fold is wrong, or says more than its select stands on by itself. A row of
        one line says in a few words what its fold holds, and stays one line."""
        if self.line:
            return any(field.errors for field in self.folded)
        return any(
            field.errors
            or (field.value() and not isinstance(field.field.widget, forms.Select))
            for field in self.folded
        )

    @property
    def folded_words(self) -> list[str]:
        """What the closed fold of a row of one line holds, in words."""
        return [_said(field) for field in self.folded if self.line and _in_words(field)]

    def _bound(self, names: Sequence[str]) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]

    def is_blank(self) -> bool:
        """Nothing was typed into it; what a select stands on by itself does not count."""
        values = (
            self.data.getlist(self.add_prefix(name))
            if isinstance(self.data, QueryDict)
            else [self.data.get(self.add_prefix(name), "")]
            for name in self.tells
        )
        return not any(str(value).strip() for several in values for value in several)

    def full_clean(self) -> None:
        if self.is_bound and self.is_blank():
            self._errors = ErrorDict()
            self.cleaned_data = {}
            return
        super().full_clean()

    @property
    def key(self) -> int | None:
        """The stored row that this one shows, as it was posted."""
        value = self["pk"].value()
        return whole_number(str(value or ""), 0) or None

    @property
    def is_removed(self) -> bool:
        value = self[DELETION_FIELD_NAME].value()
        return str(value or "").lower() not in {"", "false", "0"}

    def row(self) -> Any:
        """The row that an action takes; only of a valid form that is not blank."""
        raise NotImplementedError


class Rows(RowFormSet):
    """Rows of a section: what to store, and which stored ones were taken away."""

    form: type[RowForm]

    @property
    def line(self) -> list[str | Promise]:
        """The labels above rows of one line each; none above others."""
        if not self.form.line:
            return []
        fields = self.form.base_fields
        return [fields[name].label or "" for name in self.form.main]

    def standing(self) -> list[Any]:
        """The rows that were not taken away and say something, in order."""
        return [
            form
            for form in self.in_order()
            if not form.is_removed and not form.is_blank()
        ]

    def lines(self) -> list[Any]:
        return [form.row() for form in self.standing()]

    def taken_away(self) -> list[int]:
        """Keys of stored rows whose bin was pressed, or which were emptied."""
        return [
            form.key
            for form in self.forms
            if form.key is not None and (form.is_removed or form.is_blank())
        ]


def rows_of(form: type[RowForm], *, extra: int = 0) -> type[Rows]:
    return formset_factory(
        form,
        formset=Rows,
        extra=extra,
        can_delete=True,
        can_order=True,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
    )


def refuse_at(row_sets: Sequence[Rows], prefix: str | None, message: str) -> bool:
    """Put a refusal beside the list it is about; False when none of these lists is named."""
    for made in row_sets:
        if made.prefix == prefix and made.is_bound:
            made.non_form_errors().append(message)
            return True
    return False


class Sheet:
    """One section of one session as a page edits it.

    `formsets` are its rows by prefix; a sheet may have a form beside them. `version` marks what an
    unbound sheet shows, and a word of its own by which a second press is known: the action compares
    it under the lock.
    """

    section: ClassVar[str]
    template: ClassVar[str]

    def __init__(
        self, exchange: ExchangeSession, data: QueryDict | None = None, *, page: int = 1
    ) -> None:
        self.exchange = exchange
        self.page = page
        pressed = self.carried_out(data) if data is not None else None
        # A row button asks to draw again what was typed, not to save it.
        self.quiet = pressed is not None
        self.data = data if pressed is None else pressed
        self.errors: list[str] = []
        self.overtaken = False
        self.form: forms.Form | None = None
        self.formsets: dict[str, Rows] = {}
        # Before the rows: whoever saves in between then overtakes this form, and is not overwritten.
        self.version = self._mark() if data is None else ""
        self.build()

    def prefixes(self) -> tuple[str, ...]:
        return (self.section,)

    def carried_out(self, data: QueryDict) -> QueryDict | None:
        """What was posted with the pressed button of a row carried out, to be drawn again and not
        saved; None when nothing but saving was asked."""
        return row_buttons.pressed(data, *self.prefixes())

    def build(self) -> None:
        """Make form and formsets, bound to `self.data` if there is any."""
        raise NotImplementedError

    def arguments(self) -> dict[str, Any]:
        """What the section's action takes beside the session, the version and the actor: of a sheet
        with one kind of rows these, and the ones that were taken away."""
        return {"rows": self.rows.lines(), "removed": self.rows.taken_away()}

    def make_rows(
        self,
        form: type[RowForm],
        prefix: str,
        initial: list[dict[str, Any]],
        *,
        extra: int = 0,
        **form_kwargs: Any,
    ) -> Rows:
        made = rows_of(form, extra=extra if initial == [] else 0)(
            self.data,
            prefix=prefix,
            initial=initial,
            form_kwargs=form_kwargs,
            quiet=self.quiet,
        )
        self.formsets[prefix] = made
        return made

    @property
    def rows(self) -> Rows:
        """The rows of a sheet that has one kind of them."""
        return next(iter(self.formsets.values()))

    def said(self) -> list[list[tuple[str, str]]]:
        """What an unbound sheet shows, in words: for each row the labels and texts that are filled.
        With it the other one of two editors is quoted."""
        forms_shown: list[Any] = [self.form] if self.form is not None else []
        for made in self.formsets.values():
            forms_shown += made.initial_forms
        lines = []
        for form in forms_shown:
            fields = [form[name] for name in form.fields if name not in _HOUSEKEEPING]
            pairs = [(str(field.label), _in_words(field)) for field in fields]
            lines.append([(label, words) for label, words in pairs if words])
        return [line for line in lines if line]

    def _mark(self) -> str:
        now = snapshots.version_of(snapshots.SECTIONS[self.section](self.exchange))
        return f"{now}-{secrets.token_hex(6)}"

    def is_valid(self) -> bool:
        if self.quiet or self.data is None:
            return False
        valid = [made.is_valid() for made in self.formsets.values()]
        if self.form is not None:
            valid.append(self.form.is_valid())
        return all(valid)

    @property
    def row_sets(self) -> list[Rows]:
        """The rows in the order they stand on the page."""
        return list(self.formsets.values())

    @property
    def has_errors(self) -> bool:
        if self.quiet or self.data is None:
            return False
        wrong = any(made.total_error_count() for made in self.formsets.values())
        return wrong or bool(self.form is not None and self.form.errors)

    def refuse(
        self, message: str, field: str | None = None, row: object = None
    ) -> None:
        """Show why the action said no, beside its field if it named one; `row` is the line it means."""
        for form in self.rows.standing() if row is not None and self.formsets else ():
            if form.row() == row:
                form.add_error(field, message)
                return
        if field is not None and self.form is not None and field in self.form.fields:
            self.form.add_error(field, message)
        elif not refuse_at(self.row_sets, field, message):
            self.errors.append(message)
