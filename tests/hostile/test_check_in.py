"""Checking in with a form that was not ours."""

import pytest
from django.urls import reverse

from tests import builders
from tests.hostile.inputs import SCRIPT, counts


@pytest.mark.parametrize("part", ["", "abc", "-1", "999999", "9" * 40, SCRIPT, "1\x00"])
def test_a_part_that_is_none_notes_nobody(world, signed_in, tried, part):
    exchange = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        schools=[world.host],
        by=world.subject_head,
    )
    builders.make_roster_entry(exchange, world.teacher)
    before = counts()
    answer = signed_in(world.teacher).post(
        reverse("sessions:check_in", args=[exchange.pk]), {"part": part}
    )
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
    assert counts() == before
    tried()
