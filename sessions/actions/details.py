"""What is said of the session as a whole."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.verbs import Actor, Refused
from clusters.models import Authority, Cluster, School
from sessions.actions.guard import edit
from sessions.actions.moving import refuse_early_session
from sessions.models import ExchangeSession, PartState, State
from sessions.rows import Details

LEAD_COLUMNS = {
    Cluster: "lead_cluster",
    School: "lead_school",
    Authority: "lead_authority",
}
_PLAIN = (
    "kind",
    "cluster",
    "partnership",
    "school_year",
    "follows",
    "called",
    "title",
    "on",
    "half_day",
    "date_as_printed",
    "duration_as_printed",
    "rounds_as_printed",
    "purpose",
    "address",
)
# What a calendar shows of a session as a whole, beside its state.
_IN_A_CALENDAR = ("kind", "called", "title", "on", "half_day")


def columns_of(details: Details) -> dict:
    """The columns of the session's row that these details fill; on_sort follows from on."""
    columns = {name: getattr(details, name) for name in _PLAIN}
    for model, column in LEAD_COLUMNS.items():
        columns[column] = details.lead if isinstance(details.lead, model) else None
    return columns


def edit_details(
    *,
    exchange: ExchangeSession,
    details: Details,
    reason: str = "",
    version: str | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Replace everything said of the session as a whole.

    Refuses on a closed session, and to give a held one a day that has not come; raises `Overtaken` when somebody else changed it since `version`.
    """
    with edit(
        "details", exchange=exchange, by=by, version=version, reason=reason
    ) as locked:
        columns = columns_of(details)
        # Whoever approves follows from the lead: it does not change under the question.
        if locked.state == State.PROPOSED and details.lead != locked.lead:
            raise Refused(
                _(
                    "This session waits to be approved. Take it back to a draft first, then "
                    "change who leads it."
                ),
                field="lead",
            )
        moved = details.on != locked.on
        if any(columns[name] != getattr(locked, name) for name in _IN_A_CALENDAR):
            locked.sequence += 1
        for name, value in columns.items():
            setattr(locked, name, value)
        if moved and locked.state == State.HELD:
            parts = locked.parts.exclude(state=PartState.CANCELLED)
            refuse_early_session(locked, list(parts), now, field="on")
        locked.save(update_fields=[*columns, "on_sort", "sequence"])
        locked.subjects.set(details.subjects)
        locked.grades.set(details.grades)
