"""Forms of authorities: what they are, who serves there, who takes over from them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.text import fold
from clusters.forms.changes import SinceForm, chosen, propose
from clusters.forms.people import RowsField
from clusters.forms.setup import PHONE, OnceForm
from clusters.models import Authority, Cluster, Post, School


class AuthorityForm(forms.Form):
    """What is noted of an authority."""

    name = forms.CharField(
        label=_("Name as it is printed"),
        max_length=200,
        help_text=_("For example: Phòng Văn hóa - Xã hội xã Hồng Tiến."),
    )
    short_name = forms.CharField(label=_("Short name"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Authority.Kind.choices)
    place = forms.CharField(
        label=_("Place"),
        max_length=120,
        required=False,
        help_text=_("As it stands before the date on papers: Hưng Yên."),
    )
    parent = forms.ModelChoiceField(
        label=_("Stands below"),
        queryset=Authority.objects.none(),
        required=False,
        empty_label=_("Nobody"),
    )

    def __init__(
        self, *args: Any, parents: QuerySet[Authority], may_be_top: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["parent"]
        choice.queryset = parents
        if not may_be_top:
            choice.required, choice.empty_label = True, None

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not fold(name):
            raise ValidationError(_("Please write the name of the authority."))
        return name


class OfficerForm(OnceForm):
    """Somebody who serves at an authority."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    sign_in_name = forms.CharField(
        label=_("Phone number or e-mail"),
        max_length=120,
        required=False,
        help_text=_("To sign in with. Without it the person adds one with the slip."),
        widget=forms.TextInput(attrs=PHONE),
    )
    title = forms.CharField(
        label=_("Title as it is printed"),
        max_length=120,
        required=False,
        help_text=_("For example: Chuyên viên."),
    )

    def clean_full_name(self) -> str:
        name = " ".join(self.cleaned_data["full_name"].split())
        if not fold(name):
            raise ValidationError(_("Please write the full name."))
        return name


class AbolishForm(SinceForm):
    """Who takes over from an authority, and who gets what."""

    heirs = RowsField(
        label=_("Who takes over"),
        queryset=Authority.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "One or several. An authority that is only renamed has one: itself under the new name, "
            "noted as a new authority first."
        ),
    )
    field_order = ["heirs", "since"]

    def __init__(self, *args: Any, others: QuerySet[Authority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["heirs"].queryset = others

    def share_out(
        self,
        *,
        schools: list[School],
        clusters: list[Cluster],
        officers: list[Post],
        heirs: list[Authority],
    ) -> None:
        """Where several take over: a question for each school, cluster and officer."""
        choices = [(str(heir.pk), heir.label) for heir in heirs]
        for kind, rows in (
            ("cluster", clusters),
            ("school", schools),
            ("officer", officers),
        ):
            for row in rows:
                name = f"{kind}-{row.pk}"
                more = [("", _("no post any more"))] if kind == "officer" else []
                label = row.user.full_name if isinstance(row, Post) else str(row)
                self.fields[name] = forms.ChoiceField(
                    label=_("%(name)s goes to") % {"name": label},
                    choices=[*choices, *more],
                )
                propose(self, name, choices[0][0])

    def shares(self, kind: str, heirs: list[Authority]) -> dict[int, Authority | None]:
        """Who was chosen for each row of a kind; None for an officer whose post just ends."""
        by_key = {str(heir.pk): heir for heir in heirs}
        return {
            int(name.partition("-")[2]): by_key.get(chosen(self, name))
            for name in self.fields
            if name.startswith(f"{kind}-")
        }
