"""An agreement as a page writes it: what it is, its parties in order, what they promised."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import formset_factory
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts import rows
from accounts.models import User
from accounts.rows import RowFormSet
from accounts.text import fold
from accounts.verbs import Refused
from clusters import choosing, permissions
from clusters.actions.partnerships import (
    Overtaken,
    PartyRow,
    PromiseRow,
    Terms,
    mark_of,
)
from clusters.forms.dates import PartialDateField
from clusters.forms.setup import OnceForm
from clusters.models import Authority, Partnership, PartnershipParty, School

MOST_PARTIES, MOST_PROMISES, MOST_OFFERED = 12, 60, 400
# What such papers are called; anything else may be written.
INSTRUMENTS = ("Biên bản ghi nhớ", "Biên bản hợp tác", "Biên bản kết nghĩa")
PARTIES, PROMISES = "parties", "promises"


class Places:
    """The schools and authorities that a party may be tied to by a suggestion: those whose page the
    person may open, and further `schools`. Other words stay a name as printed."""

    def __init__(self, user: User, schools: Iterable[School] = ()) -> None:
        near = permissions.schools_visible_to(user).filter(is_active=True)
        self._near = near.order_by("sort_key", "pk")
        offered = {one.pk: one for one in [*schools, *self._near[:MOST_OFFERED]]}
        authorities = Authority.objects.filter(
            Q(pk__in=choosing.authorities_to_set_up(user).values("pk"))
            | Q(clusters__in=permissions.clusters_visible_to(user).values("pk"))
        ).distinct()
        self.authorities = {fold(str(one)): one for one in authorities}
        self.schools: dict[str, School] = {}
        for school in offered.values():
            key = fold(self.label(school))
            self.schools[key if key not in self.schools else f"{key} {school.pk}"] = (
                school
            )
        self.labels = [
            *(self.label(school) for school in self.schools.values()),
            *(str(one) for one in self.authorities.values()),
        ]

    @staticmethod
    def label(place: School | Authority) -> str:
        if isinstance(place, School) and place.place:
            return f"{place.name} ({place.place})"
        return str(place)

    def meant(self, text: str) -> School | Authority | None:
        """What a suggestion stands for; the bare name of the only near school that bears it too."""
        key = fold(text)
        if found := self.schools.get(key) or self.authorities.get(key):
            return found
        named = [one for one in self.schools.values() if fold(one.name) == key]
        return named[0] if len(named) == 1 else None


class AgreementForm(OnceForm):
    """What the paper is, whose programme it follows, for how long it counts."""

    # What the agreement said when the form was opened.
    version = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    instrument = forms.CharField(
        label=_("What the paper is called"),
        max_length=120,
        required=False,
        help_text=_("For example: Biên bản ghi nhớ, Biên bản hợp tác."),
        widget=forms.TextInput(attrs={"list": "instruments", "autocomplete": "off"}),
    )
    programme = forms.CharField(
        label=_("Name of the programme"),
        max_length=300,
        required=False,
        help_text=_("As it stands on the paper."),
    )
    owner = forms.CharField(label=_("Whose programme"), max_length=200, required=False)
    period_from = PartialDateField(
        label=_("Counts from"), help_text=_("A day, a month or only a year.")
    )
    period_to = PartialDateField(label=_("Counts until"))
    period_as_printed = forms.CharField(
        label=_("Period as it is printed"),
        max_length=60,
        required=False,
        help_text=_("Only if it is written otherwise, for example: năm học 2023-2024."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("instrument") and not cleaned.get("programme"):
            self.add_error(
                "programme",
                _(
                    "Please write the name of the programme, or what the paper is called."
                ),
            )
        first, last = cleaned.get("period_from"), cleaned.get("period_to")
        starts, ends = first and first.first_day, last and last.first_day
        if (starts and ends and ends.year < starts.year) or (
            starts and ends and last.month and first.month and ends < starts
        ):
            self.add_error("period_to", _("The end lies before the beginning."))
        return cleaned

    def terms(self) -> Terms:
        names = set(AgreementForm.base_fields) - {"client_key", "version"}
        return Terms(**{name: self.cleaned_data[name] for name in names})


class _LineForm(forms.Form):
    """A row that may stay empty."""

    tells = ("",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A row that says what it said before is a row all the same.
        self.empty_permitted = False

    def is_blank(self) -> bool:
        return not any(
            str(self.data.get(self.add_prefix(name), "")).strip() for name in self.tells
        )

    @property
    def counts(self) -> bool:
        return not self.is_blank() and not self.cleaned_data.get("DELETE")

    def full_clean(self) -> None:
        if self.is_bound and self.is_blank():
            self._errors = ErrorDict()
            self.cleaned_data = {}
            return
        super().full_clean()


class PartyForm(_LineForm):
    """One party: a school, an authority, or a name; who signs for it, with the title as printed."""

    tells = ("place", "name", "signer", "title")

    place = forms.CharField(
        label=_("School or authority"),
        max_length=330,
        required=False,
        widget=forms.TextInput(attrs={"list": "near-places", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Name as it is printed"),
        max_length=200,
        required=False,
        help_text=_("Only if the paper writes it otherwise."),
    )
    signer = forms.CharField(label=_("Who signs"), max_length=120, required=False)
    title = forms.CharField(
        label=_("Title as it is printed"), max_length=200, required=False
    )

    def __init__(self, *args: Any, places: Places, **kwargs: Any) -> None:
        self.places = places
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("place") and not cleaned.get("name") and not self.errors:
            self.add_error(
                "place", _("Please write which school or authority this party is.")
            )
        return cleaned

    def row(self) -> PartyRow:
        cleaned = self.cleaned_data
        meant = self.places.meant(cleaned["place"])
        return PartyRow(
            place=meant,
            # Words that mean no place we know stay words.
            name=cleaned["name"] or ("" if meant else cleaned["place"][:200]),
            signer=cleaned["signer"],
            title=cleaned["title"],
        )


class PromiseForm(_LineForm):
    """One promise; all but the text may stay empty."""

    tells = ("text", "frequency", "quantity", "due")

    text = forms.CharField(
        label=_("What is promised"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    party = forms.TypedChoiceField(
        label=_("By whom"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", _("All parties")),
            *((number, number) for number in range(1, MOST_PARTIES + 1)),
        ],
    )
    frequency = forms.CharField(label=_("How often"), max_length=80, required=False)
    quantity = forms.CharField(label=_("How much"), max_length=80, required=False)
    due = PartialDateField(label=_("Until when"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = [
            ("", _("All parties")),
            *(
                (number, _("Party %(number)s") % {"number": number})
                for number in range(1, MOST_PARTIES + 1)
            ),
        ]

    def row(self) -> PromiseRow:
        cleaned = self.cleaned_data
        return PromiseRow(
            **{
                name: cleaned[name]
                for name in ("text", "party", "frequency", "quantity", "due")
            }
        )


class _Lines(RowFormSet):
    def clean(self) -> None:
        """What stands in the rows is looked at by the action."""

    def lines(self) -> list[Any]:
        return [form.row() for form in self.in_order() if form.counts]  # type: ignore[attr-defined]

    def numbered(self) -> list[tuple[int, Any]]:
        """The rows that stand, numbered as the page shows them; removed ones last, without one."""
        found, number = [], 0
        for form in self.in_order():
            gone = str(form["DELETE"].value() or "").lower() not in {"", "false", "0"}
            number += not gone
            found.append((0 if gone else number, form))
        return found


def _lines_of(form: type[_LineForm], *, most: int, extra: int) -> type[_Lines]:
    return formset_factory(
        form,
        formset=_Lines,
        extra=extra,
        can_delete=True,
        can_order=True,
        max_num=most,
        absolute_max=most,
    )


class AgreementSheet:
    """The form of an agreement with its rows; a pressed row button draws it again, unsaved.

    `schools` begin as the parties of a new one.
    """

    instruments = INSTRUMENTS
    # The agreement as somebody else left it meanwhile, to compare with.
    theirs: Partnership | None = None

    def __init__(
        self,
        data: QueryDict | None,
        *,
        user: User,
        partnership: Partnership | None = None,
        schools: Iterable[School] = (),
    ) -> None:
        pressed = rows.pressed(data, PARTIES, PROMISES) if data is not None else None
        self.quiet, self.partnership = pressed is not None, partnership
        self.data = data if pressed is None else pressed
        known = list(partnership.parties.all()) if partnership else []
        schools = list(schools)
        self.places = Places(
            user, [*schools, *(one.school for one in known if one.school)]
        )
        self.form = AgreementForm(
            self.data, initial=_terms(partnership) if partnership else None
        )
        parties = [_party(one) for one in known] or [
            {"place": Places.label(school)} for school in schools
        ]
        promises = _promises(partnership, known) if partnership else []
        self.parties = _lines_of(
            PartyForm, most=MOST_PARTIES, extra=max(0, 2 - len(parties))
        )(
            self.data,
            prefix=PARTIES,
            initial=parties,
            form_kwargs={"places": self.places},
            quiet=self.quiet,
        )
        self.promises = _lines_of(
            PromiseForm, most=MOST_PROMISES, extra=0 if promises else 1
        )(self.data, prefix=PROMISES, initial=promises, quiet=self.quiet)
        if self.quiet:
            rows.quiet(self.form)

    def is_valid(self) -> bool:
        if self.data is None or self.quiet:
            return False
        return all(
            [self.form.is_valid(), self.parties.is_valid(), self.promises.is_valid()]
        )

    def arguments(self) -> dict[str, Any]:
        """What the action takes beside the agreement and the actor."""
        return {
            "terms": self.form.terms(),
            "parties": self.parties.lines(),
            "promises": self.promises.lines(),
            "version": self.form.cleaned_data["version"],
        }

    def refuse(self, refused: Refused) -> None:
        self.form.add_error(None, ValidationError(refused.message))
        if isinstance(refused, Overtaken) and self.partnership is not None:
            # Shown beside what was typed; who saves again has seen it.
            self.partnership.refresh_from_db()
            self.theirs = self.partnership
            self.form.data = self.form.data.copy()
            self.form.data["version"] = mark_of(self.partnership)


def _terms(partnership: Partnership) -> dict[str, Any]:
    return {
        "instrument": partnership.instrument_as_printed,
        "programme": partnership.programme_name,
        "owner": partnership.programme_owner_as_printed
        or str(partnership.programme_owner or ""),
        "period_from": partnership.period_from,
        "period_to": partnership.period_to,
        "period_as_printed": partnership.period_as_printed,
        "version": mark_of(partnership),
    }


def _party(party: PartnershipParty) -> dict[str, str]:
    place = party.school or party.authority
    return {
        "place": Places.label(place) if place else party.name_as_printed,
        "name": party.name_as_printed if place else "",
        "signer": party.signer_as_printed,
        "title": party.signer_title_as_printed,
    }


def _promises(
    partnership: Partnership, known: list[PartnershipParty]
) -> list[dict[str, Any]]:
    number = {party.pk: at for at, party in enumerate(known, 1)}
    return [
        {
            "text": one.text,
            "party": number.get(one.party_id),
            "frequency": one.frequency,
            "quantity": one.quantity,
            "due": one.due,
        }
        for one in partnership.commitments.all()
    ]
