"""What was held lies behind us; a session is held when all that remains of it is."""

from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.verbs import SYSTEM, Refused
from clusters.models import Post
from clusters.partial_dates import PartialDate
from sessions import actions
from sessions.days import lies_ahead
from sessions.page import session_facts
from sessions.rows import PartRow, PersonRow, UnitRow
from tests import builders
from tests.sessions.helpers import (
    AFTER,
    BEFORE,
    DAY,
    DURING,
    actor,
    details,
    in_state,
    part_row,
    plan,
    posted,
    recorded,
    scheduled,
    verbs,
)

FAR = PartialDate(2031, 1, 1)


@pytest.fixture
def head(world):
    return actor(world.cluster_head)


@pytest.fixture
def half_held(world, head):
    """A scheduled session of two parts, the first of them held."""
    exchange = scheduled(world, parts=[part_row(), part_row(title="Buổi 2")])
    return actions.hold_part(part=exchange.parts.first(), by=head, now=DURING)


def state_of(exchange) -> str:
    exchange.refresh_from_db()
    return exchange.state


# --- the last part ----------------------------------------------------------------------------


def test_cancelling_the_last_open_part_holds_the_session(half_held, head):
    answer = actions.cancel_part(
        part=half_held.parts.last(), reason="Mưa lũ", by=head, now=DURING
    )
    assert (answer.state, state_of(half_held)) == ("held", "held")
    assert half_held.state_at == DURING
    assert verbs()[-2:] == ["sessions.move_part", "sessions.become_held"]


def test_postponing_the_last_open_part_keeps_the_session_open(half_held, head):
    actions.postpone_part(part=half_held.parts.last(), reason="Mưa lũ", by=head)
    assert state_of(half_held) == "scheduled"


def test_removing_the_last_open_part_holds_the_session(half_held, head):
    last = half_held.parts.last()
    actions.save_parts(
        exchange=half_held,
        rows=[],
        removed=[last.pk],
        reason="Mưa",
        by=head,
        now=DURING,
    )
    assert state_of(half_held) == "held"
    assert "sessions.become_held" in verbs()


def test_saving_the_parts_of_a_session_to_come_does_not_hold_it(world, head):
    exchange = scheduled(world, parts=[part_row(), part_row()])
    last = exchange.parts.last()
    actions.save_parts(
        exchange=exchange, rows=[], removed=[last.pk], reason="Mưa", by=head, now=DURING
    )
    assert state_of(exchange) == "scheduled"


def test_an_announced_session_keeps_a_part_that_takes_place(world, head):
    exchange = scheduled(world, parts=[part_row(), part_row()])
    first, last = exchange.parts.all()
    actions.cancel_part(part=last, reason="Mưa lũ", by=head, now=BEFORE)
    with pytest.raises(Refused):
        actions.save_parts(
            exchange=exchange, rows=[], removed=[first.pk], by=head, now=BEFORE
        )


def test_the_move_to_held_is_written_in_one_way(world, head):
    exchange = scheduled(world)
    actions.hold_part(part=exchange.parts.get(), by=head, now=DURING)
    entry = AuditEntry.objects.first()
    assert (entry.verb, entry.before, entry.after) == (
        "sessions.become_held",
        {"state": "scheduled"},
        {"state": "held"},
    )


# --- what lies ahead --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "ahead"),
    [
        (None, False),
        (PartialDate.of(DAY), False),
        (PartialDate(2026, 11, 27), True),
        (PartialDate(2026, 11), False),
        (PartialDate(2026, 12), True),
        (PartialDate(2026), False),
        (PartialDate(2027), True),
        # Without a year nothing is known to lie ahead.
        (PartialDate(None, 12, 7), False),
    ],
)
def test_what_lies_ahead_is_what_cannot_have_begun(on, ahead):
    assert lies_ahead(on, DAY) is ahead


def test_a_part_added_to_a_held_session_was_held_before(world, head):
    exchange = in_state(world, "held")
    with pytest.raises(Refused, match="01/01/2031") as refusal:
        actions.add_part(exchange=exchange, row=PartRow(on=FAR), by=head, now=AFTER)
    assert refusal.value.field == "on"
    row = PartRow(on=FAR, title="Buổi 2")
    with pytest.raises(Refused, match="01/01/2031") as refusal:
        actions.save_parts(exchange=exchange, rows=[row], by=head, now=AFTER)
    assert refusal.value.row == row
    assert exchange.parts.count() == 1


def test_a_held_part_does_not_move_into_the_days_to_come(world, head):
    exchange = in_state(world, "held")
    part = exchange.parts.get()
    with pytest.raises(Refused, match="12/2030"):
        actions.save_part(
            part=part, row=PartRow(on=PartialDate(2030, 12)), by=head, now=AFTER
        )
    part.refresh_from_db()
    assert str(part.on) == "2026-11-26"
    actions.save_part(
        part=part, row=PartRow(on=PartialDate(2026, 11, 25)), by=head, now=AFTER
    )
    part.refresh_from_db()
    assert str(part.on) == "2026-11-25"


def test_a_part_of_a_session_to_come_moves_freely(world, head):
    exchange = scheduled(world)
    actions.save_part(
        part=exchange.parts.get(),
        row=PartRow(on=FAR),
        reason="Mưa",
        by=head,
        now=BEFORE,
    )
    assert exchange.parts.get().on == FAR


def test_the_day_that_has_not_come_is_told_beside_its_field(world, signed_in):
    exchange = in_state(world, "held")
    client = signed_in(world.cluster_head)
    url = reverse("sessions:add_part", args=[exchange.pk])
    answer = client.post(
        url,
        posted(
            client.get(url), **{"part-title": "Buổi nối tiếp", "part-on": "01/01/2031"}
        ),
    )
    assert 'id="id_part-on_error"' in answer.text
    assert 'value="Buổi nối tiếp"' in answer.text
    url = reverse("sessions:parts", args=[exchange.pk])
    answer = client.post(
        url,
        posted(
            client.get(url),
            **{"parts-1-title": "Buổi nối tiếp", "parts-1-on": "01/01/2031"},
            **{"parts-TOTAL_FORMS": "2"},
        ),
    )
    assert 'id="id_parts-1-on_error"' in answer.text
    assert 'id="id_parts-0-on_error"' not in answer.text
    assert 'value="Buổi nối tiếp"' in answer.text
    assert exchange.parts.count() == 1


@pytest.mark.parametrize("on", [PartialDate(2030, 12), PartialDate(2027)])
def test_a_month_or_year_to_come_was_not_held(world, head, on):
    exchange = scheduled(world, parts=[part_row(), PartRow(on=on)])
    with pytest.raises(Refused):
        actions.hold_part(part=exchange.parts.last(), by=head, now=DURING)
    with pytest.raises(Refused):
        actions.hold(exchange=exchange, by=head, now=DURING)
    assert set(exchange.parts.values_list("state", flat=True)) == {"planned"}
    with pytest.raises(Refused):
        recorded(world, parts=[PartRow(on=on)])


def test_where_no_part_has_a_day_the_day_of_the_session_counts(world, head):
    day = PartialDate(2030, 12)
    for parts in ([PartRow(title="Buổi 1")], []):
        data = plan(world, parts=parts, lessons=[])
        data = replace(data, details=details(world.north, on=day), lessons_in=None)
        with pytest.raises(Refused, match="12/2030"):
            actions.record(by=head, data=data, now=AFTER)
        exchange = actions.schedule(by=head, data=data, now=BEFORE)
        with pytest.raises(Refused, match="12/2030"):
            actions.hold(exchange=exchange, by=head, now=AFTER)
        facts = session_facts(exchange, world.cluster_head, now=AFTER)
        assert not facts.may_be_held


def test_a_held_session_does_not_move_into_the_days_to_come(world, head):
    exchange = recorded(world, parts=[PartRow(title="Buổi 1")])
    with pytest.raises(Refused, match="12/2030") as refusal:
        actions.edit_details(
            exchange=exchange,
            details=details(world.north, on=PartialDate(2030, 12)),
            by=head,
            now=AFTER,
        )
    assert refusal.value.field == "on"


def test_the_page_and_the_verb_agree_on_what_may_be_held(world, head):
    now = datetime.combine(DAY, time(20), ZoneInfo("Asia/Ho_Chi_Minh"))
    for on in (None, PartialDate.of(DAY), PartialDate(2026, 12), PartialDate(2026)):
        exchange = scheduled(world, parts=[part_row(), PartRow(on=on)])
        offered = session_facts(exchange, world.cluster_head, now=now).may_be_held
        try:
            actions.hold(exchange=exchange, by=head, now=now)
            done = True
        except Refused:
            done = False
        assert offered is done, on


# --- parts move along their table -------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "state", "arguments", "moved"),
    [
        ("hold", "draft", {}, ("planned", "held")),
        ("cancel", "scheduled", {"reason": "Bão"}, ("planned", "cancelled")),
        ("back_to_draft", "held", {"reason": "Nhầm"}, ("held", "planned")),
    ],
)
def test_every_move_of_a_part_stands_in_the_audit_log(
    world, head, verb, state, arguments, moved
):
    exchange = in_state(world, state)
    count = verbs().count("sessions.move_part")
    getattr(actions, verb)(exchange=exchange, by=head, now=AFTER, **arguments)
    assert verbs().count("sessions.move_part") == count + 1
    entry = AuditEntry.objects.filter(verb="sessions.move_part").first()
    assert (entry.before["state"], entry.after["state"]) == moved


def test_a_draft_with_a_postponed_part_is_not_recorded_as_held(world, head):
    exchange = scheduled(world, parts=[part_row(), part_row()])
    last = exchange.parts.last()
    actions.postpone_part(part=last, reason="Mưa lũ", by=head)
    actions.back_to_draft(exchange=exchange, by=head, now=BEFORE, reason="Đổi ngày")
    with pytest.raises(Refused, match="2"):
        actions.hold(exchange=exchange, by=head, now=AFTER)
    actions.plan_part_again(part=last, by=head)
    assert actions.hold(exchange=exchange, by=head, now=AFTER).state == "held"


# --- the word of a school ---------------------------------------------------------------------


def test_the_word_of_the_only_school_is_kept(world):
    units = [UnitRow(school=world.host, hosts=True, organises=True)]
    exchange = scheduled(world, by=world.principal, lead=world.host, units=units)
    unit = exchange.units.get()
    assert (unit.reply, unit.replied_by, unit.replied_at) == (
        "yes",
        world.principal,
        BEFORE,
    )


def test_the_word_of_the_last_school_is_kept(world):
    units = [
        UnitRow(school=world.host, organises=True),
        UnitRow(school=world.guest, organises=True),
    ]
    exchange = scheduled(world, by=world.principal, lead=world.host, units=units)
    actions.approve(exchange=exchange, by=actor(world.guest_principal), now=BEFORE)
    assert set(exchange.units.values_list("reply", "replied_by")) == {
        ("yes", world.principal.pk),
        ("yes", world.guest_principal.pk),
    }


def test_the_word_of_the_system_is_kept_for_every_school(world):
    units = [UnitRow(school=world.guest, organises=True)]
    exchange = actions.schedule(
        by=actor(world.principal),
        data=plan(world, lead=world.host, units=units),
        now=BEFORE,
    )
    actions.propose(exchange=exchange, by=SYSTEM, now=BEFORE)
    assert dict(exchange.units.values_list("school", "reply")) == {
        world.guest.pk: "yes",
        world.host.pk: "yes",
    }


# --- the second press -------------------------------------------------------------------------


def press(client, exchange, verb, **data):
    return client.post(reverse("sessions:move", args=[exchange.pk, verb]), data)


def test_a_principal_who_approves_twice_is_answered_kindly(world, signed_in):
    builders.make_post(world.far_teacher, world.far, Post.Kind.VICE_PRINCIPAL)
    units = [
        UnitRow(school=school, organises=True)
        for school in (world.host, world.guest, world.far)
    ]
    exchange = scheduled(world, by=world.principal, lead=world.host, units=units)
    for who, state in (
        (world.guest_principal, "proposed"),
        (world.far_principal, "scheduled"),
    ):
        client = signed_in(who)
        for _press in range(2):
            answer = press(client, exchange, "approve")
            assert answer.status_code == 302, who
            assert state_of(exchange) == state
    # One word of each of the three schools.
    assert verbs().count("sessions.agree") == 3
    assert verbs().count("sessions.become_scheduled") == 1


def test_nobody_else_is_answered_as_if_he_had_approved(world, signed_in):
    units = [UnitRow(school=world.host, organises=True), UnitRow(school=world.guest)]
    exchange = scheduled(world, by=world.principal, lead=world.host, units=units)
    assert (
        press(signed_in(world.guest_principal), exchange, "approve").status_code == 403
    )


@pytest.mark.parametrize("who", ["subject_head", "cluster_head"])
def test_announcing_twice_is_announcing_once(world, signed_in, who):
    exchange = actions.schedule(
        by=actor(getattr(world, who)), data=plan(world), now=BEFORE
    )
    client = signed_in(getattr(world, who))
    expected = {"subject_head": "proposed", "cluster_head": "scheduled"}[who]
    for _press in range(2):
        assert press(client, exchange, "propose").status_code == 302
        assert state_of(exchange) == expected
    assert verbs().count(f"sessions.become_{expected}") == 1


def test_marking_a_draft_as_held_twice_is_doing_it_once(world, signed_in):
    exchange = actions.schedule(
        by=actor(world.subject_head),
        data=plan(world, parts=[part_row(timezone.localdate())]),
        now=BEFORE,
    )
    client = signed_in(world.subject_head)
    for _press in range(2):
        assert press(client, exchange, "hold").status_code == 302
    assert state_of(exchange) == "held"
    assert verbs().count("sessions.become_held") == 1


def test_who_sends_a_session_back_and_no_longer_sees_it_is_led_to_the_list(
    world, signed_in
):
    units = [
        UnitRow(school=world.host, organises=True, hosts=True),
        UnitRow(school=world.guest, organises=True),
    ]
    exchange = scheduled(world, by=world.principal, lead=world.host, units=units)
    client = signed_in(world.guest_principal)
    answer = press(client, exchange, "back_to_draft", reason="Trùng lịch thi")
    assert (answer.status_code, answer.url) == (302, reverse("sessions:list"))
    assert state_of(exchange) == "draft"


# --- rows that went meanwhile -----------------------------------------------------------------


def test_checking_in_at_a_part_that_was_removed_meanwhile_is_refused(world, head):
    exchange = scheduled(
        world,
        parts=[part_row(), part_row()],
        people=[PersonRow(name="Cô Mai", user=world.teacher)],
    )
    entry, part = exchange.roster.get(), exchange.parts.last()
    actions.save_parts(
        exchange=exchange, rows=[], removed=[part.pk], reason="Mưa", by=head, now=BEFORE
    )
    with pytest.raises(Refused):
        actions.check_in(entry=entry, part=part, by=actor(world.teacher), now=DURING)
    with pytest.raises(Refused):
        actions.mark_at_desk(
            exchange=exchange, part=part, here={entry.pk}, gone=(), by=head, now=DURING
        )


def test_checking_in_after_being_taken_off_the_list_is_refused(world, head):
    exchange = scheduled(world, people=[PersonRow(name="Cô Mai", user=world.teacher)])
    entry = exchange.roster.get()
    actions.save_roster(
        exchange=exchange, rows=[], removed=[entry.pk], by=head, now=DURING
    )
    with pytest.raises(Refused):
        actions.check_in(
            entry=entry,
            part=exchange.parts.get(),
            by=actor(world.teacher),
            now=DURING,
        )
