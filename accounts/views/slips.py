"""Slips: the code that opens an account once, as a link or typed from paper."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import actions, codes, throttle
from accounts.access import form_page
from accounts.addresses import client_address
from accounts.forms import CodeForm, SlipForm, add_refusal
from accounts.models import Slip
from accounts.signin_names import shown
from accounts.verbs import Refused
from accounts.views.door import enter, let_in
from accounts.views.language import just_chosen


@never_cache
@login_not_required
@form_page
def slip_by_hand(request: HttpRequest) -> HttpResponse:
    """Where a code is typed from a printed slip."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if code := codes.read_code(form.cleaned_data["code"]):
            return redirect("accounts:slip", code=codes.grouped(code))
        form.add_error("code", _no_such_code())
    return _ask_code(request, form, status=200)


def _no_such_code() -> str:
    return _("There is no slip with this code. Please compare it letter by letter.")


def _ask_code(request: HttpRequest, form: CodeForm, *, status: int) -> HttpResponse:
    return render(
        request,
        "accounts/slip_by_hand.html",
        {"form": form, "slim": True},
        status=status,
    )


@never_cache
@login_not_required
@sensitive_post_parameters("new_password", "new_password_again")
@form_page
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """Whose slip it is, and the password to set.

    Looking never uses it up: messengers fetch links to preview them.
    """
    now = timezone.now()
    try:
        attempt = throttle.admit_code(address=client_address(request), now=now)
    except throttle.TooManyTries as refused:
        form = CodeForm(initial={"code": code})
        return _ask_code(request, _with(form, refused.message), status=429)
    read = codes.read_code(code)
    found = Slip.objects.with_code(read) if read else None
    if found is None:
        form = CodeForm(initial={"code": code[:40]})
        return _ask_code(request, _with(form, _no_such_code()), status=404)
    attempt.succeeded()
    if not found.opens(now=now):
        context = {"slip": found, "slim": True}
        return render(request, "accounts/slip_closed.html", context, status=410)
    form = SlipForm(request.POST or None, user=found.user)
    if form.is_valid():
        try:
            person = actions.use_slip(
                slip=found,
                password=form.cleaned_data["new_password"],
                sign_in_name=form.cleaned_data["sign_in_name"],
                now=now,
                request_id=getattr(request, "request_id", ""),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            enter(request, person)
            messages.success(request, _("The password is set, and you are signed in."))
            return let_in(
                request,
                person,
                redirect(settings.LOGIN_REDIRECT_URL),
                chosen=just_chosen(request),
            )
    others = request.user.is_authenticated and request.user.pk != found.user_id
    context = {
        "form": form,
        "slip": found,
        # A mistyped number must be noticed before it is needed; who forgot a password knows theirs.
        "names": [shown(name) for name in found.user.sign_in_names.all()]
        if found.purpose == found.Purpose.INVITATION
        else [],
        "others": others,
        "slim": True,
    }
    return render(request, "accounts/slip.html", context)


def _with(form: CodeForm, message: str) -> CodeForm:
    """The form with its field as it was typed and the sentence beside it."""
    bound = CodeForm({"code": form.initial["code"]})
    bound.is_valid()
    bound.add_error("code", message)
    return bound
