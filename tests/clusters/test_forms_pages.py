"""What holds for every page with a form, and for lists that could grow without end."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.verbs import Actor
from clusters.views import invitations
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("clusters:person_new", ["host"]),
        ("clusters:school_edit", ["host"]),
        ("clusters:cluster_edit", ["north"]),
        ("clusters:cluster_new", []),
        ("accounts:password", []),
        ("accounts:sign_in", []),
    ],
)
def test_a_page_with_a_form_answers_head_as_it_answers_get(
    world, signed_in, name, args
):
    client = signed_in(world.admin)
    address = reverse(name, args=[getattr(world, arg).pk for arg in args])
    got, asked = client.get(address), client.head(address)
    assert asked.status_code == got.status_code
    assert asked.content == b""
    assert client.put(address).status_code == 405


def test_slips_are_printed_a_sheet_at_a_time(world, signed_in, monkeypatch):
    monkeypatch.setattr(invitations, "PRINTED", 2)
    for name in ("Lò Thị An", "Lò Thị Bình", "Lò Thị Cúc"):
        person = builders.make_person(name)
        builders.make_post(person, world.host)
        actions.issue_slip(
            person=person,
            purpose="invitation",
            by=Actor(user=world.principal),
            now=timezone.now(),
        )
    client = signed_in(world.principal)
    address = reverse("clusters:school_invitations_print", args=[world.host.pk])
    first, second = client.get(address), client.get(address, {"page": 2})
    assert [one.person.full_name for one in first.context["handed"]] == [
        "Lò Thị An",
        "Lò Thị Bình",
    ]
    assert [one.person.full_name for one in second.context["handed"]] == ["Lò Thị Cúc"]
    assert first.content.count(b"<svg") - second.content.count(b"<svg") >= 1
