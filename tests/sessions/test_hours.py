"""How many periods a session counts for: who decides it, by which document, and never without one."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.verbs import Refused
from clusters.models import Document
from sessions import actions, permissions
from sessions.rows import DocumentRow
from tests.sessions.helpers import (
    AFTER,
    actor,
    details,
    in_state,
    plan,
    posted,
    scheduled,
)

PAPER = DocumentRow(type_as_printed="Quyết định", number="12/QĐ-SGDĐT")


@pytest.fixture
def exchange(world):
    return scheduled(world)


def grant(world, exchange, hours="3", document=PAPER, **more):
    actions.grant_hours(
        exchange=exchange,
        hours=Decimal(hours) if hours else None,
        document=document,
        by=actor(world.cluster_head),
        **more,
    )
    exchange.refresh_from_db()


def test_a_number_stands_with_the_document_that_decides_it_and_in_the_log(
    world, exchange
):
    grant(world, exchange)
    assert (str(exchange.hours), str(exchange.hours_document)) == (
        "3.0",
        "Quyết định 12/QĐ-SGDĐT",
    )
    assert exchange.hours_decided
    entry = AuditEntry.objects.filter(verb="sessions.save_hours").get()
    assert (entry.before["hours"], entry.after["hours"]) == (None, "3.0")


def test_a_number_without_a_document_is_refused(world, exchange):
    with pytest.raises(Refused, match=r"document|văn bản"):
        grant(world, exchange, document=None)
    exchange.refresh_from_db()
    assert exchange.hours is None


def test_without_a_number_nobody_has_decided_it_any_more(world, exchange):
    grant(world, exchange)
    grant(world, exchange, hours="")
    assert (exchange.hours, exchange.hours_document) == (None, None)


def test_the_same_words_are_the_same_document(world, exchange):
    grant(world, exchange)
    other = scheduled(world)
    grant(world, other, hours="2")
    assert other.hours_document == exchange.hours_document
    assert Document.objects.filter(number="12/QĐ-SGDĐT").count() == 1


def test_a_closed_session_takes_them_a_cancelled_one_does_not(world):
    closed, cancelled = in_state(world, "closed"), in_state(world, "cancelled")
    grant(world, closed)
    assert closed.hours_decided
    with pytest.raises(Refused):
        grant(world, cancelled)


def test_a_copy_of_a_session_waits_for_a_decision_of_its_own(world, exchange):
    grant(world, exchange)
    copy = actions.clone(exchange=exchange, by=actor(world.cluster_head), now=AFTER)
    assert (copy.hours, copy.hours_document) == (None, None)


def test_words_of_a_basis_that_grants_hours_elsewhere_are_not_changed_under_it(
    world, exchange
):
    grant(world, exchange)
    other = scheduled(world)
    actions.save_documents(exchange=other, rows=[PAPER], by=actor(world.cluster_head))
    line = other.documents.get()
    changed = DocumentRow(
        pk=line.pk, type_as_printed="Quyết định", number="99/QĐ-SGDĐT"
    )
    actions.save_documents(exchange=other, rows=[changed], by=actor(world.cluster_head))
    exchange.refresh_from_db()
    assert exchange.hours_document.number == "12/QĐ-SGDĐT"


def test_a_school_grants_its_own_people_nothing(world):
    led = actions.record(
        by=actor(world.principal), data=plan(world, lead=world.host), now=AFTER
    )
    assert not permissions.can_grant_hours(world.principal, led)
    assert permissions.can_grant_hours(world.officer, led)
    within = actions.record(
        by=actor(world.principal),
        data=replace(
            plan(world, lead=world.host),
            details=details(world.host, cluster=world.north),
        ),
        now=AFTER,
    )
    assert permissions.can_grant_hours(world.cluster_head, within)
    assert not permissions.can_grant_hours(world.other_officer, within)


def test_the_page_takes_a_basis_of_the_session_or_another_document(
    world, exchange, signed_in
):
    actions.save_documents(
        exchange=exchange,
        rows=[DocumentRow(type_as_printed="Kế hoạch", number="5/KH")],
        by=actor(world.cluster_head),
    )
    head, url = (
        signed_in(world.cluster_head),
        reverse("sessions:hours", args=[exchange.pk]),
    )
    basis = exchange.documents.get().document
    answer = head.post(url, posted(head.get(url), hours="1,5", document=basis.pk))
    assert answer.status_code == 302, answer.text
    exchange.refresh_from_db()
    assert (str(exchange.hours), exchange.hours_document) == ("1.5", basis)
    assert "5/KH" in head.get(reverse("session", args=[exchange.pk])).text
    both = head.post(url, posted(head.get(url), number="7/CV"))
    assert 'id="id_document_error"' in both.text
    answer = head.post(url, posted(head.get(url), document="", number="7/CV"))
    assert answer.status_code == 302, answer.text
    exchange.refresh_from_db()
    assert str(exchange.hours_document) == "7/CV"


def test_a_number_alone_is_answered_at_the_field_of_the_document(
    exchange, world, signed_in
):
    head, url = (
        signed_in(world.cluster_head),
        reverse("sessions:hours", args=[exchange.pk]),
    )
    answer = head.post(url, posted(head.get(url), hours="2"))
    assert 'id="id_document_error"' in answer.text
    assert 'value="2"' in answer.text
