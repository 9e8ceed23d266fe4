"""Two or more people at the same moment: each in a thread with a connection of its own."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from django.db import connection, connections

from tests import figures

# Nobody waits so long; whoever does goes on alone, and the test says what came of it.
_PATIENCE_S = 10
# Where a call stands that is about to commit: further than any number of writes.
_AT_ITS_COMMIT = 10**6


class _Meeting:
    """Keeps those who write at the same pace: before each of its writes a call waits until every
    other has come to write as often, stands before a lock, or is done; before it commits, until every
    other wants to commit as well.

    So each has read what it decides by before another one's word is there to be read: without the lock
    of a row a race is lost every time, and not only by chance.
    """

    def __init__(self, calls: int) -> None:
        self.backends: list[int] = [0] * calls
        self.writes: list[float] = [0] * calls

    def come(self, number: int) -> None:
        connection.ensure_connection()
        if connection.vendor == "postgresql":
            self.backends[number] = connection.connection.info.backend_pid

    def done(self, number: int) -> None:
        self.writes[number] = float("inf")

    @property
    def is_a_race(self) -> bool:
        """Whether each had a connection of its own to PostgreSQL."""
        return 0 not in self.backends and len(set(self.backends)) > 1

    @contextmanager
    def at_the_same_pace(self, number: int) -> Iterator[None]:
        """What the call with this number does on its connection."""
        mine = connections["default"]

        def before(execute, sql, params, many, context):
            if sql.startswith(("INSERT", "UPDATE", "DELETE")):
                self.writes[number] += 1
                self._wait(number)
            return execute(sql, params, many, context)

        def commit(really=mine.commit) -> None:
            written = self.writes[number]
            self.writes[number] = _AT_ITS_COMMIT
            self._wait(number)
            really()
            self.writes[number] = written

        if not self.is_a_race:
            yield
            return
        mine.commit = commit
        try:
            with mine.execute_wrapper(before):
                yield
        finally:
            del mine.commit

    def _wait(self, number: int) -> None:
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            behind = [
                backend
                for backend, writes in zip(self.backends, self.writes, strict=True)
                if writes < self.writes[number]
            ]
            if all(self._stands(backend) for backend in behind):
                return
            time.sleep(0.002)

    def _stands(self, backend: int) -> bool:
        """Whether somebody else's lock holds this connection up."""
        with connection.connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s))", [backend])
            return cursor.fetchone()[0] > 0


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Start all calls together; what each answered, or the exception it raised, in their order.

    Where each had a connection of its own to PostgreSQL, the running test is a race that was run: it
    counts in the figures, once however often it comes here.
    """
    line = Barrier(len(calls))
    meeting = _Meeting(len(calls))

    def run(number: int) -> Any:
        try:
            meeting.come(number)
            line.wait(timeout=20)
            with meeting.at_the_same_pace(number):
                return calls[number]()
        except Exception as error:
            return error
        finally:
            meeting.done(number)
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        answers = list(pool.map(run, range(len(calls))))
    if meeting.is_a_race:
        figures.record("races_tested", 1)
    return answers
