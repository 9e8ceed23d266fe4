"""The cast with the secretary of the North, who works on the plan and does not approve it."""

import pytest

from clusters.models import ClusterOffice, Post
from tests import builders
from tests.conftest import World


@pytest.fixture
def world(world: World) -> World:
    world.secretary = builders.make_person("Lò Thị Thư", phone="+84912000021")
    builders.make_post(world.secretary, world.guest, Post.Kind.TEACHER, "Giáo viên")
    builders.make_office(world.secretary, world.north, ClusterOffice.Kind.SECRETARY)
    return world
