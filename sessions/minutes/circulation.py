"""Minutes on their way round the schools: who is asked, who is silent, what was changed since."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

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


def answers_awaited_of(user: User) -> QuerySet[MinutesAnswer]:
    """The silent answers of the schools that this person leads, to what is still going round."""
    led = standing_of(user).led_schools
    return MinutesAnswer.objects.filter(
        newest_sent(), school__in=led, answer=""
    ).order_by("revision__answer_until", "pk")


def newest_sent() -> Q:
    """That an answer is to the newest revision of minutes that are going round."""
    return Q(
        Exists(
            Minutes.objects.filter(
                pk=OuterRef("revision__minutes"),
                state=MinutesState.CIRCULATED,
                head=OuterRef("revision__number"),
            ).order_by()
        )
    )


def overdue(*, today: date) -> QuerySet[Minutes]:
    """Minutes that go round and whose last day to answer is over."""
    sent = MinutesRevision.objects.filter(
        minutes=OuterRef("pk"), number=OuterRef("head"), answer_until__lt=today
    )
    return Minutes.objects.filter(
        Exists(sent.order_by()), state=MinutesState.CIRCULATED
    ).order_by("pk")
