"""Draw the state diagrams from the tables of moves: `make diagrams`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.states import diagrams

BEGIN = "<!-- state diagrams: written by `make diagrams` -->"
END = "<!-- end of the state diagrams -->"


class Command(BaseCommand):
    help = "Print the state diagrams, or write them between the two marks of a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", type=Path, metavar="FILE")

    def handle(self, *args: object, write: Path | None, **options: object) -> None:
        if write is None:
            self.stdout.write(diagrams())
            return
        text = write.read_text(encoding="utf-8")
        before, begin, rest = text.partition(BEGIN)
        _, end, after = rest.partition(END)
        if not begin or not end:
            raise CommandError(f"{write} has not the two marks for the diagrams.")
        write.write_text(
            f"{before}{BEGIN}\n\n{diagrams()}\n\n{END}{after}", encoding="utf-8"
        )
