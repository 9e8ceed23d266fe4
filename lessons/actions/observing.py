"""Notes of who observes a lesson: taken once, corrected, removed; shared with who taught, or kept.

The audit entries name the observation and never the words: what is private stays so there, too.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.verbs import Actor, Refused
from lessons import observing, telling
from lessons.criteria import points_said
from lessons.models import (
    CriteriaSet,
    Observation,
    ObservationNote,
    ObservationState,
)
from sessions.models import Lesson, RosterEntry

MOST_WORDS = 2000


@transaction.atomic
def take_note(
    *,
    lesson: Lesson,
    entry: RosterEntry,
    moment: str = "",
    text: str = "",
    at: datetime,
    client_key: str = "",
    criteria: CriteriaSet | None = None,
    by: Actor,
    now: datetime,
) -> ObservationNote:
    """Keep one note, once: the same note sent again under the same key is the note that stands.

    Refuses before the lesson begins.
    """
    if why := observing.refusal(lesson, now=now):
        raise Refused(why)
    observation = _observation(lesson, entry, criteria, by, now)
    key = _key(observation, client_key, moment, text)
    if key:
        # Also one that was removed meanwhile: it does not come back.
        found = observation.notes.filter(client_key=key).first()
        if found is not None:
            return found
    return ObservationNote.objects.create(
        observation=observation,
        moment=moment,
        text=text,
        at=at,
        client_key=key,
        received_at=now,
    )


def _observation(
    lesson: Lesson,
    entry: RosterEntry,
    criteria: CriteriaSet | None,
    by: Actor,
    now: datetime,
) -> Observation:
    """The observer's own one, begun with the first note and held until the transaction ends."""
    row, new = Observation.objects.get_or_create(
        lesson=lesson,
        observer=by.user,
        defaults={"entry": entry, "criteria": criteria, "started_at": now},
    )
    if new:
        record(by=by, verb="lessons.observation_begun", row=row)
    return Observation.objects.select_for_update().get(pk=row.pk)


def _key(observation: Observation, sent: str, moment: str, text: str) -> str | None:
    """What a note is known by: the key of the form with what it says, so that a page that was gone
    back to may say something else; nobody's key meets anybody else's."""
    if not sent:
        return None
    said = f"{observation.pk}\n{sent}\n{moment}\n{text}"
    return hashlib.sha256(said.encode()).hexdigest()[:40]


@transaction.atomic
def write_words(
    *,
    lesson: Lesson,
    entry: RosterEntry,
    criteria: CriteriaSet,
    said: Mapping[int, tuple[str, Decimal | None]],
    by: Actor,
    now: datetime,
) -> Observation:
    """Keep what the observer writes to criteria of this set, by their ids: a text, and points where the
    cluster gives them (at most those of the criterion). Neither of the two takes the words away; what is
    not in `said` stays.

    Refuses before the lesson begins. Points are dropped where the cluster gives none.
    """
    if why := observing.refusal(lesson, now=now):
        raise Refused(why)
    observation = _observation(lesson, entry, criteria, by, now)
    asked = {row.pk: row for row in criteria.rows.filter(pk__in=said)}
    giving = observing.gives_points(lesson)
    for pk, (text, points) in said.items():
        if (criterion := asked.get(pk)) is None:
            continue
        if not giving or criterion.points is None:
            points = None
        elif points is not None and not 0 <= points <= criterion.points:
            raise Refused(
                _("At most %(most)s points are given here.")
                % {"most": points_said(criterion.points)}
            )
        rows = observation.words.filter(criterion=criterion)
        if text or points is not None:
            rows.update_or_create(
                observation=observation,
                criterion=criterion,
                defaults={"text": text, "points": points},
            )
        else:
            rows.delete()
    return observation


@transaction.atomic
def correct_note(
    *, note: ObservationNote, moment: str, text: str, version: int, by: Actor
) -> ObservationNote:
    """Let the note say this; its minute stays. Refuses where another page changed it meanwhile."""
    row = _standing(note)
    if (row.moment, row.text) == (moment, text):
        return row
    if row.version != version:
        raise Refused(
            _(
                "This note was changed on another page meanwhile. Please open it again: nothing was overwritten."
            )
        )
    row.moment, row.text, row.version = moment, text, row.version + 1
    row.save(update_fields=["moment", "text", "version"])
    record(by=by, verb="lessons.note_corrected", row=row)
    return row


@transaction.atomic
def remove_note(*, note: ObservationNote, by: Actor, now: datetime) -> None:
    """Take the note away from every page. Twice is once."""
    row = ObservationNote.objects.select_for_update().get(pk=note.pk)
    if row.removed_at is not None:
        return
    row.removed_at = now
    row.save(update_fields=["removed_at"])
    record(by=by, verb="lessons.note_removed", row=row)


def _standing(note: ObservationNote) -> ObservationNote:
    row = ObservationNote.objects.select_for_update().get(pk=note.pk)
    if row.removed_at is not None:
        raise Refused(_("You removed this note meanwhile."))
    return row


@transaction.atomic
def share_observation(
    *, observation: Observation, by: Actor, now: datetime
) -> Observation:
    """From now on who taught the lesson reads it, and hears so once a day. Twice is once."""
    row = _set(observation, ObservationState.SHARED, now, by)
    if row.shared_at == now:
        telling.shared(row, now=now)
    return row


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
