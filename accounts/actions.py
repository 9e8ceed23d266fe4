"""What people do with accounts. Who may do it to whom is asked by the callers (clusters.permissions)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit, codes
from accounts.models import SignInName, Slip, User
from accounts.signin_names import is_whole_phone, meant_as_phone, normalise
from accounts.verbs import Actor, Refused

# One installation has one first administrator: the unique handle lets the second of two lose.
FIRST_HANDLE = "first-administrator"


def _locked(person: User) -> User:
    return User.objects.select_for_update().get(pk=person.pk)


def _save_password(person: User, hashed: str, *, now: datetime) -> None:
    person.password = hashed
    person.save(update_fields=["password"])
    Slip.objects.usable(now=now).filter(user=person).update(revoked_at=now)


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
    person = _locked(person)
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


def read_sign_in_name(typed: str) -> tuple[str, str]:
    """The kind and normalised form of a phone number or e-mail that somebody typed, or Refused."""
    for kind, value in normalise(typed):
        whole = kind != SignInName.Kind.PHONE or is_whole_phone(value)
        if kind != SignInName.Kind.CODE and len(value) <= 120 and whole:
            return kind, value
    if meant_as_phone(typed):
        raise Refused(
            _(
                "A phone number has 10 digits and begins with 0 (or with +84 and then 9 digits). "
                "Please look at “%(typed)s” again."
            )
            % {"typed": typed.strip()[:40]},
            field="sign_in_name",
        )
    raise Refused(
        _("Please write a phone number like 0912 345 678, or an e-mail address."),
        field="sign_in_name",
    )


def _taken() -> Refused:
    return Refused(
        _("This phone number, e-mail or code already belongs to another account."),
        field="sign_in_name",
    )


@transaction.atomic
def add_sign_in_name(*, person: User, typed: str, by: Actor) -> SignInName:
    """Let the person sign in by one more phone number or e-mail. Refused if it is taken or unreadable."""
    kind, value = read_sign_in_name(typed)
    return _give_name(person, kind, value, by=by)


@transaction.atomic
def add_staff_code(
    *, person: User, school_code: str, code: str, by: Actor
) -> SignInName:
    """Let the person sign in by SCHOOL/CODE. Refused if the code is taken in that school."""
    value = f"{school_code.strip()}/{code.strip()}".upper()
    return _give_name(person, SignInName.Kind.CODE, value, by=by)


def _give_name(person: User, kind: str, value: str, *, by: Actor) -> SignInName:
    kept = SignInName.objects.filter(kind=kind, normalised=value).first()
    if kept is not None and kept.user_id == person.pk:
        return kept
    if kept is not None:
        raise _taken()
    try:
        with transaction.atomic():
            name = SignInName.objects.create(user=person, kind=kind, normalised=value)
    except IntegrityError:
        raise _taken() from None
    audit.record(
        by=by, verb="accounts.add_sign_in_name", row=person, after={"kind": kind}
    )
    return name


@transaction.atomic
def change_sign_in_name(*, name: SignInName, typed: str, by: Actor) -> None:
    """Replace a phone number or e-mail. A staff code belongs to the school and is refused.

    Refused too if the name was taken away meanwhile.
    """
    person = _locked(name.user)
    found = SignInName.objects.filter(pk=name.pk, user=person).first()
    if found is None:
        raise Refused(
            _("This phone number or e-mail was taken away meanwhile. Please add it.")
        )
    name = found
    _refuse_staff_code(name)
    kind, value = read_sign_in_name(typed)
    if (kind, value) == (name.kind, name.normalised):
        return
    others = SignInName.objects.filter(kind=kind, normalised=value)
    if others.exists():
        raise _taken()
    before = name.kind
    name.kind, name.normalised = kind, value
    try:
        with transaction.atomic():
            name.save(update_fields=["kind", "normalised"])
    except IntegrityError:
        raise _taken() from None
    audit.record(
        by=by,
        verb="accounts.change_sign_in_name",
        row=person,
        before={"kind": before},
        after={"kind": kind},
    )


@transaction.atomic
def correct_sign_in_name(*, person: User, typed: str, by: Actor) -> None:
    """Put the phone number or e-mail right that was noted for somebody who has not come in yet.

    Refused once the person has a password: from then on the name is changed by its owner. A person
    without a name gets this one.
    """
    person = _locked(person)
    if person.has_usable_password():
        raise Refused(
            _(
                "%(name)s has come in already and changes the name to sign in with under “My account”."
            )
            % {"name": person.full_name}
        )
    names = person.sign_in_names.exclude(kind=SignInName.Kind.CODE)
    if name := names.first():
        change_sign_in_name(name=name, typed=typed, by=by)
    else:
        add_sign_in_name(person=person, typed=typed, by=by)


@transaction.atomic
def remove_sign_in_name(*, name: SignInName, by: Actor) -> None:
    """Take a phone number or e-mail away; the last name of a person stays. Gone already: nothing."""
    person = _locked(name.user)
    found = SignInName.objects.filter(pk=name.pk, user=person).first()
    if found is None:
        return
    name = found
    _refuse_staff_code(name)
    if person.sign_in_names.count() < 2:
        raise Refused(
            _("This is the only name to sign in with. Please add another one first.")
        )
    kind = name.kind
    name.delete()
    audit.record(
        by=by, verb="accounts.remove_sign_in_name", row=person, before={"kind": kind}
    )


def _refuse_staff_code(name: SignInName) -> None:
    if name.kind == SignInName.Kind.CODE:
        raise Refused(_("The staff code belongs to the school and is changed there."))


def change_password(*, person: User, password: str, by: Actor, now: datetime) -> User:
    """A new password; other devices are signed out by it, open slips are taken back."""
    # Hashing is slow on purpose: nobody else waits for it with the database locked.
    hashed = make_password(password)
    with transaction.atomic():
        person = _locked(person)
        _save_password(person, hashed, now=now)
        audit.record(by=by, verb="accounts.change_password", row=person)
    return person


@transaction.atomic
def sign_out_everywhere(*, person: User, by: Actor) -> User:
    """Every cookie given so far stops counting."""
    person = _locked(person)
    person.sign_in_epoch += 1
    person.save(update_fields=["sign_in_epoch"])
    audit.record(by=by, verb="accounts.sign_out_everywhere", row=person)
    return person


@transaction.atomic
def choose_language(*, person: User, language: str, by: Actor) -> None:
    """The language of the pages, on every device."""
    person = _locked(person)
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
def issue_slip(
    *, person: User, purpose: str, by: Actor, now: datetime, place: str = ""
) -> Slip:
    """A one-time slip; one that was open before is taken back.

    An invitation is valid for settings.INVITATION_VALID_HOURS, a password slip for
    settings.PASSWORD_SLIP_VALID_HOURS. Refused for a deactivated person.
    """
    person = _locked(person)
    if not person.is_active:
        raise Refused(_("This account is locked. Please unlock it first."))
    hours = {
        Slip.Purpose.INVITATION: settings.INVITATION_VALID_HOURS,
        Slip.Purpose.PASSWORD: settings.PASSWORD_SLIP_VALID_HOURS,
    }[Slip.Purpose(purpose)]
    Slip.objects.filter(user=person, used_at=None, revoked_at=None).update(
        revoked_at=now
    )
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
    person = _locked(slip.user)
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


@transaction.atomic
def deactivate(*, person: User, by: Actor, now: datetime) -> None:
    """Lock the account: signed out at once everywhere, open slips taken back; nothing is deleted.

    Refused for oneself. Doing it twice changes nothing.
    """
    if by.user is not None and by.user.pk == person.pk:
        raise Refused(_("You cannot lock your own account. Please ask somebody else."))
    person = _locked(person)
    if not person.is_active:
        return
    person.is_active = False
    person.sign_in_epoch += 1
    person.save(update_fields=["is_active", "sign_in_epoch"])
    Slip.objects.filter(user=person, used_at=None, revoked_at=None).update(
        revoked_at=now
    )
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
    person = _locked(person)
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
    person = _locked(person)
    before = {"is_staff": person.is_staff, "is_superuser": person.is_superuser}
    after = {"is_staff": is_staff, "is_superuser": is_superuser}
    if after == before:
        return
    person.is_staff, person.is_superuser = is_staff, is_superuser
    person.save(update_fields=["is_staff", "is_superuser"])
    audit.record(
        by=by, verb="accounts.change_rights", row=person, before=before, after=after
    )
