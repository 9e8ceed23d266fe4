"""In and out: signing in, the form that was sent too late, signing out."""

import uuid
from dataclasses import replace

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import carried, phones, throttle
from accounts.access import form_page
from accounts.addresses import client_address
from accounts.backends import proved
from accounts.forms import SignInForm, add_refusal
from accounts.models import User
from accounts.verbs import Actor
from accounts.views.language import CHOSEN, just_chosen, speak, wanted


def let_in(
    request: HttpRequest,
    person: User,
    response: HttpResponse,
    *,
    chosen: str,
    stay: bool = True,
) -> HttpResponse:
    """Sign the person in on this device, with their language; the response carries the cookies.

    `chosen` is the language switched to on the page they come from, "" if they left it alone.

    The response must be made after this call if it holds a form: signing in changes its token.
    """
    if not stay:
        request.session.set_expiry(0)
    speak(request, person, response, chosen=chosen)
    carried.remember_person(response, person.pk)
    return response


def enter(request: HttpRequest, person: User) -> None:
    """Open the session of a person who proved who they are."""
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])


@never_cache
@login_not_required
@sensitive_post_parameters("password")
@form_page
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door. A form that was sent too late stands in it as `carried` and goes on afterwards."""
    packed = request.POST.get("carried", "")
    waiting = carried.unpack(packed) if packed else None
    if request.user.is_authenticated:
        if waiting:
            return _carry_on(request, waiting)
        return redirect(wanted(request) or settings.LOGIN_REDIRECT_URL)
    if not User.objects.exists():
        return redirect(settings.FIRST_RUN_URL)
    form = SignInForm(request.POST or None)
    if form.is_valid() and (person := _proved(request, form)):
        enter(request, person)
        if waiting:
            response = _carry_on(request, waiting)
        else:
            response = redirect(wanted(request) or settings.LOGIN_REDIRECT_URL)
        return let_in(
            request,
            person,
            response,
            chosen=request.POST.get(CHOSEN, ""),
            stay=form.cleaned_data["stay"],
        )
    return _door(request, form, packed=packed if waiting else "")


def _proved(request: HttpRequest, form: SignInForm) -> User | None:
    """The person whose name and password were typed; None with the reason on the form."""
    name, password = form.cleaned_data["sign_in_name"], form.cleaned_data["password"]
    try:
        attempt = throttle.admit_sign_in(
            name=name, address=client_address(request), now=timezone.now()
        )
    except throttle.TooManyTries as refused:
        add_refusal(form, refused)
        return None
    person = proved(name, password)
    if person is None:
        form.add_error(
            None,
            _(
                "This name and password do not belong together. Please look at both again. If the "
                "password is forgotten, the principal of the school or the head of the cluster can "
                "issue a slip for a new one."
            ),
        )
        return None
    if not person.is_active:
        # Told only to whoever knows the password, and counted like a try that failed.
        form.add_error(
            None,
            _(
                "This account is locked. Please ask the principal of the school or the head of "
                "the cluster to unlock it; a slip for a new password does not help here."
            ),
        )
        return None
    attempt.succeeded()
    return person


def _door(
    request: HttpRequest, form: SignInForm, *, packed: str, status: int = 200, lost=()
) -> HttpResponse:
    waiting = carried.unpack(packed) if packed else None
    context = {
        "form": form,
        "next": wanted(request),
        "carried": packed,
        "waiting": waiting,
        "lost": lost,
        "chosen": request.POST.get(CHOSEN) or just_chosen(request),
        "slim": True,
    }
    response = render(request, "accounts/sign_in.html", context, status=status)
    # From here on the page carries it: whoever opens the door next has chosen nothing.
    response.delete_cookie(CHOSEN)
    return response


def _carry_on(
    request: HttpRequest, waiting: carried.Carried, *, status: int = 200
) -> HttpResponse:
    """The page that posts the carried fields on; by itself, unless somebody should read it first."""
    # Whose text it is may be unknown on a shared machine: then it does not go on by itself either.
    mine = waiting.person == request.user.pk
    context = {
        "waiting": waiting,
        "other": not mine and waiting.person is not None,
        "unsure": waiting.person is None,
        "by_itself": mine and not waiting.files,
        "shown": [
            (f"carried-{uuid.uuid4().hex[:8]}", value)
            for _name, value in waiting.fields
            if len(value) >= 20
        ],
        "slim": True,
    }
    return render(request, "accounts/carry_on.html", context, status=status)


def expired(request: HttpRequest) -> HttpResponse:
    """The answer to anything that was sent without being signed in: nothing typed is lost.

    A script gets 401 as JSON; htmx gets the page in place of the whole body; a form gets the
    sign-in page (401) with its fields in it.
    """
    if request.headers.get("X-Requested-With"):
        return JsonResponse(
            {"error": "signed_out", "message": _("Please sign in again, then save.")},
            status=401,
        )
    htmx = "HX-Request" in request.headers
    packed = carried.pack(request)
    lost = []
    if packed is None:
        lost = [value for _name, value in request.POST.items() if len(value) >= 20]
    # The sign-in form must not see the other form's fields.
    request.POST = QueryDict()
    response = _door(
        request,
        SignInForm(),
        packed=packed or "",
        status=200 if htmx else 401,
        lost=lost,
    )
    return _in_place_of_the_page(response) if htmx else response


def stale(request: HttpRequest) -> HttpResponse:
    """The answer to a form of the signed-in person whose protection code is no longer good.

    Who typed it is not known (somebody may have signed in beside it), so it goes on only after a
    look at it.
    """
    if request.headers.get("X-Requested-With"):
        message = _("Please load this page again, then save.")
        return JsonResponse({"error": "stale", "message": message}, status=403)
    htmx = "HX-Request" in request.headers
    response = _carry_on(
        request,
        replace(carried.read(request), person=None),
        status=200 if htmx else 403,
    )
    return _in_place_of_the_page(response) if htmx else response


def _in_place_of_the_page(response: HttpResponse) -> HttpResponse:
    """Let htmx put the answer where the whole page was."""
    response["HX-Retarget"] = "body"
    response["HX-Reswap"] = "innerHTML"
    return response


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """The answer to a page of signed-in people: the door, and back to the page afterwards."""
    if "HX-Request" in request.headers:
        # A fragment cannot hold the door: the whole page goes there.
        response = HttpResponse(status=401)
        response["HX-Refresh"] = "true"
        return response
    address = QueryDict(mutable=True)
    address["next"] = request.get_full_path()
    return HttpResponseRedirect(
        f"{resolve_url(settings.LOGIN_URL)}?{address.urlencode(safe='/')}"
    )


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave on this device only; it does not check in for the person any more, either."""
    now = timezone.now()
    by = Actor(
        user=request.user if request.user.is_authenticated else None,
        request_id=getattr(request, "request_id", ""),
    )
    phone = phones.phone_of(request, now=now)
    if phone is not None:
        phones.forget(phone=phone, by=by, now=now)
    logout(request)
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    response.delete_cookie(phones.COOKIE)
    return response
