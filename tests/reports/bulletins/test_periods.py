"""Months are half-open and local; an event belongs to its last dated part."""

from datetime import date

import pytest

from clusters.partial_dates import PartialDate
from reports.periods import (
    Period,
    month_before,
    month_named,
)
from sessions.days import ending_between
from sessions.models import ExchangeSession, Part
from tests import builders

NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))


def _parse(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def test_a_month_holds_its_first_day_and_not_the_first_of_the_next():
    assert [
        day in NOVEMBER
        for day in (
            date(2026, 10, 31),
            date(2026, 11, 1),
            date(2026, 11, 30),
            date(2026, 12, 1),
        )
    ] == [False, True, True, False]


@pytest.mark.parametrize(
    ("day", "month", "before"),
    [
        (date(2026, 11, 1), "2026-11", "2026-10"),
        (date(2026, 1, 31), "2026-01", "2025-12"),
        (date(2024, 2, 29), "2024-02", "2024-01"),
        (date(2026, 12, 31), "2026-12", "2026-11"),
    ],
)
def test_months_follow_each_other_over_the_year(day, month, before):
    assert month_before(day) == month_named(before)
    assert month_before(day).ends_before == month_named(month).starts_on


def test_a_month_is_printed_in_vietnamese():
    assert NOVEMBER.label == "tháng 11/2026"


@pytest.mark.parametrize("text", ["2026", "11-2026", "2026-13", "2026-00", "nov", ""])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError, match=r"month|year"):
        month_named(text)


@pytest.mark.parametrize(
    ("parts", "whole", "month"),
    [
        (["2026-10-30", "2026-11-06"], "2026-10-30", NOVEMBER),
        (["2026-11-06", "2026-10-30"], None, NOVEMBER),
        (["2026-10-30", None], "2026-11-02", OCTOBER),
        ([None], "2026-11", NOVEMBER),
        ([], "2026-11-02", NOVEMBER),
        (["2026"], "--11-02", None),
        ([None], None, None),
    ],
)
def test_an_event_belongs_to_the_month_of_its_last_dated_part(
    world, parts, whole, month
):
    exchange = builders.make_exchange(cluster=world.north, host=world.host, on=None)
    exchange.parts.all().delete()
    for order, text in enumerate(parts, start=1):
        Part.objects.create(exchange=exchange, order=order, on=_parse(text))
    exchange.on = _parse(whole)
    exchange.save()
    found = [
        period
        for period in (OCTOBER, NOVEMBER)
        if ending_between(
            ExchangeSession.objects.all(), period.starts_on, period.ends_before
        ).exists()
    ]
    assert found == ([month] if month else [])
