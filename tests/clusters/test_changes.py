"""Changes with a day: schools merged, closed, moved; people who move on; authorities that end."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import AuditEntry, Notice
from accounts.verbs import Actor, Refused
from clusters import naming, turning
from clusters.actions import authorities, delegations, moves, places, schools
from clusters.models import (
    Authority,
    AuthoritySuccession,
    Cluster,
    ClusterMembership,
    ClusterOffice,
    Delegation,
    Post,
    School,
    SchoolAuthority,
    SchoolSuccession,
)
from clusters.standing import standing_of
from reports.facts.news import news_facts
from sessions.models import ExchangeSession
from sessions.telling import leaders_of_unit
from tests import builders

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
NEXT_YEAR = date(2027, 1, 1)
WHEN = {"now": NOW, "today": TODAY}


@pytest.fixture
def by(world):
    return Actor(user=world.officer)


def fresh(user):
    """The person as the next request meets them."""
    return type(user).objects.get(pk=user.pk)


def told(user) -> list[str]:
    return [one.title for one in Notice.objects.filter(user=user).order_by("pk")]


def posts_of(user) -> list[tuple]:
    return [
        (post.school_id or post.authority_id, post.kind, post.valid_from, post.valid_to)
        for post in Post.objects.filter(user=user).order_by("pk")
    ]


# --- schools that are merged --------------------------------------------------------------


def merge(world, by, *, since=TODAY, **more) -> School:
    return schools.merge_schools(
        schools=[world.guest], into=world.host, since=since, by=by, **WHEN, **more
    )


def test_a_merged_school_ends_and_the_other_goes_on_in_its_place(world, by):
    merge(world, by)
    world.guest.refresh_from_db()
    assert (world.guest.valid_to, world.guest.is_active) == (TODAY - DAY, False)
    assert SchoolSuccession.objects.get().successor == world.host
    assert [
        (row.school_id, row.valid_to)
        for row in ClusterMembership.objects.filter(cluster=world.north).order_by("pk")
    ] == [(world.host.pk, None), (world.guest.pk, TODAY - DAY)]
    entry = AuditEntry.objects.get(verb="clusters.merge_schools")
    assert entry.before == {"schools": [world.guest.pk]}


def test_people_of_a_merged_school_have_their_posts_at_the_one_that_goes_on(world, by):
    teacher = builders.make_person("Mùa Thị Sua")
    builders.make_post(teacher, world.guest, Post.Kind.TEACHER, "Giáo viên")
    principal = Post.objects.get(user=world.guest_principal)
    vice = Post.objects.get(user=world.cluster_head)
    merge(world, by, leaders={vice.pk: ""})
    assert posts_of(teacher) == [
        (world.guest.pk, "teacher", None, TODAY - DAY),
        (world.host.pk, "teacher", TODAY, None),
    ]
    assert posts_of(world.guest_principal) == [
        (world.guest.pk, "principal", None, TODAY - DAY),
        (world.host.pk, "vice_principal", TODAY, None),
    ]
    # Nobody prints "Hiệu trưởng" for a vice-principal.
    assert Post.objects.get(user=world.guest_principal, valid_to=None).title == ""
    assert posts_of(world.cluster_head) == [
        (world.guest.pk, "vice_principal", None, TODAY - DAY)
    ]
    assert principal.kind == Post.Kind.PRINCIPAL
    assert told(teacher) == [
        "THCS Pa Sương trở thành một phần của PTDTBT THCS Nậm Xuân từ ngày 22/11/2026"
    ]
    assert told(world.principal) == told(teacher)


def test_who_leads_the_merged_school_answers_for_what_was_before(world, by):
    old = builders.make_exchange(
        lead=world.guest, host=world.guest, on=TODAY - 9 * DAY, state="held"
    )
    stranger = world.far_principal
    assert old not in ExchangeSession.objects.visible_to(world.principal)
    merge(world, by)
    principal = fresh(world.principal)
    assert old in ExchangeSession.objects.visible_to(principal)
    assert standing_of(principal).principal_of == {world.host.pk, world.guest.pk}
    assert old not in ExchangeSession.objects.visible_to(fresh(stranger))
    # The old school's people see it too, without a post there.
    assert old in ExchangeSession.objects.visible_to(fresh(world.guest_principal))


def test_who_leads_the_merged_school_is_told_of_what_the_old_one_is_asked(world, by):
    ahead = builders.make_exchange(
        cluster=world.north, host=world.guest, on=TODAY + 9 * DAY, state="scheduled"
    )
    unit = ahead.units.get(school=world.guest)
    merge(world, by, leaders={Post.objects.get(user=world.guest_principal).pk: ""})
    assert leaders_of_unit(unit, today=TODAY) == [world.cluster_head, world.principal]


def test_a_merge_to_come_changes_nothing_before_its_day(world, by):
    merge(world, by, since=NEXT_YEAR)
    world.guest.refresh_from_db()
    assert world.guest.is_active
    assert standing_of(fresh(world.principal)).schools == {world.host.pk}
    assert Post.objects.on(TODAY).filter(user=world.guest_principal).get().school == (
        world.guest
    )
    turning.turn(today=NEXT_YEAR)
    world.guest.refresh_from_db()
    assert not world.guest.is_active


def test_two_schools_become_a_new_one(world, by):
    new = schools.merge_schools(
        schools=[world.host, world.guest],
        new_name="THCS Nậm Xuân",
        leaders={Post.objects.get(user=world.principal).pk: "principal"},
        since=NEXT_YEAR,
        by=by,
        **WHEN,
    )
    assert (new.name, new.valid_from, new.is_active) == (
        "THCS Nậm Xuân",
        NEXT_YEAR,
        False,
    )
    kind = SchoolAuthority.Kind.OWNER
    assert naming.authority_of_school_on(new, kind, NEXT_YEAR) == world.office
    assert naming.authority_of_school_on(new, kind, NEXT_YEAR - DAY) is None
    assert Post.objects.on(NEXT_YEAR).get(user=world.principal).kind == "principal"
    on = ClusterMembership.objects.on(NEXT_YEAR).filter(cluster=world.north)
    assert [row.school for row in on] == [new]
    turning.turn(today=NEXT_YEAR)
    new.refresh_from_db()
    assert new.is_active


def test_a_school_takes_over_all_that_its_predecessor_had_taken_over(world, by):
    merge(world, by)
    schools.merge_schools(
        schools=[world.host], into=world.far, since=TODAY + DAY, by=by, **WHEN
    )
    assert {
        row.predecessor_id
        for row in SchoolSuccession.objects.filter(successor=world.far)
    } == {world.host.pk, world.guest.pk}


def test_merging_twice_or_into_itself_is_refused(world, by):
    merge(world, by)
    for wrong in (
        {"schools": [world.guest], "into": world.far},
        {"schools": [world.far], "into": world.guest},
        {"schools": [world.far], "into": world.far},
        {"schools": [world.far], "new_name": "THCS Mới"},
        {"schools": [world.far, world.host], "new_name": " "},
    ):
        with pytest.raises(Refused):
            schools.merge_schools(**wrong, since=TODAY, by=by, **WHEN)
    assert SchoolSuccession.objects.count() == 1
    assert School.objects.count() == 3


def test_old_sessions_and_papers_keep_the_old_school_after_a_merge(world, by):
    old = builders.make_exchange(host=world.guest, on=TODAY - 9 * DAY, state="held")
    places.rename_school(
        school=world.guest, name="THCS Tạm", since=TODAY - DAY, by=by, today=TODAY
    )
    merge(world, by)
    places.rename_school(
        school=world.host, name="THCS Mới", since=TODAY, by=by, today=TODAY
    )
    facts = news_facts(ExchangeSession.objects.get(pk=old.pk))
    assert (facts.lead, facts.units[0].name) == ("THCS Pa Sương", "THCS Pa Sương")


# --- a school that is closed --------------------------------------------------------------


def test_a_closed_school_has_nobody_and_stands_in_no_cluster(world, by):
    schools.close_school(school=world.guest, since=TODAY, by=by, **WHEN)
    world.guest.refresh_from_db()
    assert (world.guest.valid_to, world.guest.is_active) == (TODAY - DAY, False)
    assert not Post.objects.on(TODAY).filter(school=world.guest).exists()
    assert not ClusterMembership.objects.on(TODAY).filter(school=world.guest).exists()
    assert fresh(world.guest_principal).is_active
    assert told(world.guest_principal) == [
        "THCS Pa Sương ngừng hoạt động từ ngày 22/11/2026"
    ]
    with pytest.raises(Refused) as again:
        schools.close_school(school=world.guest, since=NEXT_YEAR, by=by, **WHEN)
    assert "21/11/2026" in again.value.message


def test_a_closed_school_takes_nobody_on_and_is_not_renamed(world, by):
    schools.close_school(school=world.guest, since=TODAY, by=by, **WHEN)
    world.guest.refresh_from_db()
    with pytest.raises(Refused):
        places.rename_school(
            school=world.guest, name="THCS Khác", since=TODAY, by=by, today=TODAY
        )
    with pytest.raises(Refused):
        places.join(cluster=world.south, school=world.guest, by=by, today=TODAY)
    with pytest.raises(Refused):
        moves.move_person(
            person=world.teacher,
            leaves=world.host,
            to=world.guest,
            kind="teacher",
            since=TODAY,
            by=by,
            now=NOW,
        )


def test_officers_still_see_what_a_closed_school_held(world, by):
    old = builders.make_exchange(host=world.far, on=TODAY - 9 * DAY, state="held")
    schools.close_school(school=world.far, since=TODAY, by=by, **WHEN)
    assert old in ExchangeSession.objects.visible_to(fresh(world.officer))


# --- clusters and authorities of a school -------------------------------------------------


def test_a_school_changes_its_cluster_on_a_day(world, by):
    schools.change_cluster_of(
        school=world.guest,
        leaves=world.north,
        joins=world.south,
        since=NEXT_YEAR,
        by=by,
        now=NOW,
    )
    before = Cluster.objects.of_school(world.guest, day=NEXT_YEAR - DAY)
    after = Cluster.objects.of_school(world.guest, day=NEXT_YEAR)
    assert (list(before), list(after)) == ([world.north], [world.south])
    assert told(world.guest_principal) == [
        "THCS Pa Sương thuộc Cụm 2 từ ngày 01/01/2027"
    ]
    with pytest.raises(Refused) as again:
        schools.change_cluster_of(
            school=world.guest,
            leaves=world.north,
            joins=None,
            since=NEXT_YEAR,
            by=by,
            now=NOW,
        )
    assert "Cụm 1" in again.value.message


def test_a_school_may_leave_a_cluster_for_none_and_join_one_more(world, by):
    more = {"since": TODAY, "by": by, "now": NOW}
    schools.change_cluster_of(
        school=world.guest, leaves=None, joins=world.south, **more
    )
    assert Cluster.objects.of_school(world.guest, day=TODAY).count() == 2
    schools.change_cluster_of(
        school=world.guest, leaves=world.north, joins=None, **more
    )
    assert Cluster.objects.of_school(world.guest, day=TODAY).get() == world.south
    with pytest.raises(Refused):
        schools.change_cluster_of(school=world.guest, leaves=None, joins=None, **more)


def test_the_authority_of_a_school_changes_on_a_day(world, by):
    kind = SchoolAuthority.Kind.OWNER
    for authority in (world.other_province, world.province):
        # The same day once more corrects what was noted.
        schools.change_relation(
            school=world.host, kind=kind, authority=authority, since=NEXT_YEAR, by=by
        )
    for day, expected in (
        (NEXT_YEAR - DAY, world.office),
        (NEXT_YEAR, world.province),
    ):
        assert naming.authority_of_school_on(world.host, kind, day) == expected
    with pytest.raises(Refused):
        schools.change_relation(
            school=world.host, kind=kind, authority=None, since=TODAY, by=by
        )


# --- people who move on -------------------------------------------------------------------


def test_a_teacher_moves_and_keeps_what_was_theirs(world, by):
    old = builders.make_exchange(host=world.host, on=TODAY - 9 * DAY, state="held")
    entry = builders.make_roster_entry(
        old, world.teacher, organisation_as_printed=world.host.name
    )
    moves.move_person(
        person=world.teacher,
        leaves=world.host,
        to=world.far,
        kind="teacher",
        since=TODAY,
        by=by,
        now=NOW,
    )
    assert posts_of(world.teacher) == [
        (world.host.pk, "teacher", None, TODAY - DAY),
        (world.far.pk, "teacher", TODAY, None),
    ]
    entry.refresh_from_db()
    assert (entry.user, entry.organisation_as_printed) == (
        world.teacher,
        "PTDTBT THCS Nậm Xuân",
    )
    teacher = fresh(world.teacher)
    assert old in ExchangeSession.objects.visible_to(teacher)
    assert standing_of(teacher).schools == {world.far.pk}
    assert told(teacher) == ["Từ ngày 22/11/2026 thầy cô công tác tại THCS Phiêng Ban"]
    assert told(world.far_principal) == [
        "Vàng Thị Mai về THCS Phiêng Ban từ ngày 22/11/2026"
    ]


def test_moving_twice_is_refused_the_second_time(world, by):
    move = {
        "person": world.teacher,
        "leaves": world.host,
        "kind": "teacher",
        "since": TODAY,
        "by": by,
        "now": NOW,
    }
    moves.move_person(to=world.far, **move)
    for to in (world.guest, world.host):
        with pytest.raises(Refused):
            moves.move_person(to=to, **move)


def test_another_person_leads_the_school_from_a_day_on(world, by):
    moves.change_principal(
        school=world.host,
        person=world.cluster_head,
        title="Hiệu trưởng",
        stays_as="teacher",
        since=NEXT_YEAR,
        by=by,
        now=NOW,
    )
    assert posts_of(world.principal) == [
        (world.host.pk, "principal", None, NEXT_YEAR - DAY),
        (world.host.pk, "teacher", NEXT_YEAR, None),
    ]
    # Who was vice-principal elsewhere leaves that post.
    assert posts_of(world.cluster_head) == [
        (world.guest.pk, "vice_principal", None, NEXT_YEAR - DAY),
        (world.host.pk, "principal", NEXT_YEAR, None),
    ]
    assert told(world.cluster_head) == [
        "Thầy cô phụ trách PTDTBT THCS Nậm Xuân từ ngày 01/01/2027"
    ]
    with pytest.raises(Refused):
        moves.change_principal(
            school=world.host,
            person=world.cluster_head,
            since=NEXT_YEAR,
            by=by,
            now=NOW,
        )


def test_an_office_changes_hands_once(world, by):
    office = ClusterOffice.objects.get(cluster=world.north)
    hand = {"office": office, "since": TODAY, "by": by, "now": NOW}
    made = moves.hand_over_office(to=world.principal, **hand)
    office.refresh_from_db()
    assert (office.valid_to, made.valid_from, made.kind) == (
        TODAY - DAY,
        TODAY,
        ClusterOffice.Kind.HEAD,
    )
    assert standing_of(fresh(world.principal)).headed_clusters == {world.north.pk}
    assert standing_of(fresh(world.cluster_head)).headed_clusters == set()
    with pytest.raises(Refused) as again:
        moves.hand_over_office(to=world.guest_principal, **hand)
    assert "bàn giao" in again.value.message


def test_an_office_goes_to_nobody_from_elsewhere(world, by):
    office = ClusterOffice.objects.get(cluster=world.north)
    for wrong in (world.far_teacher, world.cluster_head):
        with pytest.raises(Refused):
            moves.hand_over_office(office=office, to=wrong, since=TODAY, by=by, now=NOW)


# --- authorities that end -----------------------------------------------------------------


@pytest.fixture
def heirs(world):
    return [
        builders.make_authority(f"UBND xã {name}", kind="committee") for name in "AB"
    ]


def abolish(world, heirs, by, *, since=TODAY, **more) -> None:
    authorities.abolish_authority(
        authority=world.office, heirs=heirs, since=since, by=by, **WHEN, **more
    )


def test_an_office_ends_and_each_heir_takes_its_part(world, heirs, by):
    one, two = heirs
    below = builders.make_authority("Phòng VH-XH", parent=world.office)
    abolish(
        world, heirs, by, schools={world.far.pk: two}, clusters={world.south.pk: two}
    )
    kind = SchoolAuthority.Kind.OWNER
    for school, heir in ((world.host, one), (world.far, two)):
        for day, expected in ((TODAY - DAY, world.office), (TODAY, heir)):
            found = naming.authority_of_school_on(school, kind, day)
            assert found == expected
    for cluster, heir in ((world.north, one), (world.south, two)):
        cluster.refresh_from_db()
        assert cluster.managing_authority == heir
        before = naming.cluster_authority_on(cluster, TODAY - DAY)
        assert before == world.office
    assert naming.parent_on(below, TODAY) == one
    assert naming.parent_on(below, TODAY - DAY) == world.office
    assert posts_of(world.officer) == [
        (world.office.pk, "officer", None, TODAY - DAY),
        (one.pk, "officer", TODAY, None),
    ]
    assert AuthoritySuccession.objects.filter(predecessor=world.office).count() == 2
    assert told(world.principal) == [
        (
            "Từ ngày 22/11/2026 UBND xã A, UBND xã B tiếp nhận công việc của "
            "Phòng GD&ĐT huyện Nậm Xuân"
        )
    ]


def test_who_took_over_sees_what_was_before_and_only_from_that_day_on(world, heirs, by):
    newcomer = builders.make_person("Lò Văn Xã")
    builders.make_post(newcomer, heirs[0], Post.Kind.OFFICER)
    old = builders.make_exchange(
        cluster=world.north, host=world.host, on=TODAY - 9 * DAY, state="held"
    )
    abolish(world, heirs, by, since=NEXT_YEAR)
    assert old not in ExchangeSession.objects.visible_to(fresh(newcomer))
    AuthoritySuccession.objects.update(on=TODAY)
    assert old in ExchangeSession.objects.visible_to(fresh(newcomer))


def test_an_end_to_come_leaves_today_as_it_is(world, heirs, by):
    abolish(world, heirs, by, since=NEXT_YEAR)
    world.north.refresh_from_db()
    assert world.north.managing_authority == world.office
    assert standing_of(fresh(world.officer)).officer_of == {world.office.pk}
    turning.turn(today=NEXT_YEAR)
    world.north.refresh_from_db()
    assert world.north.managing_authority == heirs[0]


def test_an_authority_ends_once_and_never_without_an_heir(world, heirs, by):
    for wrong in ([], [world.office]):
        with pytest.raises(Refused):
            abolish(world, wrong, by)
    abolish(world, heirs, by, officers={Post.objects.get(user=world.officer).pk: None})
    assert len(posts_of(world.officer)) == 1
    with pytest.raises(Refused):
        abolish(world, heirs, by)
    gone = Authority.objects.get(pk=world.office.pk)
    with pytest.raises(Refused):
        authorities.abolish_authority(
            authority=heirs[0], heirs=[gone], since=TODAY, by=by, **WHEN
        )


def test_another_authority_manages_a_cluster_from_a_day_on(world, by):
    more = {"cluster": world.north, "by": by, "today": TODAY}
    authorities.manage_cluster_by(authority=world.province, since=TODAY, **more)
    world.north.refresh_from_db()
    assert world.north.managing_authority == world.province
    assert naming.cluster_authority_on(world.north, TODAY - DAY) == world.office
    with pytest.raises(Refused) as early:
        authorities.manage_cluster_by(authority=None, since=TODAY - DAY, **more)
    assert early.value.field == "since"
    Cluster.objects.update(news_approver="authority")
    with pytest.raises(Refused) as approver:
        authorities.manage_cluster_by(authority=None, since=TODAY, **more)
    assert approver.value.field == "authority"


def test_an_authority_is_corrected_but_never_set_below_itself(world, by):
    said = {"name": "Sở GD&ĐT  Nậm Xuân", "short_name": "", "kind": "department"}
    for _ in range(2):
        authorities.change_authority(
            authority=world.province, by=by, place="Nậm Xuân", parent=None, **said
        )
    world.province.refresh_from_db()
    assert (world.province.name, world.province.place) == (
        "Sở GD&ĐT Nậm Xuân",
        "Nậm Xuân",
    )
    assert AuditEntry.objects.filter(verb="clusters.change_authority").count() == 1
    with pytest.raises(Refused) as circle:
        authorities.change_authority(
            authority=world.province, by=by, place="", parent=world.office, **said
        )
    assert circle.value.field == "parent"


# --- posts that are lent ------------------------------------------------------------------


def lend(world, by, *, to=None, since=TODAY, until=TODAY + 8 * DAY) -> Delegation:
    return delegations.lend_post(
        post=Post.objects.get(user=world.principal, kind="principal"),
        to=to or world.subject_head,
        since=since,
        until=until,
        by=by,
        **WHEN,
    )


def test_a_lent_post_gives_its_rights_until_its_last_day(world, by):
    lend(world, by)
    standing = standing_of(fresh(world.subject_head))
    assert (standing.principal_of, standing.stands_in) == ({world.host.pk}, True)
    assert told(world.subject_head) == [
        "Thầy cô thay Lường Văn Sơn đến hết ngày 30/11/2026"
    ]
    assert told(world.principal) == [
        "Nguyễn Thu Hà thay thầy cô đến hết ngày 30/11/2026"
    ]
    Delegation.objects.update(valid_from=TODAY - 9 * DAY, valid_to=TODAY - DAY)
    assert not standing_of(fresh(world.subject_head)).stands_in


def test_a_post_is_lent_to_one_person_at_a_time(world, by):
    first = lend(world, by)
    assert lend(world, by) == first
    for wrong in ({"to": world.teacher}, {"since": TODAY + DAY}):
        with pytest.raises(Refused) as refused:
            lend(world, by, **wrong)
        assert "Nguyễn Thu Hà" in refused.value.message
    lend(world, by, to=world.teacher, since=TODAY + 9 * DAY, until=TODAY + 9 * DAY)
    assert Delegation.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"until": TODAY - DAY}, "until"),
        ({"since": TODAY - 9 * DAY, "until": TODAY - DAY}, "until"),
        ({"until": TODAY + 400 * DAY}, "until"),
    ],
)
def test_a_post_is_lent_for_a_time_that_can_be(world, by, wrong, field):
    with pytest.raises(Refused) as refused:
        lend(world, by, **wrong)
    assert refused.value.field == field


def test_a_post_is_lent_only_within_the_school(world, by):
    for wrong in (world.principal, world.far_teacher):
        with pytest.raises(Refused) as refused:
            lend(world, by, to=wrong)
        assert refused.value.field == "to"
    Post.objects.filter(user=world.principal).update(valid_to=TODAY)
    with pytest.raises(Refused):
        lend(world, by)


def test_a_post_is_taken_back_at_once_and_once(world, by):
    loan = lend(world, by, since=TODAY)
    for _ in range(2):
        delegations.take_back(delegation=loan, by=Actor(user=world.principal), **WHEN)
    assert not standing_of(fresh(world.subject_head)).stands_in
    assert told(world.subject_head)[1:] == [
        "Nguyễn Thu Hà không còn thay Lường Văn Sơn"
    ]
    assert AuditEntry.objects.filter(verb="clusters.take_back").count() == 1
