"""One press that ties a name to an account, asked on the page of the session."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import require
from accounts.text import whole_number
from accounts.verbs import Refused, actor_of
from sessions import actions, permissions
from sessions.views.load import page_of, visible


@require_POST
def link(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """`what` is "tiet-day" for a teacher of a lesson, "thanh-phan" for an entry of the roster."""
    exchange = visible(request, pk)
    require(permissions.can_edit(request.user, exchange))  # type: ignore[arg-type]
    given = {
        "name": request.POST.get("name", ""),
        "user": whole_number(request.POST.get("user", ""), 0),
    }
    row = whole_number(request.POST.get("row", ""), 0)
    by = actor_of(request)
    try:
        if what == "tiet-day":
            place = "lessons"
            actions.link_teacher(exchange=exchange, lesson=row, by=by, **given)
        elif what == "thanh-phan":
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
