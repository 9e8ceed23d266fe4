"""Sharing what was observed with who taught, and taking it back to oneself."""

from datetime import datetime

from django.db import transaction

from accounts.audit import record
from accounts.verbs import Actor
from lessons.models import Observation, ObservationState


@transaction.atomic
def share_observation(
    *, observation: Observation, by: Actor, now: datetime
) -> Observation:
    """From now on who taught the lesson reads it. Twice is once."""
    return _set(observation, ObservationState.SHARED, now, by)


@transaction.atomic
def keep_observation(*, observation: Observation, by: Actor) -> Observation:
    """Nobody but the observer reads it any more. Twice is once."""
    return _set(observation, ObservationState.PRIVATE, None, by)


def _set(
    observation: Observation, state: ObservationState, at: datetime | None, by: Actor
) -> Observation:
    row = Observation.objects.select_for_update().get(pk=observation.pk)
    if row.state == state:
        return row
    before = row.state
    row.state, row.shared_at = state, at
    row.save(update_fields=["state", "shared_at"])
    record(
        by=by,
        verb=f"lessons.observation_{state}",
        row=row,
        before={"state": before},
        after={"state": state},
    )
    return row
