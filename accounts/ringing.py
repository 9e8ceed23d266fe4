"""The doorbell: tell a worker, after the commit, that a row waits.

The row is the truth. A bell that nobody hears costs a minute, because the sweep finds the row;
it must never cost the person who pressed a button their saved form.
"""

import logging
import time
from functools import partial

from celery import current_app
from django.conf import settings
from django.db import transaction

logger = logging.getLogger(__name__)

# One try, and none of the pauses that Kombu makes between tries by default (two seconds in all).
_ONE_TRY = {
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}


def ring(task: str, pk: int) -> None:
    """Send the task with that name and the row's id once the transaction is committed.

    Never raises and never waits longer than twice settings.RING_TIMEOUT_SECONDS, whatever the broker does;
    what could not be sent is in the log and left to the sweep.
    """
    transaction.on_commit(partial(ring_now, task, pk), robust=True)


def ring_now(task: str, pk: int) -> bool:
    """Send the task at once; True if the broker took it. Never raises."""
    started = time.monotonic()
    options = {
        **settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        **_ONE_TRY,
        "socket_connect_timeout": settings.RING_TIMEOUT_SECONDS,
        "socket_timeout": settings.RING_TIMEOUT_SECONDS,
    }
    try:
        # A connection of its own: the worker's waits for messages must not have these timeouts.
        with current_app.connection_for_write(transport_options=options) as connection:
            current_app.send_task(
                task, args=[pk], connection=connection, retry=False, ignore_result=True
            )
    except Exception as error:  # whatever a broker's client may raise: the row is safe
        logger.warning(
            "The bell for %s(%s) was not heard after %.2f s, the sweep will find the row: %s",
            task,
            pk,
            time.monotonic() - started,
            error,
        )
        return False
    logger.info("Rang for %s(%s)", task, pk)
    return True
