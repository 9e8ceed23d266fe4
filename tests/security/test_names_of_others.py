"""Whoever makes a session may write any school into it, and learns nothing by it."""

import pytest
from django.urls import reverse

from sessions.suggestions import near_exchange
from tests import builders


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
