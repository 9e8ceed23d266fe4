"""The office's month over all its clusters: what was planned and held, who took part, what waits.

Every figure is a link to its rows; the same rules as the bulletin's (`sessions.figures`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import require
from clusters.models import Cluster, School
from clusters.models.dated import holds_on
from clusters.standing import Standing, standing_of
from clusters.todo import Todo
from config.pages.year_bars import NARROW, WIDE, Bar, year_bars
from reports.models import Article, ArticleState
from sessions.calendar import WEEKDAYS, month_of
from sessions.days import next_month, previous_month
from sessions.figures import (
    Counted,
    Figures,
    by_month,
    counting,
    figures_from,
    figures_of,
    of_clusters,
)
from sessions.filters import makes_sessions, read_month
from sessions.models.exchange import Kind

# School years run from August to the end of July, all over the country.
FIRST_MONTH = 8
NEWS_SHOWN = 4
OFFICES_SHOWN = 2


@dataclass(frozen=True)
class ClusterRow:
    """One cluster in the month."""

    pk: int
    label: str
    schools: int
    figures: Figures

    @property
    def low(self) -> bool:
        """Less than seven of ten planned sessions are held."""
        return len(self.figures.held) < 0.7 * self.figures.planned


def clusters_of(standing: Standing, day: date) -> QuerySet[Cluster]:
    """The clusters that the authorities served manage on that day."""
    return (
        Cluster.objects.on(day)
        .filter(managing_authority__in=standing.authorities)
        .select_related("managing_authority")
        .annotate(
            members=Count("memberships", filter=Q(holds_on(day, "memberships__")))
        )
        .order_by("search_key", "pk")
    )


def offices_of(clusters: Sequence[Cluster], standing: Standing) -> list[str]:
    """The names over the page: the offices served that manage clusters, else those below them."""
    managing = {
        cluster.managing_authority_id: cluster.managing_authority.label
        for cluster in clusters
    }
    own = [managing[pk] for pk in sorted(standing.officer_of & managing.keys())]
    return own or list(managing.values())[:OFFICES_SHOWN]


def cluster_rows(clusters: Sequence[Cluster], figures: Figures) -> list[ClusterRow]:
    """The clusters in the order of their labels as people count ("Cụm 2" before "Cụm 10")."""
    of: dict[int, list[Counted]] = {cluster.pk: [] for cluster in clusters}
    for one in figures.sessions:
        for cluster in one.clusters & of.keys():
            of[cluster].append(one)
    return [
        ClusterRow(cluster.pk, cluster.label, cluster.members, Figures(of[cluster.pk]))
        for cluster in sorted(clusters, key=_as_people_count)
    ]


def _as_people_count(cluster: Cluster) -> list[tuple[int, int, str]]:
    return [
        (0, int(word), "") if word.isdecimal() else (1, 0, word)
        for word in cluster.search_key.split()
    ]


def overview(request: HttpRequest, *, todos: list[Todo], now: datetime) -> HttpResponse:
    """The page; `todos` is what waits for the officer."""
    standing = standing_of(request.user)
    today = timezone.localtime(now).date()
    first = read_month(request.GET.get("thang")) or today.replace(day=1)
    end = next_month(first)
    clusters = list(clusters_of(standing, _day_in(first, today)))
    rows = of_clusters([cluster.pk for cluster in clusters])
    planned = counting(rows, *school_year_of(first))
    figures = figures_from([one for one in planned if first <= one.day < end])
    month = month_of(rows.exclude(state="draft"), first, today=today)
    table = cluster_rows(clusters, figures)
    news = news_of(request)
    context = {
        "todos": todos,
        "today_date": today,
        "first": first,
        "previous": previous_month(first),
        "next": end,
        "offices": offices_of(clusters, standing),
        "clusters": table,
        "schools_total": sum(row.schools for row in table),
        "figures": figures,
        "without_plan": [row for row in table if not row.figures.planned],
        "waiting": news.waiting,
        "latest": news.latest,
        "month": month,
        "weekdays": WEEKDAYS,
        "may_schedule": makes_sessions(request.user),
        "year": year_of(planned, first),
        "asked_at": now,
    }
    return render(request, "pages/overview.html", context)


def _day_in(first: date, today: date) -> date:
    """The day whose clusters a month shows: today in this month, the last day of one that is over."""
    last = date.fromordinal(next_month(first).toordinal() - 1)
    return max(first, min(today, last))


@dataclass(frozen=True)
class NewsShown:
    """What waits for approval, the oldest first, and the newest to read."""

    waiting: list[Article]
    latest: list[Article]


def news_of(request: HttpRequest) -> NewsShown:
    """The news of the clusters that this officer may see; one query."""
    seen = Article.objects.visible_to(request.user)
    newest = (
        seen.filter(state=ArticleState.PUBLISHED)
        .order_by("-published_at", "-pk")
        .values("pk")[:NEWS_SHOWN]
    )
    rows = list(
        Article.objects.filter(
            Q(pk__in=seen.filter(state=ArticleState.IN_REVIEW).values("pk"))
            | Q(pk__in=newest)
        )
        .select_related("cluster", "school", "authority")
        .order_by("sent_at", "pk")
    )
    waiting = [one for one in rows if one.state == ArticleState.IN_REVIEW]
    published = [one for one in rows if one.state == ArticleState.PUBLISHED]
    published.sort(key=lambda one: (one.published_at, one.pk), reverse=True)
    return NewsShown(waiting, [*waiting, *published][:NEWS_SHOWN])


@dataclass(frozen=True)
class YearShown:
    """The chart of the school year with its table."""

    label: str
    wide: str
    narrow: str
    bars: list[Bar]
    kinds: list[tuple[str, str]]


def school_year_of(first: date) -> tuple[date, date]:
    """The first day of the school year of a month, and of the next one."""
    start = date(first.year - (first.month < FIRST_MONTH), FIRST_MONTH, 1)
    return start, date(start.year + 1, FIRST_MONTH, 1)


def year_of(planned: Sequence[Counted], first: date) -> YearShown:
    """The school year of a month, month by month, from its sessions. Pure."""
    start, end = school_year_of(first)
    counted = by_month(planned)
    bars, month = [], start
    while month < end:
        counts = counted.get((month.year, month.month), Counter())
        held = Counter(
            {kind: number for (kind, over), number in counts.items() if over}
        )
        bars.append(Bar(_("M%(n)s") % {"n": month.month}, held, sum(counts.values())))
        month = next_month(month)
    label = f"{start.year}-{start.year + 1}"
    kind_words = {str(kind): str(words) for kind, words in Kind.choices}
    shown = {
        "now": _("M%(n)s") % {"n": first.month},
        "title": _("Sessions by month, school year %(year)s") % {"year": label},
        "description": _("%(held)s sessions held, %(planned)s planned in all.")
        % {
            "held": sum(bar.done for bar in bars),
            "planned": sum(bar.planned for bar in bars),
        },
        "kind_words": kind_words,
    }
    there = {kind for bar in bars for kind in bar.held}
    return YearShown(
        label=label,
        wide=year_bars(bars, size=WIDE, **shown),
        narrow=year_bars(bars, size=NARROW, **shown),
        bars=bars,
        kinds=[(kind, words) for kind, words in kind_words.items() if kind in there],
    )


@require_safe
def overview_rows(request: HttpRequest, what: str) -> HttpResponse:
    """The rows behind a figure: `truong` (schools that took part), `nguoi-du` (who came to what)."""
    if what not in {"truong", "nguoi-du"}:
        raise Http404
    standing = standing_of(request.user)
    require(bool(standing.officer_of))
    first = read_month(request.GET.get("thang")) or timezone.localdate().replace(day=1)
    clusters = clusters_of(standing, _day_in(first, timezone.localdate()))
    rows = of_clusters(clusters.values("pk"))
    figures = figures_of(rows, first, next_month(first))
    times = Counter(school for one in figures.held for school in one.schools)
    context = {
        "what": what,
        "first": first,
        "back": f"{reverse('today')}?thang={first:%Y-%m}",
        "figures": figures,
        "schools": [
            (school, times[school.pk]) for school in School.objects.filter(pk__in=times)
        ]
        if what == "truong"
        else [],
    }
    return render(request, "pages/overview_rows.html", context)
