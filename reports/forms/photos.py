import json
from collections.abc import Collection
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from reports.models import Photo
from reports.photo_lines import lesson_line
from reports.photos import lessons_to_choose, values_of
from sessions.models import ExchangeSession, Lesson

CONSENT_CHOICES = [
    (Photo.Consent.NOT_NEEDED, _("No pupil can be recognised")),
    (Photo.Consent.GIVEN, _("Pupils can be recognised; parents and pupils agreed")),
    (Photo.Consent.MISSING, _("Pupils can be recognised; not yet agreed")),
]


class LessonChoice(forms.ModelChoiceField):
    """A lesson by the line that its photos would carry."""

    def label_from_instance(self, lesson: Lesson) -> str:
        return lesson_line(lesson, self.address)

    address: str = ExchangeSession.Address.COMRADE


def _lesson_field(exchange: ExchangeSession) -> LessonChoice:
    field = LessonChoice(
        queryset=lessons_to_choose(exchange),
        required=False,
        label=_("Lesson in the photo"),
        empty_label=_("No particular lesson"),
    )
    field.address = exchange.address
    return field


class BatchForm(forms.Form):
    """What holds for all photos of one upload. Consent has no answer beforehand, and none is forced."""

    consent = forms.ChoiceField(
        choices=CONSENT_CHOICES,
        required=False,
        widget=forms.RadioSelect,
        label=_("Can pupils be recognised in these photos?"),
        help_text=_(
            "One answer for all photos of this sending. It may wait; until then news with them cannot be published."
        ),
    )
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, exchange: ExchangeSession, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lesson"] = _lesson_field(exchange)
        self.order_fields(["lesson", "consent", "key"])


class PhotoForm(forms.ModelForm):
    class Meta:
        model = Photo
        fields = ["caption", "lesson", "consent", "consent_note"]
        labels = {
            "caption": _("Caption"),
            "consent_note": _("Note on the consent"),
        }
        help_texts = {
            "consent_note": _(
                "For example: consent forms of class 7A1, kept at the school."
            ),
        }
        widgets = {"caption": forms.Textarea(attrs={"rows": 2})}

    consent = forms.ChoiceField(
        choices=[*CONSENT_CHOICES, (Photo.Consent.WITHDRAWN, _("Consent withdrawn"))],
        required=False,
        widget=forms.RadioSelect,
        label=_("Can pupils be recognised?"),
    )
    # What the person saw when the form was opened: only what differs from it was meant.
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        photo = self.instance
        self.initial["shown"] = _mark(photo)
        self.fields["caption"].required = False
        self.fields["consent_note"].required = False
        if photo.exchange is None:
            del self.fields["lesson"]
            return
        self.fields["lesson"] = _lesson_field(photo.exchange)
        if photo.lesson is not None:
            line = lesson_line(photo.lesson, photo.exchange.address)
            self.fields["caption"].help_text = _(
                "Empty: the line of its lesson, “%(line)s”, which follows corrections of the lesson."
            ) % {"line": line}
        else:
            self.fields["caption"].help_text = _(
                "Choose a lesson and leave this empty, and the line is written for you. No pupils' names, please."
            )

    def clean_shown(self) -> dict[str, Any]:
        """A form that does not say what it showed has seen a photo about which nothing is said."""
        try:
            said = json.loads(self.cleaned_data["shown"] or "{}")
        except (ValueError, RecursionError):
            said = {}
        blank = values_of(Photo())
        known = said if isinstance(said, dict) else {}
        return {name: known.get(name, blank[name]) for name in blank}

    def described(self) -> dict:
        """The cleaned data in the words of `actions.photos.change`. Without an answer about pupils
        the one that was shown stands."""
        shown = self.cleaned_data["shown"]
        return {
            "caption": self.cleaned_data["caption"],
            "lesson": self.cleaned_data.get("lesson"),
            "consent": self.cleaned_data["consent"] or shown["consent"],
            "consent_note": self.cleaned_data["consent_note"],
            "shown": shown,
        }

    def compared(self, photo: Photo, names: Collection[str]) -> "PhotoForm":
        """The form once more, beside `photo` as it is now: in the fields `names`, which somebody else
        changed too, what was typed here with what stands there; in those left alone what stands."""
        data = QueryDict(mutable=True)
        data.update(self.data.items())
        stored, shown = values_of(photo), self.cleaned_data["shown"]
        mine = self.described()
        mine["lesson_id"] = mine["lesson"].pk if mine["lesson"] else None
        for name, value in stored.items():
            if name not in names and mine[name] == shown[name]:
                data[name.removesuffix("_id")] = "" if value is None else value
        data["shown"] = _mark(photo)
        # Checking a form writes what was typed into its row.
        standing = {name: _said(photo, name) for name in names}
        again = PhotoForm(data, instance=photo)
        again.is_valid()
        for name, text in standing.items():
            again.add_error(
                name.removesuffix("_id"),
                _(
                    "Somebody else changed this meanwhile; it says now: “%(text)s”. Nothing was overwritten. "
                    "If what you wrote is right, save again."
                )
                % {"text": text},
            )
        return again


def _mark(photo: Photo) -> str:
    return json.dumps(values_of(photo), ensure_ascii=False)


def _said(photo: Photo, name: str) -> str:
    if name == "consent":
        return photo.get_consent_display()
    return str((photo.lesson if name == "lesson_id" else getattr(photo, name)) or "")


class ConsentForm(forms.Form):
    """For all photos about which nothing was said yet."""

    consent = forms.ChoiceField(
        choices=CONSENT_CHOICES,
        widget=forms.RadioSelect,
        label=_("Can pupils be recognised?"),
        error_messages={
            "required": _("Please say whether pupils can be recognised."),
        },
    )
    consent_note = forms.CharField(
        max_length=300, required=False, label=_("Note on the consent")
    )
