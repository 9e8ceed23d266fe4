"""Whom a session concerns: the people who are told of it. Answers with people, tells nobody."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from clusters.models import ClusterOffice, Delegation, Post, SchoolSuccession
from clusters.standing import leading_offices
from sessions.models import (
    ExchangeSession,
    LessonTeacher,
    Part,
    RosterEntry,
    SessionUnit,
)
from sessions.models.roster import writes


def people_of(
    exchange: ExchangeSession, *, part: Part | None = None, today: date | None = None
) -> list[User]:
    """Everybody whom the session, or one part of it, concerns, each once, in the order of names; one
    query.

    Those on its roster and those who teach its lessons, who leads a school concerned, the people of
    its lead. Without locked accounts and without people who left: those who had a post and hold
    neither post nor office today. Whether there is anything to tell (a draft, a session written
    down afterwards) is the caller's question.
    """
    today = today or timezone.localdate()
    units = exchange.units.order_by()
    answering = units.filter(Q(organises=True) | Q(hosts=True))
    concerned = (
        Q(pk__in=_named_in(exchange, part))
        | Q(pk__in=_leading_schools(units.values("school"), today))
        | Q(pk__in=_serving(answering.values("authority"), today))
        | Q(pk__in=_lead_of(exchange, today))
    )
    return list(_still_there(today).filter(concerned))


def leaders_of_unit(unit: SessionUnit, *, today: date | None = None) -> list[User]:
    """Who speaks for a unit concerned, in the order of names; one query.

    Of a school its principal and vice-principals and whom they lent their post to, of an authority
    its officers, of a cluster who leads it. Of a mere name nobody. No locked accounts.
    """
    today = today or timezone.localdate()
    if unit.school_id is not None:
        speaking = _leading_schools([unit.school_id], today)
    elif unit.authority_id is not None:
        speaking = _serving([unit.authority_id], today)
    elif unit.cluster_id is not None:
        offices = leading_offices(today).filter(cluster=unit.cluster_id)
        speaking = offices.values("person")
    else:
        return []
    return list(_still_there(today).filter(pk__in=speaking))


def leaders_of_schools(schools: list[int], *, today: date) -> list[User]:
    """Who leads one of these schools today, by a post held or lent, in the order of names; one query."""
    return list(_still_there(today).filter(pk__in=_leading_schools(schools, today)))


def writers_of(exchange: ExchangeSession, *, today: date | None = None) -> list[User]:
    """Who writes in the session's name: the lead's people, chair and secretary; one query."""
    today = today or timezone.localdate()
    listed = (
        exchange.roster.filter(writes(), user__isnull=False).order_by().values("user")
    )
    asked = Q(pk__in=listed) | Q(pk__in=_lead_of(exchange, today))
    return list(_still_there(today).filter(asked))


def keepers(exchange: ExchangeSession, *, today: date) -> list[User]:
    """Who keeps the list of presence and owes the minutes: chair and secretary of the day; where
    neither can be told, the lead's people. Two queries at most."""
    there = _still_there(today)
    at_desk = exchange.roster.filter(writes(), user__isnull=False).order_by()
    return list(there.filter(pk__in=at_desk.values("user"))) or list(
        there.filter(pk__in=_lead_of(exchange, today))
    )


def _still_there(today: date) -> QuerySet[User]:
    """People who can be told something: not locked, and not gone. Whoever never had a post (a guest
    with an account) is there."""
    posts = Post.objects.filter(user=OuterRef("pk")).order_by()
    held = Post.objects.on(today).filter(user=OuterRef("pk")).order_by()
    offices = ClusterOffice.objects.on(today).filter(person=OuterRef("pk")).order_by()
    left = Q(Exists(posts)) & ~Q(Exists(held)) & ~Q(Exists(offices))
    return User.objects.filter(~left, is_active=True)


def named_in(exchange: ExchangeSession) -> set[int]:
    """Ids of the people on the roster and of those who teach; one query."""
    return {user for (user,) in _named_in(exchange)}


def speaking_for(exchange: ExchangeSession, *, today: date | None = None) -> set[int]:
    """Ids of who leads a school concerned; one query."""
    today = today or timezone.localdate()
    schools = exchange.units.order_by().values("school")
    return {user for (user,) in _leading_schools(schools, today)}


def people_among(people: set[int], *, today: date | None = None) -> list[User]:
    """Those of these people who can be told something; one query, none without people."""
    if not people:
        return []
    return list(_still_there(today or timezone.localdate()).filter(pk__in=people))


def _named_in(exchange: ExchangeSession, part: Part | None = None) -> QuerySet:
    """Ids of the people on the roster and of those who teach: of one part those expected there."""
    listed = RosterEntry.objects.filter(exchange=exchange, user__isnull=False)
    teaching = LessonTeacher.objects.filter(
        lesson__exchange=exchange, user__isnull=False
    )
    if part is not None:
        listed = listed.filter(Q(parts=None) | Q(parts=part))
        teaching = teaching.filter(Q(lesson__part=None) | Q(lesson__part=part))
    return (
        listed.order_by()
        .values_list("user")
        .union(teaching.order_by().values_list("user"))
    )


def _leading_schools(schools: QuerySet | list, today: date) -> QuerySet:
    """Ids of who leads one of these schools today, or one that took over from them, by a post held or
    lent."""
    heirs = SchoolSuccession.objects.filter(predecessor__in=schools, on__lte=today)
    led = Post.objects.on(today).filter(
        Q(school__in=schools) | Q(school__in=heirs.order_by().values("successor")),
        kind__in=Post.LEADING,
    )
    lent = Delegation.objects.on(today).filter(post__in=led.order_by().values("pk"))
    return led.order_by().values_list("user").union(lent.order_by().values_list("to"))


def _serving(authorities: QuerySet | list, today: date) -> QuerySet:
    """Ids of the officers of these authorities."""
    return (
        Post.objects.on(today)
        .filter(authority__in=authorities, kind=Post.Kind.OFFICER)
        .order_by()
        .values_list("user")
    )


def _lead_of(exchange: ExchangeSession, today: date) -> QuerySet:
    """Ids of the lead's people: the officers of the cluster, who leads the school, the authority's."""
    if exchange.lead_cluster_id is not None:
        return (
            ClusterOffice.objects.on(today)
            .filter(cluster=exchange.lead_cluster_id, person__isnull=False)
            .order_by()
            .values_list("person")
        )
    if exchange.lead_school_id is not None:
        return _leading_schools([exchange.lead_school_id], today)
    return _serving([exchange.lead_authority_id], today)
