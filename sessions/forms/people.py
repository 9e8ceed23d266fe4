"""The roster in rows, thirty to a page, with a box to paste a whole list into."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rows import quiet
from accounts.text import fold
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
from sessions.rows import PersonRow, TotalRow
from sessions.suggestions import Near, near_exchange

PAGE = 30
MOST_PASTED = 500
_NUMBERING = re.compile(r"^\s*(?:\d{1,3}\s*[.)/-]|[-+*•–])\s*")
_BETWEEN = re.compile(r"\t+|\s+[-–—|]\s+|\s*;\s*")
_HEADINGS = {"stt", "tt", "ho va ten", "ho ten"}


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
            "One person a line: name – title – unit. They are added at the end."
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


def read_list(text: str, units: list[SessionUnit]) -> list[PersonRow]:
    """The people of a pasted list. Never tied to an account: a list says names. A numbering in a
    column of its own goes; a line of headings ("STT, Họ và tên") is no person."""
    by_label = {_unit_key(unit.label): unit.pk for unit in units}
    rows = []
    for line in text.splitlines():
        cells = _cells(line)
        if not cells or fold(cells[0]) in _HEADINGS:
            continue
        unit = next(
            (
                by_label[_unit_key(one)]
                for one in cells[1:]
                if _unit_key(one) in by_label
            ),
            None,
        )
        said = [one for one in cells[1:] if _unit_key(one) not in by_label]
        rows.append(
            PersonRow(
                name=cells[0],
                title=said[0] if said else "",
                organisation=", ".join(said[1:])[:200],
                unit=unit,
            )
        )
    return rows


def _unit_key(name: str) -> str:
    """A school is meant with and without the word before it: "trường THCS Việt Hòa"."""
    return " ".join(name.casefold().split()).removeprefix("trường ")


def _cells(line: str) -> list[str]:
    """Name, title, unit of a line. Commas part them only where nothing else does: titles hold
    commas themselves ("Phó Hiệu trưởng, Chủ tịch Công đoàn")."""
    line = _NUMBERING.sub("", line)
    cells = [cell.strip() for cell in _BETWEEN.split(line) if cell.strip()]
    if len(cells) == 1:
        cells = [cell.strip() for cell in line.split(",") if cell.strip()]
    if cells and cells[0].isdecimal():
        cells = cells[1:]
    return cells


class PeopleSheet(Sheet):
    section = "people"
    template = "sessions/edit/_people.html"

    def prefixes(self) -> tuple[str, ...]:
        return ("people", "totals")

    def build(self) -> None:
        exchange = self.exchange
        self.near = near_exchange(exchange)
        self.units = list(
            exchange.units.select_related("school", "authority", "cluster")
        )
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
        for form in self.formsets["people"].in_order():
            if form.is_removed or form.is_blank():  # type: ignore[attr-defined]
                continue
            user = form.row().user  # type: ignore[attr-defined]
            if user is not None and user.pk in seen:
                form.add_error("name", _("This person stands on the list already."))
                fine = False
            if user is not None:
                seen.add(user.pk)
        return fine

    def arguments(self) -> dict[str, Any]:
        people, totals = self.formsets["people"], self.formsets["totals"]
        pasted = read_list(self.paste.cleaned_data["pasted"], self.units)
        return {
            "rows": [*people.lines(), *pasted],
            "removed": people.taken_away(),
            "totals": totals.lines(),
            "removed_totals": totals.taken_away(),
        }
