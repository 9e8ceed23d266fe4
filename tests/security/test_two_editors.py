"""Two people have the same page open: neither undoes what the other saved, and nothing typed is lost."""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from clusters.models import Post
from tests import builders
from tests.conftest import World
from tests.hostile.forms import Sent, forms_of
from tests.hostile.inputs import complaints_of


@dataclass(frozen=True)
class Page:
    """A page that both may edit: whose client, its address, and two of its fields with new words."""

    who: str
    url: str
    mine: tuple[str, str]
    theirs: tuple[str, str]


def _school(world: World) -> Page:
    url = reverse("clusters:school_edit", args=[world.host.pk])
    return Page("principal", url, ("place", "xã Nậm Xuân"), ("code", "NX01"))


def _cluster(world: World) -> Page:
    url = reverse("clusters:cluster_edit", args=[world.north.pk])
    return Page("cluster_head", url, ("area", "vùng cao"), ("label", "Cụm số 1"))


def _authority(world: World) -> Page:
    url = reverse("clusters:authority_edit", args=[world.office.pk])
    return Page("admin", url, ("short_name", "Phòng GD"), ("place", "Nậm Xuân"))


def _person(world: World) -> Page:
    person = builders.make_person("Lò Thị Mới")
    builders.make_post(person, world.host, Post.Kind.TEACHER, "Giáo viên")
    url = reverse("clusters:person", args=[world.host.pk, person.pk])
    return Page("principal", url, ("title", "Giáo viên Toán"), ("full_name", "Lò Mơ"))


def _seats(world: World) -> Page:
    exchange = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        schools=[world.host, world.guest],
        state="scheduled",
        by=world.cluster_head,
    )
    url = reverse("sessions:seats", args=[exchange.pk])
    return Page("cluster_head", url, ("seats", "40"), ("seats_each", "5"))


def _obstacle(world: World) -> Page:
    exchange = builders.make_exchange(
        cluster=world.north, host=world.host, state="held", by=world.cluster_head
    )
    decision = exchange.decisions.create(order=1, text="Khảo sát chung")
    decision.owners.create(order=1, school=world.host)
    url = reverse("sessions:decision_hinder", args=[decision.pk])
    return Page("principal", url, ("obstacle", "Mưa lũ"), ("", ""))


PAGES = {
    one.__name__[1:]: one
    for one in (_school, _cluster, _authority, _person, _seats, _obstacle)
}


def _opened(client: Client, page: Page) -> Sent:
    found = forms_of(client.get(page.url), page.url, fill=False)
    return next(form for form in found if page.mine[0] in form.values)


def _sent(client: Client, form: Sent, field: str, words: str):
    return client.post(form.target, {**form.values, field: [words]})


@pytest.fixture
def client_of(world, signed_in):
    return lambda page: signed_in(getattr(world, page.who))


@pytest.mark.parametrize("name", [name for name in PAGES if name != "obstacle"])
def test_what_somebody_left_alone_keeps_what_the_other_wrote(world, client_of, name):
    page = PAGES[name](world)
    client = client_of(page)
    first, second = _opened(client, page), _opened(client, page)
    assert _sent(client, first, *page.theirs).status_code == 302
    assert _sent(client, second, *page.mine).status_code == 302
    after = _opened(client, page).values
    assert (after[page.theirs[0]], after[page.mine[0]]) == (
        [page.theirs[1]],
        [page.mine[1]],
    )


@pytest.mark.parametrize("name", PAGES)
def test_the_same_field_of_two_is_refused_once_with_the_words_of_the_other(
    world, client_of, name
):
    page = PAGES[name](world)
    client = client_of(page)
    field, mine = page.mine
    theirs = "30" if mine.isdigit() else "lời của người kia"
    first, second = _opened(client, page), _opened(client, page)
    assert _sent(client, first, field, theirs).status_code == 302
    refused = _sent(client, second, field, mine)
    assert refused.status_code == 200
    said = [one for one in complaints_of(refused) if theirs in one]
    assert len(said) == 1
    again = next(
        form
        for form in forms_of(refused, page.url, fill=False)
        if form.values.get(field) == [mine]
    )
    assert _opened(client, page).values[field] == [theirs]
    assert client.post(page.url, again.values).status_code == 302
    assert _opened(client, page).values[field] == [mine]


def test_marks_that_are_nonsense_do_not_stop_a_form(world, client_of):
    page = _school(world)
    client = client_of(page)
    form = _opened(client, page)
    for marks in ("[" * 50_000, ";:;:", "place:x" * 9, "\ud800"):
        sent = form.values | {"shown": [marks.encode("utf-8", "replace").decode()]}
        assert client.post(page.url, sent).status_code == 302
