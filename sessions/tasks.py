"""Alarm clocks: each asks the clock once and calls the machine."""

from celery import shared_task
from django.utils import timezone

from sessions import reminders


@shared_task(name="sessions.remind")
def remind() -> None:
    """Once a minute, by beat: what is due is computed from rows, so a missed minute costs nothing."""
    reminders.remind(now=timezone.now())
