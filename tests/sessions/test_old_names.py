"""What was held stands on its pages as it was, after one of its schools bears another name."""

from datetime import date

import pytest
from django.urls import reverse

from clusters.actions.places import rename_school
from clusters.models import Document
from clusters.models.document import DocumentIssuer
from sessions.models import SessionDocument
from tests.sessions.helpers import DAY, actor, in_state
from tests.sessions.minutes.making import sent, written

pytestmark = pytest.mark.django_db
LATER = date(2026, 12, 20)


def main_of(answer) -> str:
    return answer.text[answer.text.index("<main") : answer.text.index("</main")]


def rename(world, *, since: date = LATER) -> None:
    rename_school(
        school=world.guest,
        name="THCS Hoa Ban",
        since=since,
        by=actor(world.officer),
        today=LATER,
    )


def held(world):
    exchange = in_state(world, "held")
    decision = exchange.decisions.create(order=1, text="Dùng chung bộ câu hỏi")
    decision.owners.create(order=1, school=world.guest)
    return exchange


def test_who_owns_a_decision_is_named_as_on_the_day(world, signed_in):
    exchange = held(world)
    client, address = (
        signed_in(world.cluster_head),
        reverse("session", args=[exchange.pk]),
    )
    old = world.guest.name
    before = main_of(client.get(address)).count(old)
    assert before > 1
    rename(world)
    page = main_of(client.get(address))
    assert (page.count(old), page.count("THCS Hoa Ban")) == (before, 0)


def test_a_session_after_the_day_has_the_new_name_there(world, signed_in):
    exchange = held(world)
    old = world.guest.name
    rename(world, since=DAY)
    page = main_of(
        signed_in(world.cluster_head).get(reverse("session", args=[exchange.pk]))
    )
    assert old not in page
    assert "THCS Hoa Ban" in page


def test_who_issued_a_document_is_named_as_on_the_day(world, signed_in):
    exchange = held(world)
    document = Document.objects.create(number="23/KH", type_as_printed="Kế hoạch")
    DocumentIssuer.objects.create(document=document, order=1, school=world.guest)
    SessionDocument.objects.create(exchange=exchange, order=1, document=document)
    rename(world)
    page = main_of(
        signed_in(world.cluster_head).get(reverse("session", args=[exchange.pk]))
    )
    assert f"của {world.guest.name_on(DAY)}" in page
    assert "THCS Hoa Ban" not in page


def test_who_was_asked_to_confirm_minutes_is_named_as_on_the_day(world, signed_in):
    minutes = written(world)
    sent(world, minutes)
    client = signed_in(world.cluster_head)
    address = reverse("sessions:minutes_one", args=[minutes.pk])
    old = world.guest.name
    before = main_of(client.get(address)).count(old)
    assert before
    rename(world)
    page = main_of(client.get(address))
    assert (page.count(old), page.count("THCS Hoa Ban")) == (before, 0)
