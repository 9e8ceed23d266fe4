"""Pages of an agreement between schools: written down, read, noted as signed, noted as ended."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.pressed import press_of
from accounts.text import whole_number
from accounts.verbs import Refused, actor_of, person_of
from clusters import listing, permissions
from clusters.actions import partnerships
from clusters.forms.partnerships import AgreementSheet
from clusters.forms.people import EndForm, SigningForm
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
        "ended": row.state == Partnership.State.ENDED,
        "in_force": row.state == Partnership.State.IN_FORCE,
    }
    return render(request, "clusters/partnership.html", context)


@form_page
def partnership_new(request: HttpRequest) -> HttpResponse:
    """A new agreement; `truong` in the address names the school it is written for."""
    user = person_of(request)
    require(permissions.can_write_partnerships(user))
    wanted = whole_number(request.GET.get("truong", ""), 0)
    schools = permissions.schools_visible_to(user).filter(pk=wanted)
    sheet = AgreementSheet(_sent(request), user=user, schools=schools)
    if sheet.is_valid() and (row := _written_down(request, sheet)):
        messages.success(request, _("The agreement is written down."))
        return redirect("clusters:partnership", pk=row.pk)
    context = {"sheet": sheet, "back": reverse("clusters:my_school")}
    return render(request, "clusters/partnership_form.html", context)


@form_page
def partnership_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What the draft of an agreement says, anew; a signed one leads back to its page."""
    row = _managed(request, pk)
    if row.state == Partnership.State.IN_FORCE and request.method != "POST":
        messages.info(
            request, _("It is signed. For a change both sides sign an annex.")
        )
        return redirect("clusters:partnership", pk=row.pk)
    sheet = AgreementSheet(_sent(request), user=person_of(request), partnership=row)
    if sheet.is_valid() and _written_down(request, sheet, row):
        messages.success(request, _("Saved."))
        return redirect("clusters:partnership", pk=row.pk)
    context = {
        "sheet": sheet,
        "partnership": row,
        "back": reverse("clusters:partnership", args=[row.pk]),
    }
    return render(request, "clusters/partnership_form.html", context)


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _written_down(
    request: HttpRequest, sheet: AgreementSheet, row: Partnership | None = None
) -> Partnership | None:
    """The agreement as it was saved; None with the reason on the form."""
    said, user = sheet.arguments(), person_of(request)
    try:
        if not any(
            permissions.is_own_party(user, one.place) for one in said["parties"]
        ):
            raise Refused(
                _(
                    "Your own school or authority is not among the parties. Please choose it in one "
                    "of the rows from the suggestions."
                )
            )
        return partnerships.write_partnership(
            partnership=row,
            by=actor_of(request),
            client_key=press_of(request, sheet.form.cleaned_data["client_key"]),
            **said,
        )
    except Refused as refused:
        sheet.refuse(refused)
        return None


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
    form = EndForm(_sent(request))
    if form.is_valid():
        try:
            partnerships.end_partnership(
                partnership=row,
                reason=form.cleaned_data["reason"],
                by=actor_of(request),
            )
            messages.success(request, _("The agreement has ended."))
        except Refused as refused:
            messages.error(request, refused.message)
        return redirect("clusters:partnership", pk=row.pk)
    context = {"partnership": row, "form": form}
    return render(request, "clusters/partnership_end.html", context)
