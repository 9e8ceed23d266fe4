from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from config.demo.load import load


class Command(BaseCommand):
    help = "Load the demonstration: creates what is missing, never changes a row that exists."

    def add_arguments(self, parser):
        parser.add_argument(
            "--without-photos", action="store_true", help="leave the drawn pictures out"
        )

    def handle(self, *args, **options):
        # The passwords of the demonstration are known to everyone.
        if not settings.DEMO_ALLOWED:
            raise CommandError(
                "This is a real deployment (DATABASE_URL is set): the demonstration's passwords are "
                "known. For a trial, set CHUNGTAY_DEMO=1."
            )
        if User.objects.filter(is_demo=False).exists():
            raise CommandError(
                "Real people sign in here: the demonstration is not loaded beside them."
            )
        counts = load(photos=not options["without_photos"]).counts
        made = ", ".join(f"{name} {number}" for name, number in sorted(counts.items()))
        self.stdout.write(f"Demonstration: {made or 'nothing was missing'}")
