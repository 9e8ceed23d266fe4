"""The lists of people that are kept, ticked and handed out: whose name stands there, and at what price."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clusters.actions.places import rename_school
from tests import builders
from tests.sessions.helpers import actor, part_row, scheduled

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["desk", "paper_list", "links", "door_links"])
def test_a_list_of_people_asks_as_often_for_three_of_a_renamed_school_as_for_one(
    world, signed_in, name
):
    exchange = scheduled(
        world, parts=[part_row(timezone.localdate(), starts_at=None, site=world.host)]
    )
    rename_school(
        school=world.guest,
        name="THCS Hoa Ban",
        since=date(2020, 1, 1),
        by=actor(world.officer),
        today=timezone.localdate(),
    )
    unit = exchange.units.get(school=world.guest)
    part = [exchange.parts.get().pk] if name == "paper_list" else []
    client = signed_in(world.cluster_head)
    asked = []
    for more in ("A", "BC"):
        for who in more:
            builders.make_roster_entry(
                exchange, f"Cô {who}", title_as_printed="Giáo viên", unit=unit
            )
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse(f"sessions:{name}", args=[exchange.pk, *part]))
        asked.append(len(queries))
    assert "THCS Hoa Ban" in page.text
    assert asked[0] == asked[1]


@pytest.mark.parametrize("name", ["paper_list", "links", "door_links"])
def test_position_and_unit_of_a_guest_do_not_run_together(world, signed_in, name):
    exchange = scheduled(
        world, parts=[part_row(timezone.localdate(), starts_at=None, site=world.host)]
    )
    builders.make_roster_entry(
        exchange, "Bà Hiền", title_as_printed="Giám đốc", organisation_as_printed="Sở"
    )
    builders.make_roster_entry(
        exchange, "Ông Sơn", organisation_as_printed="Báo Hưng Yên"
    )
    part = [exchange.parts.get().pk] if name == "paper_list" else []
    page = signed_in(world.cluster_head).get(
        reverse(f"sessions:{name}", args=[exchange.pk, *part])
    )
    assert "<small>Giám đốc · Sở</small>" in page.text
    assert "<small>Báo Hưng Yên</small>" in page.text
