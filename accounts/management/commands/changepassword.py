"""Django's own command, by the name that people sign in with: nobody knows the handle of an account."""

from django.contrib.auth.management.commands import changepassword
from django.core.management.base import CommandError, CommandParser
from django.db.models import Q

from accounts.models import User
from accounts.signin_names import normalise


class Command(changepassword.Command):
    """For whoever sits at the machine itself; asks for the new password twice."""

    help = (
        "Set the password of the person with this phone number, e-mail or staff code."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="SIGN-IN-NAME")
        parser.add_argument("--database", default="default")

    def handle(self, *args, **options) -> str:
        typed = options["username"]
        meant = Q(handle=typed)
        for kind, value in normalise(typed):
            meant |= Q(sign_in_names__kind=kind, sign_in_names__normalised=value)
        person = User.objects.filter(meant).first()
        if person is None:
            raise CommandError(f"Nobody signs in with “{typed}”.")
        self.stdout.write(f"{person.full_name}:")
        return super().handle(*args, **{**options, "username": person.handle})
