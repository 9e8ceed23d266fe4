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

    @classmethod
    def told(cls, *, by_unit: bool = False, phones: bool = False) -> dict[str, object]:
        """What the form shows for a sheet that was made like this."""
        order = cls.Order.BY_UNIT if by_unit else cls.Order.PRINTED
        return {"order": order, "phones": phones}

    @property
    def options(self) -> dict[str, bool]:
        """How the sheet is to be made."""
        return {
            "by_unit": self.cleaned_data["order"] == self.Order.BY_UNIT,
            "phones": self.cleaned_data["phones"],
        }
