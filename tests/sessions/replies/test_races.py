"""Two or three at the same moment, each with a connection of its own: places are given once."""

import pytest

from accounts.models import Notice
from accounts.verbs import Refused
from sessions import actions
from sessions.models import PersonalLink, SeatRequest
from sessions.rows import PersonRow
from tests import builders
from tests.racing import at_once
from tests.sessions.helpers import BEFORE, actor
from tests.sessions.replies.helpers import (
    colleagues,
    guest_unit,
    invited,
    listed,
    name,
    places,
)

pytestmark = pytest.mark.django_db(transaction=True)


def failures(answers: list) -> list:
    return [one for one in answers if isinstance(one, Exception)]


def test_the_last_place_is_taken_once(world):
    exchange = invited(world, seats=1)
    other = exchange.units.create(order=9, school=world.far)
    [hoa] = colleagues(world.guest, "Lò Thị Hoa")

    def theirs():
        return actions.name_people(
            unit=other, people=[world.far_teacher.pk], by=actor(), now=BEFORE
        )

    answers = at_once(lambda: name(world, guest_unit(world, exchange), hoa), theirs)
    assert failures(answers) == []
    assert len(listed(exchange)) == 1
    assert [state for _name, state in places(exchange)] == ["seated", "waiting"]


def test_one_person_named_by_both_leaders_stands_there_once(world):
    exchange = invited(world)
    unit = guest_unit(world, exchange)
    [hoa] = colleagues(world.guest, "Lò Thị Hoa")
    answers = at_once(*[lambda: name(world, unit, hoa, names=["Cà Văn Ba"])] * 3)
    assert failures(answers) == []
    assert sorted(listed(exchange)) == ["Cà Văn Ba", "Lò Thị Hoa"]
    assert SeatRequest.objects.count() == 2


def test_agreeing_three_times_is_agreeing_once(world):
    exchange = invited(world)
    exchange.lessons.all().delete()
    [seat] = actions.save_roster(
        exchange=exchange,
        rows=[PersonRow(name=world.teacher.full_name, user=world.teacher)],
        by=actor(world.cluster_head),
        now=BEFORE,
    )
    by = actor(world.principal)
    answers = at_once(
        *[lambda: actions.agree_to_request(seat=seat, by=by, now=BEFORE)] * 3
    )
    assert failures(answers) == []
    assert listed(exchange) == ["Vàng Thị Mai"]
    told = Notice.objects.filter(key=f"seat-{seat.pk}-answered")
    assert told.count() == 1


def test_agreeing_and_refusing_at_once_end_in_one_of_both(world):
    exchange = invited(world)
    exchange.lessons.all().delete()
    [seat] = actions.save_roster(
        exchange=exchange,
        rows=[PersonRow(name=world.teacher.full_name, user=world.teacher)],
        by=actor(world.cluster_head),
        now=BEFORE,
    )
    by = actor(world.principal)
    answers = at_once(
        lambda: actions.agree_to_request(seat=seat, by=by, now=BEFORE),
        lambda: actions.refuse_request(seat=seat, reason="Bận", by=by, now=BEFORE),
    )
    assert [type(one) for one in failures(answers)] == [Refused]
    seat.refresh_from_db()
    assert (seat.state, listed(exchange)) in [
        ("seated", ["Vàng Thị Mai"]),
        ("refused", []),
    ]


def test_naming_and_withdrawing_at_once_keep_the_order(world):
    """Of one place: who waited gets it, who is named at that moment waits."""
    exchange = invited(world, each=1)
    unit = guest_unit(world, exchange)
    [hoa, lan, ba] = colleagues(world.guest, "Lò Thị Hoa", "Vì Thị Lan", "Cà Văn Ba")
    name(world, unit, hoa)
    name(world, unit, lan)
    entry = exchange.roster.get().pk
    by = actor(world.guest_principal)
    answers = at_once(
        lambda: actions.withdraw(unit=unit, entry=entry, by=by, now=BEFORE),
        lambda: name(world, unit, ba),
    )
    assert failures(answers) == []
    assert places(exchange) == [
        ("Lò Thị Hoa", "withdrawn"),
        ("Vì Thị Lan", "seated"),
        ("Cà Văn Ba", "waiting"),
    ]
    assert listed(exchange) == ["Vì Thị Lan"]


def test_who_is_named_while_the_last_place_becomes_free_gets_it(world):
    """Nobody waited: the place stays with nobody only if neither looked at what the other did."""
    exchange = invited(world, seats=1)
    unit = guest_unit(world, exchange)
    [hoa, ba] = colleagues(world.guest, "Lò Thị Hoa", "Cà Văn Ba")
    name(world, unit, hoa)
    entry = exchange.roster.get().pk
    by = actor(world.guest_principal)
    answers = at_once(
        lambda: name(world, unit, ba),
        lambda: actions.withdraw(unit=unit, entry=entry, by=by, now=BEFORE),
    )
    assert failures(answers) == []
    assert places(exchange) == [("Lò Thị Hoa", "withdrawn"), ("Cà Văn Ba", "seated")]
    assert listed(exchange) == ["Cà Văn Ba"]


def test_two_who_leave_at_once_let_two_in(world):
    exchange = invited(world, seats=2)
    unit = guest_unit(world, exchange)
    people = colleagues(world.guest, *[f"Lò Thị {letter}" for letter in "ABCDE"])
    for person in people:
        name(world, unit, person)
    by = actor(world.guest_principal)
    first, second = exchange.roster.values_list("pk", flat=True)
    answers = at_once(
        lambda: actions.withdraw(unit=unit, entry=first, by=by, now=BEFORE),
        lambda: actions.withdraw(unit=unit, entry=second, by=by, now=BEFORE),
    )
    assert failures(answers) == []
    assert listed(exchange) == ["Lò Thị C", "Lò Thị D"]


def test_a_place_is_not_given_away_while_the_number_falls(world):
    """Whichever comes first: one of one place, or two people of whom nobody is thrown out."""
    exchange = invited(world, seats=2)
    unit = guest_unit(world, exchange)
    people = colleagues(world.guest, *[f"Lò Thị {letter}" for letter in "ABC"])
    for person in people:
        name(world, unit, person)
    entry = exchange.roster.first().pk
    by = actor(world.guest_principal)
    fewer = {"seats": 1, "seats_each": None, "reply_by": None, "of_units": {}}
    answers = at_once(
        lambda: actions.withdraw(unit=unit, entry=entry, by=by, now=BEFORE),
        lambda: actions.set_seats(exchange=exchange, by=by, now=BEFORE, **fewer),
    )
    assert failures(answers) == []
    assert (listed(exchange), places(exchange)[2][1]) in [
        (["Lò Thị B"], "waiting"),
        (["Lò Thị B", "Lò Thị C"], "seated"),
    ]


def test_one_colleague_sent_instead_of_two_at_once_comes_once(world):
    exchange = invited(world)
    unit = guest_unit(world, exchange)
    [hoa, lan, new] = colleagues(world.guest, "Lò Thị Hoa", "Vì Thị Lan", "Hà Thị Mơ")
    name(world, unit, hoa, lan)
    by = actor(world.guest_principal)
    first, second = exchange.roster.values_list("pk", flat=True)

    def instead(entry):
        return actions.send_instead(
            unit=unit, entry=entry, user=new.pk, by=by, now=BEFORE
        )

    answers = at_once(lambda: instead(first), lambda: instead(second))
    assert [type(one) for one in failures(answers)] == [Refused]
    assert listed(exchange).count("Hà Thị Mơ") == 1
    assert exchange.roster.count() == 2


def test_the_school_has_the_last_word_over_its_link(world):
    exchange = invited(world)
    unit = guest_unit(world, exchange)
    exchange.parts.update(on="2099-11-26")
    link = actions.issue_link(
        exchange=exchange, purpose="reply", unit=unit, by=actor(), now=BEFORE
    )
    by = actor(world.guest_principal)
    at_once(
        lambda: actions.reply_by_link(link=link, answer="no", now=BEFORE),
        lambda: actions.reply_for_school(unit=unit, answer="yes", by=by, now=BEFORE),
    )
    unit.refresh_from_db()
    assert (unit.reply, unit.replied_by_link) == ("yes", False)


def test_three_presses_at_once_make_one_link_and_one_reminder(world):
    exchange = invited(world)
    entry = builders.make_roster_entry(exchange, "Bà Hiền")

    def issue():
        return actions.issue_link(
            exchange=exchange, purpose="reply", entry=entry, by=actor(), now=BEFORE
        )

    links = at_once(issue, issue, issue)
    assert len({link.code for link in links}) == 1
    assert PersonalLink.objects.count() == 1
    reminded = at_once(
        *[lambda: actions.remind_silent(exchange=exchange, by=actor(), now=BEFORE)] * 3
    )
    assert sorted(map(len, reminded)) == [0, 0, 1]
