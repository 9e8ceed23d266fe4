"""The roster in rows, thirty to a page, with a box to paste a whole list into."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rows import MOST_ROWS, quiet
from accounts.text import fold, whole_number
from sessions.forms.fields import (
    OneOfField,
    SomeOfField,
    WordsForm,
    suggesting,
    text_area,
)
from sessions.forms.lessons import part_label
from sessions.forms.rows import RowForm, Sheet
from sessions.models import Part, RosterEntry, SessionUnit, StatedTotal
from sessions.models.roster import Capacity
from sessions.pasting import ReadPerson, read_list
from sessions.rows import PersonRow, TotalRow
from sessions.suggestions import Near, near_exchange
from sessions.unit_names import Units

PAGE = 30
MOST_PASTED = 500


class PersonForm(RowForm):
    """One entry: a person (picked or typed), or a group without names."""

    name = forms.CharField(
        label=_("Full name"),
        max_length=250,
        required=False,
        widget=suggesting("near-people"),
    )
    title = forms.CharField(label=_("Position"), max_length=200, required=False)
    unit = OneOfField(label=_("Unit"))
    capacities = forms.MultipleChoiceField(
        label=_("Capacity"),
        choices=Capacity.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    organisation = forms.CharField(
        label=_("Organisation on paper"),
        max_length=200,
        required=False,
        help_text=_("If none of the units above."),
    )
    is_group = forms.BooleanField(
        label=_("A group without names"),
        required=False,
        help_text=_("For example “các đồng chí GV dạy Toán lớp 9”."),
    )
    group_count = forms.IntegerField(
        label=_("How many people"), min_value=1, max_value=100_000, required=False
    )
    parts = SomeOfField(
        label=_("Only these parts"), help_text=_("None ticked: all parts.")
    )

    word = _("Person or group")
    line = True
    tells = ("name", "title", "organisation", "group_count")
    main = ("name", "title", "unit")
    more = ("capacities", "organisation", "is_group", "group_count", "parts")

    def __init__(
        self,
        *args: Any,
        near: Near,
        units: list[SessionUnit],
        parts: list[Part],
        known: dict[int, RosterEntry],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.near, self.units, self.known = near, units, known
        self.fields["unit"].offer(units, lambda unit: unit.label)
        if len(parts) > 1:
            self.fields["parts"].offer(parts, part_label)
        else:
            del self.fields["parts"]

    @property
    def stored(self) -> RosterEntry | None:
        return self.known.get(self.key) if self.key else None

    @property
    def account(self) -> User | None:
        """The account this entry is tied to as it stands."""
        return self.stored.user if self.stored else None

    def clean(self) -> None:
        data = self.cleaned_data
        if not data.get("name") and "name" not in self.errors:
            self.add_error(
                "name", _("Please write the name, or the words for the group.")
            )
        if data.get("group_count") and not data.get("is_group"):
            self.add_error(
                "group_count",
                _("A number belongs to a group: tick “A group without names”."),
            )

    def row(self) -> PersonRow:
        data = self.cleaned_data
        person = None if data["is_group"] else self.near.person(data["name"])
        name, user, title = data["name"], None, data["title"]
        unit = data["unit"].pk if data["unit"] else None
        organisation = data["organisation"]
        if person is not None:
            name, user = person.user.full_name, person.user
            title = title or person.title
            unit = unit or self._unit_of(person.school_id)
            organisation = organisation or ("" if unit else person.place)
        elif (
            not data["is_group"] and self.stored and name == self.stored.name_as_printed
        ):
            # The name that stood there keeps its account; another name is another person.
            user = self.stored.user
        return PersonRow(
            pk=self.key,
            name=name,
            user=user,
            is_group=data["is_group"],
            title=title,
            organisation=organisation,
            unit=unit,
            capacities=data["capacities"],
            group_count=data["group_count"],
            parts=data.get("parts", ()),
        )

    def _unit_of(self, school_id: int | None) -> int | None:
        for unit in self.units:
            if school_id is not None and unit.school_id == school_id:
                return unit.pk
        return None


class TotalForm(RowForm):
    text = forms.CharField(
        label=_("Head-count as stated"), max_length=200, required=False
    )
    number = forms.IntegerField(
        label=_("In figures"), min_value=0, max_value=1_000_000, required=False
    )

    word = _("Head-count")
    tells = ("text", "number")
    main = ("text", "number")

    def __init__(
        self, *args: Any, known: dict[int, StatedTotal], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = known

    def clean(self) -> None:
        if not self.cleaned_data.get("text") and "text" not in self.errors:
            self.add_error(
                "text", _("Please write the words, for example “69 giáo viên”.")
            )

    def row(self) -> TotalRow:
        stored = self.known.get(self.key) if self.key else None
        return TotalRow(
            pk=self.key,
            text=self.cleaned_data["text"],
            number=self.cleaned_data["number"],
            # Has no field here: it stays as it is.
            part=stored.part if stored else None,
        )


class PasteForm(WordsForm):
    """A list from Word, Excel or Zalo: one person a line, title and unit after a dash or tab."""

    pasted = forms.CharField(
        label=_("Paste a list"),
        max_length=40_000,
        required=False,
        strip=False,
        widget=text_area(4),
        help_text=_(
            "One person or group a line: name – title – unit. Each becomes a row to look over."
        ),
    )

    def clean_pasted(self) -> str:
        text = self.cleaned_data["pasted"]
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > MOST_PASTED:
            raise forms.ValidationError(
                _("The list has %(lines)s lines; at most %(most)s fit at once."),
                params={"lines": len(lines), "most": MOST_PASTED},
            )
        for number, line in enumerate(lines, start=1):
            if len(line) > 250:
                raise forms.ValidationError(
                    _("Line %(number)s is too long for one person: “%(start)s…”."),
                    params={"number": number, "start": line.strip()[:40]},
                )
        return text


def units_by_name(units: Sequence[SessionUnit]) -> Units:
    """The units as a list may call them: as printed, and as they are called today."""
    return Units(
        {
            unit.pk: [
                unit.name_as_printed,
                str(unit.school or unit.authority or unit.cluster or ""),
            ]
            for unit in units
        }
    )


def without_blank_end(data: QueryDict, prefix: str) -> QueryDict:
    """What was posted without the empty new rows at its end, which a list takes the place of."""
    changed = data.copy()
    total = min(whole_number(data.get(f"{prefix}-TOTAL_FORMS", ""), 0), MOST_ROWS)
    while total and not any(
        data.get(f"{prefix}-{total - 1}-{name}", "").strip()
        for name in ("pk", *PersonForm.tells)
    ):
        total -= 1
    changed[f"{prefix}-TOTAL_FORMS"] = str(total)
    return changed


def spread(data: QueryDict, prefix: str, people: Sequence[ReadPerson]) -> QueryDict:
    """The posted form with these people as rows after its own, as far as there is room."""
    changed = data.copy()
    total = min(whole_number(data.get(f"{prefix}-TOTAL_FORMS", ""), 0), MOST_ROWS)
    for index, one in enumerate(people[: MOST_ROWS - total], total):
        row = f"{prefix}-{index}"
        changed[f"{row}-name"] = one.name
        changed[f"{row}-title"] = one.title
        changed[f"{row}-unit"] = str(one.unit or "")
        changed[f"{row}-organisation"] = one.organisation
        changed[f"{row}-group_count"] = str(one.count or "")
        changed[f"{row}-ORDER"] = str(index + 1)
        changed.setlist(f"{row}-capacities", list(one.capacities))
        if one.is_group:
            changed[f"{row}-is_group"] = "on"
    changed[f"{prefix}-TOTAL_FORMS"] = str(min(total + len(people), MOST_ROWS))
    return changed


@dataclass(frozen=True)
class Spread:
    """What a pasted list became: how many rows, how many of them groups, the lines that name nobody,
    and how many people found no room and stay pasted."""

    rows: int
    groups: int
    # The prefix of the first of these rows.
    first: str
    left_out: list[str]
    waiting: int = 0


class PeopleSheet(Sheet):
    """A pasted list becomes rows to look over; what is saved are rows only."""

    section = "people"
    template = "sessions/edit/_people.html"
    # What the list became that was pasted into this form.
    spread: Spread | None = None

    def prefixes(self) -> tuple[str, ...]:
        return ("people", "totals")

    @cached_property
    def units(self) -> list[SessionUnit]:
        return list(
            self.exchange.units.select_related("school", "authority", "cluster")
        )

    def carried_out(self, data: QueryDict) -> QueryDict | None:
        pressed = super().carried_out(data)
        if pressed is not None:
            return pressed
        paste = PasteForm(data)
        if not paste.is_valid() or not fold(paste.cleaned_data["pasted"]):
            return None
        return self._spread(data, paste.cleaned_data["pasted"])

    def _spread(self, data: QueryDict, pasted: str) -> QueryDict:
        read = read_list(pasted, units_by_name(self.units))
        data = without_blank_end(data, "people")
        total = whole_number(data.get("people-TOTAL_FORMS"), 0)
        changed = spread(data, "people", read.people)
        room = max(0, MOST_ROWS - total)
        shown, waiting = read.people[:room], read.people[room:]
        self.spread = Spread(
            rows=len(shown),
            groups=sum(one.is_group for one in shown),
            first=f"people-{total}",
            left_out=read.left_out,
            waiting=len(waiting),
        )
        changed["pasted"] = "\n".join(one.line(self._labels) for one in waiting)
        return changed

    @cached_property
    def _labels(self) -> dict[int, str]:
        return {unit.pk: unit.label for unit in self.units}

    def build(self) -> None:
        exchange = self.exchange
        self.near = near_exchange(exchange)
        parts = list(exchange.parts.all())
        entries = list(exchange.roster.select_related("user").prefetch_related("parts"))
        self.pages = max(1, -(-len(entries) // PAGE))
        self.page = min(max(self.page, 1), self.pages)
        shown = entries[(self.page - 1) * PAGE : self.page * PAGE]
        self.count = len(entries)
        self.make_rows(
            PersonForm,
            "people",
            [self._initial(entry) for entry in shown],
            extra=3,
            near=self.near,
            units=self.units,
            parts=parts,
            known={entry.pk: entry for entry in entries},
        )
        totals = {one.pk: one for one in exchange.stated_totals.select_related("part")}
        self.make_rows(
            TotalForm,
            "totals",
            [self._total(total) for total in totals.values()],
            known=totals,
        )
        self.paste = PasteForm(self.data)
        self.form = quiet(self.paste) if self.quiet else self.paste

    @property
    def page_numbers(self) -> range:
        return range(1, self.pages + 1)

    def _initial(self, entry: RosterEntry) -> dict[str, Any]:
        return {
            "pk": entry.pk,
            "name": entry.name_as_printed,
            "title": entry.title_as_printed,
            "unit": entry.unit_id,
            "organisation": entry.organisation_as_printed,
            "capacities": entry.capacities,
            "is_group": entry.kind == RosterEntry.Kind.GROUP,
            "group_count": entry.group_count,
            "parts": list(entry.parts.all()),
        }

    def _total(self, total: StatedTotal) -> dict[str, Any]:
        return {"pk": total.pk, "text": total.text, "number": total.number}

    def is_valid(self) -> bool:
        return super().is_valid() and self._nobody_twice()

    def _nobody_twice(self) -> bool:
        seen: set[int] = set()
        fine = True
        for form in self.formsets["people"].standing():
            user = form.row().user
            if user is not None and user.pk in seen:
                form.add_error("name", _("This person stands on the list already."))
                fine = False
            if user is not None:
                seen.add(user.pk)
        return fine

    def arguments(self) -> dict[str, Any]:
        people, totals = self.formsets["people"], self.formsets["totals"]
        return {
            "rows": people.lines(),
            "removed": people.taken_away(),
            "totals": totals.lines(),
            "removed_totals": totals.taken_away(),
        }
