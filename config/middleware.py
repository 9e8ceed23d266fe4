"""Small middlewares: a request's id, its language and size, NFC, forms sent after the sign-in expired."""

import secrets
import unicodedata
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import translation

from accounts.views.door import expired, sign_in_first
from accounts.views.language import LANGUAGE_COOKIE

Answer = Callable[[HttpRequest], HttpResponse]


class TextGZip(GZipMiddleware):
    """Packs text. Photos, PDF and Word are packed already and would lose their length."""

    PACKED = ("text/", "application/json", "application/javascript", "image/svg+xml")

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not response.headers.get("Content-Type", "").startswith(self.PACKED):
            return response
        return super().process_response(request, response)  # type: ignore[no-any-return]


def request_id(get_response: Answer) -> Answer:
    """Give every request an id of our own; the log and the audit entries carry it."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.request_id = secrets.token_hex(8)  # type: ignore[attr-defined]
        response = get_response(request)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response

    return answer


def language(get_response: Answer) -> Answer:
    """Vietnamese unless the person switched: an English Windows asks for English by itself."""
    known = dict(settings.LANGUAGES)

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, settings.LANGUAGE_CODE)
        with translation.override(
            chosen if chosen in known else settings.LANGUAGE_CODE
        ):
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        return response

    return answer


def size(get_response: Answer) -> Answer:
    """Refuse a body that is too large before any of it is read: parsing writes files to the disk.

    What may be sent without a sign-in is far less; the length is the one that the server reads up to.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        sent = _length(request)
        if sent <= settings.BODY_MOST_UNKNOWN:
            return get_response(request)
        signed_in = get_user(request).is_authenticated
        if signed_in and sent <= settings.BODY_MOST:
            return get_response(request)
        context = {"signed_in": signed_in, "most": settings.BODY_MOST}
        return render(request, "413.html", context, status=413)

    return answer


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _normalised(data: QueryDict) -> QueryDict:
    if all(
        unicodedata.is_normalized("NFC", value) and "\x00" not in value
        for _, values in data.lists()
        for value in values
    ):
        return data
    clean = data.copy()
    for name, values in data.lists():
        clean.setlist(
            name,
            [
                unicodedata.normalize("NFC", value.replace("\x00", " "))
                for value in values
            ],
        )
    clean._mutable = False
    return clean


def nfc(get_response: Answer) -> Answer:
    """Every typed string arrives in NFC and without NUL (which PostgreSQL refuses). A form with more
    fields or text than is read at a time is answered in words; the browser still has what it sent."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.GET = _normalised(request.GET)  # type: ignore[misc]
        if request.method == "POST":
            try:
                request.POST = _normalised(request.POST)  # type: ignore[misc]
            except (TooManyFieldsSent, RequestDataTooBig) as fault:
                rows = isinstance(fault, TooManyFieldsSent)
                context = {"typed": "rows" if rows else "text"}
                return render(request, "413.html", context, status=413)
        return get_response(request)

    return answer


def by_button_only(get_response: Answer) -> Answer:
    """Say in words what an address is that takes only what a form sends: a form shown again with its
    errors stands there, and who reloads it or switches the language opens it by a GET."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or request.method != "GET" or response.content:
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page

    return answer


class ExpiredSignIn(LoginRequiredMiddleware):
    """Every view needs a sign-in unless it says otherwise; what was typed before it survives.

    Django's own answer to an expired POST is a redirect, and the text is gone.
    """

    def handle_no_permission(self, request, view_func):
        if request.method == "POST":
            return expired(request)
        return sign_in_first(request)
