"""Setting up an installation and its clusters: the first person, the cluster, rows of schools."""

import uuid
from typing import Any

from django import forms
from django.forms import formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.forms import NewPasswordForm
from accounts.rows import MOST_ROWS, RowFormSet
from accounts.text import fold, whole_number
from clusters.actions.setup import SchoolRow
from clusters.forms.names import SchoolNameField
from clusters.models import (
    Authority,
    Level,
    School,
)
from clusters.models.school import SchoolQuerySet
from clusters.setup_rows import read_schools, without_word

PHONE = {"autocomplete": "off", "inputmode": "tel"}
# Ticks that a template draws one by one.
TICK = {"class": "form-check-input"}


class OnceForm(forms.Form):
    """A form that bears a random key, by which a second press is known."""

    client_key = forms.CharField(
        max_length=40, required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client_key"].initial = uuid.uuid4().hex


class SetupCodeForm(forms.Form):
    """The code that the terminal printed."""

    code = forms.CharField(
        label=_("Setup code"),
        max_length=20,
        help_text=_(
            "It stands in the window where the app was started, and in the file setup_code of the "
            "data folder."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}
        ),
    )


class FirstPersonForm(NewPasswordForm):
    """Whoever sets the installation up."""

    full_name = forms.CharField(
        label=_("Your full name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    sign_in_name = forms.CharField(
        label=_("Your phone number or e-mail"),
        max_length=120,
        help_text=_("To sign in with."),
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none"}
        ),
    )
    field_order = ["full_name", "sign_in_name", "new_password", "new_password_again"]


class ClusterSetupForm(OnceForm):
    """A cluster to set up: who manages it, what it is called, and a list of its schools to paste."""

    authority = forms.ModelChoiceField(
        label=_("Managing authority"),
        queryset=Authority.objects.none(),
        required=False,
        empty_label=_("None of these"),
    )
    authority_name = forms.CharField(
        label=_("Managing authority"),
        max_length=200,
        required=False,
        help_text=_("For example: UBND phường Trung Sơn. It may stay empty."),
    )
    authority_kind = forms.ChoiceField(
        label=_("Kind of authority"),
        choices=[("", _("Please choose")), *Authority.Kind.choices],
        required=False,
    )
    i_serve = forms.BooleanField(label=_("I work there as an officer"), required=False)
    label = forms.CharField(
        label=_("Name of the cluster"),
        max_length=120,
        help_text=_("As people say it, for example: Cụm 1, Cụm khu Đông."),
    )
    area = forms.CharField(label=_("Area"), max_length=160, required=False)
    paste = forms.CharField(
        label=_("Schools, one a line"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_(
            "Copied from Excel it may hold three columns: school, principal, phone number. By hand "
            "they are separated by a semicolon."
        ),
    )

    def __init__(
        self, *args: Any, authorities: Any, may_add: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["authority"]
        choice.queryset = authorities
        if not authorities.exists():
            del self.fields["authority"]
        else:
            self.fields["authority_name"].label = _("Another authority, by name")
        if not may_add:
            # An officer sets up clusters of the own authorities only.
            choice.required, choice.empty_label = True, None
            for name in ("authority_name", "authority_kind", "i_serve"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("authority") and cleaned.get("authority_name"):
            self.add_error(
                "authority_name",
                _("Please choose an authority or write a new one, not both."),
            )
        if cleaned.get("authority_name") and not cleaned.get("authority_kind"):
            self.add_error(
                "authority_kind", _("Please choose what kind of authority it is.")
            )
        return cleaned


class SchoolRowForm(forms.Form):
    """One school of the list. `choices` are the schools that exist and may be chosen instead."""

    name = SchoolNameField(label=_("School"))
    existing = forms.ChoiceField(label=_("Known already?"), required=False)
    levels = forms.MultipleChoiceField(
        label=_("Levels"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=TICK),
    )
    principal = forms.CharField(
        label=_("Principal"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    sign_in_name = forms.CharField(
        label=_("Phone number or e-mail"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs=PHONE),
    )

    def __init__(
        self,
        *args: Any,
        levels: dict[str, Level] | None = None,
        choices: SchoolQuerySet | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.levels_by_code = levels or {}
        self.fields["levels"].choices = [
            (code, level.short_name) for code, level in self.levels_by_code.items()
        ]
        typed = self["name"].value() or ""
        self.alike = {
            str(school.pk): school
            for school in (choices or [])
            if school.search_key == fold(without_word(typed))
        }
        if self.alike:
            self.fields["existing"].choices = [
                ("", _("No, a new school")),
                *((key, _described(school)) for key, school in self.alike.items()),
            ]
        else:
            del self.fields["existing"]

    def clean_principal(self) -> str:
        return " ".join(self.cleaned_data["principal"].split())

    def row(self, *, is_head: bool) -> SchoolRow:
        """What the action needs to know."""
        cleaned = self.cleaned_data
        return SchoolRow(
            name=cleaned["name"],
            levels=[self.levels_by_code[code] for code in cleaned["levels"]],
            existing=self.alike.get(cleaned.get("existing") or ""),
            principal=cleaned["principal"],
            sign_in_name=cleaned["sign_in_name"] if cleaned["principal"] else "",
            is_head=is_head,
        )


def _described(school: School) -> str:
    return f"{school.name} ({school.place})" if school.place else school.name


class SchoolRowSet(RowFormSet):
    """The schools of a cluster to set up; no name twice unless both rows say which school is meant."""

    def clean(self) -> None:
        seen: set[tuple[str, str]] = set()
        for form in self.forms:
            cleaned = getattr(form, "cleaned_data", None) or {}
            if cleaned.get("DELETE") or not cleaned.get("name"):
                continue
            key = (fold(cleaned["name"]), cleaned.get("existing") or "")
            if key in seen:
                form.add_error(
                    "name",
                    _("This school stands in the list twice. Please remove one row."),
                )
            seen.add(key)


SchoolRows = formset_factory(
    SchoolRowForm,
    formset=SchoolRowSet,
    can_delete=True,
    can_order=True,
    extra=0,
    max_num=MOST_ROWS,
)


def spread(data: QueryDict, prefix: str) -> QueryDict:
    """The posted form with its pasted list as rows; what cannot be a row any more stays pasted."""
    changed = data.copy()
    total = whole_number(data.get(f"{prefix}-TOTAL_FORMS", "0"), 0)
    rows = read_schools(data.get("paste", ""))
    room = max(0, MOST_ROWS - total)
    for index, row in enumerate(rows[:room], total):
        changed[f"{prefix}-{index}-name"] = row.name
        changed[f"{prefix}-{index}-principal"] = row.principal
        changed[f"{prefix}-{index}-sign_in_name"] = row.phone
        changed[f"{prefix}-{index}-ORDER"] = str(index + 1)
        changed.setlist(f"{prefix}-{index}-levels", row.levels)
    changed[f"{prefix}-TOTAL_FORMS"] = str(total + min(len(rows), room))
    changed["paste"] = "\n".join(
        "; ".join(filter(None, [row.name, row.principal, row.phone]))
        for row in rows[room:]
    )
    return changed
