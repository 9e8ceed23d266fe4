"""A calendar's entry of a part has a number that rises with every change that it shows."""

from datetime import time

import pytest

from sessions import actions
from sessions.rows import PartRow, UnitRow
from tests.sessions.helpers import (
    BEFORE,
    DAY,
    actor,
    details,
    part_row,
    scheduled,
)


def number(exchange) -> int:
    return exchange.parts.select_related("exchange").get().calendar_sequence


def save(exchange, by, **fields) -> None:
    part = exchange.parts.get()
    row = PartRow(
        pk=part.pk,
        **{
            name: fields.get(name, getattr(part, name))
            for name in (
                "title",
                "on",
                "starts_at",
                "ends_at",
                "site",
                "mode",
                "purposes",
            )
        },
    )
    actions.save_part(part=part, row=row, reason="Mưa", by=actor(by), now=BEFORE)


@pytest.mark.parametrize(
    "change",
    [{"starts_at": time(8)}, {"title": "Dạy minh họa"}, {"site": None}],
)
def test_what_the_entry_shows_raises_it_by_one(world, change):
    exchange = scheduled(world)
    before = number(exchange)
    save(exchange, world.cluster_head, **change)
    assert number(exchange) == before + 1


def test_saving_the_same_leaves_it(world):
    exchange = scheduled(world)
    before = number(exchange)
    save(exchange, world.cluster_head)
    save(exchange, world.cluster_head, purposes=["teach"])
    assert number(exchange) == before


def test_the_title_of_the_session_raises_it_for_every_part(world):
    exchange = scheduled(world, parts=[part_row(), part_row()])
    before = [part.calendar_sequence for part in exchange.parts.all()]
    actions.edit_details(
        exchange=exchange,
        details=details(world.north, title="Áp suất"),
        by=actor(world.cluster_head),
        now=BEFORE,
    )
    exchange.refresh_from_db()
    after = [part.calendar_sequence for part in exchange.parts.all()]
    assert after == [one + 1 for one in before]


def test_every_move_raises_it(world):
    exchange = scheduled(world, parts=[part_row(), part_row(DAY)])
    _first, second = exchange.parts.select_related("exchange")
    seen = [second.calendar_sequence]
    by = actor(world.cluster_head)
    for move in (
        lambda: actions.postpone_part(part=second, reason="Mưa", by=by),
        lambda: actions.plan_part_again(part=second, by=by),
        lambda: actions.back_to_draft(
            exchange=exchange, by=by, now=BEFORE, reason="Đổi ngày"
        ),
        lambda: actions.propose(exchange=exchange, by=by, now=BEFORE),
        lambda: actions.cancel(exchange=exchange, by=by, now=BEFORE, reason="Bão"),
    ):
        move()
        fresh = exchange.parts.select_related("exchange").get(pk=second.pk)
        seen.append(fresh.calendar_sequence)
    assert seen == sorted(set(seen))


def test_what_no_calendar_shows_leaves_it(world):
    exchange = scheduled(world)
    before = number(exchange)
    units = [
        UnitRow(pk=unit.pk, school=unit.school, hosts=unit.hosts, invited=False)
        for unit in exchange.units.all()
    ]
    actions.save_units(exchange=exchange, rows=units, by=actor(world.cluster_head))
    assert number(exchange) == before
