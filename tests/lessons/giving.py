"""A session of today with people who were there, and pressing "send" for them in tests."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lessons.feedback import About
from sessions.models import Attendance, ExchangeSession, Lesson, RosterEntry
from tests import builders

SEEN = {"task": "most", "support": "soon", "talk": "some"}
HELD = {"use": "now", "time": "right", "order": "good"}


def session_of_today(world, **fields) -> tuple[ExchangeSession, Lesson]:
    """A session of today, all day long, with a lesson of the teacher's."""
    exchange = builders.make_exchange(
        **{
            "cluster": world.north,
            "host": world.host,
            "schools": [world.host, world.guest],
            "state": "scheduled",
            "on": timezone.localdate(),
            "title": "Áp suất chất lỏng",
            "by": world.cluster_head,
            **fields,
        }
    )
    exchange.parts.update(starts_at=None, purposes=["teach"])
    lesson = builders.make_lesson(
        exchange,
        klass="8A2",
        topic="Áp suất",
        teacher=world.teacher,
        school=world.host,
    )
    return exchange, lesson


def be_there(exchange: ExchangeSession, who, **fields) -> RosterEntry:
    """Somebody on the list who has checked in."""
    entry = builders.make_roster_entry(exchange, who, **fields)
    Attendance.objects.create(
        entry=entry, part=exchange.parts.get(), how="button", at=timezone.now()
    )
    return entry


def colleagues(exchange: ExchangeSession, many: int) -> list[RosterEntry]:
    """So many people who have checked in."""
    return [
        be_there(exchange, builders.make_person(f"Đồng nghiệp {n}"))
        for n in range(1, many + 1)
    ]


def address(about: About) -> str:
    if about.lesson is not None:
        return reverse("lessons:lesson_feedback", args=[about.lesson.pk])
    return reverse("lessons:session_feedback", args=[about.exchange.pk])


def client_of(entry: RosterEntry) -> Client:
    client = Client()
    client.force_login(entry.user)
    return client


def give(entry: RosterEntry, about: About, **said):
    """Send a sheet as the person's own phone does."""
    touched = SEEN if about.lesson is not None else HELD
    return client_of(entry).post(address(about), {**touched, **said})


def next_morning() -> datetime:
    """Seven o'clock of tomorrow in Vietnam."""
    day = timezone.localdate() + timedelta(days=1)
    return datetime.combine(day, time(7), ZoneInfo("Asia/Ho_Chi_Minh"))
