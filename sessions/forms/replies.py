"""The forms of an answer: whether a school comes and with whom, seats and deadline, a request."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.shown import ShownForm
from accounts.text import fold
from accounts.widgets import DateField
from sessions.actions import TypedName
from sessions.forms.fields import WordsForm, text_area
from sessions.models import ExchangeSession, PersonReply, SessionUnit
from sessions.pasting import read_list
from sessions.replies.school import SchoolPage
from sessions.unit_names import Units

MOST_SEATS = 10_000


class ReplyForm(WordsForm):
    """An answer is the button that is pressed; with it a number, people ticked and typed, a note."""

    answer = forms.ChoiceField(
        choices=SessionUnit.Reply.choices,
        widget=forms.HiddenInput,
        error_messages={"required": _("Please choose whether your school comes.")},
    )
    count = forms.IntegerField(
        label=_("How many people"),
        min_value=0,
        max_value=MOST_SEATS,
        required=False,
        help_text=_("Not needed if you name them below."),
    )
    people = forms.MultipleChoiceField(label=_("Who comes"), required=False)
    names = forms.CharField(
        label=_("People without an account"),
        max_length=4_000,
        required=False,
        widget=text_area(2),
        help_text=_("One a line; a position after a dash: “Lò Thị Hoa – Giáo viên”."),
    )
    note = forms.CharField(
        label=_("Why not"),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, page: SchoolPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (str(one.user.pk), one.user.full_name) for one in page.staff
        ]
        self.fields["people"].error_messages["invalid_choice"] = _(
            "One of these people was named meanwhile, or left the school. Please look at the list again."
        )
        self.asked = page.asked
        if not page.asked:
            self.fields["answer"].required = False

    def clean(self) -> None:
        data = self.cleaned_data
        if not self.asked and not self.errors and not (data["people"] or data["names"]):
            self.add_error("people", _("Please choose who comes."))

    def clean_people(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["people"]]

    def clean_names(self) -> list[TypedName]:
        """Typed lines as people; a line that names nobody, or a group, is refused in its words."""
        return typed_names(self.cleaned_data["names"])


def typed_names(text: str) -> list[TypedName]:
    """The people of typed lines. Raises ValidationError for a line that is no person's name."""
    read = read_list(text, Units({}))
    groups = [one.name for one in read.people if one.is_group]
    wrong = [line for line in [*groups, *read.left_out] if fold(line)]
    if wrong:
        raise forms.ValidationError(
            _(
                "“%(line)s” is not the name of one person. Please write one name a line."
            ),
            params={"line": wrong[0][:60]},
        )
    too_long = next((one for one in read.people if len(one.name) > 120), None)
    if too_long is not None:
        raise forms.ValidationError(
            _("“%(line)s…” is too long for the name of one person."),
            params={"line": too_long.name[:60]},
        )
    return [
        TypedName(one.name, (one.title or one.organisation)[:200])
        for one in read.people
    ]


class ColleagueForm(WordsForm):
    """Who comes instead: picked, or typed."""

    user = forms.TypedChoiceField(
        label=_("Colleague"), coerce=int, empty_value=None, required=False
    )
    name = forms.CharField(
        label=_("Or a name without account"), max_length=120, required=False
    )

    def __init__(self, *args: Any, page: SchoolPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *[
                (one.user.pk, f"{one.user.full_name} · {one.title}")
                for one in page.staff
            ],
        ]
        self.fields["user"].error_messages["invalid_choice"] = _(
            "This person was named meanwhile, or left the school. Please choose again."
        )

    def clean(self) -> None:
        if self.errors:
            return
        typed = typed_names(self.cleaned_data.get("name", ""))
        if not self.cleaned_data.get("user") and len(typed) != 1:
            raise forms.ValidationError(_("Please choose who comes instead."))
        self.cleaned_data["name"] = typed[0] if typed else None


class SeatsForm(ShownForm, WordsForm):
    """How many places there are, and until when schools answer; a field for each unit of its own."""

    reply_by = DateField(label=_("Schools answer by"), required=False)
    seats = forms.IntegerField(
        label=_("Places in all"), min_value=1, max_value=MOST_SEATS, required=False
    )
    seats_each = forms.IntegerField(
        label=_("People from each invited school"),
        min_value=1,
        max_value=MOST_SEATS,
        required=False,
        help_text=_("Empty: as many as there is room for."),
    )

    def __init__(
        self,
        *args: Any,
        exchange: ExchangeSession,
        units: list[SessionUnit],
        derived: date | None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {
            "reply_by": exchange.reply_by,
            "seats": exchange.seats,
            "seats_each": exchange.seats_each,
            **{f"unit-{unit.pk}": unit.seats for unit in units},
        }
        super().__init__(*args, **kwargs)
        if derived is not None:
            self.fields["reply_by"].help_text = _(
                "Empty: until %(day)s, the usual day."
            ) % {"day": f"{derived:%d/%m/%Y}"}
        self.units = units
        for unit in units:
            self.fields[f"unit-{unit.pk}"] = forms.IntegerField(
                label=unit.label, min_value=0, max_value=MOST_SEATS, required=False
            )

    def own_fields(self) -> list[Any]:
        """The fields of single units, for the page."""
        return [self[f"unit-{unit.pk}"] for unit in self.units]

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "reply_by": data["reply_by"],
            "seats": data["seats"],
            "seats_each": data["seats_each"],
            "of_units": {unit.pk: data[f"unit-{unit.pk}"] for unit in self.units},
        }


class RequestForm(WordsForm):
    """A principal's word on one request: the button, and why not."""

    answer = forms.ChoiceField(
        choices=SessionUnit.Reply.choices,
        widget=forms.HiddenInput,
        error_messages={"required": _("Please choose one of the two buttons.")},
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class LinkReplyForm(WordsForm):
    """The answer of a personal link; a school also says how many come."""

    answer = forms.ChoiceField(
        choices=PersonReply.Answer.choices,
        widget=forms.HiddenInput,
        error_messages={"required": _("Please choose one of the two buttons.")},
    )
    count = forms.IntegerField(
        label=_("How many people"), min_value=0, max_value=MOST_SEATS, required=False
    )
    note = forms.CharField(
        label=_("A note"),
        max_length=300,
        required=False,
        widget=text_area(2),
    )

    def __init__(self, *args: Any, counts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not counts:
            del self.fields["count"]
            self.fields["note"].help_text = _(
                "If somebody comes in your place, please write the name here."
            )
