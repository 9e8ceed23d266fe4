"""The same form sent twice makes one thing: the form bears a random key, the log remembers it."""

from django.db import models
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import AuditEntry, User
from accounts.pressed import key_of
from accounts.verbs import Actor, Refused

_FORM = "form"


def sent_before(*, by: Actor, verb: str, key: str, several: bool = False) -> str | None:
    """The key of the row that the first press of this form made, None if this is the first.

    `key` is a press (see `accounts.pressed`). The same form saying something else, after going back
    in the browser, is a new wish where a form may make `several`; else it is refused: most of what
    stands in it was made already.
    Call it first in the transaction of the change: two presses at once come here one by one.
    """
    if not key or by.user is None:
        return None
    User.objects.select_for_update().get(pk=by.user.pk)
    made = AuditEntry.objects.filter(actor=by.user, verb=verb)
    same = made.filter(after__form=key).values_list("object_id", flat=True).first()
    form = key_of(key)
    again = made.filter(after__form__startswith=f"{form}-")
    if same is None and not several and form and again.exists():
        raise Refused(
            _(
                "This form was saved once already and says something else now; that is not "
                "stored. Open what was made to change it, or open a new form."
            )
        )
    return same


def remember(*, by: Actor, verb: str, key: str, row: models.Model) -> None:
    """Write down what the form made."""
    if key:
        audit.record(by=by, verb=verb, row=row, after={_FORM: key})
