"""The names to sign in with: phone numbers, e-mails and staff codes."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.locking import locked
from accounts.models import SignInName, User
from accounts.signin_names import is_whole_phone, meant_as_phone, normalise
from accounts.verbs import Actor, Refused


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
    person = locked(name.user)
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
    person = locked(person)
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
    person = locked(name.user)
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
