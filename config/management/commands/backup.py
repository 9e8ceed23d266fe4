"""`make backup`: the database and the uploaded files in one archive."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from accounts.verbs import Refused
from config.archive import store


class Command(BaseCommand):
    help = "Save the database and the uploaded files into one archive."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, help="folder for the archive")

    def handle(self, *args: object, to: Path | None, **options: object) -> None:
        try:
            saved = store.save(to or settings.DATA_DIR / "backups")
        except (Refused, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            _("Saved: %(archive)s (%(files)d uploaded files, %(size)s)")
            % {
                "archive": saved.archive,
                "files": saved.files,
                "size": filesizeformat(saved.size),
            }
        )
