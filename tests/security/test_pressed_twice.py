"""The same form sent twice makes one thing, also without script and without a phone number."""

from django.urls import reverse

from accounts.models import Slip, User
from clusters.models import Cluster, School


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
