"""What feedback is about, who may give it and until when, who reads it: one rule that the pages enforce
and from which they put together what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.models import Cluster, ClusterOffice, Post
from clusters.standing import standing_of
from lessons.models import FeedbackTicket
from sessions.models import (
    ExchangeSession,
    Lesson,
    Part,
    PartState,
    RosterEntry,
    State,
)
from sessions.models.roster import writes
from sessions.permissions import sits_at_the_desk

# Fewer answers than so many are never shown: who wrote one would be guessed.
LEAST = 5
# Of fewer people than so many the words may still tell who wrote them.
SMALL = 8
# In Vietnam, in the morning after the day.
OPENS = time(6)
# A sheet is taken for so long after the day; also one that a device kept without a network.
ANSWERED_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Reader:
    """Somebody who reads the results: in words, by a rule about people, and among whom they are found."""

    words: str
    holds: Callable[[User], bool]
    among: Q


@dataclass(frozen=True)
class About:
    """What feedback is given about: a lesson, or the session as a whole."""

    exchange: ExchangeSession
    lesson: Lesson | None = None
    # Accounts of the cluster's secretaries where they read first; None: not asked yet.
    secretaries: frozenset[int] | None = None

    @property
    def key(self) -> int | None:
        return self.lesson.pk if self.lesson else None

    @property
    def title(self) -> str:
        return str(self.lesson or self.exchange)

    @cached_property
    def parts(self) -> list[Part]:
        """The parts at one of which one must have been to answer."""
        part = self.lesson.part_id if self.lesson else None
        return [
            one
            for one in self.exchange.parts.all()
            if one.state != PartState.CANCELLED and part in (None, one.pk)
        ]

    @property
    def day(self) -> date | None:
        """The day that must have passed before results open."""
        days = [one.on.exact for one in self.parts if one.on and one.on.exact]
        return max(days, default=None)

    @property
    def opens_at(self) -> datetime | None:
        return _at(self.day, timedelta(days=1), OPENS)

    @property
    def closes_at(self) -> datetime | None:
        return _at(self.day, ANSWERED_FOR + timedelta(days=1), time.min)

    @cached_property
    def teachers(self) -> set[int]:
        """The accounts of who teaches the lesson."""
        taught = self.lesson.teachers.all() if self.lesson else []
        return {one.user_id for one in taught if one.user_id is not None}

    @cached_property
    def readers(self) -> tuple[Reader, ...]:
        """Who reads the results. Of a lesson: who teaches it and nobody else. Of the session: the
        people of the cluster or school that leads it, its chair and secretary; never an office of
        education, also where it leads."""
        if self.lesson is not None:
            return tuple(
                _teacher(one.user_id, one.name)
                for one in self.lesson.teachers.all()
                if one.user_id is not None
            )
        return tuple(filter(None, (_lead(self.exchange), _desk(self.exchange))))

    def may_read(self, user: User) -> bool:
        """Whether this person reads the results."""
        return user.is_authenticated and any(one.holds(user) for one in self.readers)

    def people_who_read(self, on: date) -> list[User]:
        """Everybody who reads the results that day."""
        among = Q(pk__in=[])
        for one in self.readers:
            among |= one.among
        found = User.objects.filter(among, is_active=True).distinct()
        return [user for user in found if self.may_read(user)]

    @cached_property
    def reads_first(self) -> Reader | None:
        """Who reads the words for insults before anybody else, where the cluster wants that: its
        secretary, unless the lesson is their own."""
        known = self.secretaries
        secretaries = (
            secretaries_of(self.exchange) if known is None else known
        ) - self.teachers
        if not secretaries:
            return None
        return Reader(
            _("secretary of %(cluster)s") % {"cluster": _cluster_of(self.exchange)},
            lambda person: person.pk in secretaries,
            Q(pk__in=secretaries),
        )

    @property
    def who_reads(self) -> str:
        """The sentence for whoever answers: from the readers that `may_read` and `reads_first` ask."""
        return " ".join(filter(None, (self._readers_named, self._first_named)))

    @property
    def _first_named(self) -> str:
        if self.reads_first is None:
            return ""
        return _(
            "Before that %(who)s reads the words, without names and without the touches, and holds "
            "back what insults somebody."
        ) % {"who": self.reads_first.words}

    @property
    def _readers_named(self) -> str:
        names = "; ".join(one.words for one in self.readers)
        return _(
            "Only these read it: %(names)s. Nobody else, no office of education either: others "
            "see only how many have answered."
        ) % {"names": names}

    @property
    def is_offered(self) -> bool:
        """Whether feedback is given at all: of what takes place and is read by somebody."""
        return (
            self.exchange.state in {State.SCHEDULED, State.HELD, State.CLOSED}
            and not self.exchange.recorded
            and bool(self.parts)
            and bool(self.readers)
        )

    def refusal(self, entry: RosterEntry, *, now: datetime) -> str:
        """Why this line of the list cannot answer, in a sentence; "" where it can. Whether it was
        there is `was_there`."""
        if not self.is_offered:
            return _("No feedback is asked for here.")
        if entry.kind == RosterEntry.Kind.GROUP:
            return _("A group without names cannot answer.")
        if entry.user_id is not None and entry.user_id in self.teachers:
            return _("This is your own lesson: your colleagues say what they saw.")
        if self.closes_at is not None and now >= self.closes_at:
            return _("The time to answer was over on %(day)s.") % {
                "day": f"{timezone.localtime(self.closes_at - timedelta(days=1)):%d/%m/%Y}"
            }
        return ""

    def was_there(self, attended: Iterable[int]) -> bool:
        """Whether somebody with marks at these parts has seen it."""
        return bool({one.pk for one in self.parts} & set(attended))


def abouts_of(exchange: ExchangeSession) -> list[About]:
    """Everything of a session that feedback is given about: its lessons, then itself. Five queries
    at most."""
    prefetch_related_objects([exchange], "parts")
    lessons = exchange.lessons.select_related("subject").prefetch_related("teachers")
    secretaries = secretaries_of(exchange)
    found = []
    for lesson in lessons:
        lesson.exchange = exchange
        found.append(About(exchange, lesson, secretaries))
    whole = About(exchange, secretaries=secretaries)
    return [one for one in (*found, whole) if one.is_offered]


def _cluster_of(exchange: ExchangeSession) -> Cluster | None:
    return exchange.cluster or exchange.lead_cluster


def secretaries_of(exchange: ExchangeSession) -> frozenset[int]:
    """Who reads words first where the cluster wants that; nobody, and no query, where it does not."""
    cluster = _cluster_of(exchange)
    if cluster is None or not cluster.feedback_read_first:
        return frozenset()
    offices = ClusterOffice.objects.on(timezone.localdate()).filter(
        cluster=cluster, kind=ClusterOffice.Kind.SECRETARY, person__isnull=False
    )
    return frozenset(offices.order_by().values_list("person", flat=True))


def tickets_of(entry: RosterEntry) -> QuerySet[FeedbackTicket]:
    """What this line of the list has answered, also on an earlier line of the same person."""
    mine = Q(entry=entry)
    if entry.user_id is not None:
        mine |= Q(user=entry.user_id, exchange=entry.exchange_id)
    return FeedbackTicket.objects.filter(mine)


def _at(day: date | None, after: timedelta, hour: time) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day + after, hour, timezone.get_current_timezone())


def _teacher(user: int, name: str) -> Reader:
    return Reader(
        _("%(name)s, who teaches this lesson") % {"name": name},
        lambda person: person.pk == user,
        Q(pk=user),
    )


def _lead(exchange: ExchangeSession) -> Reader | None:
    today = timezone.localdate()
    if exchange.lead_cluster_id is not None:
        offices = ClusterOffice.objects.on(today).filter(
            cluster=exchange.lead_cluster_id
        )
        return Reader(
            _("head, deputies and secretary of %(cluster)s")
            % {"cluster": exchange.lead_name},
            lambda person: (
                exchange.lead_cluster_id in standing_of(person).officed_clusters
                and not standing_of(person).officer_of
            ),
            Q(pk__in=offices.order_by().values("person")),
        )
    if exchange.lead_school_id is not None:
        posts = Post.objects.on(today).filter(
            school=exchange.lead_school_id, kind__in=Post.LEADING
        )
        return Reader(
            _("principal and vice-principals of %(school)s")
            % {"school": exchange.lead_name},
            lambda person: (
                exchange.lead_school_id in standing_of(person).led_schools
                and not standing_of(person).officer_of
            ),
            Q(pk__in=posts.order_by().values("user")),
        )
    return None


def _desk(exchange: ExchangeSession) -> Reader:
    named = exchange.roster.filter(writes()).exclude(user=None)
    return Reader(
        _("chair and secretary of the session"),
        lambda person: sits_at_the_desk(person, exchange),
        Q(pk__in=named.order_by().values("user")),
    )
