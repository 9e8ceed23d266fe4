"""The same form sent twice makes one thing, also without script and without a phone number."""

from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Slip, User
from accounts.verbs import Actor
from clusters.actions import people
from clusters.models import Cluster, ClusterOffice, Post, School


def _key(client, address: str) -> str:
    return client.get(address).context["form"]["client_key"].value()


def _rows(name: str, principal: str) -> dict[str, str]:
    return {
        "schools-TOTAL_FORMS": "1",
        "schools-INITIAL_FORMS": "0",
        "schools-0-name": name,
        "schools-0-principal": principal,
    }


def test_a_person_is_taken_on_once(world, signed_in):
    client = signed_in(world.principal)
    address = reverse("clusters:person_new", args=[world.host.pk])
    typed = {
        "full_name": "Lò Thị Xuân",
        "kind": "teacher",
        "invite": "on",
        "client_key": _key(client, address),
    }
    first, second = client.post(address, typed), client.post(address, typed)
    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    person = User.objects.get(full_name="Lò Thị Xuân")
    assert Slip.objects.filter(user=person).count() == 1
    again = client.post(address, typed | {"client_key": _key(client, address)})
    assert again.status_code == 302
    assert User.objects.filter(full_name="Lò Thị Xuân").count() == 2


def test_going_back_and_writing_somebody_else_takes_both_on(world, signed_in):
    client = signed_in(world.principal)
    address = reverse("clusters:person_new", args=[world.host.pk])
    typed = {"kind": "teacher", "invite": "on", "client_key": _key(client, address)}
    for name in ("Sùng Thị Một", "Giàng A Hai", "Giàng A Hai"):
        assert client.post(address, typed | {"full_name": name}).status_code == 302
    for name in ("Sùng Thị Một", "Giàng A Hai"):
        assert User.objects.filter(full_name=name).count() == 1


def test_going_back_and_writing_other_schools_is_refused_and_not_called_saved(
    world, signed_in
):
    client = signed_in(world.cluster_head)
    address = reverse("clusters:cluster_schools", args=[world.north.pk])
    key = {"client_key": _key(client, address)}
    first = key | _rows("THCS Chiềng Ơn", "Quàng Văn Ba")
    assert client.post(address, first).status_code == 302
    answer = client.post(address, key | _rows("THCS Pha Khinh", "Lò Văn Tư"))
    assert answer.status_code == 200
    assert "Lò Văn Tư" in answer.text
    assert not School.objects.filter(name="THCS Pha Khinh").exists()
    fresh = {"client_key": _key(client, address)}
    again = client.post(address, fresh | _rows("THCS Pha Khinh", "Lò Văn Tư"))
    assert again.status_code == 302
    assert School.objects.filter(name="THCS Pha Khinh").count() == 1


def test_a_cluster_is_set_up_once(world, signed_in):
    client, address = signed_in(world.officer), reverse("clusters:cluster_new")
    typed = {
        "label": "Cụm 3",
        "authority": world.office.pk,
        "client_key": _key(client, address),
        **_rows("THCS Chiềng Ơn", "Quàng Văn Ba"),
    }
    assert client.post(address, typed).url == client.post(address, typed).url
    assert Cluster.objects.filter(label="Cụm 3").count() == 1
    assert School.objects.filter(name="THCS Chiềng Ơn").count() == 1


def test_schools_are_added_once(world, signed_in):
    client = signed_in(world.cluster_head)
    address = reverse("clusters:cluster_schools", args=[world.north.pk])
    typed = {
        "client_key": _key(client, address),
        **_rows("THCS Chiềng Ơn", "Quàng Văn Ba"),
    }
    for _ in range(2):
        assert client.post(address, typed).status_code == 302
    assert School.objects.filter(name="THCS Chiềng Ơn").count() == 1


def test_what_began_today_ends_once(world):
    """Ended on its first day it never held, and its row goes: the second press finds none."""
    by, today = Actor(user=world.officer), timezone.localdate()
    post = people.give_post(
        by=by, person=world.teacher, place=world.guest, kind="staff", since=today
    )
    office = people.appoint(
        cluster=world.north,
        kind="deputy",
        by=by,
        today=today,
        person=world.principal,
    )
    for _ in range(2):
        people.end_post(post=Post(pk=post.pk), by=by, today=today)
        people.end_office(office=ClusterOffice(pk=office.pk), by=by, today=today)
    assert AuditEntry.objects.filter(verb="clusters.end_post").count() == 1
    assert AuditEntry.objects.filter(verb="clusters.end_office").count() == 1
