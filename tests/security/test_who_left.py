"""Whoever left keeps no power over what he made there: a session is its lead's."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clusters.models import Post
from sessions import permissions
from sessions.models import ExchangeSession
from tests import builders
from tests.sessions.helpers import in_state, recorded


@pytest.fixture
def leave(signed_in):
    """`leave(person)`: his post ended yesterday; a client on which he is still signed in."""

    def leave(person):
        today = timezone.localdate()
        Post.objects.filter(user=person).update(
            valid_from=today - timedelta(days=99), valid_to=today - timedelta(days=1)
        )
        return signed_in(person)

    return leave


def answers(client, exchange: ExchangeSession) -> dict[str, int]:
    """What each way to change a session answers, by the address it has."""
    pages = ("details", "units", "parts", "people", "lessons", "items")
    found = {
        name: client.post(reverse(f"sessions:{name}", args=[exchange.pk])).status_code
        for name in pages
    }
    for verb in ("back_to_draft", "cancel"):
        address = reverse("sessions:move", args=[exchange.pk, verb])
        found[verb] = client.post(address, {"reason": "Đổi ý"}).status_code
    address = reverse("sessions:suggest", args=[exchange.pk, "nguoi"])
    found["names"] = client.get(address, {"q": "Vàng"}).status_code
    address = reverse("sessions:delete", args=[exchange.pk])
    found["delete"] = client.post(address).status_code
    return found


@pytest.mark.parametrize("state", ["proposed", "held"])
def test_what_was_sent_or_written_down_is_no_longer_his(world, leave, state):
    exchange = (
        in_state(world, "proposed")
        if state == "proposed"
        else recorded(world, by=world.subject_head, lessons=[])
    )
    assert permissions.can_edit(world.subject_head, exchange)
    found = answers(leave(world.subject_head), exchange)
    assert set(found.values()) == {403}, found
    assert ExchangeSession.objects.get(pk=exchange.pk).state == state


def test_his_own_draft_shows_him_nobody_and_can_be_cleared_away(world, leave):
    exchange = in_state(world, "draft")
    client = leave(world.subject_head)
    found = answers(client, exchange)
    assert found.pop("delete") == 302
    # Who made it a draft is told that it is one.
    assert found.pop("back_to_draft") == 302
    assert set(found.values()) == {403}, found
    assert not ExchangeSession.objects.filter(pk=exchange.pk).exists()


def test_who_moved_to_a_host_completes_what_is_at_his_new_school(world, leave):
    exchange = in_state(world, "scheduled")
    world.north.memberships.filter(school=world.host).delete()
    leave(world.subject_head)
    exchange.units.create(order=9, school=world.far, hosts=True)
    builders.make_post(world.subject_head, world.far, Post.Kind.PRINCIPAL)
    person = User.objects.get(pk=world.subject_head.pk)
    exchange = ExchangeSession.objects.get(pk=exchange.pk)
    assert permissions.can_complete(person, exchange)
    assert not permissions.can_complete_part(person, exchange, exchange.parts.get())
