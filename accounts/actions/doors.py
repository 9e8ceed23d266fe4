"""Passwords and slips: how somebody comes in, and how everybody is sent out."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, codes
from accounts.actions.locking import locked
from accounts.actions.names import add_sign_in_name
from accounts.models import Slip, User
from accounts.verbs import Actor, Refused


def _save_password(person: User, hashed: str, *, now: datetime) -> None:
    """Write a hashed password; the open slips of the person are taken back."""
    person.password = hashed
    person.save(update_fields=["password"])
    Slip.objects.usable(now=now).filter(user=person).update(revoked_at=now)


def change_password(*, person: User, password: str, by: Actor, now: datetime) -> User:
    """A new password; other devices are signed out by it, open slips are taken back."""
    # Hashing is slow on purpose: nobody else waits for it with the database locked.
    hashed = make_password(password)
    with transaction.atomic():
        person = locked(person)
        _save_password(person, hashed, now=now)
        audit.record(by=by, verb="accounts.change_password", row=person)
    return person


@transaction.atomic
def sign_out_everywhere(*, person: User, by: Actor) -> User:
    """Every cookie given so far stops counting."""
    person = locked(person)
    person.sign_in_epoch += 1
    person.save(update_fields=["sign_in_epoch"])
    audit.record(by=by, verb="accounts.sign_out_everywhere", row=person)
    return person


@transaction.atomic
def issue_slip(
    *, person: User, purpose: str, by: Actor, now: datetime, place: str = ""
) -> Slip:
    """A one-time slip; one that was open before is taken back.

    An invitation is valid for settings.INVITATION_VALID_HOURS, a password slip for
    settings.PASSWORD_SLIP_VALID_HOURS. Refused for a deactivated person.
    """
    person = locked(person)
    if not person.is_active:
        raise Refused(_("This account is locked. Please unlock it first."))
    hours = {
        Slip.Purpose.INVITATION: settings.INVITATION_VALID_HOURS,
        Slip.Purpose.PASSWORD: settings.PASSWORD_SLIP_VALID_HOURS,
    }[Slip.Purpose(purpose)]
    Slip.objects.open().filter(user=person).update(revoked_at=now)
    seed = codes.new_seed()
    slip = Slip.objects.create(
        user=person,
        purpose=purpose,
        seed=seed,
        code_hash=codes.hash_of(codes.code_of(seed)),
        place=place[:200],
        issued_by=by.user,
        expires_at=now + timedelta(hours=hours),
    )
    audit.record(
        by=by,
        verb="accounts.issue_slip",
        row=person,
        after={"slip": slip.pk, "purpose": slip.purpose},
    )
    return slip


@transaction.atomic
def revoke_slips(*, person: User, by: Actor, now: datetime) -> None:
    """Take back what was handed over: no open slip of the person works any more. None open: nothing."""
    person = locked(person)
    taken = list(Slip.objects.usable(now=now).filter(user=person))
    if not taken:
        return
    Slip.objects.filter(pk__in=[slip.pk for slip in taken]).update(revoked_at=now)
    audit.record(
        by=by,
        verb="accounts.revoke_slips",
        row=person,
        before={"slips": [slip.pk for slip in taken]},
    )


def use_slip(
    *,
    slip: Slip,
    password: str,
    sign_in_name: str = "",
    now: datetime,
    request_id: str = "",
) -> User:
    """Set the password by a slip, once. A phone number or e-mail may be added with it.

    Refused if the slip was used, taken back or has expired in the meantime, and if the person would
    be left without a name to sign in with.
    """
    return _use_slip(slip, make_password(password), sign_in_name, now, request_id)


@transaction.atomic
def _use_slip(
    slip: Slip, hashed: str, sign_in_name: str, now: datetime, request_id: str
) -> User:
    person = locked(slip.user)
    if (
        not Slip.objects.usable(now=now).filter(pk=slip.pk).exists()
        or not person.is_active
    ):
        raise Refused(_("This slip cannot be used any more. Please ask for a new one."))
    by = Actor(user=person, request_id=request_id)
    if sign_in_name:
        add_sign_in_name(person=person, typed=sign_in_name, by=by)
    elif not person.sign_in_names.exists():
        raise Refused(
            _("Please give a phone number or an e-mail, to sign in with next time."),
            field="sign_in_name",
        )
    Slip.objects.filter(pk=slip.pk).update(used_at=now)
    _save_password(person, hashed, now=now)
    audit.record(by=by, verb="accounts.use_slip", row=person, after={"slip": slip.pk})
    return person
