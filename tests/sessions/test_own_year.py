"""One's own school year: role, school of the day, presence, and periods that somebody decided."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.verbs import Actor
from clusters import programme
from clusters.actions.moves import move_person
from clusters.models import Post, SchoolYear
from sessions import actions
from sessions.models import Attendance
from sessions.own_year import own_year, years_of
from sessions.rows import DocumentRow, PersonRow
from tests import builders
from tests.sessions.helpers import AFTER, DURING, actor, part_row, recorded, scheduled

PAPER = DocumentRow(number="12/QĐ-SGDĐT")
OCTOBER, NOVEMBER, MARCH = date(2026, 10, 8), date(2026, 11, 26), date(2027, 3, 5)


@pytest.fixture
def year(db):
    programme.load()
    return SchoolYear.objects.get(label="2026-2027")


def attended(world, person, *, day=NOVEMBER, parts=1, there=1, **fields):
    exchange = scheduled(
        world,
        parts=[part_row(day, site=world.host) for _ in range(parts)],
        people=[PersonRow(name=str(person), user=person, **fields)],
    )
    entry = exchange.roster.get(user=person)
    for part in exchange.parts.all()[:there]:
        Attendance.objects.create(entry=entry, part=part, how="desk", at=DURING)
    type(exchange).objects.filter(pk=exchange.pk).update(state="held")
    return exchange


def grant(world, exchange, hours="3"):
    actions.grant_hours(
        exchange=exchange,
        hours=Decimal(hours),
        document=PAPER,
        by=actor(world.cluster_head),
    )


def test_only_what_was_attended_whole_and_decided_adds_up(world, year):
    grant(world, attended(world, world.subject_head))
    grant(world, attended(world, world.subject_head, parts=2, there=1), "6")
    grant(world, attended(world, world.subject_head, there=0), "2")
    attended(world, world.subject_head)
    mine = own_year(world.subject_head, year)
    assert (mine.periods, len(mine.counted)) == (Decimal("3.0"), 1)
    assert (mine.undecided, mine.in_part, len(mine.attended)) == (1, 1, 3)
    assert len(mine.sessions) == 4


def test_a_number_without_its_document_is_not_decided(world, year):
    exchange = attended(world, world.subject_head)
    type(exchange).objects.filter(pk=exchange.pk).update(hours=5)
    mine = own_year(world.subject_head, year)
    assert (mine.periods, mine.undecided) == (0, 1)


def test_roles_are_what_one_taught_then_the_capacities_else_a_participant(world, year):
    attended(world, world.teacher, capacities=["secretary"])
    [own] = own_year(world.teacher, year).sessions
    assert own.teaches == ("KHTN 8 · 8A2 · Áp suất chất lỏng",)
    assert own.capacities == ("secretary",)
    assert len(own.roles) == 2
    attended(world, world.subject_head)
    [plain] = own_year(world.subject_head, year).sessions
    assert plain.roles in (["participant"], ["tham dự"])


def test_one_who_teaches_and_is_on_no_list_stands_without_presence(world, year):
    exchange = scheduled(world)
    type(exchange).objects.filter(pk=exchange.pk).update(state="held")
    [own] = own_year(world.teacher, year).sessions
    assert (own.attended, own.attended_in_part, own.there) == (False, False, 0)


def test_who_moves_in_the_middle_of_the_year_keeps_all_with_the_school_of_each_day(
    world, year
):
    unlisted = world.teacher
    attended(world, unlisted, day=OCTOBER)
    move_person(
        person=unlisted,
        leaves=world.host,
        to=world.far,
        kind=Post.Kind.TEACHER,
        since=date(2027, 1, 4),
        by=Actor(world.principal),
        now=AFTER,
    )
    attended(world, unlisted, day=MARCH)
    for exchange in (one.exchange for one in own_year(unlisted, year).sessions):
        exchange.lessons.update(school=None)
        exchange.roster.update(unit=None, organisation_as_printed="")
    assert [one.school for one in own_year(unlisted, year).sessions] == [
        "THCS Phiêng Ban",
        "PTDTBT THCS Nậm Xuân",
    ]


def test_the_list_of_the_day_says_the_school_before_the_posts_do(world, year):
    attended(world, world.subject_head, organisation="THCS Ghi Trên Giấy")
    [own] = own_year(world.subject_head, year).sessions
    assert own.school == "THCS Ghi Trên Giấy"


def test_another_year_and_drafts_and_what_was_called_off_stay_out(world, year):
    builders.make_exchange(
        cluster=world.north, host=world.host, schools=[world.host], state="draft"
    ).roster.create(
        order=1, kind="person", user=world.teacher, name_as_printed="Vàng Thị Mai"
    )
    last = recorded(
        world, parts=[part_row(date(2025, 11, 3))], people=[_row(world.teacher)]
    )
    mine = own_year(world.teacher, year)
    assert mine.sessions == []
    labels = [one.label for one in years_of(world.teacher, today=NOVEMBER)]
    assert "2026-2027" in labels
    before = SchoolYear.objects.get(label="2025-2026")
    [own] = own_year(world.teacher, before).sessions
    assert (own.exchange, own.attended) == (last, True)


def _row(person):
    return PersonRow(name=str(person), user=person)
