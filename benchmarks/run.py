"""`make benchmarks`: one table, measured now, on this machine.

Times depend on the machine and on what else it does; the ratios between the rows of one run say
more. WeasyPrint is measured only if it is installed (`.venv/bin/pip install weasyprint`): the
project does not need it.
"""

import importlib.util
import logging
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django  # noqa: E402

django.setup()

from benchmarks import official, papers  # noqa: E402
from benchmarks.measuring import measured  # noqa: E402

Row = tuple[str, str, float, int]


def news_rows() -> list[Row]:
    """The same report by our renderer and by the other, if it is here."""
    what = "news report, 12 photos"
    rows = [(what, "Typst (ours)", *measured(papers.document, papers.ours))]
    if importlib.util.find_spec("weasyprint"):
        rows.append((what, "WeasyPrint", *by_weasyprint()))
    return rows


def by_weasyprint() -> tuple[float, int]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.by_weasyprint"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, size = done.stdout.split()
    return float(seconds), int(size)


def official_rows() -> list[Row]:
    """Administrative papers: as PDF, and the Word copy of each."""
    return [
        (what, how, *measured(make, work))
        for what, make in official.PAPERS.items()
        for how, work in (("PDF", official.pdf), ("Word", official.word))
    ]


def main() -> int:
    logging.disable(logging.WARNING)
    news = news_rows()
    print(f"{'what':26} {'with':14} {'median':>9} {'size':>9} {'ratio':>7}")
    first = ""
    base = 0.0
    for what, how, seconds, size in [*news, *official_rows()]:
        if what != first:
            first, base = what, seconds
        print(
            f"{what:26} {how:14} {seconds * 1000:6.0f} ms {size / 1024:6.0f} KB"
            f" {seconds / base:6.1f}×"
        )
    if len(news) == 1:
        print("(WeasyPrint is not installed: nothing to compare with)")
    papers.close()
    official.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
