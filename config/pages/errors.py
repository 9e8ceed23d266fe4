"""The pages for what went wrong, which never cost what was typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.views import door

_NEVER_SHOWN = ("password", "csrfmiddlewaretoken", "code", "client_key", "version")


def carried_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed in a POST (more than a word: not choices, numbers or marks), without secrets."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if " " in value.strip() and not any(word in name for word in _NEVER_SHOWN)
    ]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form whose protection code is no longer good: nothing typed is lost.

    A form from a page of ours goes on after one look at it, signed in anew if need be: its page
    was open while cookies were cleared or somebody signed in. Any other gets 403 and its text.
    """
    if _from_our_page(request) and not _for_everybody(request):
        return (
            door.stale(request)
            if request.user.is_authenticated
            else door.expired(request)
        )
    return render(
        request, "403_csrf.html", {"carried": carried_fields(request)}, status=403
    )


def _from_our_page(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood in one of our pages."""
    scheme = "https" if request.is_secure() else "http"
    return request.headers.get("Origin") == f"{scheme}://{request.get_host()}"


def _for_everybody(request: HttpRequest) -> bool:
    """Whether the form stands on a page for everybody: the door itself, a slip, the first run."""
    match = request.resolver_match
    return match is None or not getattr(match.func, "login_required", True)
