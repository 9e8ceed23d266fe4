"""Alarm clocks: each task carries an id, asks the clock once and calls the machine."""

from celery import shared_task
from celery.signals import worker_process_shutdown, worker_shutdown
from django.utils import timezone

from reports import bulletins, leftovers, production
from reports.rendering import engine


@shared_task(name=production.RENDER_TASK)
def render_paper(paper_id: int) -> None:
    production.produce(paper_id, now=timezone.now())


@shared_task(name=bulletins.GATHER_TASK)
def gather_bulletin(bulletin_id: int) -> None:
    bulletins.gather(bulletin_id, now=timezone.now())


@shared_task(name="reports.sweep")
def sweep() -> None:
    """Once a minute, by beat: what is due is computed from rows, so a missed minute costs nothing."""
    now = timezone.now()
    production.sweep(now=now)
    bulletins.sweep(now=now)


@shared_task(name="reports.sweep_files")
def sweep_files() -> None:
    """Once an hour: the files that no row names. A missed hour costs nothing."""
    leftovers.sweep(now=timezone.now())


@worker_shutdown.connect
@worker_process_shutdown.connect
def end_renderers(**kwargs) -> None:
    """A worker that ends takes its renderer processes with it."""
    engine.close_all()
