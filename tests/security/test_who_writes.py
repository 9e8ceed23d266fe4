"""Chair and secretary write in the lead's name: nobody makes himself one of them."""

import pytest
from django.urls import reverse

from reports.models import Article
from sessions import actions, permissions
from sessions.rows import PersonRow
from tests.sessions.helpers import BEFORE, actor, posted, scheduled

MINE = "Lường Văn Sơn · PTDTBT THCS Nậm Xuân"
REFUSED = "Chủ trì và thư ký do"


@pytest.fixture
def exchange(world):
    people = [
        PersonRow(name="Cô Hà", user=world.subject_head, capacities=["secretary"]),
        PersonRow(name="Lò Văn Inh", capacities=["chair"]),
        PersonRow(name="Cô Mai", user=world.teacher, title="GV"),
    ]
    return scheduled(world, people=people)


def press(client, exchange, **changes):
    address = reverse("sessions:people", args=[exchange.pk])
    fields = posted(client.get(address))
    fields["people-TOTAL_FORMS"] = "4"
    return client.post(address, {**fields, **changes})


def desk_of(exchange) -> list[tuple[str, list[str]]]:
    return list(exchange.roster.values_list("name_as_printed", "capacities"))


@pytest.mark.parametrize(
    "changes",
    [
        {"people-3-name": MINE, "people-3-capacities": ["secretary"]},
        # In the place of the one who was named.
        {"people-0-name": MINE},
        {"people-1-name": "Lường Văn Sơn"},
        {"people-0-capacities": ["secretary", "chair"]},
        {"people-0-capacities": []},
        {"people-0-DELETE": "on"},
    ],
)
def test_a_host_does_not_change_who_sits_at_the_desk(
    world, exchange, signed_in, changes
):
    before = desk_of(exchange)
    client = signed_in(world.principal)
    answer = press(client, exchange, **changes)
    assert answer.status_code == 200
    assert REFUSED in answer.text
    assert desk_of(exchange) == before
    assert not permissions.can_write_down(world.principal, exchange)


def test_so_a_host_writes_no_news_of_the_cluster(world, exchange, signed_in):
    client = signed_in(world.principal)
    press(client, exchange, **{"people-3-name": MINE, "people-3-capacities": "chair"})
    client.post(reverse("reports:news_draft", args=[exchange.pk]))
    assert not Article.objects.filter(cluster=world.north, school=None).exists()


def test_everything_else_of_the_list_a_host_completes(world, exchange, signed_in):
    answer = press(
        signed_in(world.principal),
        exchange,
        **{
            "people-0-title": "Tổ trưởng",
            "people-2-title": "Giáo viên Toán",
            "people-3-name": MINE,
            "people-3-capacities": ["delegate"],
        },
    )
    assert answer.status_code == 302
    assert [name for name, _ in desk_of(exchange)][-1] == "Lường Văn Sơn"


def test_the_lead_names_chair_and_secretary(world, exchange):
    row = PersonRow(name="Thầy Sơn", user=world.principal, capacities=["secretary"])
    actions.save_roster(
        exchange=exchange, rows=[row], by=actor(world.cluster_head), now=BEFORE
    )
    assert permissions.can_write_down(world.principal, exchange)
