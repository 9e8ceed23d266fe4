"""One's own account: names to sign in with, password, language, other devices."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts import actions, phones, throttle
from accounts.access import form_page
from accounts.addresses import client_address
from accounts.forms import (
    ChangePasswordForm,
    CheckedForm,
    SignInNameForm,
    add_refusal,
)
from accounts.models import KnownPhone, SignInName
from accounts.signin_names import shown
from accounts.verbs import Refused, actor_of, person_of


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Who I am here, and where to change it."""
    names = [
        {"row": name, "shown": shown(name), "mine": name.kind != SignInName.Kind.CODE}
        for name in person_of(request).sign_in_names.all()
    ]
    known = [
        phone
        for phone in KnownPhone.objects.visible_to(person_of(request))
        .usable(now=timezone.now())
        .select_related("user")
        if phone.stands()
    ]
    context = {"names": names, "languages": settings.LANGUAGES, "phones": known}
    return render(request, "accounts/profile.html", context)


@require_POST
def forget_phone(request: HttpRequest, pk: int) -> HttpResponse:
    """One of my known phones speaks for me no longer."""
    phone = get_object_or_404(KnownPhone.objects.visible_to(person_of(request)), pk=pk)
    phones.forget(phone=phone, by=actor_of(request), now=timezone.now())
    messages.success(request, _("This phone no longer checks in for you."))
    return redirect("accounts:profile")


def _checked(request: HttpRequest, form: CheckedForm) -> bool:
    """Whether the form is right; guessing the present password counts like signing in."""
    if not form.is_bound:
        return False
    try:
        attempt = throttle.admit_sign_in(
            name=f"handle {person_of(request).handle}",
            address=client_address(request),
            now=timezone.now(),
        )
    except throttle.TooManyTries as refused:
        form.full_clean()
        form.add_error("password", refused.message)
        return False
    right = form.is_valid()
    if "password" not in form.errors:
        attempt.succeeded()
    return right


@sensitive_post_parameters()
@form_page
def password(request: HttpRequest) -> HttpResponse:
    """A new password, the present one asked for."""
    form = ChangePasswordForm(request.POST or None, user=person_of(request))
    if _checked(request, form):
        person = actions.change_password(
            person=person_of(request),
            password=form.cleaned_data["new_password"],
            by=actor_of(request),
            now=timezone.now(),
        )
        update_session_auth_hash(request, person)
        messages.success(
            request, _("The password is changed. Other devices are signed out.")
        )
        return redirect("accounts:profile")
    name = person_of(request).sign_in_names.first()
    # Password keepers file the new password under this name.
    context = {"form": form, "name": shown(name) if name else ""}
    return render(request, "accounts/password.html", context)


@sensitive_post_parameters("password")
@form_page
def add_name(request: HttpRequest) -> HttpResponse:
    """One more phone number or e-mail to sign in with."""
    form = SignInNameForm(request.POST or None, user=person_of(request))
    if _checked(request, form):
        try:
            actions.add_sign_in_name(
                person=person_of(request),
                typed=form.cleaned_data["sign_in_name"],
                by=actor_of(request),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("From now on you can sign in with it."))
            return redirect("accounts:profile")
    return render(request, "accounts/sign_in_name.html", {"form": form})


@sensitive_post_parameters("password")
@form_page
def change_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace one of my phone numbers or e-mails, or take it away (button `remove`)."""
    name = get_object_or_404(
        person_of(request).sign_in_names.exclude(kind=SignInName.Kind.CODE), pk=pk
    )
    form = SignInNameForm(
        request.POST or None,
        user=person_of(request),
        initial={"sign_in_name": shown(name)},
    )
    if _checked(request, form):
        try:
            if "remove" in request.POST:
                actions.remove_sign_in_name(name=name, by=actor_of(request))
                messages.success(request, _("You no longer sign in with it."))
            else:
                actions.change_sign_in_name(
                    name=name,
                    typed=form.cleaned_data["sign_in_name"],
                    by=actor_of(request),
                )
                messages.success(request, _("From now on you can sign in with it."))
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return redirect("accounts:profile")
    return render(
        request, "accounts/sign_in_name.html", {"form": form, "name": shown(name)}
    )


@form_page
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """Every other device is signed out; this one stays."""
    if request.method == "POST":
        person = actions.sign_out_everywhere(
            person=person_of(request), by=actor_of(request)
        )
        update_session_auth_hash(request, person)
        messages.success(
            request, _("All other devices are signed out. This one stays signed in.")
        )
        return redirect("accounts:profile")
    return render(request, "accounts/sign_out_everywhere.html")
