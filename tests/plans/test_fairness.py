"""Whose turn it would be: from the plan and from what was really held, about schools and subjects."""

import pytest

from clusters.models import Grade, Level, SchoolYear, Subject
from clusters.partial_dates import PartialDate
from sessions import fairness
from sessions.actions import plans
from sessions.models import ExchangeSession
from tests import builders
from tests.plans.helpers import (
    NOW,
    TODAY,
    actor,
    lesson_line,
    round_line,
    saved,
    school_year,
)


@pytest.fixture
def year(world):
    found = school_year()
    world.north.levels.set(Level.objects.filter(code="thcs"))
    return found


def turns(world, year, version=None):
    return fairness.fairness_of(world.north, year, version=version, today=TODAY)


def of(found, school):
    return next(one for one in found.schools if one.school == school)


def held(world, host, year, **fields) -> ExchangeSession:
    return builders.make_exchange(
        cluster=world.north, host=host, state="held", school_year=year, **fields
    )


def test_who_has_not_hosted_comes_first(world, year):
    held(world, world.host, year)
    found = turns(world, year)
    assert [one.school for one in found.schools] == [world.guest, world.host]
    assert found.not_hosting == [world.guest]


def test_a_planned_turn_counts_and_its_session_is_the_same_turn(world, year):
    version = saved(world, [round_line(world.host)])
    plans.send(version=version, by=actor(world.cluster_head), now=NOW)
    assert of(turns(world, year, version), world.host).this_year == 1
    exchange = held(world, world.host, year)
    assert of(turns(world, year, version), world.host).this_year == 2
    planned = version.rows.get().round
    plans.link(planned=planned, exchange=exchange, by=actor(world.cluster_head))
    assert of(turns(world, year, version), world.host).this_year == 1


def test_three_years_are_this_one_and_the_two_before(world, year):
    for label, day in (
        ("2025-2026", "2025-10-01"), ("2024-2025", "2024-10-01"), ("2023-2024", "2023-10-01"),
    ):  # fmt: skip
        before = SchoolYear.objects.get(label=label)
        held(world, world.host, before, on=PartialDate.parse(day).exact)
    found = of(turns(world, year), world.host)
    assert (found.this_year, found.three_years) == (0, 2)


def test_what_was_not_held_or_is_of_another_cluster_does_not_count(world, year):
    builders.make_exchange(
        cluster=world.north, host=world.host, state="scheduled", school_year=year
    )
    builders.make_exchange(
        cluster=world.south, host=world.host, state="held", school_year=year
    )
    assert of(turns(world, year), world.host).this_year == 0


def test_subjects_and_grades_without_a_lesson_are_named(world, year):
    science = Subject.objects.get(name="Khoa học tự nhiên")
    eight = Grade.objects.get(number=8)
    lesson = lesson_line(subjects=(science,), grades=(eight,))
    version = saved(world, [round_line(world.host, lessons=(lesson,))])
    found = turns(world, year, version)
    assert science not in found.subjects
    assert "Toán" in [one.name for one in found.subjects]
    assert [one.number for one in found.grades] == [6, 7, 9]
    assert [
        (gap.subject, [one.number for one in gap.grades]) for gap in found.gaps
    ] == [(science, [6, 7, 9])]


def test_a_lesson_held_without_a_plan_counts_too(world, year):
    exchange = held(world, world.host, year)
    maths = Subject.objects.get(name="Toán")
    builders.make_lesson(
        exchange, subject=maths, grade=Grade.objects.get(number=6), school=world.guest
    )
    found = turns(world, year)
    assert maths not in found.subjects
    assert found.not_teaching == [world.host]


def test_nobody_who_teaches_is_counted():
    """Schools and subjects only: no field of it holds a person."""
    named = {
        *fairness.SchoolTurn.__dataclass_fields__,
        *fairness.Fairness.__dataclass_fields__,
    }
    assert named == {
        "school", "this_year", "three_years", "teaches", "schools", "subjects", "grades", "gaps",
    }  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_same_for_one_row_or_three(
    world, year, rows, django_assert_num_queries
):
    lines = [round_line(world.host, label=f"Lần {n}") for n in range(rows)]
    version = saved(world, lines)
    for _ in range(rows):
        builders.make_lesson(held(world, world.guest, year))
    with django_assert_num_queries(10):
        turns(world, year, version)
