"""The language of the pages: kept on the device, and in the profile of whoever chose it.

Who chooses a language at the door means it: after signing in it is theirs, on every device. The
choice travels in the form of the very page that was switched, so that the next person at a shared
computer signs in with their own.
"""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.models import User
from accounts.verbs import actor_of, person_of

LANGUAGE_COOKIE = "language"
# Switched on the page before, by somebody who is not signed in yet.
CHOSEN = "chosen_language"
_YEAR = 365 * 24 * 3600
_WHILE = 15 * 60


def wanted(request: HttpRequest) -> str:
    """The address asked for before signing in, if it is one of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return asked
    return ""


def _keep(response: HttpResponse, name: str, language: str, seconds: int) -> None:
    response.set_cookie(
        name,
        language,
        max_age=seconds,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def just_chosen(request: HttpRequest) -> str:
    """The language that was switched to on the page before this one; "" if none was."""
    chosen = request.COOKIES.get(CHOSEN, "")
    return chosen if chosen in dict(settings.LANGUAGES) else ""


def speak(
    request: HttpRequest, person: User, response: HttpResponse, *, chosen: str
) -> None:
    """Give this device the language of the person who signed in: the one they just chose, which is
    then in their profile and said to them, else that of their profile."""
    if chosen in dict(settings.LANGUAGES) and chosen != person.language:
        actions.choose_language(person=person, language=chosen, by=actor_of(request))
        person.language = chosen
        messages.info(
            request,
            _(
                "As chosen before signing in, your pages are in English from now on, on every "
                "device. The menu of your account switches back."
            )
            if chosen == "en"
            else _(
                "As chosen before signing in, your pages are in Vietnamese from now on, on every "
                "device. The menu of your account switches back."
            ),
        )
    _keep(response, LANGUAGE_COOKIE, person.language, _YEAR)
    response.delete_cookie(CHOSEN)


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language of the pages: on this device, and in the profile of whoever is signed in."""
    response = redirect(wanted(request) or reverse("accounts:sign_in"))
    chosen = request.POST.get("language")
    if chosen in dict(settings.LANGUAGES):
        _keep(response, LANGUAGE_COOKIE, chosen, _YEAR)
        if request.user.is_authenticated:
            actions.choose_language(
                person=person_of(request), language=chosen, by=actor_of(request)
            )
        else:
            _keep(response, CHOSEN, chosen, _WHILE)
    return response
