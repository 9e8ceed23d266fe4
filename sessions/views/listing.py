"""The list of sessions with its filters."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sessions.filters import Filters, makes_sessions, options_for
from sessions.listing import page_of


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Twenty a page; whatever narrows it stands in the address and stays in every link."""
    filters = Filters.read(request.GET)
    options = options_for(request.user, for_list=True, chosen=filters.year)
    context = {
        "page": page_of(
            request.user,
            filters,
            request.GET.get("page", 1),
            now=timezone.now(),
        ),
        "filters": filters,
        "may_schedule": makes_sessions(request.user),
        "options": options,
        "years": [(year, year) for year in options.years],
        "undated_query": filters.query(undated=True, month=None),
        "dated_query": filters.query(undated=False),
        "order_query": filters.query(oldest_first=not filters.oldest_first),
        # Searching everywhere: the words alone, without a filter that a link had switched on.
        "words_query": Filters(words=filters.words).query(),
        "without_month": filters.query(month=None),
        "without_waits": filters.query(waits=""),
    }
    return render(request, "sessions/list.html", context)
