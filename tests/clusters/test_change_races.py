"""Two people change the same thing at the same moment, each with a connection of their own: one of them
is refused with a sentence, and nothing stands there twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notice
from accounts.verbs import Actor, Refused
from clusters.actions import authorities, delegations, moves, people, schools
from clusters.models import (
    AuthoritySuccession,
    ClusterMembership,
    ClusterOffice,
    Delegation,
    Post,
    School,
    SchoolAuthority,
    SchoolSuccession,
)
from tests import builders
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = timezone.localdate()
DAY = timedelta(days=1)


def actor(user) -> Actor:
    return Actor(user=user)


def when() -> dict:
    return {"since": TODAY, "now": timezone.now()}


def one_refused(answers: list) -> None:
    """One did it, the other was told a sentence; neither met a fault."""
    assert sorted(isinstance(one, Refused) for one in answers) == [False, True], answers
    assert not [
        one
        for one in answers
        if isinstance(one, Exception) and not isinstance(one, Refused)
    ]


def test_a_school_is_merged_once(world):
    def merge(into, by):
        return lambda: schools.merge_schools(
            schools=[world.guest], into=into, by=actor(by), today=TODAY, **when()
        )

    one_refused(
        at_once(merge(world.host, world.officer), merge(world.far, world.admin))
    )
    assert SchoolSuccession.objects.count() == 1
    there = Post.objects.on(TODAY).filter(user=world.guest_principal)
    assert there.get().school == SchoolSuccession.objects.get().successor


def test_two_schools_merged_into_each_other_leave_one(world):
    def merge(school, into):
        return lambda: schools.merge_schools(
            schools=[school], into=into, by=actor(world.officer), today=TODAY, **when()
        )

    one_refused(at_once(merge(world.guest, world.host), merge(world.host, world.guest)))
    assert School.objects.filter(valid_to=None).count() == 2


def test_a_school_is_closed_or_merged_not_both(world):
    one_refused(
        at_once(
            lambda: schools.close_school(
                school=world.guest, by=actor(world.officer), today=TODAY, **when()
            ),
            lambda: schools.merge_schools(
                schools=[world.guest],
                into=world.host,
                by=actor(world.admin),
                today=TODAY,
                **when(),
            ),
        )
    )
    assert not Post.objects.on(TODAY).filter(school=world.guest).exists()


def test_an_office_is_given_once(world):
    office = ClusterOffice.objects.get(cluster=world.north)

    def hand(to):
        return lambda: moves.hand_over_office(
            office=office, to=to, by=actor(world.officer), **when()
        )

    one_refused(at_once(hand(world.principal), hand(world.guest_principal)))
    assert ClusterOffice.objects.on(TODAY).filter(cluster=world.north).count() == 1


def test_the_same_appointment_twice_is_one_office(world):
    def appoint():
        return people.appoint(
            cluster=world.north,
            kind=ClusterOffice.Kind.SECRETARY,
            person=world.principal,
            by=actor(world.officer),
            today=TODAY,
        )

    first, second = at_once(appoint, appoint)
    assert first == second


def test_a_school_has_one_new_principal(world):
    led = frozenset([Post.objects.get(user=world.principal).pk])

    def lead(person):
        return lambda: moves.change_principal(
            school=world.host,
            person=person,
            instead_of=led,
            by=actor(world.officer),
            **when(),
        )

    one_refused(at_once(lead(world.cluster_head), lead(world.teacher)))
    on = Post.objects.on(TODAY).filter(school=world.host, kind="principal")
    assert on.count() == 1
    titles = Notice.objects.filter(title__startswith="Thầy cô phụ trách")
    assert titles.get().user == on.get().user


def test_a_teacher_moves_to_one_school(world):
    def move(to):
        return lambda: moves.move_person(
            person=world.teacher,
            leaves=world.host,
            to=to,
            kind="teacher",
            by=actor(world.officer),
            **when(),
        )

    one_refused(at_once(move(world.guest), move(world.far)))
    assert Post.objects.on(TODAY).filter(user=world.teacher).count() == 1


def test_who_moves_while_the_school_is_merged_stands_at_one_school(world):
    teacher = builders.make_person("Mùa Thị Sua")
    builders.make_post(teacher, world.guest)
    answers = at_once(
        lambda: moves.move_person(
            person=teacher,
            leaves=world.guest,
            to=world.far,
            kind="teacher",
            by=actor(world.officer),
            **when(),
        ),
        lambda: schools.merge_schools(
            schools=[world.guest],
            into=world.host,
            by=actor(world.admin),
            today=TODAY,
            **when(),
        ),
    )
    assert not [
        one
        for one in answers
        if isinstance(one, Exception) and not isinstance(one, Refused)
    ]
    assert Post.objects.on(TODAY).filter(user=teacher).count() == 1


def test_a_school_leaves_its_cluster_once(world):
    other = builders.make_cluster("Cụm 3", authority=world.office)

    def change(to):
        return lambda: schools.change_cluster_of(
            school=world.guest,
            leaves=world.north,
            joins=to,
            by=actor(world.officer),
            **when(),
        )

    one_refused(at_once(change(world.south), change(other)))
    on = ClusterMembership.objects.on(TODAY).filter(school=world.guest)
    assert on.count() == 1


def test_an_authority_passes_on_once(world):
    heirs = [builders.make_authority(f"UBND xã {name}") for name in "AB"]

    def abolish(heir):
        return lambda: authorities.abolish_authority(
            authority=world.office,
            heirs=[heir],
            by=actor(world.admin),
            today=TODAY,
            **when(),
        )

    one_refused(at_once(abolish(heirs[0]), abolish(heirs[1])))
    assert AuthoritySuccession.objects.count() == 1
    assert SchoolAuthority.objects.on(TODAY).filter(school=world.host).count() == 1


def test_a_post_is_lent_to_one_of_two(world):
    post = Post.objects.get(user=world.principal)

    def lend(to):
        return lambda: delegations.lend_post(
            post=post,
            to=to,
            until=TODAY + DAY,
            by=actor(world.principal),
            today=TODAY,
            **when(),
        )

    one_refused(at_once(lend(world.subject_head), lend(world.teacher)))
    assert Delegation.objects.count() == 1
