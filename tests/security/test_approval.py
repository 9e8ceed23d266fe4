"""Nobody slips past who approves."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.verbs import Actor, Refused
from clusters.actions import people
from clusters.models import Post, Subject
from sessions import actions
from sessions.rows import Details
from tests import builders


def test_the_lead_does_not_change_while_its_approval_is_asked(world):
    """The cluster's deputy could give a proposed session to the own school and approve it there."""
    builders.make_office(world.principal, world.north, kind="deputy")
    exchange = builders.make_exchange(
        cluster=world.north, host=world.host, by=world.principal, state="proposed"
    )
    with pytest.raises(Refused) as refused:
        actions.edit_details(
            exchange=exchange,
            details=Details(kind=exchange.kind, lead=world.host, cluster=world.north),
            by=Actor(user=world.principal),
            now=timezone.now(),
        )
    assert refused.value.field == "lead"
    exchange.refresh_from_db()
    assert exchange.lead == world.north


def test_a_text_of_nobody_known_does_not_go_on_by_itself(world, client):
    """Somebody may leave a form behind on a shared machine for the next one who signs in."""
    address = reverse("clusters:school_edit", args=[world.host.pk])
    left = client.post(address, {"name": "THCS Bị Đổi Tên"})
    assert left.status_code == 401
    answer = client.post(
        reverse("accounts:sign_in"),
        {
            "sign_in_name": "+84912000003",
            "password": builders.PASSWORD,
            "carried": left.context["carried"],
        },
    )
    assert answer.status_code == 200
    assert answer.context["by_itself"] is False
    assert "data-auto-submit" not in answer.text


def test_the_log_tells_who_gave_a_subject_to_a_post(world):
    """Subjects open the lesson plans of a subject, so giving one is a change of rights."""
    subject, _ = Subject.objects.get_or_create(code="ly", defaults={"name": "Vật lí"})
    post = Post.objects.get(user=world.teacher)
    people.change_post(
        post=post, by=Actor(user=world.principal), title=post.title, subjects=[subject]
    )
    entry = AuditEntry.objects.get(verb="clusters.change_post")
    assert (entry.before["subjects"], entry.after["subjects"]) == ([], ["ly"])
