"""What one of several beats does at the same moment: python -m tests.reports.bulletins.at_once VERB START.

VERB is "due" or "gather:<id>"; START a file: the process says "ready", waits for the file, and
prints how many things it made.
"""

import os
import sys
import time
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from django.db import connection  # noqa: E402

from reports import bulletins  # noqa: E402
from tests.reports.bulletins.conftest import at  # noqa: E402


def main(verb: str, start: str) -> None:
    connection.ensure_connection()
    print("ready", flush=True)  # noqa: T201
    while not Path(start).exists():
        time.sleep(0.001)
    now = at(2026, 12, 1, 0, 1)
    if verb == "due":
        made = len(bulletins.make_due(now=now))
    else:
        made = int(bulletins.gather(int(verb.partition(":")[2]), now=now))
    print(made, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
