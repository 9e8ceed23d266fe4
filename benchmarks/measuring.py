"""How a row of the table is measured."""

import statistics
import time
from collections.abc import Callable
from typing import TypeVar

ROUNDS = 7
Document = TypeVar("Document")


def measured(
    make: Callable[[int], Document], work: Callable[[Document], bytes]
) -> tuple[float, int]:
    """Median seconds of a document after one to warm up, and its bytes."""
    times, size = [], 0
    for number in range(ROUNDS + 1):
        document = make(number)
        start = time.perf_counter()
        size = len(work(document))
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:]), size
