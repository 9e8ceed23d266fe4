"""Observing a lesson: who does it and from when, and what pages show of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.widgets import time_in_words
from clusters.todo import Todo
from lessons.models import (
    CriterionWord,
    Observation,
    ObservationNote,
    ObservationState,
)
from sessions.models import ExchangeSession, Lesson, Part, RosterEntry, State

# People sit down and open the page before the bell.
_BEFORE = timedelta(minutes=30)
_STATES = frozenset({State.SCHEDULED, State.HELD, State.CLOSED})


def opens_at(exchange: ExchangeSession, parts: Iterable[Part]) -> datetime | None:
    """From when notes are taken at a lesson of one of these parts; None: whenever, the day is not
    known exactly."""
    found = []
    for part in parts:
        on = part.on or exchange.on
        if on and on.exact:
            at = datetime.combine(
                on.exact, part.starts_at or time.min, timezone.get_current_timezone()
            )
            found.append(at - _BEFORE if part.starts_at else at)
    return min(found, default=None)


def has_begun(
    exchange: ExchangeSession, parts: Iterable[Part], *, now: datetime
) -> bool:
    """Whether notes are taken now; afterwards they are for ever."""
    if exchange.state not in _STATES:
        return False
    opens = opens_at(exchange, parts)
    return opens is None or now >= opens


def parts_of(lesson: Lesson) -> list[Part]:
    """The part in which the lesson is taught; all of them where it is not said."""
    return [lesson.part] if lesson.part else list(lesson.exchange.parts.all())


def refusal(lesson: Lesson, *, now: datetime) -> str:
    """Why no note can be taken of the lesson now, in a sentence; empty if one can."""
    if lesson.exchange.state not in _STATES:
        return _("Notes are taken at sessions that take place.")
    if has_begun(lesson.exchange, parts_of(lesson), now=now):
        return ""
    opens = opens_at(lesson.exchange, parts_of(lesson))
    when = timezone.localtime(opens)
    return _("Notes can be taken from %(time)s on %(day)s on.") % {
        "time": time_in_words(when.time()),
        "day": f"{when:%d/%m/%Y}",
    }


def gives_points(lesson: Lesson) -> bool:
    """Whether the cluster switched points on for itself; even then nothing adds them up."""
    cluster = lesson.exchange.cluster
    return cluster is not None and cluster.observation_points


def entry_of(lesson: Lesson, user: User) -> RosterEntry | None:
    """The person's own line of the list of the session."""
    return RosterEntry.objects.filter(exchange=lesson.exchange_id, user=user).first()


def own_notes(user: User) -> QuerySet[ObservationNote]:
    """The notes that this person took and did not remove; nobody else's."""
    return ObservationNote.objects.filter(
        observation__observer=user, removed_at=None
    ).select_related("observation__lesson__exchange", "observation__lesson__subject")


def own_observation(lesson: Lesson, user: User) -> Observation | None:
    """What this person saw of the lesson."""
    return (
        Observation.objects.filter(lesson=lesson, observer=user)
        .select_related("criteria")
        .first()
    )


def shared_with_teacher(lesson: Lesson) -> list[Observation]:
    """What colleagues shared of the lesson, in the order in which they did: each with the notes in the
    order of the lesson and the words to criteria in the order of their set; three queries."""
    notes = ObservationNote.objects.filter(removed_at=None).order_by("at", "pk")
    words = CriterionWord.objects.select_related("criterion").order_by(
        "criterion__order"
    )
    return list(
        Observation.objects.filter(lesson=lesson, state=ObservationState.SHARED)
        .select_related("observer", "entry")
        .prefetch_related(
            Prefetch("notes", queryset=notes), Prefetch("words", queryset=words)
        )
        .order_by("shared_at", "pk")
    )


def _counted(rows: QuerySet[Observation]) -> QuerySet[Observation]:
    return (
        rows.annotate(many=Count("notes", filter=Q(notes__removed_at=None)))
        .select_related("lesson__exchange", "lesson__subject")
        .order_by("-started_at", "-pk")
    )


def observed_by(user: User) -> list[Observation]:
    """The lessons that the person observed, newest first; one query."""
    return list(_counted(Observation.objects.filter(observer=user)))


def lessons_with_shared(user: User) -> list[Lesson]:
    """The lessons of one's own of which colleagues shared notes, with how many; one query."""
    shared = Q(observations__state=ObservationState.SHARED)
    return list(
        Lesson.objects.filter(
            shared, pk__in=Lesson.objects.filter(teachers__user=user).values("pk")
        )
        .annotate(many=Count("observations", filter=shared, distinct=True))
        .select_related("exchange", "subject")
        .order_by("-exchange__on_sort", "order", "pk")
    )


def to_observe(user: User, now: datetime) -> list[Todo]:
    """Lessons of this day, at sessions on whose list the person is, from when they begin; two
    queries at most."""
    today = timezone.localtime(now).date()
    lessons = (
        Lesson.objects.filter(
            Q(part__on_sort=today) | Q(part=None, exchange__on_sort=today),
            exchange__state__in=[State.SCHEDULED, State.HELD],
            exchange__recorded=False,
            exchange__in=RosterEntry.objects.filter(user=user).values("exchange"),
        )
        .exclude(pk__in=Lesson.objects.filter(teachers__user=user).values("pk"))
        .select_related("exchange", "part", "subject")
        .order_by("part__starts_at", "order", "pk")
    )
    return [
        Todo(
            icon="eye",
            text=_("Observe: %(lesson)s") % {"lesson": lesson},
            url=reverse("lessons:observe", args=[lesson.pk]),
            action=_("Take notes"),
        )
        for lesson in lessons
        if has_begun(lesson.exchange, [lesson.part] if lesson.part else [], now=now)
    ]
