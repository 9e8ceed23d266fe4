"""A session that lies ahead and names a school which is there no more: told on its page, handed over
by one press. What took place keeps the old name."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from accounts.models import AuditEntry, Notice
from accounts.verbs import Refused
from clusters.actions import schools
from clusters.models import School
from sessions import actions
from sessions.approval import approvers_of
from sessions.models import ExchangeSession, SessionUnit, State
from sessions.permissions import approved_by, can_approve, unseen_by_the_lead
from sessions.replies.answers import answers_of
from sessions.rows import LessonRow, UnitRow
from tests.sessions.helpers import BEFORE, actor, part_row, plan, recorded, scheduled

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=20)


def merge(world, *ending: School, since: date = TODAY, **more) -> School:
    return schools.merge_schools(
        schools=ending,
        since=since,
        by=actor(world.officer),
        now=timezone.now(),
        today=TODAY,
        **more,
    )


def ahead(world, *, day: date = SOON, **more) -> ExchangeSession:
    more.setdefault("parts", [part_row(day, site=world.host)])
    return scheduled(world, **more)


def hand_over(world, exchange: ExchangeSession, *, today: date = TODAY):
    return actions.hand_over(
        exchange=exchange, by=actor(world.cluster_head), today=today
    )


def labels(exchange: ExchangeSession) -> list[str]:
    rows = ExchangeSession.objects.get(pk=exchange.pk).units.select_related("school")
    return [unit.label for unit in rows]


def banner(client, exchange: ExchangeSession) -> list[str]:
    tree = html.fromstring(client.get(reverse("session", args=[exchange.pk])).text)
    address = reverse("sessions:hand_over", args=[exchange.pk])
    return [one.text_content() for one in tree.xpath(f'//form[@action="{address}"]')]


def test_the_school_that_took_over_stands_in_the_place_of_the_old_one(world):
    exchange = ahead(
        world,
        lessons=[LessonRow(subject_as_printed="KHTN 8", school=world.host)],
    )
    before = exchange.parts.get().calendar_sequence
    new = merge(world, world.host, world.guest, new_name="THCS Mới")
    hand_over(world, exchange)
    assert labels(exchange) == ["THCS Mới"]
    unit = exchange.units.get()
    assert (unit.hosts, unit.organises, unit.invited) == (True, True, True)
    part = exchange.parts.get()
    assert (part.site, part.calendar_sequence) == (new, before + 1)
    assert exchange.lessons.get().school == new


def test_who_is_concerned_hears_of_the_other_place_with_its_reason(world):
    exchange = ahead(world)
    merge(world, world.host, into=world.far)
    hand_over(world, exchange)
    told = Notice.objects.filter(user=world.guest_principal, kind="changed").get()
    assert world.far.name in told.text
    assert (
        f"{world.host.name} là một phần của {world.far.name} từ ngày {TODAY:%d/%m/%Y}"
        in told.text
    )
    assert exchange.parts.get().change_reason


def test_units_that_become_one_keep_their_people_and_add_what_both_said(world):
    exchange = ahead(
        world, units=[UnitRow(school=world.host), UnitRow(school=world.guest)]
    )
    SessionUnit.objects.filter(exchange=exchange).update(
        reply="yes", reply_count=2, replied_at=BEFORE, seats=3
    )
    for unit in exchange.units.all():
        exchange.roster.create(
            order=unit.order + 10, kind="name", name_as_printed=str(unit), unit=unit
        )
    merge(world, world.guest, into=world.host)
    hand_over(world, exchange)
    unit = exchange.units.get()
    assert (unit.reply, unit.reply_count, unit.seats) == ("yes", 4, 6)
    assert unit.roster.count() == 2


def test_units_that_said_different_things_answer_anew(world):
    exchange = ahead(
        world, units=[UnitRow(school=world.host), UnitRow(school=world.guest)]
    )
    exchange.units.filter(school=world.host).update(
        reply="yes", reply_count=2, replied_at=BEFORE
    )
    merge(world, world.guest, into=world.host)
    hand_over(world, exchange)
    unit = exchange.units.get()
    assert (unit.reply, unit.reply_count, unit.replied_at) == ("", None, None)


def test_a_school_that_leads_hands_that_over_too(world):
    exchange = ahead(world, lead=world.host, by=world.principal)
    merge(world, world.host, into=world.guest)
    hand_over(world, exchange)
    exchange.refresh_from_db()
    assert exchange.lead == world.guest


def test_what_took_place_and_what_comes_before_the_merger_keep_the_old_school(world):
    earlier = ahead(world)
    held = ahead(world, day=TODAY - timedelta(days=3))
    actions.hold(exchange=held, by=actor(world.cluster_head), now=timezone.now())
    merge(world, world.guest, into=world.host, since=SOON + timedelta(days=1))
    for exchange in (earlier, held):
        with pytest.raises(Refused):
            hand_over(world, exchange, today=SOON + timedelta(days=2))
        assert labels(exchange) == [world.host.name, world.guest.name]


def test_pressed_twice_the_second_press_says_that_nothing_is_left(world):
    exchange = ahead(world)
    merge(world, world.guest, into=world.host)
    hand_over(world, exchange)
    entries = AuditEntry.objects.count()
    with pytest.raises(Refused):
        hand_over(world, exchange)
    assert AuditEntry.objects.count() == entries


def test_before_the_day_of_the_merger_nothing_is_handed_over(world, signed_in):
    exchange = ahead(world)
    merge(world, world.guest, into=world.host, since=SOON - timedelta(days=2))
    with pytest.raises(Refused):
        hand_over(world, exchange)
    assert banner(signed_in(world.cluster_head), exchange) == []
    page = signed_in(world.cluster_head).get(reverse("session", args=[exchange.pk]))
    assert f"{world.guest.name} là một phần của {world.host.name}" in page.text


def test_the_page_warns_and_one_press_hands_over(world, signed_in):
    exchange = ahead(world)
    merge(world, world.guest, into=world.host)
    client = signed_in(world.cluster_head)
    (press,) = banner(client, exchange)
    assert world.host.name in press
    answer = client.post(reverse("sessions:hand_over", args=[exchange.pk]), follow=True)
    assert answer.status_code == 200
    assert labels(exchange) == [world.host.name]
    assert banner(client, exchange) == []


def test_who_may_not_change_the_session_reads_of_it_without_the_press(world, signed_in):
    exchange = ahead(world)
    merge(world, world.guest, into=world.host)
    client = signed_in(world.teacher)
    assert banner(client, exchange) == []
    page = client.get(reverse("session", args=[exchange.pk]))
    assert f"{world.guest.name} là một phần của {world.host.name}" in page.text


def test_a_closed_school_leads_to_the_units_instead(world, signed_in):
    exchange = ahead(world)
    schools.close_school(
        school=world.guest,
        since=TODAY,
        by=actor(world.officer),
        now=timezone.now(),
        today=TODAY,
    )
    client = signed_in(world.cluster_head)
    assert banner(client, exchange) == []
    page = html.fromstring(client.get(reverse("session", args=[exchange.pk])).text)
    hint = page.xpath('//div[contains(@class, "hint warn")]')[0]
    assert world.guest.name in hint.text_content()
    address = reverse("sessions:units", args=[exchange.pk])
    assert hint.xpath(f'.//a[@href="{address}"]')


def proposed_by_the_host(world) -> ExchangeSession:
    """Waits for the word of the host's principal."""
    maker = actor(world.subject_head)
    draft = actions.schedule(
        by=maker,
        data=plan(
            world,
            lead=world.host,
            parts=[part_row(SOON, site=world.host)],
            units=[UnitRow(school=world.host, organises=True, hosts=True)],
        ),
        now=BEFORE,
    )
    actions.propose(exchange=draft, by=maker, now=BEFORE)
    return ExchangeSession.objects.get(pk=draft.pk)


def test_the_principal_of_the_heir_is_named_and_gives_the_word_of_a_merged_school(
    world,
):
    exchange = proposed_by_the_host(world)
    merge(world, world.host, into=world.guest)
    principal, vice = world.guest_principal, world.principal
    assert exchange.state == State.PROPOSED
    assert approvers_of(exchange) == [f"{principal} ({world.guest})"]
    for person, speaks in ((principal, True), (vice, False)):
        asked = ExchangeSession.objects.filter(approved_by(person), pk=exchange.pk)
        assert (can_approve(person, exchange), asked.exists()) == (speaks, speaks)
    actions.approve(exchange=exchange, by=actor(principal), now=BEFORE)
    exchange.refresh_from_db()
    assert exchange.state == State.SCHEDULED


def test_before_the_day_of_the_merger_the_heir_speaks_for_nobody_else(world):
    exchange = proposed_by_the_host(world)
    merge(world, world.host, into=world.guest, since=TODAY + timedelta(days=1))
    assert approvers_of(exchange) == [f"{world.principal} ({world.host})"]
    assert not can_approve(world.guest_principal, exchange)


def test_who_leads_the_heir_is_called_where_the_merged_school_is_silent(world):
    exchange = ahead(world)
    merge(world, world.guest, into=world.far)
    (silent,) = answers_of(exchange, now=timezone.now()).silent
    assert silent.unit.school == world.guest
    assert [one.name for one in silent.leaders] == [
        world.far_principal.full_name,
        world.guest_principal.full_name,
        world.cluster_head.full_name,
    ]


def test_what_a_leader_of_the_heir_wrote_down_waits_for_nobody_to_look(world):
    recorded(world, by=world.guest_principal, lead=world.guest)
    merge(world, world.guest, world.far, new_name="THCS Mới")
    assert not ExchangeSession.objects.filter(unseen_by_the_lead(TODAY)).exists()
