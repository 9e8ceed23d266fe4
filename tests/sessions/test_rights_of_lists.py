"""A right is one rule: what a list finds for a person is what the question about one row allows."""

import pytest
from django.utils import timezone, translation

from clusters.models import Cluster, Post
from clusters.todo import Todo
from sessions import actions, permissions
from sessions.models import ExchangeSession
from sessions.rows import PersonRow, UnitRow
from sessions.todo.decisions import todo_of
from sessions.todo.places import todo_of as places_todo
from sessions.waiting import sessions_asked, units_asked
from tests import builders
from tests.sessions.helpers import AFTER, BEFORE, actor, plan, scheduled
from tests.sessions.replies.helpers import (
    colleagues,
    guest_unit,
    invited,
    name,
    places,
)

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


# --- schools asked for an answer, or for who comes ---------------------------------------------------


def units_of(person) -> list[int]:
    return [unit.pk for unit in units_asked(person, now=BEFORE)]


def test_a_school_that_leads_a_session_elsewhere_answers_to_nobody(world):
    """It stands among the units, as a guest of the school where the session takes place."""
    own = scheduled(world, lead=world.guest)
    assert own.units.get(school=world.guest).hosts is False
    assert units_of(world.guest_principal) == []
    other = scheduled(world)
    assert units_of(world.guest_principal) == [other.units.get(school=world.guest).pk]


def test_a_school_whose_people_wait_for_a_place_has_named_them(world):
    exchange = invited(world, seats=1)
    builders.make_roster_entry(exchange, "Khách")
    unit = guest_unit(world, exchange)
    actions.reply_for_school(
        unit=unit, answer="yes", count=1, by=actor(world.guest_principal), now=BEFORE
    )
    assert units_of(world.guest_principal) == [unit.pk]
    name(world, unit, *colleagues(world.guest, "Lò Thị Hoa"))
    assert places(exchange) == [("Lò Thị Hoa", "waiting")]
    assert units_of(world.guest_principal) == []


# --- places: what one's own turn is, and until when a principal is asked ------------------------------


def places_said(person, now=BEFORE) -> list[str]:
    with translation.override("en"):
        return [one.text for one in places_todo(person, [], [], now)]


def test_each_who_waits_is_told_the_own_turn_until_it_begins(world):
    exchange = invited(world, seats=1)
    builders.make_roster_entry(exchange, "Khách")
    [hoa, lan] = colleagues(world.guest, "Lò Thị Hoa", "Vì Thị Lan")
    name(world, guest_unit(world, exchange), hoa, lan)
    for turn, person in enumerate((hoa, lan), 1):
        words = f"You are number {turn} on the waiting list: {exchange}"
        assert places_said(person) == [words]
        assert places_said(person, AFTER) == []


def test_a_principal_is_asked_for_people_until_it_begins(world):
    exchange = invited(world)
    exchange.lessons.all().delete()
    actions.save_roster(
        exchange=exchange,
        rows=[PersonRow(name=world.teacher.full_name, user=world.teacher)],
        by=actor(world.cluster_head),
        now=BEFORE,
    )
    asked = f"Cụm 1 asks for Vàng Thị Mai: {exchange}"
    assert places_said(world.principal) == [asked]
    assert places_said(world.principal, AFTER) == []
