"""One press that ties a name to an account, asked on the page of the session."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import require
from accounts.text import whole_number
from accounts.verbs import Refused, actor_of
from sessions import actions, permissions
from sessions.suggestions import AMONG_PEOPLE, IN_LESSONS, questions_of
from sessions.views.load import page_of, visible


@require_safe
@vary_on_headers("HX-Request")
def names(request: HttpRequest, pk: int) -> HttpResponse:
    """The names that somebody bears: asked on the page of the session, which fetches them, or on a
    page of their own."""
    exchange = visible(request, pk)
    require(permissions.can_edit(request.user, exchange))  # type: ignore[arg-type]
    questions = (
        questions_of(exchange, user=request.user)  # type: ignore[arg-type]
        if exchange.open_to_edits
        else []
    )
    fragment = request.headers.get("HX-Request") == "true"
    return render(
        request,
        "sessions/parts/_namesakes.html" if fragment else "sessions/names.html",
        {"exchange": exchange, "questions": questions, "back": page_of(exchange)},
    )


@require_POST
def link(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """`what` tells a teacher of a lesson from an entry of the roster."""
    exchange = visible(request, pk)
    require(permissions.can_edit(request.user, exchange))  # type: ignore[arg-type]
    given = {
        "name": request.POST.get("name", ""),
        "user": whole_number(request.POST.get("user", ""), 0),
    }
    row = whole_number(request.POST.get("row", ""), 0)
    by = actor_of(request)
    try:
        if what == IN_LESSONS:
            place = "lessons"
            actions.link_teacher(exchange=exchange, lesson=row, by=by, **given)
        elif what == AMONG_PEOPLE:
            place = "people"
            actions.link_entry(exchange=exchange, entry=row, by=by, **given)
        else:
            raise Http404
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request, _("%(name)s is linked to the account.") % {"name": given["name"]}
        )
    return redirect(page_of(exchange, place))
