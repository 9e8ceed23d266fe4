"""The life of a session and of its parts."""

from functools import partial

import pytest

from accounts.models import AuditEntry
from accounts.verbs import SYSTEM, Refused
from clusters.models import Cluster, Post
from sessions import actions
from sessions.models import MOVES, PART_MOVES, ExchangeSession, Part, State
from sessions.models.part import PartState
from sessions.rows import PersonRow, UnitRow
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
    verbs,
)

# What each verb makes of a session in each state, when it is legal; everything else is refused.
VERBS = {
    "propose": {
        "draft": "scheduled",
        "proposed": "proposed",
        "scheduled": "scheduled",
    },
    "approve": {"proposed": "scheduled", "scheduled": "scheduled"},
    "hold": {"draft": "held", "scheduled": "held", "held": "held"},
    "close": {"held": "closed", "closed": "closed"},
    "cancel": {
        "proposed": "cancelled",
        "scheduled": "cancelled",
        "cancelled": "cancelled",
    },
    "back_to_draft": {
        "draft": "draft",
        "proposed": "draft",
        "scheduled": "draft",
        "held": "draft",
    },
}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_moves_a_session_only_where_the_table_says(world, verb, state):
    exchange = in_state(world, state)
    before = AuditEntry.objects.count()
    call = getattr(actions, verb)
    arguments = {
        "exchange": exchange,
        "by": actor(world.cluster_head),
        "now": AFTER,
    }
    if verb in {"cancel", "back_to_draft"}:
        arguments["reason"] = "Lý do"
    expected = VERBS[verb].get(state)
    if expected is None:
        with pytest.raises(Refused):
            call(**arguments)
        exchange.refresh_from_db()
        assert exchange.state == state
        assert AuditEntry.objects.count() == before
        return
    call(**arguments)
    exchange.refresh_from_db()
    assert exchange.state == expected
    moved = expected != state
    # Its part moves with it.
    parts_moved = moved and (
        verb in {"hold", "cancel"} or (verb, state) == ("back_to_draft", "held")
    )
    assert AuditEntry.objects.count() == before + moved + parts_moved
    if moved:
        assert expected in MOVES[state]
        entry = AuditEntry.objects.first()
        assert entry.verb == f"sessions.become_{expected}"
        assert entry.before == {"state": state}
        assert entry.after["state"] == expected


def test_every_state_has_its_moves_and_every_target_exists():
    assert set(MOVES) == set(State.values)
    assert set().union(*MOVES.values()) <= set(State.values)
    assert set(PART_MOVES) == set(PartState.values)
    assert set().union(*PART_MOVES.values()) <= set(PartState.values)


def test_a_proposal_of_somebody_else_waits_for_the_head_of_the_cluster(world):
    exchange = actions.schedule(
        by=actor(world.subject_head), data=plan(world), now=BEFORE, announce=True
    )
    assert exchange.state == "proposed"
    actions.approve(exchange=exchange, by=actor(world.cluster_head), now=BEFORE)
    exchange.refresh_from_db()
    assert (exchange.state, exchange.state_by) == ("scheduled", world.cluster_head)


def test_what_the_head_proposes_is_scheduled_at_once(world):
    assert scheduled(world).state == "scheduled"


@pytest.mark.parametrize(
    ("rule", "who", "state"),
    [
        (Cluster.SessionApprover.NOBODY, "subject_head", "scheduled"),
        (Cluster.SessionApprover.AUTHORITY, "cluster_head", "proposed"),
        (Cluster.SessionApprover.AUTHORITY, "officer", "scheduled"),
        (Cluster.SessionApprover.HEAD, "officer", "proposed"),
    ],
)
def test_the_rule_of_the_cluster_says_who_is_asked(world, rule, who, state):
    world.north.session_approver = rule
    world.north.save()
    exchange = scheduled(world, by=getattr(world, who))
    assert exchange.state == state


def test_a_session_of_one_school_needs_only_its_own_principal(world):
    units = [UnitRow(school=world.host, hosts=True, organises=True)]
    exchange = scheduled(world, by=world.principal, lead=world.host, units=units)
    assert exchange.state == "scheduled"


def test_each_organising_principal_agrees_for_his_own_school(world):
    units = [
        UnitRow(school=world.host, hosts=True, organises=True),
        UnitRow(school=world.guest, organises=True),
        UnitRow(school=world.far),
    ]
    exchange = scheduled(world, by=world.principal, lead=world.host, units=units)
    assert exchange.state == "proposed"
    assert dict(exchange.units.values_list("school__name", "reply")) == {
        "PTDTBT THCS Nậm Xuân": "yes",
        "THCS Pa Sương": "",
        "THCS Phiêng Ban": "",
    }
    actions.approve(exchange=exchange, by=actor(world.guest_principal), now=BEFORE)
    exchange.refresh_from_db()
    assert exchange.state == "scheduled"


def test_of_three_organising_schools_the_last_word_schedules(world):
    builders.make_post(world.far_teacher, world.far, Post.Kind.VICE_PRINCIPAL)
    units = [
        UnitRow(school=school, organises=True)
        for school in (world.host, world.guest, world.far)
    ]
    exchange = scheduled(world, by=world.principal, lead=world.host, units=units)
    actions.approve(exchange=exchange, by=actor(world.guest_principal), now=BEFORE)
    exchange.refresh_from_db()
    assert (exchange.state, verbs()[-1]) == ("proposed", "sessions.agree")
    actions.approve(exchange=exchange, by=actor(world.far_principal), now=BEFORE)
    exchange.refresh_from_db()
    assert exchange.state == "scheduled"


def test_the_system_speaks_for_every_school(world):
    units = [UnitRow(school=world.guest, organises=True)]
    exchange = actions.schedule(
        by=actor(world.principal),
        data=plan(world, lead=world.host, units=units),
        now=BEFORE,
    )
    assert (
        actions.propose(exchange=exchange, by=SYSTEM, now=BEFORE).state == "scheduled"
    )


def test_a_subject_head_cannot_speak_for_the_principal(world):
    units = [UnitRow(school=world.host, organises=True)]
    exchange = scheduled(world, by=world.subject_head, lead=world.host, units=units)
    assert exchange.state == "proposed"


def test_a_vice_principal_speaks_where_there_is_no_principal(world):
    school = builders.make_school("THCS Mới")
    vice = builders.make_person("Lò Thị Phó")
    builders.make_post(vice, school, Post.Kind.VICE_PRINCIPAL)
    units = [UnitRow(school=school, organises=True)]
    assert scheduled(world, by=vice, lead=school, units=units).state == "scheduled"


def test_a_vice_principal_does_not_speak_beside_a_principal(world):
    units = [UnitRow(school=world.guest, organises=True)]
    exchange = scheduled(world, by=world.cluster_head, lead=world.guest, units=units)
    assert exchange.state == "proposed"


def test_an_organising_school_without_accounts_is_not_waited_for(world):
    silent = builders.make_school("THCS Ngoài Hệ Thống")
    units = [
        UnitRow(school=world.host, organises=True),
        UnitRow(school=silent, organises=True),
    ]
    exchange = scheduled(world, by=world.principal, lead=world.host, units=units)
    assert exchange.state == "scheduled"


def test_the_lead_school_is_asked_even_when_no_unit_says_so(world):
    units = [UnitRow(school=world.guest, organises=True)]
    exchange = actions.schedule(
        by=actor(world.guest_principal),
        data=plan(world, lead=world.host, units=units),
        now=BEFORE,
        announce=True,
    )
    assert exchange.state == "proposed"
    actions.approve(exchange=exchange, by=actor(world.principal), now=BEFORE)
    exchange.refresh_from_db()
    assert exchange.state == "scheduled"


def test_an_authority_needs_nobody_else(world):
    exchange = scheduled(world, by=world.officer, lead=world.office)
    assert exchange.state == "scheduled"


def test_the_system_is_never_asked(world):
    exchange = actions.schedule(
        by=actor(world.subject_head), data=plan(world), now=BEFORE
    )
    actions.propose(exchange=exchange, by=SYSTEM, now=BEFORE)
    exchange.refresh_from_db()
    assert (exchange.state, exchange.state_by) == ("scheduled", None)


def test_nothing_is_announced_without_a_day(world):
    exchange = actions.schedule(
        by=actor(world.cluster_head),
        data=plan(world, parts=[part_row(None)]),
        now=BEFORE,
    )
    with pytest.raises(Refused):
        actions.propose(exchange=exchange, by=actor(world.cluster_head), now=BEFORE)


def test_a_draft_that_is_held_is_a_record(world):
    exchange = actions.schedule(
        by=actor(world.cluster_head),
        data=plan(world, people=[PersonRow(name="Lò Văn Inh")]),
        now=BEFORE,
    )
    actions.hold(exchange=exchange, by=actor(world.cluster_head), now=AFTER)
    exchange.refresh_from_db()
    assert (exchange.state, exchange.recorded) == ("held", True)
    assert exchange.parts.get().state == "held"
    assert exchange.roster.get().attendances.get().how == "recorded"


def test_a_session_is_held_when_its_last_part_is(world):
    exchange = scheduled(
        world, parts=[part_row(title="Buổi 1"), part_row(title="Buổi 2")]
    )
    first, second = exchange.parts.all()
    head = actor(world.cluster_head)
    assert actions.hold_part(part=first, by=head, now=DURING).state == "scheduled"
    assert actions.hold_part(part=second, by=head, now=DURING).state == "held"
    assert actions.hold_part(part=second, by=head, now=DURING).state == "held"
    assert verbs().count("sessions.move_part") == 2


def test_holding_the_session_holds_its_planned_parts(world):
    exchange = scheduled(world, parts=[part_row(), part_row()])
    head = actor(world.cluster_head)
    actions.cancel_part(
        part=exchange.parts.last(), reason="Mưa lũ", by=head, now=BEFORE
    )
    actions.hold(exchange=exchange, by=head, now=DURING)
    assert list(exchange.parts.values_list("state", flat=True)) == ["held", "cancelled"]


def test_a_session_is_not_held_while_a_part_lies_ahead(world):
    exchange = scheduled(world, parts=[part_row(), part_row(AFTER.date())])
    with pytest.raises(Refused, match="01/12/2026"):
        actions.hold(exchange=exchange, by=actor(world.cluster_head), now=DURING)
    assert set(exchange.parts.values_list("state", flat=True)) == {"planned"}


def test_a_session_is_not_held_while_a_part_is_postponed(world):
    exchange = scheduled(world, parts=[part_row(), part_row()])
    head = actor(world.cluster_head)
    actions.postpone_part(part=exchange.parts.last(), reason="Mưa lũ", by=head)
    with pytest.raises(Refused, match="2"):
        actions.hold(exchange=exchange, by=head, now=DURING)


def test_cancelled_parts_do_not_keep_a_session_open(world):
    exchange = scheduled(world, parts=[part_row(), part_row()])
    first, second = exchange.parts.all()
    head = actor(world.cluster_head)
    actions.cancel_part(part=second, reason="Mưa lũ", by=head, now=BEFORE)
    assert actions.hold_part(part=first, by=head, now=DURING).state == "held"


def test_a_part_is_not_held_before_its_day(world):
    exchange = scheduled(world)
    with pytest.raises(Refused, match="26/11/2026"):
        actions.hold_part(
            part=exchange.parts.get(), by=actor(world.cluster_head), now=BEFORE
        )
    assert exchange.parts.get().state == "planned"


@pytest.mark.parametrize("state", ["draft", "proposed", "cancelled", "closed"])
def test_only_a_part_of_a_scheduled_session_can_be_held(world, state):
    exchange = in_state(world, state)
    part = exchange.parts.get()
    if part.state == "held":
        part.state = "planned"
        part.save()
    with pytest.raises(Refused):
        actions.hold_part(part=part, by=actor(world.cluster_head), now=DURING)


def _move_part(part: Part, target: str, head) -> None:
    if target == "held":
        actions.hold_part(part=part, by=head, now=DURING)
    elif target == "planned":
        actions.plan_part_again(part=part, by=head)
    elif target == "postponed":
        actions.postpone_part(part=part, reason="Mưa lũ", by=head)
    else:
        actions.cancel_part(part=part, reason="Mưa lũ", by=head, now=BEFORE)


@pytest.mark.parametrize("source", PartState.values)
@pytest.mark.parametrize("target", PartState.values)
def test_a_part_moves_only_where_the_table_says(world, source, target):
    exchange = scheduled(world, parts=[part_row(), part_row()])
    part = exchange.parts.first()
    head = actor(world.cluster_head)
    if source != "planned":
        _move_part(part, source, head)
    part.refresh_from_db()
    assert part.state == source
    if target == source or target in PART_MOVES[source]:
        _move_part(part, target, head)
        part.refresh_from_db()
        assert part.state == target
    else:
        with pytest.raises(Refused):
            _move_part(part, target, head)
        part.refresh_from_db()
        assert part.state == source


def test_a_postponed_part_takes_its_new_day(world):
    exchange = scheduled(world)
    part = exchange.parts.get()
    head = actor(world.cluster_head)
    actions.postpone_part(part=part, reason="Mưa lũ", by=head)
    actions.plan_part_again(part=part, by=head)
    new_day = part_row(AFTER.date(), title="Buổi bù")
    actions.save_part(part=part, row=new_day, reason="Hết lũ", by=head, now=BEFORE)
    part.refresh_from_db()
    assert (part.state, str(part.on), part.title) == (
        "planned",
        "2026-12-01",
        "Buổi bù",
    )


def test_parts_of_a_held_session_are_not_planned_again(world):
    exchange = in_state(world, "held")
    with pytest.raises(Refused):
        actions.plan_part_again(part=exchange.parts.get(), by=actor(world.cluster_head))


def test_a_part_that_was_removed_does_not_move(world):
    exchange = scheduled(world, parts=[part_row(), part_row()])
    part = exchange.parts.last()
    head = actor(world.cluster_head)
    actions.save_parts(
        exchange=exchange,
        rows=[],
        removed=[part.pk],
        reason="Mưa",
        by=head,
        now=BEFORE,
    )
    with pytest.raises(Refused):
        actions.postpone_part(part=part, reason="Mưa lũ", by=head)


def test_the_only_part_left_is_not_cancelled_alone(world):
    exchange = scheduled(world)
    with pytest.raises(Refused):
        actions.cancel_part(
            part=exchange.parts.get(),
            reason="Bão",
            by=actor(world.cluster_head),
            now=BEFORE,
        )


@pytest.mark.parametrize("verb", ["cancel", "back_to_draft"])
def test_calling_off_and_taking_back_ask_the_reason(world, verb):
    exchange = scheduled(world)
    with pytest.raises(Refused) as refusal:
        getattr(actions, verb)(
            exchange=exchange, by=actor(world.cluster_head), now=BEFORE, reason="  "
        )
    assert refusal.value.field == "reason"


@pytest.mark.parametrize(
    "verb", [actions.postpone_part, partial(actions.cancel_part, now=BEFORE)]
)
def test_leaving_the_plan_asks_the_reason(world, verb):
    exchange = scheduled(world, parts=[part_row(), part_row()])
    with pytest.raises(Refused) as refusal:
        verb(part=exchange.parts.first(), reason=" ", by=actor(world.cluster_head))
    assert refusal.value.field == "reason"


def test_cancelling_cancels_the_parts_that_were_not_held(world):
    exchange = scheduled(world, parts=[part_row(), part_row()])
    head = actor(world.cluster_head)
    actions.hold_part(part=exchange.parts.first(), by=head, now=DURING)
    actions.cancel(exchange=exchange, by=head, now=DURING, reason="Bão số 5")
    exchange.refresh_from_db()
    assert (exchange.state, exchange.state_reason) == ("cancelled", "Bão số 5")
    assert list(exchange.parts.values_list("state", "state_reason")) == [
        ("held", ""),
        ("cancelled", "Bão số 5"),
    ]


def test_taking_back_a_record_takes_its_marks_back(world):
    exchange = recorded(world, people=[PersonRow(name="Lò Văn Inh")])
    actions.back_to_draft(
        exchange=exchange, by=actor(world.cluster_head), now=AFTER, reason="Nhầm"
    )
    exchange.refresh_from_db()
    assert (exchange.state, exchange.recorded) == ("draft", False)
    assert exchange.parts.get().state == "planned"
    assert not exchange.roster.get().attendances.exists()


def test_a_session_that_goes_back_asks_its_schools_anew(world):
    units = [
        UnitRow(school=world.host, organises=True),
        UnitRow(school=world.guest, organises=True),
    ]
    exchange = scheduled(world, by=world.principal, lead=world.host, units=units)
    actions.back_to_draft(
        exchange=exchange, by=actor(world.principal), now=BEFORE, reason="Đổi ngày"
    )
    assert set(exchange.units.values_list("reply", flat=True)) == {""}


def test_deleting_keeps_what_the_session_held_in_the_audit_log(world):
    exchange = actions.schedule(by=actor(world.principal), data=plan(world), now=BEFORE)
    key = exchange.pk
    actions.delete(exchange=exchange, by=actor(world.principal))
    assert not ExchangeSession.objects.exists()
    entry = AuditEntry.objects.first()
    assert (entry.verb, entry.object_id) == ("sessions.delete", str(key))
    assert entry.before["details"]["title"] == "Áp suất chất lỏng"
    assert [one["teachers"] for one in entry.before["lessons"].values()] == [
        [["Vàng Thị Mai", world.teacher.pk]]
    ]


def test_a_session_that_the_outside_knows_is_not_deleted(world):
    exchange = recorded(world, lessons=[])
    actions.mark_told(exchange=exchange, now=BEFORE)
    with pytest.raises(Refused):
        actions.delete(exchange=exchange, by=actor(world.cluster_head))
    assert ExchangeSession.objects.exists()


def test_what_waits_is_taken_back_before_it_is_deleted(world):
    exchange = in_state(world, "proposed")
    with pytest.raises(Refused, match="lấy lại"):
        actions.delete(exchange=exchange, by=actor(world.subject_head))


@pytest.mark.parametrize("state", ["scheduled", "closed", "cancelled"])
def test_what_is_over_is_not_deleted(world, state):
    exchange = in_state(world, state)
    with pytest.raises(Refused):
        actions.delete(exchange=exchange, by=actor(world.cluster_head))


def test_the_first_telling_counts(world):
    exchange = scheduled(world)
    actions.mark_told(exchange=exchange, now=BEFORE)
    actions.mark_told(exchange=exchange, now=AFTER)
    exchange.refresh_from_db()
    assert exchange.told_at == BEFORE
