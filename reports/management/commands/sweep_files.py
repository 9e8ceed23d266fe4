"""`manage.py sweep_files`: which stored files no row names; with --delete they go.

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
        parser.add_argument("--delete", action="store_true", help="delete them")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        found = list(leftovers.find(now=now))
        for one in found:
            self.stdout.write(f"{one.size:>10}  {one.name}")
        total = sum(one.size for one in found)
        self.stdout.write(f"{len(found)} files, {total} bytes, named by no row.")
        if options["delete"]:
            self.stdout.write(f"Deleted: {leftovers.sweep(now=now)}")
        elif found:
            self.stdout.write("Nothing was deleted. Add --delete to delete them.")
