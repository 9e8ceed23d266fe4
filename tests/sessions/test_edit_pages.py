"""The edit pages: shown, saved, refused, drawn again with everything typed."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from sessions.rows import PersonRow
from tests.sessions.helpers import (
    posted,
    scheduled,
)

SECTIONS = (
    "details",
    "parts",
    "add_part",
    "units",
    "lessons",
    "people",
    "documents",
    "items",
    "decisions",
)


@pytest.fixture
def exchange(world):
    return scheduled(world, people=[PersonRow(name="Lò Văn Inh", title="Hiệu trưởng")])


@pytest.fixture
def head(world, signed_in):
    return signed_in(world.cluster_head)


def address(name, exchange, *more) -> str:
    return reverse(f"sessions:{name}", args=[exchange.pk, *more])


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_has_a_page_and_a_fragment(exchange, head, name):
    page = head.get(address(name, exchange))
    assert page.status_code == 200
    assert "<html" in page.text
    fragment = head.get(address(name, exchange), headers={"HX-Request": "true"})
    assert fragment.status_code == 200
    assert "<html" not in fragment.text
    assert "<form" in fragment.text


@pytest.mark.parametrize("name", SECTIONS)
def test_saving_what_was_shown_changes_nothing(exchange, head, name):
    if name == "add_part":
        return
    shown = head.get(address(name, exchange))
    count = AuditEntry.objects.count()
    answer = head.post(address(name, exchange), posted(shown))
    assert answer.status_code == 302, answer.text
    assert AuditEntry.objects.count() == count
