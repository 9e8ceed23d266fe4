"""Whoever makes a session may write any school into it, and learns nothing by it."""

from dataclasses import replace

import pytest
from django.urls import reverse

from sessions import actions
from sessions.rows import UnitRow
from sessions.suggestions import near_exchange
from tests import builders
from tests.sessions.helpers import BEFORE, actor, details, plan, posted


@pytest.fixture
def draft(world):
    """A draft of the host school into which its subject head wrote a school of the other cluster."""
    neighbour = builders.make_school("THCS Huổi Cọ", authority=world.office)
    builders.make_post(builders.make_person("Sùng A Vừ"), neighbour)
    world.south.memberships.create(school=neighbour)
    return builders.make_exchange(
        lead=world.host,
        host=world.host,
        schools=[world.host, world.far],
        by=world.subject_head,
    )


def test_a_draft_suggests_nobody_of_the_schools_it_names(draft, world, signed_in):
    client = signed_in(world.subject_head)
    shown = client.get(reverse("sessions:people", args=[draft.pk])).text
    assert "Vàng Thị Mai · " in shown
    for name in ("Mùa A Dơ", "Cà Thị Bình", "Sùng A Vừ"):
        assert name not in shown


def test_an_announced_one_suggests_those_who_were_told_of_it(draft):
    draft.state = "proposed"
    people = {person.user.full_name for person in near_exchange(draft).people.values()}
    assert {"Vàng Thị Mai", "Mùa A Dơ", "Cà Thị Bình"} <= people
    assert "Sùng A Vừ" not in people


@pytest.fixture
def own(world):
    """A draft that the host's principal made for his school alone, in its cluster."""
    data = replace(
        plan(world, units=[UnitRow(school=world.host)]),
        details=details(world.host, cluster=world.north),
    )
    return actions.schedule(by=actor(world.principal), data=data, now=BEFORE)


def test_an_authority_that_the_form_suggests_opens_no_schools(world, own, signed_in):
    client = signed_in(world.principal)
    address = reverse("sessions:units", args=[own.pk])
    fields = posted(client.get(address))
    fields["units-TOTAL_FORMS"] = "2"
    fields["units-1-name"] = "Phòng GD&ĐT huyện Nậm Xuân"
    assert client.post(address, fields).status_code == 302
    assert own.units.filter(authority=world.office).exists()
    for _announced in (False, True):
        shown = names_shown(client, own)
        assert "Vàng Thị Mai" in shown
        for name in ("Mùa A Dơ", "Cà Thị Bình"):
            assert name not in shown
        actions.propose(exchange=own, by=actor(world.principal), now=BEFORE)


def test_a_cluster_and_a_far_authority_open_none_of_their_people(world, own, signed_in):
    own.units.create(order=2, cluster=world.south, name_as_printed="Cụm 2")
    own.units.create(order=3, authority=world.other_province)
    client = signed_in(world.principal)
    shown = names_shown(client, own)
    for name in ("Mùa A Dơ", "Cà Thị Bình", "Trần Thị Hạnh"):
        assert name not in shown
    actions.propose(exchange=own, by=actor(world.principal), now=BEFORE)
    shown = names_shown(client, own)
    # Its own officers were told of it; the people of the schools below them were not.
    assert "Trần Thị Hạnh" in shown
    for name in ("Mùa A Dơ", "Cà Thị Bình"):
        assert name not in shown


def names_shown(client, exchange) -> str:
    """All that a form offers of people, and what typing each name finds."""
    shown = client.get(reverse("sessions:people", args=[exchange.pk])).text
    address = reverse("sessions:suggest", args=[exchange.pk, "nguoi"])
    for typed in ("Mùa A", "Cà Thị", "Trần Thị", "Vàng"):
        shown += client.get(address, {"q": typed}).text
    return shown
