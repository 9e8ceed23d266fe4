"""`manage.py make_bulletin --cluster 3 --month 2026-11`: the bulletin of a month, by hand."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.verbs import SYSTEM
from clusters.models import Authority, Cluster
from reports import bulletins, production
from reports.models import Bulletin, BulletinState, Paper, PaperState
from reports.periods import month_before, month_named


class Command(BaseCommand):
    help = "Make the bulletin of a cluster or an authority for a month, paper included."

    def add_arguments(self, parser: ArgumentParser) -> None:
        owner = parser.add_mutually_exclusive_group(required=True)
        owner.add_argument("--cluster", help="id or name of the cluster")
        owner.add_argument("--authority", help="id or name of the authority")
        parser.add_argument("--month", help="as 2026-11; without it, last month")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            period = (
                month_named(options["month"])
                if options["month"]
                else month_before(timezone.localdate(now))
            )
        except ValueError as error:
            raise CommandError(str(error)) from error
        owner = _owner(options)
        bulletin, created = bulletins.begin(owner, period, by=SYSTEM)
        if bulletin.state == BulletinState.COLLECTING:
            # Here and now, whether or not a worker runs; it finds the work done.
            bulletins.gather(bulletin.pk, now=now)
            bulletin.refresh_from_db()
            if bulletin.state == BulletinState.COLLECTING:
                raise CommandError(f"Not gathered: {bulletin.error}")
        self.stdout.write(
            f"{bulletin.title} ({'made' if created else 'was there'}): {bulletin.state}"
        )
        self._paper(bulletin)

    def _paper(self, bulletin: Bulletin) -> None:
        paper = Paper.objects.current().get(bulletin=bulletin)
        if paper.state in {PaperState.QUEUED, PaperState.RENDERING}:
            production.produce(paper.pk, now=timezone.now())
            paper.refresh_from_db()
        if paper.state == PaperState.FAILED:
            raise CommandError(f"The paper failed: {paper.error_code}: {paper.error}")
        if paper.state == PaperState.READY:
            self.stdout.write(f"{paper.pdf.path} ({paper.pdf_size} bytes)")
        else:
            self.stdout.write("A worker is making the paper.")


def _owner(options: dict[str, Any]) -> Cluster | Authority:
    if options["cluster"]:
        found = _found(Cluster.objects.all(), "label", options["cluster"])
    else:
        found = _found(Authority.objects.all(), "name", options["authority"])
    return found


def _found(rows: Any, column: str, words: str) -> Any:
    """The one row with that id or that exact name."""
    wanted = {"pk": int(words)} if words.isdecimal() else {column: words}
    known = list(rows.filter(**wanted)[:2])
    if not known:
        raise CommandError(f"Nothing is called {words!r}.")
    if len(known) > 1:
        raise CommandError(f"Several are called {words!r}: give the id.")
    return known[0]
