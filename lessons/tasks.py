"""Alarm clocks: each asks the clock once and calls the machine. What is due is read from rows."""

from celery import shared_task
from django.utils import timezone

from accounts.ringing import ring_now
from lessons import opening, reminders


@shared_task(name="lessons.remind")
def remind() -> None:
    """Once a minute, by beat: what is due is computed from rows, so a missed minute costs nothing."""
    reminders.remind(now=timezone.now())


@shared_task(name="lessons.sweep_feedback")
def sweep_feedback() -> None:
    """Every five minutes, by beat: ring for the sessions whose feedback can be opened."""
    for pk in opening.due(now=timezone.now()):
        ring_now(opening.TASK, pk)


@shared_task(name=opening.TASK)
def open_feedback(exchange_id: int) -> None:
    opening.open_feedback(exchange_id, now=timezone.now())
