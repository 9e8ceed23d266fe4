from django import forms
from django.utils.translation import gettext_lazy as _


class SigningSheetForm(forms.Form):
    """How the list is set. Nothing in it is asked for that the rows know."""

    class Order:
        PRINTED, BY_UNIT = "printed", "unit"

    order = forms.ChoiceField(
        label=_("Order of people"),
        choices=[
            (Order.PRINTED, _("As on the list of people")),
            (Order.BY_UNIT, _("By school or body")),
        ],
        initial=Order.PRINTED,
        widget=forms.RadioSelect,
    )
    phones = forms.BooleanField(
        label=_("A column for telephone numbers (the sheet lies sideways)"),
        required=False,
    )

    @property
    def by_unit(self) -> bool:
        return bool(self.cleaned_data["order"] == self.Order.BY_UNIT)
