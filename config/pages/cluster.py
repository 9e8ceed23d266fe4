"""The page of a cluster: its month, what was not reported yet, the newest to read, who belongs to it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.verbs import person_of
from clusters import listing, permissions
from reports.page import news_of_cluster
from sessions.listing import month_of_cluster, rows_of
from sessions.models import ExchangeSession

SCHOOLS_SHOWN = 50


@require_safe
def cluster(request: HttpRequest, pk: int) -> HttpResponse:
    """A cluster today, for everyone who belongs to it or to its authorities."""
    user, now = person_of(request), timezone.now()
    today = timezone.localtime(now).date()
    row = get_object_or_404(
        permissions.clusters_visible_to(user).select_related(
            "managing_authority", "parent"
        ),
        pk=pk,
    )
    schools = listing.schools_of(row, today=today).order_by("sort_key", "pk")
    page = Paginator(schools, SCHOOLS_SHOWN).get_page(request.GET.get("page"))
    open_pages = set(
        permissions.schools_visible_to(user)
        .filter(pk__in=[school.pk for school in page.object_list])
        .values_list("pk", flat=True)
    )
    news = news_of_cluster(row, user, ExchangeSession.objects.visible_to(user))
    context = {
        "cluster": row,
        "area": row.area_on(today),
        "page": page,
        "open_pages": open_pages,
        "offices": listing.offices_of(row, today=today),
        "levels": row.levels.all(),
        "subclusters": row.subclusters.on(today),
        "can_manage": permissions.can_manage_cluster(user, row),
        "can_change_authority": permissions.can_choose_authority(user, row),
        "month": month_of_cluster(row, user, now=now),
        "news": news,
        "unreported": rows_of(news.unreported),
    }
    return render(request, "clusters/cluster.html", context)
