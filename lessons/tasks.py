"""Alarm clocks: each asks the clock once and calls the machine. What is due is read from rows."""

from celery import shared_task
from django.utils import timezone

from lessons import reminders


@shared_task(name="lessons.remind")
def remind() -> None:
    """Once a minute, by beat: what is due is computed from rows, so a missed minute costs nothing."""
    reminders.remind(now=timezone.now())
