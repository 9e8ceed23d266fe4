"""A right is one rule: what a list finds for a person is what the question about one row allows."""

import pytest
from django.utils import timezone

from clusters.models import Cluster, Post
from clusters.todo import Todo
from sessions import actions, permissions
from sessions.models import ExchangeSession
from sessions.rows import UnitRow
from sessions.todo.decisions import todo_of
from sessions.waiting import sessions_asked, units_asked
from tests import builders
from tests.sessions.helpers import BEFORE, actor, plan

CAST = (
    "teacher",
    "subject_head",
    "principal",
    "guest_principal",
    "cluster_head",
    "officer",
    "far_teacher",
    "far_principal",
    "other_officer",
    "admin",
)


def proposed(world, by, lead, *organising) -> ExchangeSession:
    units = [UnitRow(school=school, organises=True) for school in organising]
    data = plan(world, lead=lead, units=units)
    exchange = actions.schedule(by=actor(by), data=data, now=BEFORE)
    return actions.propose(exchange=exchange, by=actor(by), now=BEFORE)


@pytest.fixture
def vice(world):
    """The vice-principal of a school that has no principal today."""
    school = builders.make_school("THCS Mới", authority=world.office)
    person = builders.make_person("Lò Thị Phó")
    builders.make_post(person, school, Post.Kind.VICE_PRINCIPAL)
    person.school = school
    return person


@pytest.fixture
def proposals(world, vice):
    """Sessions led by a cluster of each rule, by schools that agreed or not, and by an authority."""
    made = [proposed(world, world.subject_head, world.north)]
    for rule in (Cluster.SessionApprover.AUTHORITY, Cluster.SessionApprover.NOBODY):
        cluster = builders.make_cluster(
            f"Cụm {rule}",
            authority=world.office,
            schools=[world.host],
            session_approver=rule,
        )
        made.append(proposed(world, world.subject_head, cluster))
    made += [
        proposed(world, world.subject_head, world.host, world.host, world.guest),
        proposed(world, world.principal, world.host, world.host, world.guest),
        proposed(world, world.subject_head, world.host, world.guest),
        proposed(world, world.subject_head, world.host, world.host, vice.school),
        proposed(world, world.subject_head, vice.school, vice.school, world.far),
        proposed(world, world.subject_head, world.office),
    ]
    # What the rule already scheduled counts as well: both answers are about people only.
    return made


def found(rule, person) -> set[int]:
    return set(
        ExchangeSession.objects.filter(rule(person)).values_list("pk", flat=True)
    )


@pytest.mark.parametrize("who", [*CAST, "vice"])
def test_who_approves_one_session_finds_it_in_the_list(world, vice, proposals, who):
    person = vice if who == "vice" else getattr(world, who)
    asked = {one.pk for one in proposals if permissions.can_approve(person, one)}
    assert found(permissions.approved_by, person) == asked
    led = {one.pk for one in proposals if permissions.leads(person, one)}
    assert found(permissions.led_by, person) == led


def decisions(person) -> list[Todo]:
    today = timezone.localdate(BEFORE)
    found = sessions_asked(person, now=BEFORE).decisions
    return todo_of(found, units_asked(person, now=BEFORE), today)


def test_a_vice_principal_is_told_what_waits_where_there_is_no_principal(
    world, vice, django_assert_num_queries
):
    exchange = proposed(world, world.subject_head, vice.school, vice.school)
    assert exchange.state == "proposed"
    (todo,) = decisions(vice)
    assert (todo.icon, todo.url) == ("clipboard-check", f"/hoat-dong/{exchange.pk}/")
    builders.make_post(world.far_teacher, vice.school, Post.Kind.PRINCIPAL)
    assert decisions(vice) == []
