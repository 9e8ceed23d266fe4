"""Two people at the same moment: one plan, one session, nothing overwritten."""

import pytest

from accounts.verbs import Refused
from sessions.actions import Overtaken, plans
from sessions.models import ExchangeSession, PlanRound, PlanVersion, YearPlan
from tests import builders
from tests.plans.helpers import (
    NOW,
    actor,
    form_of,
    in_state,
    lesson_line,
    round_line,
    saved,
    school_year,
)
from tests.racing import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_a_round_pressed_twice_at_once_is_one_session(world):
    planned = in_state(world, "approved").rows.get().round
    people = (world.cluster_head, world.secretary)
    made = at_once(
        *[
            lambda by=by: plans.schedule(planned=planned, by=actor(by), now=NOW)
            for by in people
        ]
    )
    assert len({one.pk for one in made}) == 1
    assert ExchangeSession.objects.count() == 1


def test_two_who_save_at_once_overwrite_nothing(world):
    base = in_state(world, "draft")
    mark = form_of(base)

    def save(word: str):
        line = round_line(world.host, lessons=(lesson_line(topic=word),))
        return plans.save(
            cluster=world.north,
            school_year=school_year(),
            lines=[line],
            form=f"{mark}-{word}",
            by=actor(world.secretary),
            now=NOW,
        )

    answers = at_once(lambda: save("một"), lambda: save("hai"))
    assert sum(isinstance(one, Overtaken) for one in answers) == 1
    kept = PlanVersion.objects.get().rows.get().lessons.get().topic
    assert kept in {"một", "hai"}


def test_two_who_begin_a_plan_at_once_make_one(world):
    school_year()
    answers = at_once(
        lambda: saved(world, word="tab-a", by=world.secretary),
        lambda: saved(world, word="tab-b", by=world.cluster_head),
    )
    assert sum(isinstance(one, Overtaken) for one in answers) == 1
    assert YearPlan.objects.count() == PlanVersion.objects.count() == 1


def test_approved_and_taken_back_at_once_is_one_of_both(world):
    version = in_state(world, "sent")
    approved, taken_back = at_once(
        lambda: plans.approve(version=version, by=actor(world.cluster_head), now=NOW),
        lambda: plans.take_back(version=version, by=actor(world.secretary), now=NOW),
    )
    version.refresh_from_db()
    if version.state == "approved":
        assert approved == version
        assert isinstance(taken_back, Refused)
    else:
        assert (version.state, taken_back) == ("draft", version)
        assert isinstance(approved, Refused)


def test_one_session_tied_to_two_rounds_at_once_is_of_one_of_them(world):
    lines = [round_line(world.host), round_line(world.guest, label="Lần 2")]
    draft = saved(world, lines)
    plans.send(version=draft, by=actor(world.cluster_head), now=NOW)
    exchange = builders.make_exchange(
        cluster=world.north, host=world.host, by=world.cluster_head
    )
    by = actor(world.cluster_head)
    answers = at_once(
        *[
            lambda row=row: plans.link(planned=row.round, exchange=exchange, by=by)
            for row in draft.rows.select_related("round")
        ]
    )
    assert sum(isinstance(one, Refused) for one in answers) == 1
    assert PlanRound.objects.filter(exchange=exchange).count() == 1
