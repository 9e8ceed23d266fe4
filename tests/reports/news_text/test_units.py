"""Units of a session as facts: a school, an authority, a cluster, or only a name."""

import pytest

from reports.facts.news import news_facts
from sessions.models import SessionUnit
from tests import builders

pytestmark = pytest.mark.django_db


def test_each_unit_is_of_the_kind_that_its_row_names(world):
    exchange = builders.make_exchange(
        cluster=world.north, host=world.host, schools=[world.host]
    )
    SessionUnit.objects.create(exchange=exchange, order=7, authority=world.office)
    SessionUnit.objects.create(exchange=exchange, order=8, cluster=world.south)
    SessionUnit.objects.create(
        exchange=exchange, order=9, name_as_printed="Hội khuyến học"
    )
    kinds = {unit.name: unit.kind for unit in news_facts(exchange).units}
    assert kinds == {
        str(SessionUnit.objects.get(order=7).label): "authority",
        str(SessionUnit.objects.get(order=8).label): "cluster",
        "Hội khuyến học": "name",
        world.host.name: "school",
    }
