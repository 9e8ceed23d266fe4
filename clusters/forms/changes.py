"""Forms of changes that hold from a day on. Who may be chosen is said by the view."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue
from django.utils.translation import gettext_lazy as _

from accounts.text import fold
from accounts.widgets import DateField
from clusters.forms.names import SchoolNameField
from clusters.forms.people import SCHOOL_POSTS, RowsField
from clusters.models import (
    Authority,
    Cluster,
    Post,
    School,
    SchoolAuthority,
)
from clusters.namesakes import told_apart


class OfferingForm(forms.Form):
    """A form whose choices the view hands over: `offered` holds the rows of each field that has some.
    A field that is offered nothing takes nothing."""

    def __init__(
        self, *args: Any, offered: Mapping[str, QuerySet[Any]] = {}, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in offered.items():
            self.fields[name].queryset = rows


class SinceForm(OfferingForm):
    """Something that holds from a day on, past or to come."""

    since = DateField(
        label=_("From which day on"),
        help_text=_(
            "It may lie ahead: then everything stays as it is until that day and changes by itself."
        ),
    )


def propose(form: forms.Form, name: str, value: str) -> None:
    """Choose a value for a question that the sent form did not hold yet."""
    if name not in form.data:
        form.data = form.data.copy()
        form.data[name] = value


def chosen(form: forms.Form, name: str) -> str:
    """The answer to a question that was put after the form was read: one of its choices, else the
    first."""
    values = [str(value) for value, _words in form.fields[name].choices]
    said = form.data.get(name, values[0])
    return said if said in values else values[0]


def _post_said(post: Post) -> str:
    what = post.title or post.get_kind_display()
    return f"{post.user.full_name} · {what} · {post.place}"


class PostsToldApart(ModelChoiceIterator):
    """Posts to choose from; people whom the same words stand for are told apart."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        posts = list(self.queryset)
        labels = told_apart([(_post_said(post), post) for post in posts])
        for post, label in zip(posts, labels, strict=True):
            yield ModelChoiceIteratorValue(self.field.prepare_value(post), post), label


class PersonChoice(forms.ModelChoiceField):
    """People by their posts: the name, what they are, where."""

    iterator = PostsToldApart


class RenameForm(SinceForm):
    name = SchoolNameField(label=_("New name, without the word “trường”"))
    field_order = ["name", "since"]


class ClusterOfSchoolForm(SinceForm):
    """Which cluster a school leaves and which it joins."""

    leaves = forms.ModelChoiceField(
        label=_("Leaves"),
        queryset=Cluster.objects.none(),
        required=False,
        empty_label=_("None: it only joins one more"),
    )
    joins = forms.ModelChoiceField(
        label=_("Joins"),
        queryset=Cluster.objects.none(),
        required=False,
        empty_label=_("None: it only leaves"),
    )
    field_order = ["leaves", "joins", "since"]


class RelationForm(SinceForm):
    """Under which authority a school is, of one kind."""

    kind = forms.ChoiceField(
        label=_("What it does for the school"),
        choices=SchoolAuthority.Kind.choices,
        widget=forms.RadioSelect,
    )
    authority = forms.ModelChoiceField(
        label=_("Authority"),
        queryset=Authority.objects.none(),
        required=False,
        empty_label=_("Nobody any more"),
    )
    field_order = ["kind", "authority", "since"]


class MergeForm(SinceForm):
    """A school that goes into another, or that makes a new one together with others."""

    into = forms.ModelChoiceField(
        label=_("It becomes part of"),
        queryset=School.objects.none(),
        required=False,
        empty_label=_("A new school, named below"),
    )
    new_name = SchoolNameField(label=_("Name of the new school"), required=False)
    others = RowsField(
        label=_("Together with"),
        queryset=School.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only for a new school: the other schools of which it is made."),
    )
    field_order = ["into", "new_name", "others", "since"]
    # Those whom `ask_about` asks about.
    leaders: Sequence[Post] = ()

    def ask_about(self, leaders: Iterable[Post]) -> None:
        """A question for each of these who lead a school that ends."""
        self.leaders = list(leaders)
        kinds = [choice for choice in SCHOOL_POSTS if choice[0] != Post.Kind.STAFF]
        for post in self.leaders:
            self.fields[f"leader-{post.pk}"] = forms.ChoiceField(
                label=_("%(name)s (%(school)s) is from then on")
                % {"name": post.user.full_name, "school": post.place},
                choices=[*kinds, ("", _("no post there"))],
            )
            propose(self, f"leader-{post.pk}", Post.Kind.VICE_PRINCIPAL)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("into") and not fold(data.get("new_name") or ""):
            self.add_error(
                "into", _("Please choose a school, or write the name of the new one.")
            )
        elif data.get("into") and fold(data.get("new_name") or ""):
            self.add_error(
                "new_name",
                _("Please choose a school or write a new name, not both."),
            )
        return data

    def kinds_of_leaders(self) -> dict[Post, str]:
        """What each becomes; for who was not asked yet, what the form proposes."""
        return {post: chosen(self, f"leader-{post.pk}") for post in self.leaders}


class PrincipalForm(SinceForm):
    """Who leads the school next, and what becomes of who led it."""

    person = PersonChoice(
        label=_("New principal"),
        queryset=Post.objects.none(),
        empty_label=_("Please choose"),
        help_text=_(
            "People of this school, and those who lead the schools around it. Somebody from farther "
            "away is added to the school first."
        ),
    )
    title = forms.CharField(
        label=_("Title as it is printed"),
        max_length=120,
        required=False,
        initial="Hiệu trưởng",
    )
    stays_as = forms.ChoiceField(
        label=_("Who was the principal until then"),
        choices=[
            ("", _("leaves the school")),
            (Post.Kind.VICE_PRINCIPAL, _("stays as vice-principal")),
            (Post.Kind.TEACHER, _("stays as teacher")),
        ],
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )
    field_order = ["person", "title", "stays_as", "since"]


class MoveForm(SinceForm):
    """Where somebody works next."""

    to = forms.ModelChoiceField(
        label=_("Goes to"),
        queryset=School.objects.none(),
        empty_label=_("Please choose"),
    )
    kind = forms.ChoiceField(label=_("As"), choices=SCHOOL_POSTS)
    title = forms.CharField(
        label=_("Title as it is printed"),
        max_length=120,
        required=False,
        help_text=_("For example: Tổ trưởng chuyên môn. Empty: the word of the post."),
    )
    field_order = ["to", "kind", "title", "since"]


class HandOverForm(SinceForm):
    """Who holds an office next."""

    person = PersonChoice(
        label=_("Goes to"),
        queryset=Post.objects.none(),
        empty_label=_("Please choose"),
    )
    field_order = ["person", "since"]


class ClusterAuthorityForm(SinceForm):
    """Who manages a cluster next."""

    authority = forms.ModelChoiceField(
        label=_("Managing authority"),
        queryset=Authority.objects.none(),
        required=False,
        empty_label=_("Nobody any more"),
    )
    field_order = ["authority", "since"]


class LendForm(OfferingForm):
    """To whom a post is lent, and until when."""

    to = PersonChoice(
        label=_("Who stands in"),
        queryset=Post.objects.none(),
        empty_label=_("Please choose"),
    )
    since = DateField(label=_("First day"))
    until = DateField(
        label=_("Last day"), help_text=_("On the day after it ends by itself.")
    )
