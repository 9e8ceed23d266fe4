"""Until a session begins a school is asked; from then on it is not, neither by a line nor on a page."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from clusters.partial_dates import PartialDate
from sessions import waiting
from sessions.replies import places, school
from tests.sessions.helpers import scheduled
from tests.sessions.replies.helpers import guest_unit

HOURS = {
    "no day": {},
    "a month": {"on": PartialDate(2026, 11)},
    "tomorrow": {"on": PartialDate(2026, 11, 24)},
    "today, at no hour": {"on": PartialDate(2026, 11, 23)},
    "today, later": {"on": PartialDate(2026, 11, 23), "starts_at": time(14, 0)},
    "today, begun": {"on": PartialDate(2026, 11, 23), "starts_at": time(13, 59)},
    "this afternoon": {"on": PartialDate(2026, 11, 23), "half_day": "afternoon"},
    "this evening": {"on": PartialDate(2026, 11, 23), "half_day": "evening"},
    "yesterday": {"on": PartialDate(2026, 11, 22), "starts_at": time(23, 0)},
    "put off": {
        "on": PartialDate(2026, 11, 24),
        "state": "postponed",
        "state_reason": "bão",
    },
}


@pytest.mark.parametrize("clock", [time(0, 0), time(11, 59), time(13, 59), time(18, 0)])
def test_what_has_not_begun_is_the_same_to_the_database_and_to_the_page(world, clock):
    now = timezone.make_aware(datetime.combine(date(2026, 11, 23), clock))
    exchange = scheduled(world)
    exchange.parts.all().delete()
    for order, row in enumerate(HOURS.values(), 1):
        exchange.parts.create(order=order, **row)
    found = set(places.all_parts_ahead(now).values_list("pk", flat=True))
    parts = list(exchange.parts.all())
    assert found == {part.pk for part in places.parts_ahead(parts, now)}
    named = {name for name, part in zip(HOURS, parts, strict=True) if part.pk in found}
    assert {"no day", "a month", "tomorrow"} <= named
    assert not {"yesterday", "put off"} & named


def test_a_school_is_asked_until_the_session_begins(world, signed_in):
    """An invitation on the page of today leads to a page that takes the answer."""
    exchange = scheduled(world)
    unit = guest_unit(world, exchange)
    part = exchange.parts.get()
    start = places.begins(part)
    for now, asked in ((start - timedelta(minutes=1), True), (start, False)):
        units = waiting.units_asked(world.guest_principal, now=now)
        assert units == ([unit] if asked else [])
        assert school.school_page(exchange, unit, now=now).open is asked
