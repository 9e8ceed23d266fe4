"""Minutes on their way round the schools: who is asked, who is silent, what was changed since."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from clusters.models import ClusterMembership, School
from clusters.standing import standing_of
from sessions.minutes import page
from sessions.models import (
    ExchangeSession,
    Minutes,
    MinutesAnswer,
    MinutesRevision,
    MinutesState,
)
from sessions.permissions import led_by

USUAL_DAYS = 3


def concerned_schools(exchange: ExchangeSession, *, today: date) -> list[School]:
    """The schools that minutes go to, each once, in the order of the units; of a cluster that takes
    part as a whole its schools of today. A session that names no school: those of its cluster."""
    units = list(exchange.units.select_related("school"))
    clusters = [unit.cluster_id for unit in units if unit.cluster_id]
    if not any(unit.school_id for unit in units) and not clusters:
        clusters = [exchange.cluster_id] if exchange.cluster_id else []
    members: dict[int, list[School]] = {}
    if clusters:
        rows = ClusterMembership.objects.on(today).filter(cluster__in=clusters)
        for row in rows.select_related("school").order_by("school__sort_key", "pk"):
            members.setdefault(row.cluster_id, []).append(row.school)
    found: dict[int, School] = {}
    for unit in units:
        if unit.school is not None:
            found.setdefault(unit.school.pk, unit.school)
        for school in members.get(unit.cluster_id or 0, []):
            found.setdefault(school.pk, school)
    if not units or not found:
        for schools in members.values():
            for school in schools:
                found.setdefault(school.pk, school)
    return list(found.values())


def unanswered(revision: MinutesRevision) -> int:
    """How many schools are silent."""
    return sum(not one.answer for one in revision.answers.all())


def edited_since(
    revision: MinutesRevision, content: page.Content, minutes: Minutes
) -> bool:
    """Whether the writers changed something after this revision was sent. What follows the data by
    itself (a line nobody typed, a lesson's topic) is no change of theirs."""
    sent = page.content_from(revision.content)
    typed = set(minutes.texts)
    if any(sent.line(name) != content.line(name) for name in typed):
        return True
    return any(
        getattr(sent, name) != getattr(content, name)
        for name in ("items", "decisions", "sheets")
    )


def usual_days(exchange: ExchangeSession) -> int:
    """How many days the lead gave the schools last time; three where it never did."""
    last = (
        MinutesRevision.objects.filter(
            minutes__exchange__lead_cluster=exchange.lead_cluster_id,
            minutes__exchange__lead_school=exchange.lead_school_id,
            minutes__exchange__lead_authority=exchange.lead_authority_id,
        )
        .order_by("-circulated_at")
        .values_list("days", flat=True)
        .first()
    )
    return last or USUAL_DAYS


@dataclass
class GoingRound:
    """Minutes that schools are asked to confirm, as far as they concern one person."""

    revision: MinutesRevision
    # Whether the person is one of the lead's people.
    led: bool
    # The person's own schools that have not answered.
    silent_own: list[str] = field(default_factory=list)
    # Whether a comment waits for the writers, and whether any school is silent.
    commented: bool = False
    silent: bool = False


def going_round_for(user: User) -> list[GoingRound]:
    """What goes round of the sessions that this person leads, and what waits for a school that they
    lead, by the last day to answer; one query. The text of the minutes is not among it."""
    own = standing_of(user).led_schools
    led = ExchangeSession.objects.filter(led_by(user)).order_by().values("pk")
    awaited = MinutesAnswer.objects.filter(
        revision=OuterRef("pk"), school__in=own, answer=""
    ).order_by()
    rows = (
        MinutesRevision.objects.filter(
            number=F("minutes__head"), minutes__state=MinutesState.CIRCULATED
        )
        .annotate(led=Q(minutes__exchange__in=led))
        .filter(Q(led=True) | Q(Exists(awaited)))
        .annotate(
            school=F("answers__school"),
            school_name=F("answers__school__name"),
            answer=F("answers__answer"),
            response=F("answers__response"),
        )
        .select_related("minutes__exchange")
        .only("answer_until", "minutes__exchange__title", "minutes__exchange__kind")
        .order_by("answer_until", "pk", "answers__pk")
    )
    found: dict[int, GoingRound] = {}
    for row in rows:
        one = found.setdefault(row.pk, GoingRound(row, led=row.led))
        if row.answer == "":
            one.silent = True
            if row.school in own:
                one.silent_own.append(row.school_name)
        elif row.answer == "comments" and row.response == "":
            one.commented = True
    return list(found.values())


def overdue(*, today: date) -> QuerySet[Minutes]:
    """Minutes that go round and whose last day to answer is over."""
    sent = MinutesRevision.objects.filter(
        minutes=OuterRef("pk"), number=OuterRef("head"), answer_until__lt=today
    )
    return Minutes.objects.filter(
        Exists(sent.order_by()), state=MinutesState.CIRCULATED
    ).order_by("pk")
