"""Who is written to, and where: the address, what the person does not want, what the server refused."""

from datetime import date, timedelta

from django.conf import settings
from django.core import signing

from accounts.models import Mail, MailGroup, MailState, SignInName, User

# An address that a server refused is left alone for so long.
REST = timedelta(days=7)
_SALT = "accounts.mailing.unsubscribe"


def configured() -> bool:
    """Whether this installation can send e-mail: it needs a server, and an address of its own, since
    an e-mail without links back is of no use."""
    return bool(settings.EMAIL_HOST and settings.PUBLIC_ADDRESS)


def address_of(person: User) -> str:
    """The e-mail address the person signs in with (of several the one added last), or ""."""
    return (
        person.sign_in_names.filter(kind=SignInName.Kind.EMAIL)
        .order_by("-pk")
        .values_list("normalised", flat=True)
        .first()
        or ""
    )


def unwanted_by(person: User) -> set[str]:
    """The groups of notices of which the person wants no e-mail."""
    return set(person.no_mail.values_list("group", flat=True))


def trouble_of(person: User, *, today: date) -> Mail | None:
    """The last e-mail that a server refused to take for the person's present address, while that
    address is left alone for it."""
    return Mail.objects.filter(
        user=person,
        state=MailState.FAILED,
        address=address_of(person) or None,
        on__gt=today - REST,
    ).first()


def unsubscribe_token(person: User, group: str) -> str:
    """What stands in the link below an e-mail: signed, without an end, for this group only."""
    return signing.dumps([person.pk, group], salt=_SALT)


def read_unsubscribe(token: str) -> tuple[User, str] | None:
    """Whose link it is and of which group; None for a link that we did not sign."""
    try:
        pk, group = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = User.objects.filter(pk=pk).first()
    if person is None or group not in MailGroup.values:
        return None
    return person, group
