"""The figures of a month: sessions planned and held, schools and people that took part.

The same rules as the bulletin's: a session counts in the month of its last day; a head-count that
people stated wins over counting and is never added to it; who hosts takes part.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from sessions.days import ending_between
from sessions.models import (
    Attendance,
    ExchangeSession,
    RosterEntry,
    SessionUnit,
    State,
    StatedTotal,
)
from sessions.models.exchange import TOOK_PLACE

PLANNED = {State.SCHEDULED, *TOOK_PLACE}


@dataclass(slots=True)
class Counted:
    """One session of the month with what was counted of it."""

    pk: int
    title: str
    kind: str
    state: str
    clusters: set[int]
    day: date
    # How many came; None when nobody knows. Stated: as people wrote it, not counted.
    people: int | None = None
    stated: bool = False
    schools: set[int] = field(default_factory=set)

    @property
    def held(self) -> bool:
        return self.state in TOOK_PLACE


@dataclass
class Figures:
    """The sessions of a month and their sums."""

    sessions: list[Counted]

    @property
    def planned(self) -> int:
        return len(self.sessions)

    @property
    def held(self) -> list[Counted]:
        return [one for one in self.sessions if one.held]

    @property
    def schools(self) -> set[int]:
        """Schools that took part in at least one session, each once."""
        return {school for one in self.held for school in one.schools}

    @property
    def people(self) -> int:
        """Participations: who came to two sessions counts twice."""
        return sum(one.people or 0 for one in self.held)

    @property
    def unknown(self) -> int:
        """Held sessions of which nobody wrote down who came."""
        return sum(one.people is None for one in self.held)

    def of(self, cluster: int) -> Figures:
        return Figures([one for one in self.sessions if cluster in one.clusters])


def figures_of(rows: QuerySet, start: date, end: date) -> Figures:
    """The figures of those sessions whose last day lies in [start, end); two queries."""
    return figures_from(counting(rows, start, end))


def counting(rows: QuerySet, start: date, end: date) -> list[Counted]:
    """The sessions that count in [start, end), in the order of their last day; one query. Who took
    part is not known yet: see `figures_from`."""
    return [
        Counted(
            pk=row[0],
            title=row[1],
            kind=row[2],
            state=row[3],
            clusters={row[4], row[5]} - {None},
            day=row[6],
        )
        for row in ending_between(rows, start, end)
        .filter(state__in=PLANNED)
        .order_by("last_day", "pk")
        .values_list(
            "pk", "title", "kind", "state", "cluster", "lead_cluster", "last_day"
        )
    ]


def figures_from(sessions: list[Counted]) -> Figures:
    """The figures of these sessions; one query, none where nothing was held."""
    held = [one for one in sessions if one.held]
    schools, counted, stated = _took_part([one.pk for one in held])
    for one in held:
        one.schools = schools.get(one.pk, set())
        one.stated = one.pk in stated
        one.people = stated.get(one.pk, counted.get(one.pk)) or None
    return Figures(sessions)


# A row about a held session: (session, order, part, number, what the number is of).
_SCHOOL, _CAME, _STATED = "school", "came", "stated"


def _took_part(
    held: list[int],
) -> tuple[dict[int, set[int]], dict[int, int], dict[int, int]]:
    """Of each held session: its schools, how many were counted, how many people stated. Stated is the
    first head-count of the whole session; else the largest of its parts'."""
    schools: dict[int, set[int]] = defaultdict(set)
    counted: dict[int, int] = {}
    whole: dict[int, int] = {}
    of_parts: dict[int, int] = {}
    rows = _schools(held).union(_counted(held), _stated(held), all=True)
    for exchange, _order, part, number, what in sorted(rows):
        if what == _SCHOOL:
            schools[exchange].add(number)
        elif what == _CAME:
            counted[exchange] = number
        elif part:
            of_parts[exchange] = max(number, of_parts.get(exchange, 0))
        else:
            whole.setdefault(exchange, number)
    return schools, counted, of_parts | whole


def _what(word: str) -> Value:
    return Value(word, output_field=CharField())


_NONE = Value(0)


def _schools(held: Iterable[int]) -> QuerySet:
    """The schools that took part: so marked, hosting, or with somebody present."""
    somebody = RosterEntry.objects.filter(unit=OuterRef("pk")).filter(
        Q(exchange__recorded=True)
        | Exists(Attendance.objects.filter(entry=OuterRef("pk")))
    )
    return (
        SessionUnit.objects.filter(exchange__in=held, school__isnull=False)
        .filter(
            Q(took_part=True) | (Q(took_part=None) & (Q(hosts=True) | Exists(somebody)))
        )
        .order_by()
        .values_list("exchange_id", _NONE, _NONE, "school_id", _what(_SCHOOL))
    )


def _counted(held: Iterable[int]) -> QuerySet:
    """How many are marked as present; of what was written down afterwards, all on the list.

    Of a group: the number it came with, else the number it was announced with, else nothing.
    """
    marks = Attendance.objects.filter(entry=OuterRef("pk"))
    came = marks.order_by().values("entry").annotate(most=Max("number")).values("most")
    return (
        RosterEntry.objects.filter(exchange__in=held)
        .filter(Q(exchange__recorded=True) | Exists(marks))
        .order_by()
        .annotate(
            heads=Case(
                When(
                    kind=RosterEntry.Kind.GROUP,
                    then=Coalesce(Subquery(came), F("group_count"), 0),
                ),
                default=1,
                output_field=IntegerField(),
            )
        )
        .values("exchange_id")
        .annotate(people=Sum("heads"))
        .values_list("exchange_id", _NONE, _NONE, "people", _what(_CAME))
    )


def _stated(held: Iterable[int]) -> QuerySet:
    """The head-counts that people wrote down, of a part or of the whole session (part 0)."""
    return (
        StatedTotal.objects.filter(exchange__in=held, number__gt=0)
        .order_by()
        .values_list(
            "exchange_id", "order", Coalesce("part_id", 0), "number", _what(_STATED)
        )
    )


def by_month(
    sessions: Iterable[Counted],
) -> dict[tuple[int, int], Counter[tuple[str, bool]]]:
    """For each month: how many of these sessions by (kind, held). Pure."""
    months: dict[tuple[int, int], Counter[tuple[str, bool]]] = defaultdict(Counter)
    for one in sessions:
        months[one.day.year, one.day.month][one.kind, one.held] += 1
    return months


def of_clusters(clusters: Iterable[int] | QuerySet) -> QuerySet[ExchangeSession]:
    """The sessions of these clusters, theirs or led by them."""
    return ExchangeSession.objects.filter(
        Q(cluster__in=clusters) | Q(lead_cluster__in=clusters)
    )
