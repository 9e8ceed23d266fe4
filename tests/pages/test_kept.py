"""Queries kept as SQL give what the ORM gives, for every session, composed once."""

from sessions.kept import KeptQuery
from sessions.models import SessionUnit
from tests import builders


def test_a_kept_query_answers_for_each_session_and_is_composed_once(
    world, django_assert_num_queries
):
    built = []

    def build(pk):
        built.append(pk)
        return (
            SessionUnit.objects.filter(exchange=pk)
            .order_by("order")
            .values_list("order", "school__name")
        )

    kept = KeptQuery(build)
    schools = [world.host, world.guest]
    first = builders.make_exchange(
        cluster=world.north, host=schools[0], schools=schools
    )
    second = builders.make_exchange(
        cluster=world.north, host=schools[1], schools=schools[1:]
    )
    for exchange in (first, second):
        with django_assert_num_queries(1):
            rows = kept.rows(exchange.pk)
        assert rows == list(
            SessionUnit.objects.filter(exchange=exchange)
            .order_by("order")
            .values_list("order", "school__name")
        )
    assert built == [-1]
    assert kept.rows(0) == []
