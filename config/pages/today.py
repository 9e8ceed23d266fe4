"""The page of today: first what waits, then what comes next, then the month of one's own."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from clusters import todo as clusters_todo
from clusters.standing import standing_of
from clusters.todo import Todo
from config.pages.overview import overview
from lessons import observing
from lessons import todo as lessons_todo
from reports import todo as reports_todo
from sessions import todo as sessions_todo
from sessions.days import next_month
from sessions.figures import figures_of, of_clusters
from sessions.filters import Filters, makes_sessions
from sessions.mine import OwnDays, own_days
from sessions.models import State


def todos_of(user: User, days: OwnDays, now: datetime) -> list[Todo]:
    """What waits for the person in all apps; urgent things first, else in the order of the work."""
    todos = [
        *sessions_todo.todo_of(user, days.to_check_in, now),
        *observing.to_observe(user, now),
        *lessons_todo.todo_of(user, now),
        *reports_todo.todo_of(user, now),
        *clusters_todo.todo_of(user, now),
    ]
    return sorted(todos, key=lambda todo: not todo.urgent)


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """An officer's first page is the month over all clusters; everybody else's is their own day."""
    now = timezone.now()
    standing = standing_of(request.user)
    days = own_days(request.user, now)
    todos = todos_of(request.user, days, now)
    if standing.officer_of:
        return overview(request, todos=todos, now=now)
    day = timezone.localtime(now).date()
    first = day.replace(day=1)
    before = [one for one in days.month.agenda if one.day < day]
    context = {
        "todos": todos or clusters_todo.first_steps(request.user),
        "day": day,
        "next": days.next,
        "month": days.month,
        "recent": before[-1:],
        "may_schedule": makes_sessions(request.user),
        "nowhere": not (
            standing.schools or standing.clusters or request.user.is_superuser
        ),
        "figures": cluster_figures(standing.officed_clusters, first),
        "held_query": held_query(standing.officed_clusters, first),
    }
    return render(request, "pages/today.html", context)


def cluster_figures(clusters: frozenset[int], first: date):
    """The month of the clusters in whose office the person is; None for others."""
    if not clusters:
        return None
    return figures_of(of_clusters(clusters), first, next_month(first))


def held_query(clusters: frozenset[int], first: date) -> str:
    """Where the list shows exactly the sessions counted as held: there is one cluster to narrow by,
    or no such list ("")."""
    if len(clusters) != 1:
        return ""
    [cluster] = clusters
    return Filters(state=State.HELD, month=first, cluster=cluster).query()
