"""The pages for what went wrong, which never cost what was typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# Shorter fields are quickly typed again; a long text is what must not be lost.
_WORTH_SHOWING = 20
_NEVER_SHOWN = ("password", "csrfmiddlewaretoken", "code")


def carried_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """The typed fields of a POST that are worth showing again, without secrets."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if len(value) >= _WORTH_SHOWING
        and not any(word in name for word in _NEVER_SHOWN)
    ]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 with the typed text to copy: the form was open while somebody signed in again."""
    return render(
        request, "403_csrf.html", {"carried": carried_fields(request)}, status=403
    )
