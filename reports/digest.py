"""What a month of a cluster was: questions to the database, answered in one frozen dataclass.

Counts are counts of rows that the dataclass also holds, so that every figure can show its rows.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from clusters.models import Authority, Cluster, ClusterMembership
from clusters.standing import reach
from reports.facts.bulletin import (
    CorrectionRow,
    Digest,
    SchoolRow,
    SessionRow,
    TaughtRow,
)
from reports.models import (
    Article,
    ArticleState,
    Bulletin,
    BulletinEntry,
    BulletinState,
)
from reports.periods import Period
from sessions.days import ending_between, with_last_day
from sessions.figures import Counted, figures_of
from sessions.models import ExchangeSession, PartState
from sessions.models.exchange import TOOK_PLACE


def digest_of(owner: Cluster | Authority, period: Period, *, now: datetime) -> Digest:
    """The month of a cluster (with its sub-clusters) or of an authority (with all its clusters).

    A session counts once, in the month of its last dated part. Articles that stand in another
    bulletin of the same owner are left out; those of an earlier month come as late.
    """
    clusters = _clusters_of(owner, timezone.localdate(now))
    rows = ExchangeSession.objects.filter(_in_scope(owner, clusters))
    figures = figures_of(rows, period.starts_on, period.ends_before)
    exchanges = _exchanges(figures.sessions)
    articles, late = _articles(owner, clusters, period, now=now)
    held = [(counted, exchanges[counted.pk]) for counted in figures.held]
    return Digest(
        starts_on=period.starts_on,
        ends_before=period.ends_before,
        sessions=tuple(
            _session_row(counted, exchanges[counted.pk]) for counted in figures.sessions
        ),
        schools=_schools(clusters, period, held, [*articles, *late]),
        lessons=tuple(
            TaughtRow(
                exchange=exchange.pk,
                subject=lesson.subject_label,
                klass=lesson.klass,
                topic=lesson.topic,
                teachers=", ".join(lesson.teacher_names),
            )
            for _, exchange in held
            for lesson in exchange.lessons.all()
        ),
        articles=tuple(article.pk for article in articles),
        late=tuple(article.pk for article in late),
        corrections=tuple(
            CorrectionRow(
                article=entry.article_id,
                title=entry.article.title,
                printed_in=Period(
                    entry.bulletin.starts_on, entry.bulletin.ends_before
                ).label,
                withdrawn_on=_day_of(entry.article.withdrawn_at),
            )
            for entry in to_correct(owner, period)
        ),
    )


def to_correct(owner: Cluster | Authority, period: Period) -> QuerySet[BulletinEntry]:
    """What issued bulletins of earlier periods hold, was withdrawn since, and no other one took back."""
    column = "cluster" if isinstance(owner, Cluster) else "authority"
    here = Q(
        corrected_in__starts_on=period.starts_on,
        corrected_in__ends_before=period.ends_before,
    )
    return (
        BulletinEntry.objects.filter(
            Q(corrected_in=None) | here,
            **{f"bulletin__{column}": owner},
            bulletin__state__in=[BulletinState.APPROVED, BulletinState.SENT],
            bulletin__starts_on__lt=period.starts_on,
            article__state=ArticleState.WITHDRAWN,
        )
        .select_related("article", "bulletin")
        .order_by("bulletin__starts_on", "late", "order", "pk")
    )


def _day_of(moment: datetime | None) -> str:
    return timezone.localdate(moment).isoformat() if moment else ""


def clusters_with_something(period: Period, *, now: datetime) -> QuerySet[Cluster]:
    """Clusters that existed in the period, have no bulletin of it, and have something to tell.

    One query, the same questions as `digest_of`; what is too old for any bulletin is not looked at.
    """
    start, until = period.starts_on, period.ends_before
    below = Q()
    for column in (
        "cluster",
        "lead_cluster",
        "cluster__parent",
        "lead_cluster__parent",
    ):
        below |= Q(**{column: OuterRef("pk")})
    took_place = ending_between(
        ExchangeSession.objects.filter(below, state__in=TOOK_PLACE), start, until
    )
    told = Article.objects.filter(
        Q(cluster=OuterRef("pk"))
        | Q(cluster__parent=OuterRef("pk"))
        | Q(exchanges__cluster=OuterRef("pk"))
        | Q(exchanges__cluster__parent=OuterRef("pk"))
        | Q(exchanges__lead_cluster=OuterRef("pk"))
        | Q(exchanges__lead_cluster__parent=OuterRef("pk")),
        ~Exists(
            BulletinEntry.objects.filter(
                article=OuterRef("pk"), bulletin__cluster=OuterRef(OuterRef("pk"))
            )
        ),
    )
    made = Bulletin.objects.filter(
        cluster=OuterRef("pk"), starts_on=start, ends_before=until
    )
    return Cluster.objects.filter(
        Q(valid_from=None) | Q(valid_from__lt=until),
        Q(valid_to=None) | Q(valid_to__gte=start),
        ~Exists(made),
        Exists(took_place) | Exists(_dated(told, period, now=now)),
    )


def _clusters_of(owner: Cluster | Authority, day: date) -> set[int]:
    if isinstance(owner, Cluster):
        return {owner.pk, *owner.subclusters.values_list("pk", flat=True)}
    return set(
        Cluster.objects.filter(managing_authority__in=reach(owner, today=day))
        .order_by()
        .values_list("pk", flat=True)
    )


def _in_scope(owner: Cluster | Authority, clusters: set[int], prefix: str = "") -> Q:
    """Sessions of these clusters, or led by the authority itself."""
    scope = Q(**{f"{prefix}cluster__in": clusters}) | Q(
        **{f"{prefix}lead_cluster__in": clusters}
    )
    if isinstance(owner, Authority):
        scope |= Q(**{f"{prefix}lead_authority": owner})
    return scope


def _articles(
    owner: Cluster | Authority, clusters: set[int], period: Period, *, now: datetime
) -> tuple[list[Article], list[Article]]:
    """Published articles of the month, and those of earlier months that no bulletin holds yet.

    What took place more than a year before is history that somebody wrote down, no late news.
    """
    column = "cluster" if isinstance(owner, Cluster) else "authority"
    elsewhere = BulletinEntry.objects.filter(**{f"bulletin__{column}": owner}).exclude(
        bulletin__starts_on=period.starts_on, bulletin__ends_before=period.ends_before
    )
    mine = Q(cluster__in=clusters) | Q(
        pk__in=Article.objects.filter(_in_scope(owner, clusters, "exchanges__")).values(
            "pk"
        )
    )
    if isinstance(owner, Authority):
        mine |= Q(authority=owner)
    found: list[Article] = []
    late: list[Article] = []
    for article in (
        _dated(Article.objects.filter(mine), period, now=now)
        .exclude(pk__in=elsewhere.values("article"))
        .order_by("published_at", "pk")
    ):
        (
            found
            if article.told_on >= period.starts_on  # type: ignore[attr-defined]  # annotated by _dated
            else late
        ).append(article)
    return found, late


def _dated(
    articles: QuerySet[Article], period: Period, *, now: datetime
) -> QuerySet[Article]:
    """Those that are published and belong to the month or to the year before it, with `told_on`:
    the last day of their latest session; without a dated session, the day of publication.
    """
    sessions = with_last_day(ExchangeSession.objects.filter(articles=OuterRef("pk")))
    latest = sessions.filter(last_day__isnull=False).order_by("-last_day")
    oldest = period.starts_on.replace(year=period.starts_on.year - 1)
    return articles.annotate(
        told_on=Coalesce(
            Subquery(latest.values("last_day")[:1]),
            F("published_on"),
            TruncDate("published_at"),
            output_field=DateField(),
        )
    ).filter(
        state=ArticleState.PUBLISHED,
        published_at__lte=now,
        told_on__gte=oldest,
        told_on__lt=period.ends_before,
    )


def _exchanges(counted: Iterable[Counted]) -> dict[int, ExchangeSession]:
    """The sessions that were counted, with what their rows show."""
    return (
        ExchangeSession.objects.order_by()
        .prefetch_related(
            "parts",
            "units__school",
            "units__authority",
            "units__cluster",
            "lessons__teachers",
            "lessons__subject",
        )
        .in_bulk([one.pk for one in counted])
    )


def _session_row(counted: Counted, exchange: ExchangeSession) -> SessionRow:
    days = [
        part.on for part in exchange.parts.all() if part.state != PartState.CANCELLED
    ]
    said = [day for day in days if day] or [day for day in [exchange.on] if day]
    return SessionRow(
        pk=exchange.pk,
        title=exchange.title or exchange.called or str(exchange),
        when=", ".join(dict.fromkeys(day.in_news() for day in said)),
        hosts=", ".join(unit.label for unit in exchange.units.all() if unit.hosts),
        held=counted.held,
        schools=len(counted.schools),
        lessons=len(exchange.lessons.all()) if counted.held else 0,
        people=counted.people,
    )


def _schools(
    clusters: set[int],
    period: Period,
    held: Iterable[tuple[Counted, ExchangeSession]],
    articles: Iterable[Article],
) -> tuple[SchoolRow, ...]:
    """Every member school of the period, and every guest that took part, in Vietnamese order."""
    members = (
        ClusterMembership.objects.filter(
            Q(valid_from=None) | Q(valid_from__lt=period.ends_before),
            Q(valid_to=None) | Q(valid_to__gte=period.starts_on),
            cluster__in=clusters,
        )
        .order_by()
        .select_related("school")
    )
    schools = {one.school_id: one.school for one in members}
    counts: dict[str, dict[int | None, int]] = defaultdict(lambda: defaultdict(int))
    for counted, exchange in held:
        for unit in exchange.units.all():
            if unit.school is not None and unit.school_id in counted.schools:
                schools.setdefault(unit.school.pk, unit.school)
                counts["sessions"][unit.school_id] += 1
                counts["hosted"][unit.school_id] += unit.hosts
        for lesson in exchange.lessons.all():
            counts["lessons"][lesson.school_id] += 1
    for article in articles:
        counts["news"][article.school_id] += 1
    ordered = sorted(schools.values(), key=lambda school: (school.sort_key, school.pk))
    return tuple(
        SchoolRow(
            pk=school.pk,
            # As it was called when the period ended.
            name=school.name_on(period.ends_before - timedelta(days=1)),
            **{
                name: int(counts[name][school.pk])
                for name in ("sessions", "hosted", "lessons", "news")
            },
        )
        for school in ordered
    )
