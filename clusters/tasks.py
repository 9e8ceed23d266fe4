"""Alarm clocks of places and people: each asks the clock once and calls the machine."""

from celery import shared_task
from django.utils import timezone

from clusters import turning
from clusters.actions.imports import TASK
from clusters.importing import working


@shared_task(name="clusters.turn")
def turn() -> None:
    """Once a minute, by beat: changes whose day has come. A missed night costs nothing."""
    turning.turn(today=timezone.localdate())


@shared_task(name=TASK)
def work_on_import(import_id: int) -> None:
    working.work(import_id, now=timezone.now())


@shared_task(name="clusters.sweep_imports")
def sweep_imports() -> None:
    """Once a minute, by beat: lists nobody came for, and old ones to forget."""
    working.sweep(now=timezone.now())
