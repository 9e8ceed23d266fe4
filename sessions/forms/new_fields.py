"""The fields of a new session: what it is, who takes part, its parts."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateField, TimeField
from clusters.forms.dates import PartialDateField
from clusters.models import School
from clusters.partial_dates import PartialDate
from sessions.forms.details import LeadField
from sessions.forms.fields import (
    OneOfField,
    SomeOfField,
    WordsForm,
    suggesting,
    text_area,
)
from sessions.forms.parts import HALF_DAYS, NOT_A_SCHOOL, check_times
from sessions.forms.rows import RowForm
from sessions.rows import PartRow
from sessions.suggestions import Near


class SchoolField(forms.CharField):
    """A school by its suggestion, where there are too many for a select; cleans to the school."""

    def __init__(self, near: Near, **kwargs: Any) -> None:
        super().__init__(
            max_length=200, required=False, widget=suggesting("near-units"), **kwargs
        )
        self.near = near

    def clean(self, value: Any) -> School | None:  # type: ignore[override]
        text = super().clean(value)
        school = self.near.school(text) if text else None
        if text and school is None:
            raise forms.ValidationError(NOT_A_SCHOOL, params={"name": text[:60]})
        return school


class NewForm(WordsForm):
    """What the session is, who leads, hosts and comes."""

    client_key = forms.CharField(
        max_length=40,
        widget=forms.HiddenInput(attrs={"data-entry": ""}),
        required=False,
    )
    lead = LeadField(label=_("Led by"))
    title = forms.CharField(
        label=_("Title of the session"),
        max_length=250,
        required=False,
        help_text=_("Left empty: the topic of the first lesson."),
    )
    on = PartialDateField(
        label=_("Day of the whole session"),
        help_text=_("Only if it is known for the session but not for its parts."),
    )
    cluster = OneOfField(
        label=_("Cluster"),
        help_text=_("People of this cluster then see the session, too."),
    )
    host = OneOfField(label=_("Host school"), empty=_("None, or not known"))
    invited = SomeOfField(label=_("Schools taking part"))
    others = forms.CharField(
        label=_("Other units"),
        max_length=4000,
        required=False,
        widget=text_area(2),
        help_text=_(
            "One a line, in the order they are to be printed; guests' offices too."
        ),
    )

    def __init__(self, *args: Any, near: Near, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.near = near
        self.fields["client_key"].initial = uuid.uuid4().hex

    def clean_others(self) -> list[str]:
        lines = [
            " ".join(line.split()) for line in self.cleaned_data["others"].splitlines()
        ]
        lines = [line for line in lines if line]
        for line in lines:
            if len(line) > 200:
                raise forms.ValidationError(
                    _("The name “%(name)s…” is too long: at most 200 characters each."),
                    params={"name": line[:30]},
                )
        return lines


class NewPartForm(RowForm):
    """A part of a session to come: its day is a whole day, chosen from a calendar."""

    on = DateField(label=_("Day"), required=False)
    starts_at = TimeField(label=_("Starts at"), required=False)
    ends_at = TimeField(label=_("Ends at"), required=False)
    place_as_printed = forms.CharField(
        label=_("Room or place"), max_length=250, required=False
    )
    title = forms.CharField(
        label=_("Title of the part"), max_length=200, required=False
    )

    word = _("Part")
    tells = ("on", "starts_at", "ends_at", "place_as_printed", "title")
    main = ("on", "starts_at", "place_as_printed", "title")
    more = ("ends_at",)

    def clean(self) -> None:
        check_times(self)

    def part(self, site: School | None, purposes: tuple[str, ...]) -> PartRow:
        data = dict(self.cleaned_data)
        day = data.pop("on")
        for name in ("pk", "DELETE", "ORDER"):
            data.pop(name, None)
        return PartRow(
            **data,
            on=PartialDate.of(day) if isinstance(day, date) else day,
            site=site,
            purposes=purposes,
        )


class PastPartForm(NewPartForm):
    """A part that took place: of its day people know what they know."""

    on = PartialDateField(label=_("Day"))
    half_day = forms.ChoiceField(label=_("Half-day"), choices=HALF_DAYS, required=False)
    date_as_printed = forms.CharField(
        label=_("Day in words"), max_length=120, required=False
    )

    tells = (*NewPartForm.tells, "half_day", "date_as_printed")
    main = ("on", "half_day", "place_as_printed", "title")
    more = ("starts_at", "ends_at", "date_as_printed")
