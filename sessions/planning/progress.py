"""How far a round of a plan is: derived from its time and its session, never stored. Pure."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusters.partial_dates import PartialDate
from sessions.models import State
from sessions.models.exchange import TOOK_PLACE
from sessions.planning.times import last_day

# LATE: its time is over and no session was made of it.
OPEN_ROUND, LATE, UNDER_WAY, DONE, OFF = "open", "late", "under_way", "done", "off"
PROGRESS: dict[str, str | Promise] = {
    OPEN_ROUND: _("Not scheduled yet"),
    LATE: _("Late: not scheduled"),
    UNDER_WAY: _("In preparation"),
    DONE: _("Held"),
    OFF: _("Cancelled"),
}


def progress_of(on: PartialDate | None, state: str | None, *, today: date) -> str:
    """How far a round is, by its time and the state of its session (None: there is none)."""
    if state in TOOK_PLACE:
        return DONE
    if state == State.CANCELLED:
        return OFF
    if state is not None:
        return UNDER_WAY
    last = last_day(on)
    return LATE if last is not None and last < today else OPEN_ROUND
