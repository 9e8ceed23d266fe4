"""Personal links to check in, for those on the list who have no account or no phone that knows them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from accounts.access import form_page, require
from accounts.addresses import public_url
from accounts.text import whole_number
from accounts.verbs import Refused, person_of
from clusters.acting import actor_at
from sessions import actions, permissions
from sessions.models import PersonalLink, RosterEntry, State
from sessions.replies.places import link_ends
from sessions.views.load import visible

CHECK_IN = PersonalLink.Purpose.CHECK_IN


@never_cache
@form_page
def door_links(request: HttpRequest, pk: int) -> HttpResponse:
    """Who can be given a link to check in, and the links that were made, ready to be sent."""
    exchange = visible(request, pk)
    require(permissions.can_keep_attendance(person_of(request), exchange))
    now = timezone.now()
    entries = list(
        exchange.roster.exclude(kind=RosterEntry.Kind.GROUP).select_related(
            "unit__school", "unit__authority", "unit__cluster"
        )
    )
    # The page is for those without an account: they stand first, else all as on the list.
    entries.sort(key=lambda entry: entry.user_id is not None)
    made = {
        link.entry_id: link
        for link in exchange.personal_links.in_use().filter(purpose=CHECK_IN)
    }
    if request.method == "POST":
        chosen = whole_number(request.POST.get("who"), 0)
        wanted = [
            entry
            for entry in entries
            if entry.pk not in made
            and (entry.pk == chosen or (not chosen and entry.user_id is None))
        ]
        try:
            for entry in wanted:
                actions.issue_link(
                    exchange=exchange,
                    purpose=CHECK_IN,
                    entry=entry,
                    by=actor_at(request, exchange.lead),
                    now=now,
                )
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(
                request,
                ngettext("%(n)s link was made.", "%(n)s links were made.", len(wanted))
                % {"n": len(wanted)},
            )
        return redirect("sessions:door_links", exchange.pk)
    context = {
        "exchange": exchange,
        "rows": [
            (entry, _words(request, entry, made.get(entry.pk))) for entry in entries
        ],
        "without": sum(
            entry.user_id is None and entry.pk not in made for entry in entries
        ),
        "may_issue": exchange.state in {State.SCHEDULED, State.HELD},
        "ends": link_ends(exchange, exchange.parts.all(), now),
        "back_url": reverse("sessions:desk", args=[exchange.pk]),
    }
    return render(request, "sessions/door_links.html", context)


def _words(request: HttpRequest, entry: RosterEntry, link: PersonalLink | None) -> str:
    """What is sent to the person by Zalo; "" where there is no link yet."""
    if link is None:
        return ""
    address = public_url(request, reverse("sessions:door_by_link", args=[link.code]))
    return _(
        "%(name)s checks in here on the day, without signing in: %(address)s (for this person only)"
    ) % {"name": entry.name_as_printed, "address": address}
