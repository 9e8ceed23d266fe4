"""Alarm clocks: each asks the clock once and calls the machine."""

from celery import shared_task
from django.utils import timezone

from accounts import mailing


@shared_task(name="accounts.send_mail")
def send_mail() -> None:
    """Once a minute, by beat: what is owed is computed from rows, so a missed minute costs nothing."""
    mailing.send_due(now=timezone.now())


@shared_task(name="accounts.clean_up")
def clean_up() -> None:
    """Once an hour: notices and e-mails of more than a year ago."""
    mailing.clean_up(now=timezone.now())
