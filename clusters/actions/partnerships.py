"""The life of an agreement: it is signed and in force, and one day it ends."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.verbs import Actor, Refused
from clusters.models import Partnership
from clusters.partial_dates import PartialDate


def _lock(partnership: Partnership) -> Partnership:
    return Partnership.objects.select_for_update().get(pk=partnership.pk)


def _refuse_move(partnership: Partnership, target: str) -> None:
    state = Partnership.State(partnership.state)
    if target not in Partnership.MOVES[state]:
        raise Refused(
            _("An agreement that is “%(state)s” cannot become “%(target)s”.")
            % {"state": state.label, "target": Partnership.State(target).label}
        )


@transaction.atomic
def enter_force(
    *, partnership: Partnership, signed_on: PartialDate | None, by: Actor, today: date
) -> None:
    """The agreement is signed and in force. When it was signed may stay unknown; a day that stands
    there already is kept then. Refused for a day to come; being in force already is no error."""
    row = _lock(partnership)
    state = Partnership.State.IN_FORCE
    if row.state == state:
        return
    _refuse_move(row, state)
    if signed_on and signed_on.first_day and signed_on.first_day > today:
        raise Refused(
            _("Please note the signing on the day it takes place."), field="signed_on"
        )
    before = {"state": row.state, "signed_on": _written(row.signed_on)}
    row.state, row.signed_on = state, signed_on or row.signed_on
    row.save(update_fields=["state", "signed_on", "signed_sort"])
    audit.record(
        by=by,
        verb="clusters.enter_force",
        row=row,
        before=before,
        after={"state": row.state, "signed_on": _written(row.signed_on)},
    )


@transaction.atomic
def end_partnership(*, partnership: Partnership, by: Actor) -> None:
    """The agreement counts no longer; what was held under it stays. Twice changes nothing."""
    row = _lock(partnership)
    state = Partnership.State.ENDED
    if row.state == state:
        return
    _refuse_move(row, state)
    before, row.state = row.state, state
    row.save(update_fields=["state"])
    audit.record(
        by=by,
        verb="clusters.end_partnership",
        row=row,
        before={"state": before},
        after={"state": row.state},
    )


def _written(day: PartialDate | None) -> str | None:
    return str(day) if day else None
