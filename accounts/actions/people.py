"""People: made, renamed, locked, given rights and a language."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.locking import locked
from accounts.actions.names import add_sign_in_name
from accounts.models import Slip, User
from accounts.verbs import Actor, Refused

# One installation has one first administrator: the unique handle lets the second of two lose.
FIRST_HANDLE = "first-administrator"


@transaction.atomic
def create_person(
    *, by: Actor, full_name: str, sign_in_name: str = "", is_demo: bool = False
) -> User:
    """A person without a password; the first one comes by invitation.

    Refused if the sign-in name is taken.
    """
    person = User.objects.create_person(full_name, is_demo=is_demo)
    audit.record(
        by=by,
        verb="accounts.create_person",
        row=person,
        after={"full_name": person.full_name},
    )
    if sign_in_name:
        add_sign_in_name(person=person, typed=sign_in_name, by=by)
    return person


@transaction.atomic
def create_first_administrator(
    *, full_name: str, sign_in_name: str, password: str
) -> User:
    """The first user of an empty installation, who may do everything. Refused if there is a user."""
    refusal = Refused(
        _("This installation has been set up already. Please sign in instead.")
    )
    if User.objects.exists():
        raise refusal
    try:
        with transaction.atomic():
            person = User.objects.create_superuser(
                FIRST_HANDLE, password, full_name=full_name
            )
    except IntegrityError:
        raise refusal from None
    by = Actor(user=person)
    audit.record(
        by=by,
        verb="accounts.create_first_administrator",
        row=person,
        after={"full_name": person.full_name},
    )
    add_sign_in_name(person=person, typed=sign_in_name, by=by)
    return person


@transaction.atomic
def rename_person(*, person: User, full_name: str, by: Actor) -> None:
    """Correct a person's name; papers that were made keep what was printed on them."""
    person = locked(person)
    before = person.full_name
    person.set_name(full_name)
    if person.full_name == before:
        return
    person.save(update_fields=["full_name", "sort_key", "search_key"])
    audit.record(
        by=by,
        verb="accounts.rename_person",
        row=person,
        before={"full_name": before},
        after={"full_name": person.full_name},
    )


@transaction.atomic
def choose_language(*, person: User, language: str, by: Actor) -> None:
    """The language of the pages, on every device."""
    person = locked(person)
    if language == person.language:
        return
    before, person.language = person.language, language
    person.save(update_fields=["language"])
    audit.record(
        by=by,
        verb="accounts.choose_language",
        row=person,
        before={"language": before},
        after={"language": language},
    )


@transaction.atomic
def deactivate(*, person: User, by: Actor, now: datetime) -> None:
    """Lock the account: signed out at once everywhere, open slips taken back; nothing is deleted.

    Refused for oneself. Doing it twice changes nothing.
    """
    if by.user is not None and by.user.pk == person.pk:
        raise Refused(_("You cannot lock your own account. Please ask somebody else."))
    person = locked(person)
    if not person.is_active:
        return
    person.is_active = False
    person.sign_in_epoch += 1
    person.save(update_fields=["is_active", "sign_in_epoch"])
    Slip.objects.open().filter(user=person).update(revoked_at=now)
    audit.record(
        by=by,
        verb="accounts.deactivate",
        row=person,
        before={"is_active": True},
        after={"is_active": False},
    )


@transaction.atomic
def reactivate(*, person: User, by: Actor) -> None:
    """Unlock the account with the password it had. Doing it twice changes nothing."""
    person = locked(person)
    if person.is_active:
        return
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.record(
        by=by,
        verb="accounts.reactivate",
        row=person,
        before={"is_active": False},
        after={"is_active": True},
    )


@transaction.atomic
def change_rights(
    *, person: User, is_staff: bool, is_superuser: bool, by: Actor
) -> None:
    """Who repairs rows by hand (`is_staff`), and who may do everything. The same again is no change."""
    person = locked(person)
    before = {"is_staff": person.is_staff, "is_superuser": person.is_superuser}
    after = {"is_staff": is_staff, "is_superuser": is_superuser}
    if after == before:
        return
    person.is_staff, person.is_superuser = is_staff, is_superuser
    person.save(update_fields=["is_staff", "is_superuser"])
    audit.record(
        by=by, verb="accounts.change_rights", row=person, before=before, after=after
    )
