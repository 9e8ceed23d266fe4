"""Helpers of the page tests: how many questions a page asks."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lessons.models import LessonPlan, PlanAuthor, State, Teaching
from tests import builders
from tests.lessons.rounds import DAY, revise


@pytest.fixture
def queries():
    """`queries(client, address)` is the number of queries that a page of code 200 asks."""

    def count(client: Client, address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address)
        assert response.status_code == 200
        return len(asked)

    return count


@pytest.fixture
def exchange(world):
    exchange = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        schools=[world.host, world.guest],
        state="scheduled",
        on=DAY,
        title="Áp suất chất lỏng",
    )
    exchange.parts.update(purposes=["teach"])
    return exchange


@pytest.fixture
def lesson(world, exchange):
    return builders.make_lesson(
        exchange,
        klass="8A2",
        topic="Áp suất",
        teacher=world.teacher,
        school=world.host,
    )


@pytest.fixture
def plan(world, lesson):
    plan = LessonPlan.objects.create(
        title="Áp suất", state=State.SUBMITTED, owner_school=world.host
    )
    PlanAuthor.objects.create(plan=plan, order=1, user=world.teacher)
    Teaching.objects.create(lesson=lesson, plan=plan)
    revise(plan, world.teacher)
    return plan
