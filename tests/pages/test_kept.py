"""Queries kept as SQL give what the ORM gives, for every session, composed once."""

from datetime import date

from accounts.kept import KeptQuery
from clusters.models import Post
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


def test_a_kept_query_takes_several_values_and_days(world):
    """Also where one value is that of another question."""

    def build(school, day):
        return (
            Post.objects.on(day)
            .filter(school=school)
            .order_by("pk")
            .values_list("user_id", "kind")
        )

    kept = KeptQuery(build)
    Post.objects.filter(user=world.teacher).update(valid_from=date(2026, 9, 1))
    for school in (world.host, world.guest):
        for day in (date(2026, 8, 31), date(2026, 9, 1)):
            assert kept.rows(school.pk, day) == list(build(school, day))
    assert len(kept.rows(world.host.pk, date(2026, 8, 31))) == 2
    assert len(kept.rows(world.host.pk, date(2026, 9, 1))) == 3
