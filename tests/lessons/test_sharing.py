"""Sharing an observation: every move from every state, once however often it is pressed."""

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.verbs import Actor
from lessons import actions
from lessons.models import OBSERVATION_MOVES, Observation, ObservationState
from tests import builders
from tests.lessons.giving import session_of_today
from tests.racing import at_once

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ObservationState.values)
@pytest.mark.parametrize("target", ObservationState.values)
def test_every_move_of_an_observation_is_the_one_of_the_table(world, state, target):
    now = timezone.now()
    lesson = builders.make_lesson(builders.make_exchange(host=world.host))
    observation = Observation.objects.create(
        lesson=lesson,
        observer=world.teacher,
        started_at=now,
        state=state,
        shared_at=now if state == "shared" else None,
    )
    by = Actor(user=world.teacher)
    if target == "shared":
        actions.share_observation(observation=observation, by=by, now=now)
    else:
        actions.keep_observation(observation=observation, by=by)
    stored = Observation.objects.get()
    assert (stored.state, stored.shared_at is None) == (target, target == "private")
    assert AuditEntry.objects.exists() == (target in OBSERVATION_MOVES[state])


@pytest.mark.django_db(transaction=True)
def test_first_notes_of_one_observer_at_the_same_moment_are_one_observation(world):
    now = timezone.now()
    lesson = session_of_today(world)[1]
    entry = builders.make_roster_entry(lesson.exchange, world.principal)

    def note(text):
        return actions.take_note(
            lesson=lesson,
            entry=entry,
            text=text,
            at=now,
            client_key=f"key {text}",
            by=Actor(world.principal),
            now=now,
        )

    answers = at_once(lambda: note("Một"), lambda: note("Hai"), lambda: note("Một"))
    assert not [one for one in answers if isinstance(one, Exception)]
    notes = Observation.objects.get().notes
    assert sorted(notes.values_list("text", flat=True)) == ["Hai", "Một"]
