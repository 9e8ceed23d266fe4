"""The life of a version: every verb from every state, and every person at every move."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, Notice
from accounts.verbs import Refused
from clusters.models import Cluster, Delegation, Post, SchoolSuccession
from sessions.actions import plans
from sessions.models import YEAR_PLAN_MOVES, PlanState, PlanVersion
from tests import builders
from tests.plans.helpers import (
    NOW,
    TODAY,
    actor,
    form_of,
    in_state,
    round_line,
    saved,
)

# What each verb makes of a version in each state; everything else is refused.
VERBS = {
    "send": {"draft": "sent", "sent": "sent", "returned": "sent"},
    "approve": {"sent": "approved"},
    "give_back": {"sent": "returned", "returned": "returned"},
    "take_back": {"draft": "draft", "sent": "draft"},
}


@pytest.mark.parametrize("state", PlanState.values)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_moves_a_version_only_where_the_table_says(world, verb, state):
    version = in_state(world, state)
    given = {"reason": "Thiếu ngày"} if verb == "give_back" else {}
    call = getattr(plans, verb)
    expected = VERBS[verb].get(state)
    before = AuditEntry.objects.count()
    if expected is None:
        with pytest.raises(Refused):
            call(version=version, by=actor(world.secretary), now=NOW, **given)
        version.refresh_from_db()
        assert version.state == state
        assert AuditEntry.objects.count() == before
        return
    call(version=version, by=actor(world.secretary), now=NOW, **given)
    version.refresh_from_db()
    assert version.state == expected
    assert AuditEntry.objects.count() == before + (expected != state)
    assert expected == state or expected in YEAR_PLAN_MOVES[state]


@pytest.mark.parametrize("state", PlanState.values)
def test_only_what_is_worked_on_is_thrown_away(world, state):
    version = in_state(world, state)
    if state in {"draft", "returned"}:
        plans.drop(version=version, by=actor(world.secretary))
        assert not PlanVersion.objects.filter(pk=version.pk).exists()
    else:
        with pytest.raises(Refused):
            plans.drop(version=version, by=actor(world.secretary))


def test_a_draft_on_top_of_a_plan_in_force_goes_and_the_plan_stays(world):
    approved = in_state(world, "approved")
    second = saved(world, [round_line(world.guest)], base=approved, by=world.secretary)
    plans.drop(version=second, by=actor(world.secretary))
    assert PlanVersion.objects.get() == approved


def test_returning_asks_the_reason_and_tells_who_sent_it(world):
    version = in_state(world, "sent")
    with pytest.raises(Refused, match="lý do"):
        plans.give_back(version=version, by=actor(world.cluster_head), now=NOW, reason=" ")  # fmt: skip
    plans.give_back(
        version=version, by=actor(world.cluster_head), now=NOW, reason="Thiếu ngày"
    )
    notice = Notice.objects.get()
    assert (notice.user, notice.text) == (world.secretary, "Thiếu ngày")


def test_an_empty_plan_is_not_sent(world):
    version = in_state(world, "draft")
    version.rows.all().delete()
    with pytest.raises(Refused, match="chưa có đợt nào"):
        plans.send(version=version, by=actor(world.secretary), now=NOW)


def test_whoever_approves_puts_it_into_force_by_sending_it(world):
    version = saved(world, by=world.cluster_head)
    plans.send(version=version, by=actor(world.cluster_head), now=NOW)
    version.refresh_from_db()
    assert (version.state, version.approved_by) == ("approved", world.cluster_head)


def test_where_nobody_approves_sending_puts_it_into_force(world):
    world.north.session_approver = Cluster.SessionApprover.NOBODY
    world.north.save()
    version = saved(world, by=world.secretary)
    plans.send(version=version, by=actor(world.secretary), now=NOW)
    version.refresh_from_db()
    assert version.state == "approved"


def test_approving_what_was_changed_since_it_was_read_is_refused(world):
    version = in_state(world, "sent")
    seen = form_of(version).partition("-")[0]
    plans.take_back(version=version, by=actor(world.secretary), now=NOW)
    changed = saved(world, [round_line(world.guest)], base=version, by=world.secretary)
    plans.send(version=changed, by=actor(world.secretary), now=NOW)
    with pytest.raises(Refused, match="đã thay đổi"):
        plans.approve(version=changed, by=actor(world.cluster_head), now=NOW, seen=seen)


# --- who may -------------------------------------------------------------------------------------
PEOPLE = (
    "teacher", "far_teacher", "subject_head", "principal", "far_principal", "secretary",
    "cluster_head", "officer", "other_officer", "admin",
)  # fmt: skip
OFFICE = {"secretary", "cluster_head"}
ABOVE = {"officer"}
# Who may read a version that is worked on or waits: others do not know that it exists (404).
READS = {
    "draft": OFFICE | {"admin"},
    "sent": OFFICE | ABOVE | {"admin"},
    "returned": OFFICE | ABOVE | {"admin"},
}
ALLOWED = {
    "gui": OFFICE,
    "lay-lai": OFFICE,
    "bo": OFFICE,
    "duyet": {"cluster_head"},
    "tra-lai": {"cluster_head"},
}


@pytest.mark.parametrize("state", PlanState.values)
def test_each_person_at_each_move_from_each_state(world, signed_in, state):
    in_state(world, state)
    found, expected = {}, {}
    for person in PEOPLE:
        client = signed_in(getattr(world, person))
        # Who may read but not move the open version; of a decided one there is nothing to move, and
        # who could have moved it is led to the plan.
        known = person in READS.get(state, set())
        for verb, allowed in ALLOWED.items():
            expected[person, verb] = (
                (200 if person in allowed else 403)
                if known
                else (302 if person in allowed else 404)
            )
            address = reverse(
                "sessions:plan_move", args=[world.north.pk, "2026-2027", verb]
            )
            found[person, verb] = client.get(address).status_code
    assert found == expected


def test_whose_press_comes_after_anothers_reads_that_it_is_decided(world, signed_in):
    in_state(world, "approved")
    address = reverse("sessions:plan_move", args=[world.north.pk, "2026-2027", "duyet"])
    page = signed_in(world.cluster_head).post(address, follow=True)
    assert page.redirect_chain == [
        (reverse("sessions:plan", args=[world.north.pk, "2026-2027"]), 302)
    ]
    assert "Kế hoạch này không còn chờ việc ấy nữa" in page.text


def test_the_authority_approves_where_the_cluster_says_so(world, signed_in):
    world.north.session_approver = Cluster.SessionApprover.AUTHORITY
    world.north.save()
    version = in_state(world, "sent")
    address = reverse("sessions:plan_move", args=[world.north.pk, "2026-2027", "duyet"])
    assert signed_in(world.cluster_head).post(address).status_code == 403
    assert signed_in(world.officer).post(address).status_code == 302
    version.refresh_from_db()
    assert (version.state, version.approved_by) == ("approved", world.officer)


# --- who hears of it -----------------------------------------------------------------------------
def test_approval_tells_only_the_leaders_of_the_schools_concerned(world):
    in_state(world, "approved")
    assert {notice.user for notice in Notice.objects.all()} == {world.principal}
    notice = Notice.objects.get()
    assert notice.kind == Notice.Kind.PLAN
    assert notice.text == "Đăng cai: Lần 1 · 10/2026 · PTDTBT THCS Nậm Xuân"


def test_approval_tells_whom_every_other_change_is_told_to(world):
    """Who took a school over, and who stands in for its principal; nobody who left or is locked."""
    stands_in = builders.make_person("Cà Văn Thay")
    builders.make_post(stands_in, world.far)
    heir = builders.make_school("THCS Nậm Xuân mới")
    leads_heir = builders.make_person("Lò Văn Mới")
    builders.make_post(leads_heir, heir, Post.Kind.PRINCIPAL)
    locked = builders.make_person("Mùa A Khóa", is_active=False)
    builders.make_post(locked, heir, Post.Kind.VICE_PRINCIPAL)
    SchoolSuccession.objects.create(predecessor=world.host, successor=heir, on=TODAY)
    Delegation.objects.create(
        post=world.principal.posts.get(),
        to=stands_in,
        valid_from=TODAY,
        valid_to=date(2027, 5, 31),
    )
    version = in_state(world, "approved")
    told = Notice.objects.filter(key__startswith=f"plan version {version.pk} approved")
    assert {notice.user for notice in told} == {world.principal, leads_heir, stands_in}
    assert told.count() == 3


def test_a_new_version_tells_only_those_for_whom_something_changes(world):
    first = in_state(world, "approved")
    Notice.objects.all().delete()
    kept = round_line(world.host, round=first.rows.get().round_id)
    second = saved(
        world,
        [kept, round_line(world.guest, label="Lần 2")],
        base=first,
    )
    plans.send(version=second, by=actor(world.cluster_head), now=NOW)
    assert {notice.user for notice in Notice.objects.all()} == {world.guest_principal}


def test_a_changed_round_tells_old_and_new(world):
    first = in_state(world, "approved")
    Notice.objects.all().delete()
    moved = round_line(
        world.host, round=first.rows.get().round_id, when_as_printed="11/2026"
    )
    second = saved(world, [moved], base=first)
    plans.send(version=second, by=actor(world.cluster_head), now=NOW)
    assert "Thời gian: 10/2026 → 11/2026" in Notice.objects.get().text
