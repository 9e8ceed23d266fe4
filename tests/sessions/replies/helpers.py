"""Sessions with few places, and schools that name people, by the real verbs."""

from sessions import actions
from sessions.models import ExchangeSession, SeatRequest, SessionUnit
from tests import builders
from tests.sessions.helpers import BEFORE, actor, scheduled


def invited(world, *, seats=None, each=None, **fields) -> ExchangeSession:
    """A scheduled session of the North at the host school, with so many places."""
    exchange = scheduled(world, **fields)
    exchange.seats, exchange.seats_each = seats, each
    exchange.save(update_fields=["seats", "seats_each"])
    return exchange


def guest_unit(world, exchange) -> SessionUnit:
    return exchange.units.get(school=world.guest)


def colleagues(school, *names) -> list:
    """People with an account who teach at a school."""
    people = [builders.make_person(name) for name in names]
    for person in people:
        builders.make_post(person, school, title="Giáo viên")
    return people


def name(world, unit, *people, names=(), now=BEFORE) -> actions.Named:
    return actions.name_people(
        unit=unit,
        people=[person.pk for person in people],
        names=[actions.TypedName(one) for one in names],
        by=actor(world.guest_principal),
        now=now,
    )


def places(exchange) -> list[tuple[str, str]]:
    """Name and state of everybody who was named, in the order of naming."""
    rows = SeatRequest.objects.filter(exchange=exchange).order_by("position", "pk")
    return list(rows.values_list("name_as_printed", "state"))


def listed(exchange) -> list[str]:
    return list(exchange.roster.values_list("name_as_printed", flat=True))
