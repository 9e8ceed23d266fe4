"""The agreement that a session signs: its parties are those of the session until changed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access import form_page, require
from accounts.pressed import press_of
from accounts.verbs import Refused, person_of
from clusters.acting import actor_at
from clusters.forms.partnerships import AgreementSheet
from sessions import permissions
from sessions.actions.agreement import write_agreement
from sessions.views.load import page_of, visible


@form_page
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the session's agreement down, or its draft anew."""
    exchange = visible(request, pk)
    require(permissions.can_edit(person_of(request), exchange))
    sheet = AgreementSheet(
        request.POST if request.method == "POST" else None,
        user=person_of(request),
        partnership=exchange.partnership,
        schools=[
            unit.school
            for unit in exchange.units.select_related("school")
            if unit.school is not None
        ],
    )
    if sheet.is_valid():
        try:
            write_agreement(
                exchange=exchange,
                by=actor_at(request, exchange.lead),
                client_key=press_of(request, sheet.form.cleaned_data["client_key"]),
                **sheet.arguments(),
            )
        except Refused as refused:
            sheet.refuse(refused)
        else:
            messages.success(request, _("The agreement is written down."))
            return redirect(page_of(exchange, "details"))
    context = {
        "sheet": sheet,
        "partnership": exchange.partnership,
        "exchange": exchange,
        "back": page_of(exchange),
    }
    return render(request, "clusters/partnership_form.html", context)
