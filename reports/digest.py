"""What a month of a cluster was: questions to the database, answered in one frozen dataclass.

Counts are counts of rows that the dataclass also holds, so that every figure can show its rows.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from clusters.models import Authority, Cluster, ClusterMembership
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
from reports.periods import Period, month_of, month_of_event
from sessions.models import ExchangeSession, PartState, State
from sessions.models.roster import RosterEntry

_HELD = {State.HELD, State.CLOSED}
_PLANNED = {State.SCHEDULED, *_HELD}


def digest_of(owner: Cluster | Authority, period: Period, *, now: datetime) -> Digest:
    """The month of a cluster (with its sub-clusters) or of an authority (with all its clusters).

    A session counts once, in the month of its last dated part. Articles that stand in another
    bulletin of the same owner are left out; those of an earlier month come as late.
    """
    clusters = _clusters_of(owner)
    exchanges = [
        exchange
        for exchange in _exchanges(owner, clusters, period)
        if _month_of(exchange) == period
    ]
    exchanges.sort(key=lambda exchange: (_last_day(exchange), exchange.pk))
    articles, late = _articles(owner, clusters, period, now=now)
    held = [exchange for exchange in exchanges if exchange.state in _HELD]
    return Digest(
        starts_on=period.starts_on,
        ends_before=period.ends_before,
        sessions=tuple(_session_row(exchange) for exchange in exchanges),
        schools=_schools(clusters, period, held, [*articles, *late]),
        lessons=tuple(
            TaughtRow(
                exchange=exchange.pk,
                subject=lesson.subject_label,
                klass=lesson.klass,
                topic=lesson.topic,
                teachers=", ".join(lesson.teacher_names),
            )
            for exchange in held
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


def clusters_with_something(period: Period) -> QuerySet[Cluster]:
    """Clusters that existed in the period, have no bulletin of it, and may have something to tell.

    Wide on purpose: one query for all clusters, `digest_of` decides.
    """
    start, until = period.starts_on, period.ends_before
    mine = Q(cluster=OuterRef("pk")) | Q(lead_cluster=OuterRef("pk"))
    below = mine | Q(cluster__parent=OuterRef("pk"))
    dated = Q(on_sort__gte=start, on_sort__lt=until) | Q(
        parts__on_sort__gte=start, parts__on_sort__lt=until
    )
    took_place = ExchangeSession.objects.filter(below, dated, state__in=_HELD)
    written = Article.objects.filter(
        Q(cluster=OuterRef("pk"))
        | Q(exchanges__cluster=OuterRef("pk"))
        | Q(exchanges__lead_cluster=OuterRef("pk"))
        | Q(exchanges__cluster__parent=OuterRef("pk"))
        | Q(cluster__parent=OuterRef("pk")),
        ~Exists(
            BulletinEntry.objects.filter(
                article=OuterRef("pk"), bulletin__cluster=OuterRef(OuterRef("pk"))
            )
        ),
        Q(exchanges__on_sort__lt=until)
        | Q(exchanges__parts__on_sort__lt=until)
        | Q(exchanges__on_sort=None),
        state=ArticleState.PUBLISHED,
    )
    made = Bulletin.objects.filter(
        cluster=OuterRef("pk"), starts_on=start, ends_before=until
    )
    return Cluster.objects.filter(
        Q(valid_from=None) | Q(valid_from__lt=until),
        Q(valid_to=None) | Q(valid_to__gte=start),
        ~Exists(made),
        Exists(took_place) | Exists(written),
    )


def _clusters_of(owner: Cluster | Authority) -> set[int]:
    if isinstance(owner, Cluster):
        return {owner.pk, *owner.subclusters.values_list("pk", flat=True)}
    below: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in Authority.objects.order_by().values_list("pk", "parent_id"):
        below[parent].append(pk)
    authorities, waiting = set(), [owner.pk]
    while waiting:
        authorities.add(one := waiting.pop())
        waiting.extend(child for child in below[one] if child not in authorities)
    return set(
        Cluster.objects.filter(managing_authority__in=authorities)
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


def _exchanges(
    owner: Cluster | Authority, clusters: set[int], period: Period
) -> QuerySet[ExchangeSession]:
    start, until = period.starts_on, period.ends_before
    dated = Q(on_sort__gte=start, on_sort__lt=until) | Q(
        pk__in=ExchangeSession.objects.filter(
            parts__on_sort__gte=start, parts__on_sort__lt=until
        ).values("pk")
    )
    return (
        ExchangeSession.objects.filter(_in_scope(owner, clusters), dated)
        .filter(state__in=_PLANNED)
        .order_by()
        .prefetch_related(
            "parts",
            "units__school",
            "units__authority",
            "units__cluster",
            "roster__attendances",
            "stated_totals",
            "lessons__teachers",
            "lessons__subject",
        )
    )


def _dates(exchange: ExchangeSession) -> list:
    return [
        part.on for part in exchange.parts.all() if part.state != PartState.CANCELLED
    ]


def _month_of(exchange: ExchangeSession) -> Period | None:
    return month_of_event(_dates(exchange), exchange.on)


def _last_day(exchange: ExchangeSession) -> date:
    days = [one.first_day for one in [*_dates(exchange), exchange.on] if one]
    return max((day for day in days if day), default=date.min)


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
    candidates = (
        Article.objects.filter(
            mine, state=ArticleState.PUBLISHED, published_at__lte=now
        )
        .exclude(pk__in=elsewhere.values("article"))
        .order_by("published_at", "pk")
        .prefetch_related("exchanges__parts")
    )
    oldest = period.starts_on.replace(year=period.starts_on.year - 1)
    found, late = [], []
    for article in candidates:
        month = _month_of_article(article)
        if month == period:
            found.append(article)
        elif oldest <= month.starts_on < period.starts_on:
            late.append(article)
    return found, late


def _month_of_article(article: Article) -> Period:
    """The month of its latest session; without a dated session, that of publication."""
    months = [_month_of(exchange) for exchange in article.exchanges.all()]
    dated = [month for month in months if month is not None]
    if dated:
        return max(dated)
    return month_of(article.published_on or timezone.localdate(article.published_at))


def _present(exchange: ExchangeSession) -> list[RosterEntry]:
    """Who was there: marked at a part; of a session recorded afterwards, everyone on the list."""
    entries = list(exchange.roster.all())
    if exchange.recorded:
        return entries
    return [entry for entry in entries if entry.attendances.all()]


def _heads(entry: RosterEntry) -> int | None:
    if entry.kind != RosterEntry.Kind.GROUP:
        return 1
    counted = [mark.number for mark in entry.attendances.all() if mark.number]
    return max(counted, default=entry.group_count)


def _people(exchange: ExchangeSession) -> int | None:
    """How many came: the first head-count that people stated, else those marked as present.

    Stated counts of single parts are taken only when none is of the whole session, the largest of
    them: the same people sit in several parts. Groups whose number nobody knows count nothing.
    """
    stated = [total for total in exchange.stated_totals.all() if total.number]
    whole = [total.number for total in stated if total.part_id is None]
    if whole:
        return whole[0]
    if stated:
        return max(total.number or 0 for total in stated)
    counted = [heads for entry in _present(exchange) if (heads := _heads(entry))]
    return sum(counted) or None


def _took_part(exchange: ExchangeSession) -> set[int]:
    """The schools that took part: so marked, hosting, or with somebody present."""
    units_present = {entry.unit_id for entry in _present(exchange)}
    return {
        unit.school_id
        for unit in exchange.units.all()
        if unit.school_id
        and unit.took_part is not False
        and (unit.took_part or unit.hosts or unit.pk in units_present)
    }


def _hosting(exchange: ExchangeSession) -> list[Any]:
    return [unit for unit in exchange.units.all() if unit.hosts]


def _session_row(exchange: ExchangeSession) -> SessionRow:
    held = exchange.state in _HELD
    parts = [one for one in _dates(exchange) if one] or [exchange.on]
    days = list(dict.fromkeys(one.in_news() for one in parts if one))
    return SessionRow(
        pk=exchange.pk,
        title=exchange.title or exchange.called or str(exchange),
        when=", ".join(days),
        hosts=", ".join(unit.label for unit in _hosting(exchange)),
        held=held,
        schools=len(_took_part(exchange)) if held else 0,
        lessons=len(exchange.lessons.all()) if held else 0,
        people=_people(exchange) if held else None,
    )


def _schools(
    clusters: set[int],
    period: Period,
    held: Iterable[ExchangeSession],
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
    for exchange in held:
        took_part = _took_part(exchange)
        for unit in exchange.units.all():
            if unit.school is not None and unit.school_id in took_part:
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
            name=school.name,
            **{
                name: int(counts[name][school.pk])
                for name in ("sessions", "hosted", "lessons", "news")
            },
        )
        for school in ordered
    )
