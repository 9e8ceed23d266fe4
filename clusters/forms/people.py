"""Schools and clusters that exist, and the people in them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.shown import ShownForm
from accounts.text import whole_number
from accounts.widgets import DateField
from clusters.forms.names import FullNameField, SchoolNameField
from clusters.forms.setup import PHONE, TICK, OnceForm
from clusters.models import (
    Cluster,
    ClusterOffice,
    Level,
    Post,
    School,
    Subject,
)
from clusters.partial_dates import PartialDate


class RowsField(forms.ModelMultipleChoiceField):
    """Ticked rows. A number too large for any key is no choice, as it is in a field of one row."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if not whole_number(str(key), 0):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": str(key)[:40]},
                )
        return super().clean(value)


class SchoolForm(ShownForm):
    """A school's facts; what is written for the name corrects its spelling."""

    name = SchoolNameField(
        label=_("Name, without the word “trường”"),
        help_text=_(
            "Corrects the spelling. A new name from a day on is noted under “Course and changes”."
        ),
    )
    levels = RowsField(
        label=_("Levels"),
        queryset=Level.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    place = forms.CharField(label=_("Place"), max_length=160, required=False)
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        required=False,
        help_text=_("For staff codes: people then sign in with SCHOOL/CODE."),
    )

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if "/" in code:
            raise ValidationError(_("The code of a school holds no slash."))
        return code


# Posts at a school; officers have theirs at an authority.
SCHOOL_POSTS = [
    choice for choice in Post.Kind.choices if choice[0] != Post.Kind.OFFICER
]


class PostForm(forms.Form):
    """A person's name and post at a school."""

    full_name = FullNameField()
    kind = forms.ChoiceField(
        label=_("Post"), choices=SCHOOL_POSTS, initial=Post.Kind.TEACHER
    )
    title = forms.CharField(
        label=_("Title as it is printed"),
        max_length=120,
        required=False,
        help_text=_("For example: Tổ trưởng chuyên môn. Empty: the word of the post."),
    )
    subjects = RowsField(
        label=_("Subjects"),
        queryset=Subject.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=TICK),
    )

    def __init__(
        self, *args: Any, school: School, may_appoint_principal: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        if not may_appoint_principal:
            self.fields["kind"].choices = [
                choice for choice in SCHOOL_POSTS if choice[0] != Post.Kind.PRINCIPAL
            ]
        levels = list(school.levels.all())
        subjects = Subject.objects.filter(is_active=True)
        if levels:
            subjects = subjects.filter(levels__in=levels).distinct()
        self.fields["subjects"].queryset = subjects


class PostEditForm(ShownForm, PostForm):
    """The same of somebody who is here."""


class NewcomerForm(OnceForm):
    """Somebody new, who may sign in by a phone number or an e-mail."""

    full_name = FullNameField()
    sign_in_name = forms.CharField(
        label=_("Phone number or e-mail"),
        max_length=120,
        required=False,
        help_text=_("To sign in with. Without it the person adds one with the slip."),
        widget=forms.TextInput(attrs=PHONE),
    )


class PersonForm(NewcomerForm, PostForm):
    """Somebody new at a school."""

    staff_code = forms.CharField(label=_("Staff code"), max_length=40, required=False)
    invite = forms.BooleanField(label=_("Invite at once"), required=False, initial=True)
    field_order = ["full_name", "sign_in_name", "kind", "title", "subjects"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.school.code:
            del self.fields["staff_code"]


class NameForm(forms.Form):
    """The phone number or e-mail of somebody who has not come in yet."""

    sign_in_name = forms.CharField(
        label=_("Phone number or e-mail"),
        max_length=120,
        help_text=_(
            "As long as the person has not come in. The invitation stays as it is."
        ),
        widget=forms.TextInput(attrs=PHONE),
    )


class ClusterForm(ShownForm):
    """What a cluster decides for itself."""

    label = forms.CharField(label=_("Name of the cluster"), max_length=120)
    area = forms.CharField(label=_("Area"), max_length=160, required=False)
    session_approver = forms.ChoiceField(
        label=_("Who approves sessions"),
        choices=Cluster.SessionApprover.choices,
        widget=forms.RadioSelect,
    )
    news_approver = forms.ChoiceField(
        label=_("Who approves news"),
        choices=Cluster.NewsApprover.choices,
        widget=forms.RadioSelect,
    )
    address_style = forms.ChoiceField(
        label=_("How drafts speak of people"),
        choices=Cluster.AddressStyle.choices,
        widget=forms.RadioSelect,
    )
    observation_points = forms.BooleanField(
        label=_("Observers may give points to criteria"),
        required=False,
        help_text=_(
            "Without this an observation is words only. Points have no total, and no list of teachers "
            "is made from them."
        ),
        widget=forms.CheckboxInput(attrs=TICK),
    )
    feedback_read_first = forms.BooleanField(
        label=_("The secretary reads the written feedback before the teacher does"),
        required=False,
        help_text=_(
            "Insults can be kept back. The teacher is told how many texts were, and why."
        ),
        widget=forms.CheckboxInput(attrs=TICK),
    )


class OfficeForm(forms.Form):
    """An office for a person who was found by name."""

    kind = forms.ChoiceField(label=_("Office"), choices=ClusterOffice.Kind.choices)
    level = forms.ModelChoiceField(
        label=_("For the level"),
        queryset=Level.objects.all(),
        required=False,
        empty_label=_("All levels"),
    )
    person = forms.IntegerField(widget=forms.HiddenInput)


class EndForm(forms.Form):
    """Why an agreement counts no longer."""

    reason = forms.CharField(
        label=_("Why does it end?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SigningForm(forms.Form):
    """When an agreement was signed; `signed_on` becomes a partial date, None if nobody knows."""

    signed_on = DateField(
        label=_("Signed on"),
        required=False,
        help_text=_("Empty if the day is not known: then no report names one."),
    )

    def clean_signed_on(self) -> PartialDate | None:
        day = self.cleaned_data["signed_on"]
        return PartialDate.of(day) if day else None
