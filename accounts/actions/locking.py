"""A person's row, locked: what every verb on an account begins with."""

from accounts.models import User


def locked(person: User) -> User:
    """The person's row as it is now, held until the transaction ends."""
    return User.objects.select_for_update().get(pk=person.pk)
