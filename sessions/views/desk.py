"""Keeping the list of presence for others, without script; with it, a field that finds a name."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import form_page, require
from accounts.text import whole_number
from accounts.verbs import Refused, person_of
from clusters.acting import actor_at
from sessions import actions, permissions
from sessions.desk import groups_of, parts_to_keep
from sessions.views.load import page_of, visible


@form_page
def desk(request: HttpRequest, pk: int, part_pk: int = 0) -> HttpResponse:
    """The roster of one part with a tick for each who is there. Only what was ticked or unticked on
    this page is written, so two people can keep the list at once."""
    exchange = visible(request, pk)
    require(permissions.can_keep_attendance(person_of(request), exchange))
    now = timezone.now()
    of_session = list(exchange.parts.all())
    parts = parts_to_keep(exchange, of_session, now)
    part = next((one for one in parts if one.pk == part_pk), None)
    if part is None and part_pk:
        raise Http404
    part = part or (parts[-1] if parts else None)
    refused = ""
    if request.method == "POST" and part is not None:
        ticked, shown = _numbers(request, "here"), _numbers(request, "was")
        try:
            changed = actions.mark_at_desk(
                exchange=exchange,
                part=part,
                here=ticked - shown,
                gone=shown - ticked,
                by=actor_at(request, exchange.lead),
                now=now,
            )
        except Refused as refusal:
            refused = refusal.message
        else:
            messages.success(request, _saved(changed), extra_tags=f"desk-{part.pk}")
            return redirect("sessions:desk", exchange.pk, part.pk)
    groups = groups_of(exchange, part) if part else []
    rows = [row for group in groups for row in group.rows]
    context = {
        "exchange": exchange,
        "part": part,
        "parts": parts,
        "several": len(of_session) > 1,
        "groups": groups,
        "total": len(rows),
        "here": sum(row.mark is not None for row in rows),
        "refused": refused,
        "back_url": page_of(exchange, "people"),
    }
    return render(request, "sessions/desk.html", context)


def _numbers(request: HttpRequest, name: str) -> set[int]:
    found = {whole_number(text, 0) for text in request.POST.getlist(name)}
    return found - {0}


def _saved(changed: int) -> str:
    if not changed:
        return _("Nothing had changed.")
    return ngettext(
        "The presence of %(n)s line is saved.",
        "The presence of %(n)s lines is saved.",
        changed,
    ) % {"n": changed}
