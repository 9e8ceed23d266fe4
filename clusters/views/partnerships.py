"""Pages of an agreement between schools: what it says, that it is signed, that it has ended."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.verbs import Refused, actor_of, person_of
from clusters import listing, permissions
from clusters.actions import partnerships
from clusters.forms.people import SigningForm
from clusters.models import Partnership


def _managed(request: HttpRequest, pk: int) -> Partnership:
    user = person_of(request)
    row = get_object_or_404(permissions.partnerships_visible_to(user), pk=pk)
    require(permissions.can_manage_partnership(user, row))
    return row


@require_safe
def partnership(request: HttpRequest, pk: int) -> HttpResponse:
    """What the agreement says: parties, programme, period, what was promised."""
    user = person_of(request)
    seen = permissions.partnerships_visible_to(user)
    row = get_object_or_404(listing.with_parties(seen), pk=pk)
    context = {
        "partnership": row,
        "can_manage": permissions.can_manage_partnership(user, row),
        "draft": row.state == Partnership.State.DRAFT,
        "in_force": row.state == Partnership.State.IN_FORCE,
    }
    return render(request, "clusters/partnership.html", context)


@form_page
def partnership_signed(request: HttpRequest, pk: int) -> HttpResponse:
    """The agreement is signed; a link from the session of the signing brings the day (`ngay`)."""
    row = _managed(request, pk)
    known = request.GET.get("ngay") or (row.signed_on and row.signed_on.exact)
    sent = request.POST if request.method == "POST" else None
    form = SigningForm(sent, initial={"signed_on": known})
    if form.is_valid():
        try:
            partnerships.enter_force(
                partnership=row,
                signed_on=form.cleaned_data["signed_on"],
                by=actor_of(request),
                today=timezone.localdate(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The agreement is in force."))
            return redirect("clusters:partnership", pk=row.pk)
    context = {"partnership": row, "form": form}
    return render(request, "clusters/partnership_signed.html", context)


@form_page
def partnership_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The agreement counts no longer."""
    row = _managed(request, pk)
    if request.method == "POST":
        try:
            partnerships.end_partnership(partnership=row, by=actor_of(request))
            messages.success(request, _("The agreement has ended."))
        except Refused as refused:
            messages.error(request, refused.message)
        return redirect("clusters:partnership", pk=row.pk)
    return render(request, "clusters/partnership_end.html", {"partnership": row})
