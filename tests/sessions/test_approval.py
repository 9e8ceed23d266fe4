"""Whose word a session waits for: said before it is sent, named while it waits, until then open."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.verbs import Refused
from clusters.models import Cluster, Post
from sessions import actions
from sessions.approval import approvers_of, waits_for_others, would_wait_at
from sessions.models import State
from sessions.permissions import can_approve
from sessions.rows import UnitRow
from tests import builders
from tests.sessions.helpers import BEFORE, actor, in_state, plan, posted


def drafted(world, *, by, lead=None):
    return actions.schedule(by=actor(by), data=plan(world, lead=lead), now=BEFORE)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("head", ["Dương Quốc Đạt (Cụm 1)"]),
        ("authority", ["Phòng GD&ĐT huyện Nậm Xuân"]),
    ],
)
def test_the_approver_of_a_cluster_is_named_by_its_rule(world, rule, expected):
    Cluster.objects.filter(pk=world.north.pk).update(session_approver=rule)
    world.north.refresh_from_db()
    assert approvers_of(in_state(world, "draft")) == expected


def test_where_there_is_no_head_a_deputy_approves(world):
    world.north.offices.update(kind="deputy")
    exchange = in_state(world, "proposed")
    assert approvers_of(exchange) == ["Dương Quốc Đạt (Cụm 1)"]
    assert can_approve(world.cluster_head, exchange)


def test_a_cluster_that_has_only_a_secretary_is_decided_by_its_authority(world):
    world.north.offices.update(kind="secretary")
    exchange = in_state(world, "proposed")
    assert approvers_of(exchange) == ["Phòng GD&ĐT huyện Nậm Xuân"]
    assert can_approve(world.officer, exchange)
    assert not can_approve(world.cluster_head, exchange)


def test_where_nobody_serves_the_administrator_has_to_appoint_a_head(world):
    world.north.offices.all().delete()
    Post.objects.filter(kind=Post.Kind.OFFICER).update(valid_to=date(2020, 1, 1))
    assert approvers_of(in_state(world, "proposed")) == [
        "cụm trưởng Cụm 1 (chưa có; quản trị viên đã được nhắc cử)"
    ]


def test_a_cluster_that_nobody_runs_is_decided_by_its_authority(world):
    exchange = in_state(world, "draft")
    world.north.offices.all().delete()
    assert approvers_of(exchange) == ["Phòng GD&ĐT huyện Nậm Xuân"]


def test_a_school_is_spoken_for_by_its_principal_else_by_a_vice_principal(world):
    exchange = drafted(world, by=world.subject_head, lead=world.host)
    assert approvers_of(exchange) == ["Lường Văn Sơn (PTDTBT THCS Nậm Xuân)"]
    Post.objects.filter(user=world.principal).delete()
    deputy = builders.make_person("Tòng Văn Phó", phone="+84912000077")
    builders.make_post(deputy, world.host, Post.Kind.VICE_PRINCIPAL, "Phó Hiệu trưởng")
    assert approvers_of(exchange) == ["Tòng Văn Phó (PTDTBT THCS Nậm Xuân)"]


def test_a_session_of_an_authority_is_approved_there(world):
    exchange = drafted(world, by=world.officer, lead=world.office)
    assert approvers_of(exchange) == ["Phòng GD&ĐT huyện Nậm Xuân"]
    assert not waits_for_others(world.officer, exchange)
    assert not would_wait_at(world.officer, world.office)
    assert would_wait_at(world.far_teacher, world.office)


@pytest.mark.parametrize(
    ("name", "lead", "waits"),
    [
        ("subject_head", "host", True),
        ("principal", "host", False),
        ("cluster_head", "guest", True),
        ("guest_principal", "guest", False),
        ("cluster_head", "north", False),
        ("guest_principal", "north", True),
    ],
)
def test_what_the_button_promises_is_what_sending_does(world, name, lead, waits):
    person, lead = getattr(world, name), getattr(world, lead)
    assert would_wait_at(person, lead) is waits
    data = plan(world, lead=lead, units=[])
    exchange = actions.schedule(by=actor(person), data=data, now=BEFORE)
    assert waits_for_others(person, exchange) is waits
    sent = actions.propose(exchange=exchange, by=actor(person), now=BEFORE)
    assert (sent.state == State.PROPOSED) is waits


def test_where_nobody_approves_or_can_be_asked_nothing_waits(world):
    Cluster.objects.filter(pk=world.north.pk).update(session_approver="nobody")
    world.north.refresh_from_db()
    assert not would_wait_at(world.guest_principal, world.north)
    assert not waits_for_others(world.subject_head, in_state(world, "draft"))
    Post.objects.filter(user=world.principal).delete()
    assert not would_wait_at(world.subject_head, world.host)


def test_the_page_of_a_waiting_session_names_who_decides_and_lets_its_maker_change_it(
    world, signed_in
):
    exchange = in_state(world, "proposed")
    page = reverse("session", args=[exchange.pk])
    maker = signed_in(world.subject_head)
    shown = maker.get(page).content.decode()
    assert "Dương Quốc Đạt (Cụm 1)" in shown
    assert reverse("sessions:details", args=[exchange.pk]) in shown
    assert "Lấy lại để sửa" in shown
    others = signed_in(world.teacher).get(page).content.decode()
    assert "Dương Quốc Đạt (Cụm 1)" in others
    assert reverse("sessions:details", args=[exchange.pk]) not in others

    address = reverse("sessions:details", args=[exchange.pk])
    answer = maker.post(address, posted(maker.get(address), title="Áp suất khí quyển"))
    assert answer.status_code == 302
    exchange.refresh_from_db()
    assert (exchange.title, exchange.state) == ("Áp suất khí quyển", State.PROPOSED)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.actor) == ("sessions.save_details", world.subject_head)


def test_after_the_approval_its_maker_only_reads_it(world, signed_in):
    exchange = in_state(world, "scheduled")
    address = reverse("sessions:details", args=[exchange.pk])
    assert signed_in(world.subject_head).get(address).status_code == 403


def test_its_maker_takes_it_back_without_a_reason_others_give_one(world, signed_in):
    exchange = in_state(world, "proposed")
    address = reverse("sessions:move", args=[exchange.pk, "back_to_draft"])
    assert (
        'name="reason"' in signed_in(world.cluster_head).get(address).content.decode()
    )
    with pytest.raises(Refused):
        actions.back_to_draft(
            exchange=exchange, by=actor(world.cluster_head), now=BEFORE
        )
    maker = signed_in(world.subject_head)
    asked = maker.get(address).content.decode()
    assert 'name="reason"' not in asked
    assert maker.post(address).status_code == 302
    exchange.refresh_from_db()
    assert (exchange.state, exchange.state_reason) == (State.DRAFT, "")


@pytest.mark.parametrize(
    ("name", "button", "state"),
    [
        ("subject_head", "Gửi duyệt", State.PROPOSED),
        ("cluster_head", "Mời các trường", State.SCHEDULED),
    ],
)
def test_the_button_of_a_draft_says_what_pressing_it_does(
    world, signed_in, name, button, state
):
    exchange = in_state(world, "draft")
    client = signed_in(getattr(world, name))
    page = reverse("session", args=[exchange.pk])
    assert button in client.get(page).content.decode()
    address = reverse("sessions:move", args=[exchange.pk, "propose"])
    assert button in client.get(address).content.decode()
    said = client.post(address, follow=True).content.decode()
    exchange.refresh_from_db()
    assert exchange.state == state
    assert ("Đã gửi duyệt." in said) is (state == State.PROPOSED)
    assert "Đã thông báo" not in said


def test_a_school_that_agrees_is_told_whose_word_is_missing(world, signed_in):
    both = [UnitRow(school=one, organises=True) for one in (world.host, world.guest)]
    data = plan(world, lead=world.host, units=both)
    exchange = actions.schedule(
        by=actor(world.subject_head), data=data, now=BEFORE, announce=True
    )
    address = reverse("sessions:move", args=[exchange.pk, "approve"])
    said = signed_in(world.principal).post(address, follow=True).content.decode()
    assert "Còn chờ: Đường Thị Ân (THCS Pa Sương)." in said
