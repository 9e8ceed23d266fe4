"""`make restore FILE=…`: put a backup in the place of what is there now."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.verbs import Refused
from config.archive import store


class Command(BaseCommand):
    help = "Put a backup back; what is there now is kept aside."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path)

    def handle(self, *args: object, archive: Path, **options: object) -> None:
        try:
            restored = store.restore(archive)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            _(
                "Restored the backup of %(made_at)s with %(files)d uploaded files."
                " What was there before lies in %(aside)s."
            )
            % {
                "made_at": date_format(restored.made_at, "SHORT_DATETIME_FORMAT"),
                "files": restored.files,
                "aside": restored.aside,
            }
        )
