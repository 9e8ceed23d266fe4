"""What was said, and what was agreed, in rows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.forms.dates import PartialDateField
from clusters.models import Cluster, School
from clusters.partial_dates import PartialDate
from sessions.forms.fields import OneOfField, joined, separated, suggesting, text_area
from sessions.forms.lessons import part_label
from sessions.forms.rows import RowForm, Sheet
from sessions.models import (
    Decision,
    DecisionOwner,
    Group,
    Item,
    Lesson,
    Part,
    RosterEntry,
)
from sessions.rows import DecisionRow, ItemRow, OwnerRow
from sessions.suggestions import Near, near_exchange, people_named

MOST_TEXT = 20_000


def speaker_label(entry: RosterEntry) -> str:
    """How a roster entry is named in a field: with its title, so that near-namesakes stay apart."""
    if entry.title_as_printed:
        return f"{entry.name_as_printed} ({entry.title_as_printed})"
    return entry.name_as_printed


class ItemForm(RowForm):
    kind = forms.ChoiceField(label=_("What it was"), choices=Item.Kind.choices)
    text = forms.CharField(
        label=_("As it is to be read"),
        max_length=MOST_TEXT,
        required=False,
        widget=text_area(3),
    )
    said_by = forms.CharField(
        label=_("By whom"),
        max_length=1000,
        required=False,
        widget=suggesting("near-speakers"),
    )
    to_whom = forms.CharField(label=_("To whom"), max_length=200, required=False)
    part = OneOfField(label=_("Part"))
    group = OneOfField(label=_("Subject group"))
    lesson = OneOfField(label=_("Lesson"))

    word = _("What was said or done")
    tells = ("text", "said_by", "to_whom")
    main = ("kind", "said_by")
    wide = ("text",)
    more = ("part", "group", "lesson", "to_whom")

    def __init__(
        self,
        *args: Any,
        speakers: dict[str, RosterEntry],
        parts: list[Part],
        groups: list[Group],
        lessons: list[Lesson],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.speakers = speakers
        self.fields["part"].offer(parts, part_label)
        self.fields["group"].offer(groups)
        self.fields["lesson"].offer(lessons)

    def clean_said_by(self) -> list[RosterEntry]:
        found = []
        for name in separated(self.cleaned_data["said_by"]):
            entry = self.speakers.get(name.casefold())
            if entry is None:
                raise forms.ValidationError(
                    _(
                        "“%(name)s” is not on the list of people of this session. Add them there first."
                    ),
                    params={"name": name[:60]},
                )
            found.append(entry)
        return found

    def clean(self) -> None:
        if not self.cleaned_data.get("text") and "text" not in self.errors:
            self.add_error("text", _("Please write what was said or happened."))

    def row(self) -> ItemRow:
        data = self.cleaned_data
        return ItemRow(
            pk=self.key,
            **{
                name: data[name]
                for name in (
                    "kind",
                    "text",
                    "part",
                    "group",
                    "lesson",
                    "said_by",
                    "to_whom",
                )
            },
        )


class ItemSheet(Sheet):
    section = "items"
    template = "sessions/edit/_items.html"

    def build(self) -> None:
        roster = list(self.exchange.roster.all())
        self.speakers = [speaker_label(entry) for entry in roster]
        parts = list(self.exchange.parts.prefetch_related("groups"))
        items = self.exchange.items.prefetch_related("said_by")
        self.make_rows(
            ItemForm,
            "items",
            [self._initial(item) for item in items],
            extra=1,
            speakers=speakers_by_name(roster),
            parts=parts,
            groups=[group for part in parts for group in part.groups.all()],
            lessons=list(self.exchange.lessons.select_related("subject")),
        )

    def _initial(self, item: Item) -> dict[str, Any]:
        return {
            "pk": item.pk,
            "kind": item.kind,
            "text": item.text,
            "said_by": joined([speaker_label(one) for one in item.said_by.all()]),
            "to_whom": item.to_whom,
            "part": item.part_id,
            "group": item.group_id,
            "lesson": item.lesson_id,
        }


def speakers_by_name(roster: list[RosterEntry]) -> dict[str, RosterEntry]:
    """Entries by their label, and by the bare name where only one bears it."""
    found: dict[str, RosterEntry] = {}
    doubled: set[str] = set()
    for entry in roster:
        name = entry.name_as_printed.casefold()
        if name in found:
            doubled.add(name)
        found.setdefault(name, entry)
    for name in doubled:
        del found[name]
    for entry in roster:
        found.setdefault(speaker_label(entry).casefold(), entry)
    return found


def ends_first(start: PartialDate | None, end: PartialDate | None) -> bool:
    """Whether a period certainly ends before it starts, as far as both days are known; days of which
    people write no year are of one year."""
    if start is None or end is None:
        return False
    if start.year and end.year:
        known = [(start.year, end.year), (start.month, end.month), (start.day, end.day)]
    elif start.year or end.year:
        return False
    else:
        known = [(start.month, end.month), (start.day, end.day)]
    for first, last in known:
        if first is None or last is None:
            return False
        if first != last:
            return last < first
    return False


class DecisionForm(RowForm):
    text = forms.CharField(
        label=_("What is to be done"),
        max_length=600,
        required=False,
        widget=text_area(2),
    )
    owners = forms.CharField(
        label=_("Who sees to it"),
        max_length=1000,
        required=False,
        widget=suggesting("near-owners"),
    )
    due = PartialDateField(label=_("On or from"))
    due_until = PartialDateField(label=_("Until"))
    when_as_printed = forms.CharField(
        label=_("When, in words"), max_length=120, required=False
    )
    frequency = forms.CharField(label=_("How often"), max_length=80, required=False)
    status = forms.ChoiceField(
        label=_("Status"), choices=Decision.Status.choices, required=False
    )
    proof = forms.CharField(label=_("Result"), max_length=600, required=False)

    word = _("Agreed")
    tells = (
        "text",
        "owners",
        "due",
        "due_until",
        "when_as_printed",
        "frequency",
        "proof",
    )
    wide = ("text",)
    main = ("owners", "due", "due_until")
    more = ("when_as_printed", "frequency", "status", "proof")

    def __init__(
        self, *args: Any, near: Near, known: dict[int, Decision], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.near, self.known = near, known

    def clean_owners(self) -> list[OwnerRow]:
        rows = []
        stored = self.known.get(self.key) if self.key else None
        owners = {str(one): one.user for one in stored.owners.all()} if stored else {}
        for name in separated(self.cleaned_data["owners"]):
            if len(name) > 200:
                raise forms.ValidationError(
                    _("The name “%(name)s…” is too long: at most 200 characters each."),
                    params={"name": name[:30]},
                )
            unit, person = self.near.unit(name), self.near.person(name)
            if isinstance(unit, School):
                rows.append(OwnerRow(school=unit))
            elif isinstance(unit, Cluster):
                rows.append(OwnerRow(cluster=unit))
            elif person is not None:
                rows.append(OwnerRow(user=person.user, text=person.user.full_name))
            else:
                # A name that stood there keeps its account, also when its suggestion is gone.
                rows.append(OwnerRow(user=owners.get(name), text=name))
        return rows

    def clean(self) -> None:
        data = self.cleaned_data
        if not data.get("text") and "text" not in self.errors:
            self.add_error("text", _("Please write what was agreed."))
        if ends_first(data.get("due"), data.get("due_until")):
            self.add_error("due_until", _("The end comes before the start."))

    def row(self) -> DecisionRow:
        data = self.cleaned_data
        return DecisionRow(
            pk=self.key,
            **{
                name: data[name]
                for name in (
                    "text",
                    "owners",
                    "due",
                    "due_until",
                    "when_as_printed",
                    "frequency",
                    "proof",
                )
            },
            status=data["status"] or Decision.Status.OPEN,
        )


class DecisionSheet(Sheet):
    section = "decisions"
    template = "sessions/edit/_decisions.html"

    def build(self) -> None:
        self.near = near_exchange(self.exchange)
        decisions = self.exchange.decisions.prefetch_related(
            "owners__school", "owners__cluster", "owners__user"
        )
        self.make_rows(
            DecisionForm,
            "decisions",
            [self._initial(decision) for decision in decisions],
            extra=1,
            near=self.near,
            known={decision.pk: decision for decision in decisions},
        )

    def _initial(self, decision: Decision) -> dict[str, Any]:
        return {
            "pk": decision.pk,
            "text": decision.text,
            "owners": joined([self._owner(one) for one in decision.owners.all()]),
            "due": decision.due,
            "due_until": decision.due_until,
            "when_as_printed": decision.when_as_printed,
            "frequency": decision.frequency,
            "status": decision.status,
            "proof": decision.proof,
        }

    def words_for_people(self) -> list[str]:
        """The names among the owners that stand as words and are borne by people near the session: they
        may be meant, and words bring a task to nobody's page. One query, none without words."""
        words = [
            owner.text
            for row in self.rows.lines()
            for owner in row.owners
            if owner.text and owner.user is None
        ]
        return sorted(people_named(self.near.scope, words))

    def _owner(self, owner: DecisionOwner) -> str:
        if owner.user is not None:
            for label, person in self.near.people.items():
                if person.user == owner.user:
                    return label
        return self.near.label_of(owner.school or owner.cluster) or str(owner)
