"""`make benchmarks`: one table, measured now, on this machine.

Times depend on the machine and on what else it does; the ratios between the rows of one run say
more. WeasyPrint is measured only if it is installed (`.venv/bin/pip install weasyprint`): the
project does not need it.
"""

import importlib.util
import logging
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django  # noqa: E402

django.setup()

from benchmarks import papers  # noqa: E402
from reports.rendering.document import NewsDocument  # noqa: E402

ROUNDS = 7


def measured(work: Callable[[NewsDocument], bytes]) -> tuple[float, int]:
    """Median seconds of a document after one to warm up, and its bytes."""
    times, size = [], 0
    for number in range(ROUNDS + 1):
        report = papers.document(number)
        start = time.perf_counter()
        size = len(work(report))
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:]), size


def main() -> int:
    logging.disable(logging.WARNING)
    rows = [("news report, 12 photos", "Typst (ours)", *measured(papers.ours))]
    if importlib.util.find_spec("weasyprint"):
        rows.append(
            ("news report, 12 photos", "WeasyPrint", *measured(papers.weasyprint))
        )
    print(f"{'what':26} {'with':14} {'median':>9} {'size':>9} {'ratio':>7}")
    first = rows[0][2]
    for what, how, seconds, size in rows:
        print(
            f"{what:26} {how:14} {seconds * 1000:6.0f} ms {size / 1024:6.0f} KB"
            f" {seconds / first:6.1f}×"
        )
    if len(rows) == 1:
        print("(WeasyPrint is not installed: nothing to compare with)")
    papers.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
