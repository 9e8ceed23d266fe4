"""Several people at the same moment: threads, each with a connection of its own."""

import threading
from collections.abc import Callable

from django.db import connection

PATIENCE = 60


def at_once(*verbs: Callable[[], object]) -> list[object]:
    """What each verb gave, or the exception it raised, all begun at the same moment."""
    start = threading.Barrier(len(verbs))
    answers: list[object] = [None] * len(verbs)

    def run(place: int, verb: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            start.wait(PATIENCE)
            answers[place] = verb()
        except Exception as error:  # it is the answer
            answers[place] = error
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(place, verb))
        for place, verb in enumerate(verbs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    return answers
