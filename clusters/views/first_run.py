"""The first page of an empty installation: whoever reads the terminal becomes its administrator."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import actions, setup, throttle
from accounts.access import form_page
from accounts.addresses import client_address
from accounts.forms import add_refusal
from accounts.models import User
from accounts.verbs import Refused
from accounts.views.door import enter, let_in
from accounts.views.language import just_chosen
from clusters import steps
from clusters.forms.setup import FirstPersonForm, SetupCodeForm

_KEPT = "setup_code"


@never_cache
@login_not_required
@sensitive_post_parameters()
@form_page
def first_run(request: HttpRequest) -> HttpResponse:
    """First the code of the terminal, then the first person; the cluster comes on the next page."""
    if User.objects.exists():
        return redirect("accounts:sign_in")
    if not setup.is_setup_code(request.session.get(_KEPT, "")):
        return _ask_code(request)
    form = FirstPersonForm(request.POST if "full_name" in request.POST else None)
    if form.is_valid():
        try:
            person = actions.create_first_administrator(
                full_name=form.cleaned_data["full_name"],
                sign_in_name=form.cleaned_data["sign_in_name"],
                password=form.cleaned_data["new_password"],
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            setup.forget_setup_code()
            enter(request, person)
            steps.begin(request)
            messages.success(
                request, _("Your account is ready. Now the cluster and its schools.")
            )
            return let_in(
                request,
                person,
                redirect("clusters:cluster_new"),
                chosen=just_chosen(request),
            )
    return render(request, "clusters/first_run.html", {"form": form, "slim": True})


def _ask_code(request: HttpRequest) -> HttpResponse:
    given = request.POST.get("code") or request.GET.get("ma")
    form = SetupCodeForm({"code": given} if given else None)
    if form.is_valid():
        try:
            attempt = throttle.admit_code(
                address=client_address(request), now=timezone.now()
            )
        except throttle.TooManyTries as refused:
            add_refusal(form, refused)
        else:
            if setup.is_setup_code(form.cleaned_data["code"]):
                attempt.succeeded()
                request.session[_KEPT] = form.cleaned_data["code"]
                return redirect("clusters:first_run")
            form.add_error("code", _("This is not the code of this installation."))
    return render(request, "clusters/setup_code.html", {"form": form, "slim": True})
