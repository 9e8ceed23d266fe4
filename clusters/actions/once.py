"""The same form sent twice makes one thing: the form bears a random key, the log remembers it."""

from django.db import models

from accounts import audit
from accounts.models import AuditEntry, User
from accounts.verbs import Actor

_FORM = "form"


def sent_before(*, by: Actor, verb: str, key: str) -> str | None:
    """The key of the row that the first press of this form made, None if this is the first.

    Call it first in the transaction of the change: two presses at once come here one by one.
    """
    if not key or by.user is None:
        return None
    User.objects.select_for_update().get(pk=by.user.pk)
    made = AuditEntry.objects.filter(actor=by.user, verb=verb, after__form=key)
    return made.values_list("object_id", flat=True).first()


def remember(*, by: Actor, verb: str, key: str, row: models.Model) -> None:
    """Write down what the form made."""
    if key:
        audit.record(by=by, verb=verb, row=row, after={_FORM: key})
