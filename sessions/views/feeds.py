"""Calendars for other programs: one's own address, the file behind it, the file of one session."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import throttle
from accounts.access import form_page
from accounts.addresses import client_address, only_this_machine, public_url
from accounts.qr import qr_svg
from accounts.verbs import actor_of, person_of
from clusters import permissions as clusters_permissions
from clusters.models import Cluster, School
from sessions import actions, feeds
from sessions.models import CalendarAddress, ExchangeSession, State
from sessions.models.exchange import LEADS

_TYPE = "text/calendar; charset=utf-8"


@form_page
def my_calendar(request: HttpRequest) -> HttpResponse:
    """The address of what concerns oneself."""
    return _address_page(
        request,
        title=_("My calendar"),
        about=_("All sessions that concern you, and nobody else's."),
        back=reverse("accounts:profile"),
        back_words=_("My account"),
    )


@form_page
def school_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The address of a school's sessions."""
    school = get_object_or_404(
        clusters_permissions.schools_visible_to(person_of(request)), pk=pk
    )
    return _address_page(
        request,
        school=school,
        title=_("Calendar of %(unit)s") % {"unit": school},
        about=_("All sessions of the school, as far as you may see them."),
        back=reverse("clusters:school", args=[school.pk]),
        back_words=str(school),
    )


@form_page
def cluster_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The address of a cluster's sessions."""
    cluster = get_object_or_404(
        clusters_permissions.clusters_visible_to(person_of(request)), pk=pk
    )
    return _address_page(
        request,
        cluster=cluster,
        title=_("Calendar of %(unit)s") % {"unit": cluster},
        about=_("All sessions of the cluster that are agreed."),
        back=reverse("cluster", args=[cluster.pk]),
        back_words=str(cluster),
    )


_VERBS = {
    "make": actions.make_calendar_address,
    "renew": actions.renew_calendar_address,
    "revoke": actions.revoke_calendar_address,
}


def _address_page(
    request: HttpRequest,
    *,
    school: School | None = None,
    cluster: Cluster | None = None,
    title: str,
    about: str,
    back: str,
    back_words: str,
) -> HttpResponse:
    """The person's own address for one subject: made, shown, changed or taken back by a press."""
    person = person_of(request)
    verb = _VERBS.get(request.POST.get("do", ""))
    if verb is not None:
        verb(
            owner=person,
            school=school,
            cluster=cluster,
            by=actor_of(request),
            now=timezone.now(),
        )
        said = {
            "renew": _(
                "There is a new address. The one before shows nothing any more."
            ),
            "revoke": _("The address shows nothing any more."),
        }
        if words := said.get(request.POST["do"]):
            messages.success(request, words)
        return redirect(request.path)
    standing = (
        CalendarAddress.objects.standing()
        .filter(owner=person, school=school, cluster=cluster)
        .first()
    )
    url = ""
    if standing is not None:
        path = reverse("sessions:feed", args=[standing.token])
        url = public_url(request, path)
    context = {
        "title": title,
        "about": about,
        "back": back,
        "back_words": back_words,
        "url": url,
        "webcal": "webcal://" + url.partition("://")[2],
        "qr": qr_svg(url, _("QR code of the calendar's address")) if url else "",
        "only_here": only_this_machine(request),
        "made": standing.created_at if standing is not None else None,
    }
    return render(request, "sessions/calendar_address.html", context)


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind an address, for programs: nobody signs in, the owner's rights of this
    moment decide. An address that was taken back shows an empty calendar, so that its entries go
    from the devices that read it; one that never was is 404.
    """
    now = timezone.now()
    address = CalendarAddress.objects.with_token(token)
    if address is None:
        # 64 signs cannot be guessed; whoever tries many keeps the server busy.
        try:
            throttle.admit_calendar(address=client_address(request), now=now)
        except throttle.TooManyTries:
            return HttpResponse(status=429, content_type="text/plain")
        raise Http404
    with translation.override(address.owner.language):
        entries = feeds.entries_of(
            feeds.sessions_of(address), today=timezone.localdate(now)
        )
        return _file(request, entries, name=feeds.name_of(address))


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """One session for the calendar of a phone: added, or, if it was called off, taken out."""
    seen = ExchangeSession.objects.visible_to(person_of(request)).select_related(*LEADS)
    exchange = get_object_or_404(seen, pk=pk)
    entries = feeds.entries_of(ExchangeSession.objects.filter(pk=exchange.pk))
    if not entries:
        messages.warning(
            request,
            _("No day of this session is known yet, so a calendar cannot show it."),
        )
        return redirect("session", pk=exchange.pk)
    off = exchange.state == State.CANCELLED
    answer = _file(request, entries, method="CANCEL" if off else "PUBLISH")
    if answer.status_code == 200:
        answer["Content-Disposition"] = f'attachment; filename="{exchange.code}.ics"'
    return answer


def _file(
    request: HttpRequest,
    entries: list[feeds.Entry],
    *,
    name: str = "",
    method="PUBLISH",
) -> HttpResponse:
    """The calendar, or 304 where the program has it already. Nothing is set before that is known.

    Without Last-Modified: a session that goes from a calendar leaves no newer time behind.
    """
    site = public_url(request, "/").rstrip("/")
    mark = f'"{feeds.fingerprint(entries, name, site, method)}"'
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" in asked or mark in {one.removeprefix("W/") for one in asked}:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        content = feeds.calendar_of(entries, name=name, site=site, method=method)
        answer = HttpResponse(content, content_type=_TYPE)
    answer["ETag"] = mark
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Robots-Tag"] = "noindex"
    return answer
