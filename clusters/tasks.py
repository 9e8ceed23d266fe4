"""Alarm clocks of the places: each asks the clock once and calls the machine."""

from celery import shared_task
from django.utils import timezone

from clusters import turning


@shared_task(name="clusters.turn")
def turn() -> None:
    """Once a minute, by beat: changes whose day has come. A missed night costs nothing."""
    turning.turn(today=timezone.localdate())
