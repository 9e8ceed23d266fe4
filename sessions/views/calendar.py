"""The calendar of a month."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.days import FIRST_YEAR, LAST_YEAR, WEEKDAYS
from accounts.verbs import person_of
from clusters.standing import standing_of
from sessions.calendar import visible_month
from sessions.filters import Filters, makes_sessions, options_for


@require_safe
def this_month(request: HttpRequest) -> HttpResponse:
    """The month of today, without a redirect: phones pay for each round trip."""
    return _month(request, timezone.localdate().replace(day=1))


@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Any month between 1945 and 2100."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        raise Http404
    return _month(request, date(year, month, 1))


def _month(request: HttpRequest, first: date) -> HttpResponse:
    filters = Filters.read(request.GET)
    now = timezone.now()
    today = timezone.localtime(now).date()
    context = {
        "month": visible_month(request.user, first, filters, now=now),
        "weekdays": WEEKDAYS,
        "filters": filters,
        "options": options_for(request.user, for_list=False),
        "may_schedule": makes_sessions(request.user),
        "undated_query": Filters(undated=True, cluster=filters.cluster).query(),
        "query": filters.query(month=None, undated=False),
        "this_month": first == today.replace(day=1),
        "plan_page": _plan_page(request),
    }
    return render(request, "sessions/calendar.html", context)


def _plan_page(request: HttpRequest) -> str:
    """Where a plan is pasted from Excel by those who keep one; "" for others."""
    kept = standing_of(person_of(request)).officed_clusters
    if len(kept) == 1:
        return reverse("sessions:cluster_plans", args=[*kept])
    return reverse("sessions:plans") if kept else ""
