"""The units concerned, in rows, in the order people write them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.models import Authority, Cluster, School
from sessions.forms.fields import suggesting
from sessions.forms.rows import RowForm, Rows, Sheet
from sessions.models import SessionUnit
from sessions.rows import UnitRow
from sessions.suggestions import Near, Unit, near_exchange

TOOK_PART = [
    ("", _("Not known")),
    ("yes", _("Has taken part")),
    ("no", _("Did not take part")),
]
_TOOK_PART = {"yes": True, "no": False}
TWICE = _("“%(unit)s” stands here twice: one row can both host and take part.")


class UnitForm(RowForm):
    name = forms.CharField(
        label=_("Unit"),
        max_length=200,
        required=False,
        widget=suggesting("near-units"),
    )
    hosts = forms.BooleanField(label=_("Host"), required=False)
    organises = forms.BooleanField(label=_("Organiser"), required=False)
    invited = forms.BooleanField(label=_("Invited"), required=False, initial=True)
    took_part = forms.ChoiceField(
        label=_("Presence"), choices=TOOK_PART, required=False
    )
    name_as_printed = forms.CharField(
        label=_("Name on paper"),
        max_length=200,
        required=False,
        help_text=_("Only if it is spelt differently there."),
    )
    inner_unit = forms.CharField(
        label=_("Group inside the unit"), max_length=120, required=False
    )

    word = _("Unit")
    tells = ("name", "name_as_printed", "inner_unit")
    main = ("name", "took_part")
    checks = ("hosts", "organises", "invited")
    more = ("name_as_printed", "inner_unit")

    def __init__(self, *args: Any, near: Near, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.near = near

    def clean(self) -> None:
        if not self.cleaned_data.get("name") and "name" not in self.errors:
            self.add_error("name", _("Please write which unit this is."))

    @property
    def unit(self) -> Unit | None:
        return self.near.unit(self.cleaned_data.get("name", ""))

    def row(self) -> UnitRow:
        data, unit = self.cleaned_data, self.unit
        return UnitRow(
            pk=self.key,
            school=unit if isinstance(unit, School) else None,
            authority=unit if isinstance(unit, Authority) else None,
            cluster=unit if isinstance(unit, Cluster) else None,
            name_as_printed=data["name_as_printed"] or ("" if unit else data["name"]),
            inner_unit=data["inner_unit"],
            hosts=data["hosts"],
            organises=data["organises"],
            invited=data["invited"],
            took_part=_TOOK_PART.get(data["took_part"]),
        )


def refuse_twice(rows: Rows) -> bool:
    """Say at the second row that its unit stands there already; answers whether all is well."""
    seen: set[tuple[type, int]] = set()
    fine = True
    for form in rows.standing():
        unit = form.unit
        if unit is None:
            continue
        key = (type(unit), unit.pk)
        if key in seen:
            form.add_error(
                "name", forms.ValidationError(TWICE, params={"unit": str(unit)})
            )
            fine = False
        seen.add(key)
    return fine


class UnitSheet(Sheet):
    section = "units"
    template = "sessions/edit/_units.html"

    def build(self) -> None:
        self.near = near_exchange(self.exchange, people=False)
        units = self.exchange.units.select_related("school", "authority", "cluster")
        self.make_rows(
            UnitForm,
            "units",
            [self._initial(unit) for unit in units],
            extra=2,
            near=self.near,
        )

    def _initial(self, unit: SessionUnit) -> dict[str, Any]:
        row = unit.school or unit.authority or unit.cluster
        took_part = {True: "yes", False: "no"}
        return {
            "pk": unit.pk,
            "name": self.near.label_of(row) if row else unit.name_as_printed,
            "name_as_printed": unit.name_as_printed if row else "",
            "inner_unit": unit.inner_unit,
            "hosts": unit.hosts,
            "organises": unit.organises,
            "invited": unit.invited,
            "took_part": took_part.get(unit.took_part, ""),
        }

    def is_valid(self) -> bool:
        return super().is_valid() and refuse_twice(self.rows)
