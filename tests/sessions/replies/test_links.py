"""Personal links: one a purpose and entry, ending the day after, taken back for good."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.codes import read_code
from accounts.models import AuditEntry
from accounts.verbs import Refused
from clusters.partial_dates import PartialDate
from sessions import actions
from sessions.models import PersonalLink
from sessions.replies import places
from tests import builders
from tests.sessions.helpers import (
    AFTER,
    BEFORE,
    actor,
    in_state,
    scheduled,
    school_unit,
)

REPLY, CHECK_IN = PersonalLink.Purpose.REPLY, PersonalLink.Purpose.CHECK_IN


def issue(exchange, **whose) -> PersonalLink:
    whose.setdefault("purpose", REPLY)
    return actions.issue_link(exchange=exchange, by=actor(), now=BEFORE, **whose)


def test_a_link_is_found_by_its_code_and_only_for_its_purpose(world):
    exchange = scheduled(world)
    link = issue(exchange, unit=school_unit(exchange, world.guest))
    code = read_code(link.spelled)
    assert code == link.code
    assert PersonalLink.objects.with_code(code, REPLY) == link
    assert PersonalLink.objects.with_code(code, CHECK_IN) is None


def test_asking_for_a_link_twice_gives_the_same_and_one_taken_back_gives_a_new_one(
    world,
):
    exchange = scheduled(world)
    entry = builders.make_roster_entry(exchange, "Lò Văn Khách")
    first = issue(exchange, entry=entry)
    assert issue(exchange, entry=entry) == first
    actions.revoke_link(link=first, by=actor(), now=BEFORE)
    actions.revoke_link(link=first, by=actor(), now=AFTER)
    first.refresh_from_db()
    assert first.revoked_at == BEFORE
    second = issue(exchange, entry=entry)
    assert second != first
    assert second.code != first.code


def test_the_log_never_holds_what_opens_a_link(world):
    exchange = scheduled(world)
    link = issue(exchange, unit=school_unit(exchange, world.guest))
    actions.revoke_link(link=link, by=actor(), now=BEFORE)
    entries = AuditEntry.objects.filter(verb__contains="_link").order_by("pk")
    assert [one.verb for one in entries] == [
        "sessions.issue_link",
        "sessions.revoke_link",
    ]
    said = str([(one.before, one.after) for one in entries])
    assert not any(secret in said for secret in (link.code, link.seed, link.code_hash))


@pytest.mark.parametrize("state", ["draft", "closed", "cancelled"])
def test_no_link_is_made_for_what_invites_nobody(world, state):
    exchange = in_state(world, state)
    with pytest.raises(Refused):
        issue(exchange, unit=school_unit(exchange, world.guest))


def test_a_group_has_no_hand_to_give_a_link_to(world):
    exchange = scheduled(world)
    group = builders.make_roster_entry(exchange, "Các thầy cô dạy Toán", kind="group")
    with pytest.raises(Refused, match="một nhóm"):
        issue(exchange, entry=group)


def test_a_row_of_another_session_is_refused(world):
    exchange, other = scheduled(world), scheduled(world)
    with pytest.raises(Refused):
        issue(exchange, unit=school_unit(other, world.guest))


@pytest.mark.parametrize(
    "broken",
    [
        {"purpose": "vote"},
        {"unit": None},
        {"purpose": CHECK_IN},
        {},
    ],
    ids=["unknown purpose", "for nobody", "a school checks in", "a second one"],
)
def test_the_database_refuses_what_is_no_link(world, broken):
    exchange = scheduled(world)
    unit = school_unit(exchange, world.guest)
    issue(exchange, unit=unit)
    fields = {"exchange": exchange, "unit": unit, "purpose": REPLY, "issued_at": BEFORE}
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonalLink.objects.create(**fields | broken)


def test_a_link_ends_with_the_day_after_the_last_day_wherever_that_is_moved(world):
    exchange = scheduled(world)
    part = exchange.parts.get()
    ends = places.link_ends(exchange, [part], BEFORE)
    assert ends == datetime(2026, 11, 27, 17, tzinfo=UTC)  # midnight in Vietnam
    part.on = PartialDate.of(date(2026, 12, 3))
    assert places.link_ends(exchange, [part], BEFORE) == ends + timedelta(days=7)


def test_a_link_of_a_session_without_a_day_ends_after_sixty_days(world):
    exchange = scheduled(world)
    exchange.on = None
    part = exchange.parts.get()
    part.on = PartialDate.parse("2026-12")
    assert places.link_ends(exchange, [part], BEFORE) == BEFORE + timedelta(days=60)
