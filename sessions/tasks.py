"""Alarm clocks: each asks the clock once and calls the machine. What is due is read from rows."""

from celery import shared_task
from django.utils import timezone

from sessions.minutes import confirming
from sessions.reminders import decisions, exchanges


@shared_task(name="sessions.remind")
def remind() -> None:
    """Once a minute, by beat: what is due is computed from rows, so a missed minute costs nothing."""
    now = timezone.now()
    exchanges.remind(now=now)
    decisions.remind(now=now)


@shared_task(name="sessions.confirm_minutes")
def confirm_minutes() -> None:
    """Every five minutes, by beat: minutes whose days to answer are over."""
    confirming.confirm_overdue(now=timezone.now())
