"""Who may change a session: truth tables over the whole cast."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from clusters.models import Cluster, ClusterOffice, Post
from sessions import actions
from sessions.models import Attendance, LessonTeacher
from sessions.permissions import (
    can_approve,
    can_check_in,
    can_complete,
    can_complete_part,
    can_create_for,
    can_delete,
    can_edit,
    can_keep_attendance,
    can_note,
    can_reply,
    can_write_down,
    nobody_was_told,
)
from sessions.rows import ItemRow, LessonRow, PersonRow, TeacherRow, UnitRow
from tests import builders
from tests.sessions.helpers import (
    AFTER,
    BEFORE,
    DURING,
    actor,
    in_state,
    part_row,
    plan,
    recorded,
    scheduled,
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


def who(world, question, *things) -> set[str]:
    return {name for name in CAST if question(getattr(world, name), *things)}


@pytest.mark.parametrize("state", ["draft", "proposed"])
def test_until_it_is_approved_its_creator_and_the_officers_of_the_cluster_edit_it(
    world, state
):
    exchange = in_state(world, state)
    assert who(world, can_edit, exchange) == {"subject_head", "cluster_head"}


@pytest.mark.parametrize("state", ["scheduled", "held"])
def test_after_that_only_the_officers_of_the_cluster_edit(world, state):
    assert who(world, can_edit, in_state(world, state)) == {"cluster_head"}


def test_who_wrote_it_down_afterwards_edits_it_until_the_file_is_closed(world):
    record = recorded(world, by=world.principal)
    assert who(world, can_edit, record) == {"principal", "cluster_head"}
    actions.close(exchange=record, by=actor(world.cluster_head), now=AFTER)
    record.refresh_from_db()
    assert who(world, can_edit, record) == {"cluster_head"}


@pytest.mark.parametrize(
    ("state", "people"),
    [
        ("draft", {"subject_head", "cluster_head"}),
        ("proposed", {"subject_head", "principal", "cluster_head"}),
        ("scheduled", {"subject_head", "principal", "cluster_head"}),
        ("held", {"subject_head", "principal", "cluster_head"}),
        ("closed", {"cluster_head"}),
        ("cancelled", {"cluster_head"}),
    ],
)
def test_creator_and_host_fill_in_what_becomes_known(world, state, people):
    exchange = in_state(world, state)
    assert who(world, can_complete, exchange) == people
    assert who(world, can_note, exchange) == people


def test_a_creator_who_left_completes_no_longer(world):
    exchange = in_state(world, "scheduled")
    assert can_complete(world.subject_head, exchange)
    Post.objects.filter(user=world.subject_head).delete()
    gone = User.objects.get(pk=world.subject_head.pk)
    assert not can_complete(gone, exchange)


def test_a_host_completes_the_parts_at_his_own_school(world):
    parts = [
        part_row(site=world.host),
        part_row(site=world.guest),
        part_row(),
    ]
    exchange = scheduled(world, parts=parts)
    answers = [
        can_complete_part(world.principal, exchange, part)
        for part in exchange.parts.all()
    ]
    assert answers == [True, False, True]
    exchange.units.update(hosts=True)
    assert not can_complete_part(world.principal, exchange, exchange.parts.last())


@pytest.mark.parametrize("kind", ["deputy", "secretary"])
def test_deputy_and_secretary_of_the_cluster_edit_too(world, kind):
    builders.make_office(world.teacher, world.north, ClusterOffice.Kind(kind))
    exchange = scheduled(world)
    assert can_edit(world.teacher, exchange)
    assert not can_approve(world.teacher, exchange)


def test_a_session_of_a_school_is_edited_by_its_principals(world):
    exchange = scheduled(world, by=world.guest_principal, lead=world.guest)
    # The head of the cluster is a vice-principal of that school.
    assert who(world, can_edit, exchange) == {"guest_principal", "cluster_head"}


def test_a_session_of_an_authority_is_edited_by_its_officers(world):
    exchange = scheduled(world, by=world.officer, lead=world.office)
    assert who(world, can_edit, exchange) == {"officer"}
    assert who(world, can_approve, exchange) == {"officer"}


def test_a_cluster_without_officers_falls_to_its_authority(world):
    world.north.offices.all().delete()
    exchange = in_draft_of(world)
    assert who(world, can_edit, exchange) == {"subject_head", "officer"}
    assert who(world, can_approve, exchange) == {"officer"}


def in_draft_of(world):
    return actions.schedule(by=actor(world.subject_head), data=plan(world), now=BEFORE)


def test_nobody_signed_in_may_do_nothing(world):
    exchange = in_state(world, "draft")
    nobody = AnonymousUser()
    assert not can_edit(nobody, exchange)
    assert not can_write_down(nobody, exchange)
    assert not can_delete(nobody, exchange)


@pytest.mark.parametrize(
    ("capacity", "allowed"),
    [("chair", True), ("secretary", True), ("delegate", False), ("speaker", False)],
)
def test_chair_and_secretary_of_the_day_write_down_what_was_said(
    world, capacity, allowed
):
    people = [PersonRow(name="Cô Mai", user=world.teacher, capacities=[capacity])]
    exchange = scheduled(world, people=people)
    assert can_write_down(world.teacher, exchange) is allowed
    assert not can_edit(world.teacher, exchange)


def test_the_secretary_of_a_draft_has_no_desk_yet(world):
    people = [PersonRow(name="Cô Mai", user=world.teacher, capacities=["secretary"])]
    exchange = actions.schedule(
        by=actor(world.cluster_head), data=plan(world, people=people), now=BEFORE
    )
    assert not can_write_down(world.teacher, exchange)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Cluster.SessionApprover.HEAD, {"cluster_head"}),
        (Cluster.SessionApprover.AUTHORITY, {"officer"}),
        (Cluster.SessionApprover.NOBODY, {"cluster_head"}),
    ],
)
def test_the_cluster_names_who_approves(world, rule, expected):
    exchange = in_state(world, "proposed")
    exchange.lead_cluster.session_approver = rule
    assert who(world, can_approve, exchange) == expected


def test_of_two_organising_schools_each_principal_approves(world):
    units = [
        UnitRow(school=world.host, organises=True),
        UnitRow(school=world.guest, organises=True),
    ]
    exchange = scheduled(world, by=world.principal, lead=world.host, units=units)
    # The host has agreed by proposing; a vice-principal does not speak beside a principal.
    assert who(world, can_approve, exchange) == {"guest_principal"}


def test_principals_and_vice_principals_answer_for_their_school(world):
    exchange = scheduled(world)
    unit = exchange.units.get(school=world.guest)
    assert who(world, can_reply, unit) == {"guest_principal", "cluster_head"}


def test_everybody_checks_in_himself_and_the_desk_checks_in_others(world):
    people = [
        PersonRow(name="Cô Mai", user=world.teacher),
        PersonRow(name="Cô Hà", user=world.subject_head, capacities=["secretary"]),
    ]
    exchange = scheduled(world, people=people)
    entry = exchange.roster.get(user=world.teacher)
    assert who(world, can_check_in, entry) == {
        "teacher",
        "subject_head",
        "principal",
        "cluster_head",
    }


def test_the_lead_the_desk_of_the_day_and_the_host_keep_the_list_of_presence(world):
    people = [PersonRow(name="Cô Hà", user=world.subject_head, capacities=["chair"])]
    exchange = scheduled(world, people=people)
    assert who(world, can_keep_attendance, exchange) == {
        "subject_head",
        "principal",
        "cluster_head",
    }


def test_who_makes_sessions_and_for_whom(world):
    made = {name: list(can_create_for(getattr(world, name))) for name in CAST}
    assert made == {
        "teacher": [],
        "subject_head": [world.host],
        "principal": [world.north, world.host],
        "guest_principal": [world.north, world.guest],
        "cluster_head": [world.north, world.guest],
        "officer": [world.office],
        "far_teacher": [],
        "far_principal": [world.south, world.far],
        "other_officer": [world.other_province],
        "admin": [],
    }
    assert not can_create_for(world.teacher)


# --- deleting ---------------------------------------------------------------------------------


def test_a_draft_is_deleted_by_its_creator_and_the_lead(world):
    exchange = in_state(world, "draft")
    assert who(world, can_delete, exchange) == {"subject_head", "cluster_head"}


@pytest.mark.parametrize("state", ["proposed", "scheduled", "held"])
def test_what_waits_or_stood_on_calendars_is_not_deleted(world, state):
    exchange = in_state(world, state)
    LessonTeacher.objects.update(user=None)
    assert who(world, can_delete, exchange) == set()


def test_what_was_taken_back_while_it_waited_is_deleted(world):
    exchange = in_state(world, "proposed")
    actions.back_to_draft(exchange=exchange, by=actor(world.subject_head), now=BEFORE)
    exchange.refresh_from_db()
    assert who(world, can_delete, exchange) == {"subject_head", "cluster_head"}


def test_what_was_scheduled_once_is_not_deleted_as_a_draft(world):
    exchange = unknown(world)
    actions.back_to_draft(
        exchange=exchange, by=actor(world.cluster_head), now=BEFORE, reason="Đổi ngày"
    )
    exchange.refresh_from_db()
    assert exchange.told_at == BEFORE
    assert who(world, can_delete, exchange) == set()


def test_a_record_that_somebody_else_changed_is_not_deleted(world):
    record = recorded(world, by=world.principal, lessons=[])
    assert who(world, can_delete, record) == {"principal", "cluster_head"}
    actions.save_items(
        exchange=record,
        rows=[ItemRow(kind="speech", text="Thầy trò đều chủ động.")],
        by=actor(world.cluster_head),
    )
    assert who(world, can_delete, record) == set()


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_what_is_over_cannot_be_deleted(world, state):
    exchange = in_state(world, state)
    LessonTeacher.objects.update(user=None)
    assert who(world, can_delete, exchange) == set()


def test_a_name_in_a_draft_tells_nobody(world):
    people = [PersonRow(name="Cô Hà", user=world.subject_head)]
    exchange = actions.schedule(
        by=actor(world.principal), data=plan(world, people=people), now=BEFORE
    )
    assert nobody_was_told(exchange)


def unknown(world, **fields):
    return scheduled(world, by=world.cluster_head, lessons=[], **fields)


def record_of(world, **fields):
    fields.setdefault("lessons", [])
    return recorded(world, by=world.cluster_head, **fields)


def test_an_account_on_the_roster_was_told(world):
    assert nobody_was_told(record_of(world))
    told = record_of(world, people=[PersonRow(name="Cô Mai", user=world.teacher)])
    assert not nobody_was_told(told)


def test_the_creator_on_his_own_roster_tells_nobody(world):
    people = [PersonRow(name="Thầy Đạt", user=world.cluster_head)]
    assert nobody_was_told(record_of(world, people=people))


def test_a_name_without_account_was_not_told(world):
    assert nobody_was_told(record_of(world, people=[PersonRow(name="Lò Văn Inh")]))


def test_a_teacher_with_an_account_was_told(world):
    lesson = LessonRow(
        topic="Áp suất", teachers=[TeacherRow(name="Cô Mai", user=world.teacher)]
    )
    assert not nobody_was_told(record_of(world, lessons=[lesson]))


def test_an_attendance_of_the_day_was_told_but_a_recorded_one_not(world):
    record = record_of(world, people=[PersonRow(name="Lò Văn Inh")])
    assert nobody_was_told(record)
    Attendance.objects.update(how="desk", at=DURING)
    assert not nobody_was_told(record)


def test_what_was_published_was_told(world):
    exchange = record_of(world)
    actions.mark_told(exchange=exchange, now=BEFORE)
    exchange.refresh_from_db()
    assert not nobody_was_told(exchange)


def test_whether_somebody_was_told_is_one_query(world, django_assert_num_queries):
    exchange = record_of(world)
    with django_assert_num_queries(1):
        nobody_was_told(exchange)
