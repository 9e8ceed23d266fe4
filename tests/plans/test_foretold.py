"""What a change of a school means for the rounds that it is to host, told before it is made."""

from datetime import date

import pytest
from django.utils import translation

from clusters.partial_dates import PartialDate
from sessions.foretelling import of_school
from tests.plans.helpers import in_state, round_line, saved

pytestmark = pytest.mark.django_db
SINCE = date(2027, 2, 15)


def foretold(school, **more) -> list[tuple[str, bool]]:
    with translation.override("vi"):
        return [(line.text, line.warns) for line in of_school(school, SINCE, **more)]


def test_rounds_from_that_month_on_are_named_once_the_plan_is_in_force(world):
    version = in_state(world, "approved")
    row = version.rows.get()
    for on, told in [
        (PartialDate(2027, 1), []),
        (PartialDate(2027, 2), [("Kế hoạch của Cụm 1 xếp PTDTBT THCS Nậm Xuân đăng cai: 10/2026.", True)]),
    ]:  # fmt: skip
        row.on = on
        row.save()
        assert foretold(world.host) == told
    assert foretold(world.guest) == []
    # Who goes on under another name hosts as planned.
    assert foretold(world.host, renamed=True) == []


def test_a_plan_that_is_not_in_force_says_nothing_yet(world):
    saved(world, [round_line(world.host, on=PartialDate(2027, 3))])
    assert foretold(world.host) == []
