"""Two or more people at the same moment: each in a thread with a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from tests import figures


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Start all calls together; what each answered, or the exception it raised, in their order.

    Where each had a connection of its own to PostgreSQL, the running test is a race that was run: it
    counts in the figures, once however often it comes here.
    """
    line = Barrier(len(calls))
    backends: set[int] = set()

    def run(call: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            if connection.vendor == "postgresql":
                backends.add(connection.connection.info.backend_pid)
            line.wait(timeout=20)
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        answers = list(pool.map(run, calls))
    if len(backends) == len(calls) > 1:
        figures.record("races_tested", 1)
    return answers
