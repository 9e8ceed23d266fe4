"""One press that ties a name to an account or a school, or hands a session to the school that took
over, asked on the page of the session."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import require
from accounts.text import whole_number
from accounts.verbs import Refused, actor_of, person_of
from sessions import actions, permissions
from sessions.heirs import heirs_of
from sessions.suggestions import (
    AMONG_PEOPLE,
    AMONG_UNITS,
    IN_LESSONS,
    questions_of,
    schools_meant,
)
from sessions.views.load import page_of, visible


@require_safe
@vary_on_headers("HX-Request")
def names(request: HttpRequest, pk: int) -> HttpResponse:
    """The names that somebody bears: asked on the page of the session, which fetches them, or on a
    page of their own."""
    exchange = visible(request, pk)
    user = person_of(request)
    require(permissions.can_complete(user, exchange))
    still_open = exchange.open_to_edits
    asks_units = still_open and permissions.can_edit(user, exchange)
    fragment = request.headers.get("HX-Request") == "true"
    return render(
        request,
        "sessions/parts/_namesakes.html" if fragment else "sessions/names.html",
        {
            "exchange": exchange,
            "questions": questions_of(exchange, user=user) if still_open else [],
            "schools": schools_meant(exchange.units.all()) if asks_units else [],
            "back": page_of(exchange),
        },
    )


@require_POST
def link(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """`what` tells a teacher of a lesson, an entry of the roster, and a unit apart."""
    exchange = visible(request, pk)
    allowed = permissions.can_edit if what == AMONG_UNITS else permissions.can_complete
    require(allowed(person_of(request), exchange))
    name = request.POST.get("name", "")
    row = whole_number(request.POST.get("row", ""), 0)
    user = whole_number(request.POST.get("user", ""), 0)
    given = {"exchange": exchange, "name": name, "by": actor_of(request)}
    done = _("%(name)s is linked to the account.")
    try:
        if what == IN_LESSONS:
            place = "lessons"
            actions.link_teacher(lesson=row, user=user, **given)
        elif what == AMONG_PEOPLE:
            place = "people"
            actions.link_entry(entry=row, user=user, **given)
        elif what == AMONG_UNITS:
            place = "units"
            done = _("%(name)s is linked to the school; its people see the session.")
            school = whole_number(request.POST.get("school", ""), 0)
            actions.link_unit(unit=row, school=school, **given)
        else:
            raise Http404
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done % {"name": name})
    return redirect(page_of(exchange, place))


@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """The school that took over stands in the session in the place of one that is there no more."""
    exchange = visible(request, pk)
    require(permissions.can_edit(person_of(request), exchange))
    try:
        handed = actions.hand_over(
            exchange=exchange, by=actor_of(request), today=timezone.localdate()
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request,
            _("The session names %(schools)s now.")
            % {"schools": ", ".join(str(one) for one in heirs_of(handed))},
        )
    return redirect(page_of(exchange))
