"""The parts (buổi) of a session: all in rows, or one on a page of its own with its groups."""

from datetime import date, time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.rows import quiet
from accounts.widgets import TimeField
from clusters.forms.dates import PartialDateField
from clusters.models import School
from clusters.partial_dates import PartialDate
from clusters.programme import KnownSubjects
from sessions.clashes import Asked, with_rows
from sessions.forms.fields import WordsForm, suggesting
from sessions.forms.filling import filled
from sessions.forms.rows import RowForm, Sheet
from sessions.models import ExchangeSession, Group, Part, State
from sessions.models.exchange import HalfDay
from sessions.models.part import Purpose
from sessions.rows import GroupRow, PartRow
from sessions.suggestions import Near, near_exchange

END_BEFORE_START = _("The end (%(end)s) comes before the start (%(start)s).")
END_WITHOUT_START = _("Please write when it starts, too.")
NOT_A_SCHOOL = _(
    "It is not certain which school “%(name)s” is. Choose a suggestion, or write it into “Place”."
)
HALF_DAYS = [("", _("Not known")), *HalfDay.choices]


def check_times(form: forms.Form) -> None:
    """An end needs a start and comes after it; said at the field of the end."""
    start, end = form.cleaned_data.get("starts_at"), form.cleaned_data.get("ends_at")
    if end is None or "starts_at" in form.errors:
        return
    if start is None:
        form.add_error("starts_at", END_WITHOUT_START)
    elif end <= start:
        form.add_error(
            "ends_at",
            forms.ValidationError(
                END_BEFORE_START,
                params={"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"},
            ),
        )


class PartForm(RowForm):
    title = forms.CharField(
        label=_("Title of the part"), max_length=200, required=False
    )
    on = PartialDateField(label=_("Day"))
    starts_at = TimeField(label=_("Starts at"), required=False)
    ends_at = TimeField(label=_("Ends at"), required=False)
    site = forms.CharField(
        label=_("At the school"),
        max_length=200,
        required=False,
        widget=suggesting("near-units"),
    )
    place_as_printed = forms.CharField(
        label=_("Place"),
        max_length=250,
        required=False,
    )
    half_day = forms.ChoiceField(label=_("Half-day"), choices=HALF_DAYS, required=False)
    mode = forms.ChoiceField(label=_("How"), choices=Part.Mode.choices, required=False)
    purposes = forms.MultipleChoiceField(
        label=_("What for"),
        choices=Purpose.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    date_as_printed = forms.CharField(
        label=_("Day in words"), max_length=120, required=False
    )
    duration_as_printed = forms.CharField(
        label=_("Duration in words"), max_length=80, required=False
    )

    word = _("Part")
    tells = (
        "title",
        "on",
        "starts_at",
        "ends_at",
        "site",
        "place_as_printed",
        "half_day",
        "purposes",
        "date_as_printed",
        "duration_as_printed",
    )
    main = ("title", "on", "starts_at", "ends_at", "site", "place_as_printed")
    more = ("half_day", "mode", "purposes", "date_as_printed", "duration_as_printed")

    def __init__(self, *args: Any, near: Near, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.near = near

    def clean_site(self) -> School | None:
        text = self.cleaned_data["site"]
        school = self.near.school(text) if text else None
        if text and school is None:
            raise forms.ValidationError(NOT_A_SCHOOL, params={"name": text[:60]})
        return school

    def clean(self) -> None:
        check_times(self)

    def row(self) -> PartRow:
        data = dict(self.cleaned_data)
        return PartRow(
            pk=self.key,
            mode=data["mode"] or Part.Mode.IN_PERSON,
            **{name: data[name] for name in (*self.main, *self.more) if name != "mode"},
        )


def part_initial(part: Part, near: Near) -> dict[str, Any]:
    return {
        "pk": part.pk,
        "site": near.label_of(part.site),
        **{
            name: getattr(part, name)
            for name in (*PartForm.main, *PartForm.more)
            if name != "site"
        },
    }


class WhyForm(WordsForm):
    """Why day, time or place of a scheduled session change: those concerned are told."""

    reason = forms.CharField(
        label=_("Why day, time or place change"),
        max_length=300,
        required=False,
        help_text=_(
            "Only if they change: everybody concerned is told what was and what is, with this reason."
        ),
    )


class PartsSheet(Sheet):
    section = "parts"
    template = "sessions/edit/_parts.html"

    def carried_out(self, data: QueryDict) -> QueryDict | None:
        pressed = super().carried_out(data)
        return pressed or filled(data, "parts", whole_days=False)

    def asked(self) -> Asked:
        """The session as it would be with what was typed, as far as it can be read."""
        self.is_valid()
        rows = [
            (str(form.prefix), form.key, form.row())
            for form in self.rows.standing()
            if not form.errors
        ]
        return with_rows(self.exchange, rows, whole=True)

    def build(self) -> None:
        self.near = near_exchange(self.exchange, people=False)
        parts = self.exchange.parts.select_related("site")
        self.make_rows(
            PartForm,
            "parts",
            [part_initial(part, self.near) for part in parts],
            extra=1,
            near=self.near,
        )
        if self.exchange.state == State.SCHEDULED:
            why = WhyForm(self.data)
            self.form = quiet(why) if self.quiet else why

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        if self.form is not None:
            given["reason"] = self.form.cleaned_data["reason"]
        return given


class OnePartForm(PartForm):
    """One part that exists: emptying it is a change like any other, not a removal."""

    def is_blank(self) -> bool:
        return False


class GroupForm(RowForm):
    name = forms.CharField(
        label=_("Subject group"),
        max_length=120,
        required=False,
        widget=suggesting("near-subjects"),
    )
    word = _("Subject group")
    tells = ("name",)
    main = ("name",)

    def __init__(self, *args: Any, known: KnownSubjects, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known

    def row(self) -> GroupRow:
        name = self.cleaned_data["name"]
        subject = self.known.match(name)
        return GroupRow(pk=self.key, name=name, subjects=[subject] if subject else [])


class OnePartSheet(Sheet):
    section = "parts"
    template = "sessions/edit/_part.html"

    def __init__(
        self,
        exchange: ExchangeSession,
        data: QueryDict | None = None,
        *,
        part: Part | None,
        subjects: list[str],
        chosen: tuple[date, time] | None = None,
    ) -> None:
        self.part, self.subjects, self.chosen = part, subjects, chosen
        super().__init__(exchange, data)

    def prefixes(self) -> tuple[str, ...]:
        return ("groups",)

    def carried_out(self, data: QueryDict) -> QueryDict | None:
        pressed = super().carried_out(data)
        return pressed or filled(data, "part", whole_days=False)

    def asked(self) -> Asked:
        """The session as it would be with what was typed, as far as it can be read."""
        readable = self.one.is_valid()
        pk = self.part.pk if self.part else None
        rows = [(str(self.one.prefix), pk, self.one.row())] if readable else []
        return with_rows(self.exchange, rows, whole=False)

    def build(self) -> None:
        self.near = near_exchange(self.exchange, people=False)
        self.one = OnePartForm(
            self.data,
            prefix="part",
            initial=self._initial(),
            near=self.near,
        )
        if self.part is not None and self.exchange.state == State.SCHEDULED:
            self.one.fields["reason"] = WhyForm().fields["reason"]
        self.form = quiet(self.one) if self.quiet else self.one
        groups = self.part.groups.all() if self.part else []
        self.make_rows(
            GroupForm,
            "groups",
            [_group(one) for one in groups],
            known=KnownSubjects(),
        )

    def _initial(self) -> dict[str, Any]:
        """The part as it is stored, on the free half-day that was pressed, if one was."""
        given = part_initial(self.part, self.near) if self.part else {}
        if self.chosen is not None:
            day, hour = self.chosen
            given |= {"on": PartialDate.of(day), "starts_at": hour, "ends_at": None}
        return given

    def arguments(self) -> dict[str, Any]:
        groups = self.formsets["groups"]
        given: dict[str, Any] = {"row": self.one.row(), "groups": groups.lines()}
        if self.part is not None:
            given["removed_groups"] = groups.taken_away()
            given["reason"] = self.one.cleaned_data.get("reason", "")
        return given


def _group(group: Group) -> dict[str, Any]:
    return {"pk": group.pk, "name": group.name}
