from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import MailGroup, User
from accounts.verbs import Refused


def password_field(
    label: Any, help_text: Any = "", autocomplete: str = "new-password"
) -> forms.CharField:
    """A password; phones offer to make one or the stored one by `autocomplete`."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class SignInForm(forms.Form):
    """One field for phone, e-mail or staff code."""

    sign_in_name = forms.CharField(
        label=_("Phone number, e-mail or staff code"),
        max_length=120,
        help_text=_(
            "A staff code is written with the code of the school: SCHOOL/CODE."
        ),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )
    password = password_field(_("Password"), autocomplete="current-password")
    stay = forms.BooleanField(
        label=_("Stay signed in on this device"), required=False, initial=True
    )


class PersonForm(forms.Form):
    """A form about `user`, who may not exist yet."""

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)


class NewPasswordForm(PersonForm):
    """A new password, typed twice."""

    # Passwords are never sent back to the page: after an error they are typed anew.
    forgets = True

    new_password = password_field(
        _("New password"),
        help_text=_(
            "At least 8 characters, not only digits, and not a very common one."
        ),
    )
    new_password_again = password_field(_("The new password once more"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, again = cleaned.get("new_password"), cleaned.get("new_password_again")
        if first and again and first != again:
            self.add_error(
                "new_password_again", _("The two passwords are not the same.")
            )
        elif first:
            try:
                password_validation.validate_password(first, self.user)
            except ValidationError as error:
                # One thing to mend at a time: a short one is mostly also common and only digits.
                self.add_error("new_password", error.messages[0])
        return cleaned


class CheckedForm(PersonForm):
    """A form that asks for the present password of `user`."""

    password = password_field(
        _("Your present password"), autocomplete="current-password"
    )

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if self.user is None or not self.user.check_password(password):
            raise ValidationError(_("This is not your present password."))
        return password


class ChangePasswordForm(NewPasswordForm, CheckedForm):
    field_order = ["password", "new_password", "new_password_again"]


class SignInNameForm(CheckedForm):
    sign_in_name = forms.CharField(
        label=_("Phone number or e-mail"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    field_order = ["sign_in_name", "password"]


class SlipForm(NewPasswordForm):
    """Setting the password by a slip; a name to sign in with is asked of those who have none."""

    sign_in_name = forms.CharField(
        label=_("Phone number or e-mail"),
        max_length=120,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none"}
        ),
    )
    field_order = ["sign_in_name", "new_password", "new_password_again"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        field = self.fields["sign_in_name"]
        field.required = not user.sign_in_names.exists()
        field.help_text = (
            _("To sign in with next time.")
            if field.required
            else _(
                "Only if you want to sign in with another one besides those you have."
            )
        )


class CodeForm(forms.Form):
    """The code of a slip, typed by hand."""

    code = forms.CharField(
        label=_("Code on the slip"),
        max_length=40,
        help_text=_(
            "Ten letters and digits; capitals, spaces and hyphens do not matter."
        ),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )


class MailForm(forms.Form):
    """The groups of notices that come by e-mail, too: all but those in `unwanted`."""

    wanted = forms.MultipleChoiceField(
        label=_("By e-mail, too"),
        choices=MailGroup.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, unwanted: set[str], **kwargs: Any) -> None:
        wanted = [group for group in MailGroup.values if group not in unwanted]
        super().__init__(*args, initial={"wanted": wanted}, **kwargs)


def add_refusal(form: forms.Form, refused: Refused) -> None:
    """Show an action's refusal beside its field, or on top of the form."""
    form.add_error(
        refused.field if refused.field in form.fields else None, refused.message
    )
