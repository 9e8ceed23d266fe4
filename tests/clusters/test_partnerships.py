"""Agreements between schools: signed, in force, ended; by whom, and what a report says of it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.verbs import Actor, Refused
from clusters.actions import partnerships
from clusters.models import Partnership, PartnershipParty
from clusters.partial_dates import PartialDate
from reports.facts.news import news_facts
from tests import builders

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
State = Partnership.State


@pytest.fixture
def by(world) -> Actor:
    return Actor(user=world.principal, request_id="abc")


@pytest.fixture
def agreement(world) -> Partnership:
    row = Partnership.objects.create(programme_name="Trường giúp trường")
    for order, school in enumerate((world.host, world.guest), 1):
        PartnershipParty.objects.create(partnership=row, order=order, school=school)
    return row


def move(row: Partnership, target: str, by: Actor) -> None:
    if target == State.IN_FORCE:
        partnerships.enter_force(partnership=row, signed_on=None, by=by, today=TODAY)
    else:
        partnerships.end_partnership(partnership=row, by=by)


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("target", [State.IN_FORCE, State.ENDED])
def test_only_the_moves_of_the_table_are_made(agreement, by, state, target):
    Partnership.objects.filter(pk=agreement.pk).update(state=state)
    allowed = target in Partnership.MOVES[State(state)]
    if allowed or state == target:
        move(agreement, target, by)
    else:
        with pytest.raises(Refused):
            move(agreement, target, by)
    agreement.refresh_from_db()
    assert agreement.state == (target if allowed else state)
    assert AuditEntry.objects.count() == int(allowed)


def test_the_log_says_when_it_was_signed(agreement, by):
    day = PartialDate(2023, 12, 7)
    for _ in range(2):
        partnerships.enter_force(
            partnership=agreement, signed_on=day, by=by, today=TODAY
        )
    agreement.refresh_from_db()
    assert (agreement.signed_on, agreement.signed_sort) == (day, date(2023, 12, 7))
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor, entry.before, entry.after) == (
        "clusters.enter_force",
        by.user,
        {"state": "draft", "signed_on": None},
        {"state": "in_force", "signed_on": "2023-12-07"},
    )


def test_a_signing_that_lies_ahead_is_refused_and_a_day_that_stands_is_kept(
    agreement, by
):
    tomorrow = PartialDate.of(TODAY + timedelta(days=1))
    with pytest.raises(Refused) as refused:
        partnerships.enter_force(
            partnership=agreement, signed_on=tomorrow, by=by, today=TODAY
        )
    assert refused.value.field == "signed_on"
    Partnership.objects.filter(pk=agreement.pk).update(signed_on=PartialDate(2023, 12))
    partnerships.enter_force(partnership=agreement, signed_on=None, by=by, today=TODAY)
    agreement.refresh_from_db()
    assert agreement.signed_on == PartialDate(2023, 12)


def test_from_the_session_of_the_signing_to_a_report_that_says_so(
    world, signed_in, agreement
):
    exchange = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        schools=[world.host, world.guest],
        kind="signing",
        state="held",
        on=date(2026, 11, 12),
        by=world.cluster_head,
        partnership=agreement,
    )
    assert news_facts(exchange).partnership.signed is False
    client = signed_in(world.principal)
    page = client.get(reverse("session", args=[exchange.pk]))
    address = reverse("clusters:partnership_signed", args=[agreement.pk])
    assert f"{address}?ngay=2026-11-12" in page.text
    form = client.get(f"{address}?ngay=2026-11-12")
    assert "2026-11-12" in form.text
    answer = client.post(address, {"signed_on": "2026-11-12"})
    assert answer.url == reverse("clusters:partnership", args=[agreement.pk])
    assert "12/11/2026" in client.get(answer.url).text
    assert news_facts(exchange).partnership.signed is True
    page = client.get(reverse("session", args=[exchange.pk]))
    assert address not in page.text
    # Who only teaches there reads it.
    reader = signed_in(world.teacher)
    assert reader.get(answer.url).status_code == 200
    assert answer.url in reader.get(reverse("session", args=[exchange.pk])).text
    assert (
        answer.url in reader.get(reverse("clusters:school", args=[world.host.pk])).text
    )


def test_a_mistyped_day_comes_back_with_its_sentence(world, signed_in, agreement):
    address = reverse("clusters:partnership_signed", args=[agreement.pk])
    page = signed_in(world.principal).post(address, {"signed_on": "31/02/2026"})
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"signed_on"}
    agreement.refresh_from_db()
    assert agreement.state == State.DRAFT


def test_an_agreement_ends(world, signed_in, agreement, by):
    move(agreement, State.IN_FORCE, by)
    client = signed_in(world.principal)
    address = reverse("clusters:partnership_end", args=[agreement.pk])
    assert client.get(address).status_code == 200
    for _ in range(2):
        assert client.post(address).status_code == 302
    agreement.refresh_from_db()
    assert agreement.state == State.ENDED
    assert AuditEntry.objects.filter(verb="clusters.end_partnership").count() == 1


def test_officers_manage_what_their_authority_signed(world, signed_in):
    row = Partnership.objects.create(programme_name="Trường giúp trường")
    PartnershipParty.objects.create(partnership=row, order=1, authority=world.office)
    address = reverse("clusters:partnership_signed", args=[row.pk])
    assert signed_in(world.officer).post(address, {}).status_code == 302
    assert signed_in(world.other_officer).get(address).status_code == 404
    assert signed_in(world.principal).get(address).status_code == 404
