"""Notes of the demonstration, taken by the verbs that people use: one shared with who taught."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.verbs import Actor
from config.demo.places import Counter
from config.demo.unmailed import unmailed
from lessons import actions, criteria
from lessons.models import Observation
from sessions.models import Lesson, RosterEntry


@unmailed()
def load(data: dict[str, Any], who: dict[str, User], loaded: Counter) -> None:
    """What colleagues saw of lessons of which they noted nothing yet. What people are told of it is not e-mailed."""
    for one in data["observation"]:
        lesson = (
            Lesson.objects.filter(
                exchange__client_key=f"demo:{one['session']}", order=one["lesson"]
            )
            .select_related("exchange__cluster", "part", "grade")
            .first()
        )
        if lesson is None:
            continue
        person = who[one["by"]]
        entry = lesson.exchange.roster.filter(user=person).first()
        on = (lesson.part.on if lesson.part else None) or lesson.exchange.on
        day = on.exact if on else None
        known = Observation.objects.filter(lesson=lesson, observer=person)
        if entry is None or day is None or known.exists():
            continue
        _take(one, lesson, entry, day, Actor(person))
        loaded.add("observation")


def _take(
    one: dict[str, Any], lesson: Lesson, entry: RosterEntry, day: date, by: Actor
) -> None:
    starts = datetime.combine(
        day, (lesson.part.starts_at if lesson.part else None) or time(8)
    )
    first = timezone.make_aware(starts)
    for note in one["note"]:
        at = first + timedelta(minutes=note["minute"])
        actions.take_note(
            lesson=lesson,
            entry=entry,
            moment=note.get("moment", ""),
            text=note.get("text", ""),
            at=at,
            criteria=criteria.offered_for(lesson, today=day),
            by=by,
            now=at,
        )
    offered = criteria.offered_for(lesson, today=day)
    if offered is not None and "words" in one:
        asked = {row.order: row.pk for row in offered.rows.all()}
        actions.write_words(
            lesson=lesson,
            entry=entry,
            criteria=offered,
            said={asked[row["criterion"]]: (row["text"], None) for row in one["words"]},
            by=by,
            now=first + timedelta(hours=2),
        )
    if one["shared"]:
        actions.share_observation(
            observation=Observation.objects.get(lesson=lesson, observer=by.user),
            by=by,
            now=first + timedelta(hours=3),
        )
