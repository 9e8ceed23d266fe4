"""Who sees which session."""

import pytest

from sessions.models import ExchangeSession
from tests import builders


def seen(user) -> set[str]:
    return {exchange.title for exchange in ExchangeSession.objects.visible_to(user)}


@pytest.fixture
def sessions(world):
    common = {
        "cluster": world.north,
        "host": world.host,
        "schools": [world.host, world.guest],
    }
    builders.make_exchange(title="draft", by=world.subject_head, **common)
    builders.make_exchange(title="planned", state="scheduled", **common)
    builders.make_exchange(
        title="south",
        state="scheduled",
        cluster=world.south,
        host=world.far,
        schools=[world.far],
    )


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("teacher", {"planned"}),
        ("subject_head", {"draft", "planned"}),
        ("principal", {"draft", "planned"}),
        ("guest_principal", {"planned"}),
        ("cluster_head", {"draft", "planned"}),
        ("officer", {"planned", "south"}),
        ("far_teacher", {"south"}),
        ("far_principal", {"south"}),
        ("other_officer", set()),
        ("admin", {"draft", "planned", "south"}),
    ],
)
def test_each_person_sees_what_their_posts_reach(world, sessions, who, expected):
    assert seen(getattr(world, who)) == expected


def test_someone_on_the_roster_of_another_cluster_sees_that_session_only(
    world, sessions
):
    exchange = ExchangeSession.objects.get(title="planned")
    builders.make_roster_entry(exchange, world.far_teacher)
    assert seen(world.far_teacher) == {"south", "planned"}
