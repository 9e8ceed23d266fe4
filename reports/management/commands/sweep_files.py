"""`manage.py sweep_files`: which stored files no row names; with --delete they go
to `aside/` and are deleted a month later.

The worker does the same once an hour. This is to look at before, or where no worker runs.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from reports import leftovers


class Command(BaseCommand):
    help = "Show the stored files that no row names and nobody touched for a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--delete", action="store_true", help="move them to aside/")
        parser.add_argument(
            "--many", action="store_true", help="also if they are a large share of all"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        found = list(leftovers.find(now=now))
        for one in found:
            self.stdout.write(f"{one.size:>10}  {one.name}")
        total = sum(one.size for one in found)
        self.stdout.write(f"{len(found)} files, {total} bytes, named by no row.")
        if options["delete"]:
            moved = leftovers.sweep(now=now, many=options["many"])
            self.stdout.write(f"Moved to aside/ for a month: {moved}")
            if reason := leftovers.refusal(now=now):
                self.stdout.write(reason)
        elif found:
            self.stdout.write("Nothing was moved. Add --delete to clear them away.")
