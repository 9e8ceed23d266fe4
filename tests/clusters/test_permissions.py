"""Truth tables: who manages which school, whose account, which cluster."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from clusters import choosing, permissions
from clusters.models import ClusterOffice, Delegation, Post
from tests import builders

pytestmark = pytest.mark.django_db

EVERYBODY = [
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
]


def yes(world, question) -> set[str]:
    return {name for name in EVERYBODY if question(getattr(world, name))}


def test_who_opens_the_page_of_a_school(world):
    def sees(user):
        return permissions.schools_visible_to(user).filter(pk=world.host.pk).exists()

    assert yes(world, sees) == {
        "teacher",
        "subject_head",
        "principal",
        "cluster_head",
        "officer",
        "admin",
    }


def test_who_opens_the_page_of_a_cluster(world):
    def sees(user):
        return permissions.clusters_visible_to(user).filter(pk=world.north.pk).exists()

    assert yes(world, sees) == {
        "teacher",
        "subject_head",
        "principal",
        "guest_principal",
        "cluster_head",
        "officer",
        "admin",
    }


def test_who_manages_the_people_of_a_school(world):
    def manages(user):
        return permissions.can_manage_school_people(user, world.host)

    assert yes(world, manages) == {"principal", "cluster_head", "officer", "admin"}


def test_who_changes_a_school_and_sees_phone_numbers(world):
    def changes(user):
        return permissions.can_manage_school(user, world.host)

    def phones(user):
        return permissions.can_see_phones(user, world.host)

    # The head of the cluster is at another school.
    assert yes(world, changes) == {"principal", "officer", "admin"}
    assert yes(world, phones) == {"principal", "officer", "admin"}


def test_who_appoints_a_principal(world):
    def appoints(user):
        return permissions.can_appoint_principal(user, world.guest)

    # `cluster_head` is vice-principal there, and head of its cluster.
    assert yes(world, appoints) == {
        "guest_principal",
        "cluster_head",
        "officer",
        "admin",
    }
    ClusterOffice.objects.all().delete()
    vice = world.cluster_head
    del vice._standing
    assert permissions.can_manage_school_people(vice, world.guest)
    assert not permissions.can_appoint_principal(vice, world.guest)


def test_who_manages_a_cluster(world):
    def manages(user):
        return permissions.can_manage_cluster(user, world.north)

    assert yes(world, manages) == {"cluster_head", "officer", "admin"}


@pytest.mark.parametrize("who", ["officer", "admin"])
def test_nobody_sets_up_a_cluster_of_an_authority_that_ended(world, who):
    world.office.valid_to = timezone.localdate() - timedelta(days=1)
    world.office.save()
    offered = choosing.authorities_to_set_up(getattr(world, who))
    assert world.office not in offered


def test_who_sets_up_clusters_and_for_whom(world):
    assert yes(world, permissions.can_set_up) == {"officer", "other_officer", "admin"}
    assert set(choosing.authorities_to_set_up(world.officer)) == {world.office}
    assert set(choosing.authorities_to_set_up(world.other_officer)) == {
        world.other_province
    }
    assert choosing.authorities_to_set_up(world.admin).count() == 3
    assert set(choosing.schools_to_choose(world.officer)) == {
        world.host,
        world.guest,
        world.far,
    }
    assert set(choosing.schools_to_choose(world.other_officer)) == set()
    assert choosing.schools_to_choose(world.admin).count() == 3


SLIPS = {
    "teacher": {"principal", "cluster_head", "officer", "admin"},
    "subject_head": {"principal", "cluster_head", "officer", "admin"},
    "principal": {"cluster_head", "officer", "admin"},
    "guest_principal": {"cluster_head", "officer", "admin"},
    # Vice-principal of the guest school and head of the cluster: not the guest's principal.
    "cluster_head": {"officer", "admin"},
    "officer": {"admin"},
    "far_teacher": {"far_principal", "officer", "admin"},
    "far_principal": {"officer", "admin"},
    "other_officer": {"admin"},
    "admin": set(),
}


@pytest.mark.parametrize("person", SLIPS)
def test_who_issues_a_slip_to_whom(world, person):
    target = getattr(world, person)
    allowed = yes(world, lambda user: permissions.can_issue_slip(user, target))
    assert allowed == SLIPS[person]


def fresh(*people):
    for person in people:
        person.__dict__.pop("_standing", None)


def test_a_second_post_elsewhere_takes_the_account_out_of_the_first_schools_reach(
    world,
):
    """A principal must not come into another school's account by adding the person to his own."""
    builders.make_post(world.far_teacher, world.host)
    assert not permissions.can_issue_slip(world.principal, world.far_teacher)
    assert not permissions.can_issue_slip(world.far_principal, world.far_teacher)
    assert permissions.can_issue_slip(world.officer, world.far_teacher)


def test_an_office_in_a_cluster_is_above_the_principal(world):
    builders.make_office(world.teacher, world.north, ClusterOffice.Kind.SECRETARY)
    assert not permissions.can_issue_slip(world.principal, world.teacher)
    assert permissions.can_issue_slip(world.cluster_head, world.teacher)


def test_a_lent_post_counts_while_it_is_lent(world):
    post = Post.objects.get(user=world.far_principal)
    today = timezone.localdate()
    lent = Delegation.objects.create(
        post=post, to=world.teacher, valid_from=today, valid_to=today
    )
    assert not permissions.can_issue_slip(world.principal, world.teacher)
    lent.valid_from = lent.valid_to = today - timedelta(days=1)
    lent.save()
    assert permissions.can_issue_slip(world.principal, world.teacher)


def test_a_vice_principal_does_not_reach_the_principal(world):
    vice = builders.make_person("Quàng Văn Ún")
    builders.make_post(vice, world.host, Post.Kind.VICE_PRINCIPAL)
    assert permissions.can_issue_slip(vice, world.teacher)
    assert not permissions.can_issue_slip(vice, world.principal)
    assert permissions.can_issue_slip(world.principal, vice)


def test_somebody_without_a_post_is_reached_by_the_administrator_only(world):
    nobody = builders.make_person("Không Chức Vụ")
    assert yes(world, lambda user: permissions.can_issue_slip(user, nobody)) == {
        "admin"
    }


def test_a_post_that_ended_gives_and_takes_nothing(world):
    Post.objects.filter(user=world.principal).update(valid_to=date(2020, 1, 1))
    fresh(world.principal)
    assert not permissions.can_manage_school_people(world.principal, world.host)
    assert not permissions.can_issue_slip(world.cluster_head, world.principal)


def test_the_head_of_a_parent_cluster_reaches_the_schools_below(world):
    whole = builders.make_cluster("Cụm huyện")
    world.south.parent = whole
    world.south.save()
    head = builders.make_person("Tráng A Páo")
    builders.make_post(head, world.host)
    builders.make_office(head, whole)
    assert permissions.can_manage_school_people(head, world.far)
    assert permissions.schools_visible_to(head).filter(pk=world.far.pk).exists()


def test_an_officer_of_the_province_reaches_the_office_below(world):
    above = builders.make_person("Sùng A Phử")
    builders.make_post(above, world.province, Post.Kind.OFFICER)
    assert permissions.can_issue_slip(above, world.officer)
    assert permissions.can_manage_cluster(above, world.north)
    assert not permissions.can_issue_slip(world.officer, above)


def test_reach_is_asked_for_all_people_at_once(world, django_assert_num_queries):
    people = [getattr(world, name) for name in EVERYBODY]
    permissions.can_set_up(world.cluster_head)
    with django_assert_num_queries(4):
        reached = permissions.within_reach(world.cluster_head, people)
    assert reached == {
        world.teacher.pk,
        world.subject_head.pk,
        world.principal.pk,
        world.guest_principal.pk,
    }
