"""The site's own task: a sign of life."""

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from config.models import Pulse

WORKER = "worker"


@shared_task(name="config.pulse")
def pulse() -> None:
    """Write down that beat, broker, worker and database work together at this moment."""
    Pulse.objects.update_or_create(name=WORKER, defaults={"at": timezone.now()})


@worker_ready.connect(weak=False)
def first_pulse(**kwargs: object) -> None:
    """A worker that just started is known at once, not a minute later."""
    pulse()
