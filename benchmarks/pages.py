"""What the pages cost: `.venv/bin/python -m benchmarks.pages`.

Questions to the database at one row and at three, bytes of the page as a phone gets it (gzip), of the
first visit with all that the page fetches and of the next, and the least processor time of 15 visits
among 200 sessions. On a database of its own that is thrown away: SQLite, or the server that
DATABASE_URL names.
"""

import gzip
import logging
import os
import re
import sys
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django  # noqa: E402

django.setup()

import brotli  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests import builders  # noqa: E402
from tests.conftest import make_world  # noqa: E402
from tests.pages.lists import LISTS, Growing, asked, begun, grow  # noqa: E402

SESSIONS = 200
VISITS = 15
FONTS = ("fonts/sans-400.woff2", "fonts/sans-600.woff2", "fonts/num.woff2")


def on_the_wire(name: str) -> int:
    """A file as whitenoise serves it: brotli, fonts and pictures as they are."""
    content = (ROOT / "static" / name).read_bytes()
    if name.endswith((".woff2", ".png")):
        return len(content)
    return len(brotli.compress(content, quality=11))


def weighed(html: str) -> tuple[float, float]:
    """Kilobytes of the first visit and of the next, when all but the page itself is kept."""
    page = len(gzip.compress(html.encode(), 6))
    names = set(re.findall(r'(?:href|src)="/static/([^"#?]+)', html))
    # What only a phone that installs the app fetches.
    names = {one for one in names if not re.match(r"manifest|img/icon-", one)}
    fetched = sum(on_the_wire(name) for name in {*names, *FONTS})
    return (page + fetched) / 1000, page / 1000


def fill(growing: Growing) -> None:
    """So many sessions of the cluster, this month and around it, each with a lesson and two people."""
    world, day = growing.world, timezone.localdate()
    for number in range(SESSIONS):
        exchange = builders.make_exchange(
            cluster=world.north,
            host=world.host,
            schools=[world.host, world.guest],
            by=world.cluster_head,
            title=f"Chuyên đề {number}",
            on=day + timedelta(days=number % 120 - 60),
            state="held" if number % 120 < 60 else "scheduled",
        )
        builders.make_lesson(exchange, teacher=world.teacher)
        for one in range(2):
            builders.make_roster_entry(exchange, f"Người {number}.{one}")


def visited(growing: Growing, who: str, url: str) -> tuple[str, float]:
    """The page, and the least milliseconds of processor time of a visit."""
    client = Client()
    client.force_login(getattr(growing.world, who))
    html = client.get(url).text
    times = []
    for _ in range(VISITS):
        start = time.process_time()
        client.get(url)
        times.append(time.process_time() - start)
    return html, min(times) * 1000


def main() -> int:
    logging.disable(logging.WARNING)
    kept = setup_databases(verbosity=0, interactive=False)
    try:
        growing = begun(make_world())
        grow(growing)
        one = asked(growing)
        grow(growing)
        grow(growing)
        three = asked(growing)
        with transaction.atomic():
            fill(growing)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{connection.vendor}, {SESSIONS} sessions, least of {VISITS} visits")
        print(
            f"{'page':26} {'who':13} {'1 row':>6} {'3 rows':>6} {'first KB':>9} {'again KB':>9}"
            f" {'CPU ms':>7}"
        )
        for name, (who, address) in LISTS.items():
            html, spent = visited(growing, who, address(growing))
            first, again = weighed(html)
            print(
                f"{name.split(',')[0]:26} {who:13} {one[name]:6} {three[name]:6}"
                f" {first:9.1f} {again:9.1f} {spent:7.1f}"
            )
    finally:
        teardown_databases(kept, verbosity=0)
    return 0 if one == three else 1


if __name__ == "__main__":
    sys.exit(main())
