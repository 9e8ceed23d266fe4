"""Forms of authorities: what they are, who serves there, who takes over from them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.shown import ShownForm
from clusters.forms.changes import OfferingForm, SinceForm, chosen, propose
from clusters.forms.names import NameField
from clusters.forms.people import NewcomerForm, RowsField
from clusters.models import Authority, Cluster, Post, School


class AuthorityForm(ShownForm, OfferingForm):
    """What is noted of an authority."""

    name = NameField(
        label=_("Name as it is printed"),
        nothing=_("Please write the name of the authority."),
        max_length=200,
        help_text=_("For example: Phòng Văn hóa - Xã hội xã Hồng Tiến."),
    )
    short_name = forms.CharField(label=_("Short name"), max_length=120, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("Please choose")), *Authority.Kind.choices]
    )
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

    def __init__(self, *args: Any, may_be_top: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_be_top:
            choice = self.fields["parent"]
            choice.required, choice.empty_label = True, None


class OfficerForm(NewcomerForm):
    """Somebody who serves at an authority."""

    title = forms.CharField(
        label=_("Title as it is printed"),
        max_length=120,
        required=False,
        help_text=_("For example: Chuyên viên."),
    )


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

    def share_out(
        self,
        *,
        schools: Iterable[School],
        clusters: Iterable[Cluster],
        officers: Iterable[Post],
    ) -> None:
        """Put a question for each officer; where several take over, also for each school and cluster.
        To be called once the form is valid."""
        heirs = self._heirs()
        choices = [(str(heir.pk), heir.label) for heir in heirs]
        if len(heirs) > 1:
            for cluster in clusters:
                self._ask(f"cluster-{cluster.pk}", str(cluster), choices)
            for school in schools:
                self._ask(f"school-{school.pk}", str(school), choices)
        ends = ("", _("no post any more"))
        for post in officers:
            name = post.user.full_name
            self._ask(f"officer-{post.pk}", name, [*choices, ends])

    def _heirs(self) -> list[Authority]:
        return list(self.cleaned_data["heirs"])

    def _ask(self, name: str, whose: str, choices: list) -> None:
        label = _("%(name)s goes to") % {"name": whose}
        self.fields[name] = forms.ChoiceField(label=label, choices=choices)
        propose(self, name, choices[0][0])

    def wish(self) -> dict[str, Any]:
        """From when, who takes over, and who gets each school, cluster and officer that was asked
        about; None for an officer whose post just ends."""
        heirs = self._heirs()
        by_key = {str(heir.pk): heir for heir in heirs}
        given: dict[str, dict[int, Authority | None]] = {
            kind: {} for kind in ("school", "cluster", "officer")
        }
        for name in self.fields:
            kind, _dash, key = name.partition("-")
            if kind in given:
                given[kind][int(key)] = by_key.get(chosen(self, name))
        return {
            "since": self.cleaned_data["since"],
            "heirs": heirs,
            "schools": given["school"],
            "clusters": given["cluster"],
            "officers": given["officer"],
        }
