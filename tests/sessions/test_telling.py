"""Whom a session concerns: told once each, nobody who is locked out or gone, whatever the numbers."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from clusters.models import ClusterOffice, Delegation, Post
from sessions.models import SessionUnit
from sessions.telling import leaders_of_unit, people_of
from tests import builders


def names(people) -> list[str]:
    return [str(one) for one in people]


def make(world, **fields):
    fields.setdefault("cluster", world.north)
    fields.setdefault("host", world.host)
    fields.setdefault("schools", [world.host, world.guest])
    fields.setdefault("state", "scheduled")
    return builders.make_exchange(**fields)


def test_a_session_concerns_who_leads_its_schools_and_its_cluster(world):
    # Once each: the head of the cluster is also vice-principal of a school concerned.
    assert names(people_of(make(world))) == [
        "Đường Thị Ân",
        "Dương Quốc Đạt",
        "Lường Văn Sơn",
    ]


def test_it_concerns_who_teaches_and_who_is_on_the_list_once(world):
    exchange = make(world)
    builders.make_lesson(exchange, teacher=world.teacher)
    builders.make_roster_entry(exchange, world.teacher)
    builders.make_roster_entry(exchange, world.far_teacher)
    builders.make_roster_entry(exchange, "Khách mời không tài khoản")
    assert names(people_of(exchange)) == [
        "Đường Thị Ân",
        "Mùa A Dơ",
        "Dương Quốc Đạt",
        "Vàng Thị Mai",
        "Lường Văn Sơn",
    ]


def test_a_locked_account_is_told_nothing(world):
    world.guest_principal.is_active = False
    world.guest_principal.save()
    assert "Đường Thị Ân" not in names(people_of(make(world)))


def test_who_left_is_told_nothing_and_who_moved_still_is(world):
    exchange = make(world)
    builders.make_roster_entry(exchange, world.teacher)
    builders.make_roster_entry(exchange, world.subject_head)
    gone = timezone.localdate() - timedelta(days=1)
    Post.objects.filter(user__in=[world.teacher, world.subject_head]).update(
        valid_to=gone
    )
    builders.make_post(world.subject_head, world.far)
    told = names(people_of(exchange))
    assert "Vàng Thị Mai" not in told
    assert "Nguyễn Thu Hà" in told


def test_a_guest_with_an_account_and_without_a_post_is_told(world):
    exchange = make(world)
    guest = builders.make_person("Chu Văn Khách")
    builders.make_roster_entry(exchange, guest)
    assert guest in people_of(exchange)


def test_the_lead_may_be_a_school_or_an_authority(world):
    school = make(world, cluster=None, host=None, lead=world.guest, schools=[])
    assert names(people_of(school)) == ["Đường Thị Ân", "Dương Quốc Đạt"]
    office = make(world, cluster=None, host=None, lead=world.office, schools=[])
    assert names(people_of(office)) == ["Lò Minh Thư"]


def test_an_office_that_ended_is_not_the_lead_s_any_more(world):
    ended = builders.make_person("Hà Văn Cũ")
    builders.make_post(ended, world.far)
    ClusterOffice.objects.create(
        cluster=world.north, kind="deputy", person=ended, valid_to=date(2020, 1, 1)
    )
    assert ended not in people_of(make(world))


def test_an_authority_that_organises_is_concerned_one_that_is_a_guest_is_not(world):
    exchange = make(world)
    unit = SessionUnit.objects.create(
        exchange=exchange, order=9, authority=world.office
    )
    assert world.officer not in people_of(exchange)
    unit.organises = True
    unit.save()
    assert world.officer in people_of(exchange)


def test_whom_the_principal_lent_his_post_to_speaks_for_the_school(world):
    exchange = make(world)
    unit = exchange.units.get(school=world.host)
    post = Post.objects.get(user=world.principal)
    today = timezone.localdate()
    Delegation.objects.create(
        post=post, to=world.subject_head, valid_from=today, valid_to=today
    )
    assert set(leaders_of_unit(unit)) == {world.principal, world.subject_head}
    assert world.subject_head in people_of(exchange)


def test_who_speaks_for_a_unit_depends_on_what_it_is(world):
    exchange = make(world)

    def unit(**what):
        return SessionUnit(exchange=exchange, **what)

    assert names(leaders_of_unit(unit(school=world.far))) == ["Cà Thị Bình"]
    assert names(leaders_of_unit(unit(authority=world.office))) == ["Lò Minh Thư"]
    assert names(leaders_of_unit(unit(cluster=world.south))) == ["Cà Thị Bình"]
    assert leaders_of_unit(unit(name_as_printed="Hội Khuyến học")) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_one_query_whatever_the_numbers(
    world, rows, django_assert_num_queries
):
    exchange = make(world)
    for number in range(rows):
        builders.make_roster_entry(exchange, builders.make_person(f"Người {number}"))
        builders.make_lesson(exchange, teacher=world.teacher)
    with django_assert_num_queries(1):
        people_of(exchange)
