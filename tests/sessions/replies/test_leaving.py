"""Who leaves makes room for who waits, in one transaction; a colleague keeps the place."""

import pytest
from django.urls import reverse

from accounts.models import Notice
from accounts.verbs import Refused
from sessions import actions
from sessions.models import Attendance, PersonReply, RosterEntry, SeatRequest
from sessions.rows import PersonRow
from tests import builders
from tests.sessions.helpers import BEFORE, DURING, actor
from tests.sessions.replies.helpers import (
    colleagues,
    guest_unit,
    invited,
    listed,
    name,
    places,
)


@pytest.fixture
def three(world):
    """A session with one place for each school, and three of the guest school named for it."""
    exchange = invited(world, each=1)
    people = colleagues(world.guest, "Lò Thị Hoa", "Vì Thị Lan", "Cà Văn Ba")
    for person in people:
        name(world, guest_unit(world, exchange), person)
    return exchange


def withdraw(world, exchange, now=BEFORE, **whom):
    return actions.withdraw(
        unit=guest_unit(world, exchange),
        by=actor(world.guest_principal),
        now=now,
        **whom,
    )


def instead(world, exchange, now=BEFORE, **given):
    return actions.send_instead(
        unit=guest_unit(world, exchange),
        by=actor(world.guest_principal),
        now=now,
        **given,
    )


def seat_of(exchange, person_name) -> SeatRequest:
    return SeatRequest.objects.get(exchange=exchange, name_as_printed=person_name)


def test_who_leaves_makes_room_for_the_next(world, three):
    entry = three.roster.get()
    assert withdraw(world, three, entry=entry.pk) == ["Vì Thị Lan"]
    assert listed(three) == ["Vì Thị Lan"]
    assert places(three) == [
        ("Lò Thị Hoa", "withdrawn"),
        ("Vì Thị Lan", "seated"),
        ("Cà Văn Ba", "waiting"),
    ]
    told = Notice.objects.get(user__full_name="Vì Thị Lan", key__contains="promoted")
    assert told.title == "Thầy cô đã có chỗ: Áp suất chất lỏng"


def test_pressing_twice_takes_nobody_else_off(world, three):
    entry = three.roster.get()
    withdraw(world, three, entry=entry.pk)
    assert withdraw(world, three, entry=entry.pk) == []
    assert listed(three) == ["Vì Thị Lan"]


def test_who_waits_can_be_taken_off_too_and_named_again_behind_the_others(world, three):
    seat = seat_of(three, "Vì Thị Lan")
    withdraw(world, three, seat=seat.pk)
    name(world, guest_unit(world, three), seat.user)
    assert places(three) == [
        ("Lò Thị Hoa", "seated"),
        ("Vì Thị Lan", "withdrawn"),
        ("Cà Văn Ba", "waiting"),
        ("Vì Thị Lan", "waiting"),
    ]


def test_nobody_comes_up_once_it_has_begun(world, three):
    entry = three.roster.get()
    with pytest.raises(Refused, match="đã bắt đầu"):
        withdraw(world, three, now=DURING, entry=entry.pk)
    # Also when the lead makes room by hand.
    actions.save_roster(
        exchange=three,
        rows=[],
        removed=[entry.pk],
        by=actor(world.cluster_head),
        now=DURING,
    )
    assert listed(three) == []
    assert places(three) == [("Vì Thị Lan", "waiting"), ("Cà Văn Ba", "waiting")]


def test_a_school_takes_nobody_of_others_off(world, three):
    host = three.units.get(school=world.host)
    other = builders.make_roster_entry(three, world.teacher, unit=host)
    assert withdraw(world, three, entry=other.pk) == []
    assert RosterEntry.objects.filter(pk=other.pk).exists()


def test_chair_and_secretary_are_the_choice_of_the_lead(world, three):
    chair = builders.make_roster_entry(
        three,
        world.guest_principal,
        unit=guest_unit(world, three),
        capacities=["chair"],
    )
    for verb in (
        lambda: withdraw(world, three, entry=chair.pk),
        lambda: instead(world, three, entry=chair.pk, user=world.cluster_head.pk),
    ):
        with pytest.raises(Refused, match="chủ trì"):
            verb()


def test_who_was_there_stays(world, three):
    entry = three.roster.get()
    Attendance.objects.create(
        entry=entry, part=three.parts.get(), how="desk", at=BEFORE
    )
    with pytest.raises(Refused, match="đã được điểm danh"):
        withdraw(world, three, entry=entry.pk)


def test_a_colleague_keeps_the_place_and_the_first_one_may_be_named_again(world, three):
    [new] = colleagues(world.guest, "Hà Thị Mơ")
    entry = three.roster.get()
    entry.parts.set(three.parts.all())
    link = actions.issue_link(
        exchange=three, purpose="reply", entry=entry, by=actor(), now=BEFORE
    )
    PersonReply.objects.create(entry=entry, answer="no", at=BEFORE)
    assert instead(world, three, entry=entry.pk, user=new.pk) == "Hà Thị Mơ"
    entry.refresh_from_db()
    assert (entry.user, entry.name_as_printed) == (new, "Hà Thị Mơ")
    assert entry.parts.count() == 1
    link.refresh_from_db()
    assert link.revoked_at == BEFORE
    assert not PersonReply.objects.exists()
    assert sorted(places(three)) == [
        ("Cà Văn Ba", "waiting"),
        ("Hà Thị Mơ", "seated"),
        ("Lò Thị Hoa", "withdrawn"),
        ("Vì Thị Lan", "waiting"),
    ]


def test_a_colleague_takes_over_the_turn_of_who_waits(world, three):
    seat = seat_of(three, "Vì Thị Lan")
    instead(world, three, seat=seat.pk, name=actions.TypedName("Hà Thị Mơ", "GV"))
    waiting = three.seat_requests.filter(state="waiting").order_by("position")
    assert [one.name_as_printed for one in waiting] == ["Hà Thị Mơ", "Cà Văn Ba"]
    assert waiting[0].position == seat.position


def test_a_colleague_for_somebody_whom_the_lead_put_there(world, three):
    [new] = colleagues(world.guest, "Hà Thị Mơ")
    entry = builders.make_roster_entry(three, "Bà Hiền", unit=guest_unit(world, three))
    instead(world, three, entry=entry.pk, user=new.pk)
    entry.refresh_from_db()
    assert (entry.kind, entry.user) == ("person", new)
    assert seat_of(three, "Hà Thị Mơ").entry == entry


@pytest.mark.parametrize("who", ["waits", "typed", "nobody", "stranger"])
def test_who_stands_on_the_list_or_nobody_cannot_come_instead(world, three, who):
    entry = three.roster.get()
    name(world, guest_unit(world, three), names=["Hà Thị Mơ"])
    given = {
        "waits": {"user": seat_of(three, "Vì Thị Lan").user_id},
        "typed": {"name": actions.TypedName("hà thị mơ")},
        "nobody": {},
        "stranger": {"user": world.far_teacher.pk},
    }[who]
    with pytest.raises(Refused):
        instead(world, three, entry=entry.pk, **given)
    assert listed(three) == ["Lò Thị Hoa"]


def test_whoever_went_meanwhile_is_told(world, three):
    [new] = colleagues(world.guest, "Hà Thị Mơ")
    with pytest.raises(Refused, match="Tên này"):
        instead(world, three, seat=0, user=new.pk)


def test_lowering_the_places_throws_nobody_out_and_raising_them_lets_the_next_in(
    world, three
):
    def set_seats(seats, each, own=None):
        return actions.set_seats(
            exchange=three,
            seats=seats,
            seats_each=each,
            reply_by=None,
            of_units={guest_unit(world, three).pk: own},
            by=actor(world.cluster_head),
            now=BEFORE,
        )

    assert set_seats(None, 2) == ["Vì Thị Lan"]
    assert set_seats(1, 1) == []
    assert listed(three) == ["Lò Thị Hoa", "Vì Thị Lan"]
    entry = three.roster.first()
    assert withdraw(world, three, entry=entry.pk) == []
    assert set_seats(2, 1, own=5) == ["Cà Văn Ba"]
    assert set_seats(2, 1, own=5) == []


def test_a_school_at_its_own_limit_is_passed_over_not_dropped(world, three):
    other = three.units.create(order=9, school=world.far)
    three.seats = 1
    three.save()
    actions.name_people(
        unit=other, people=[world.far_teacher.pk], by=actor(), now=BEFORE
    )
    promoted = actions.set_seats(
        exchange=three,
        seats=2,
        seats_each=1,
        reply_by=None,
        of_units={},
        by=actor(world.cluster_head),
        now=BEFORE,
    )
    assert promoted == ["Mùa A Dơ"]
    assert places(three)[1] == ("Vì Thị Lan", "waiting")


def test_room_that_the_lead_makes_by_hand_goes_to_who_waits(world, three):
    entry = three.roster.get()
    actions.save_roster(
        exchange=three,
        rows=[],
        removed=[entry.pk],
        by=actor(world.cluster_head),
        now=BEFORE,
    )
    assert listed(three) == ["Vì Thị Lan"]


def test_whom_the_lead_puts_on_the_list_waits_no_longer(world, three):
    waiting = seat_of(three, "Vì Thị Lan")
    unit = guest_unit(world, three)
    name(world, unit, names=["Hà Thị Mơ"])
    rows = [
        PersonRow(name="Vì Thị Lan", user=waiting.user, capacities=["delegate"]),
        PersonRow(name="Hà Thị  Mơ", unit=unit.pk),
    ]
    actions.save_roster(
        exchange=three, rows=rows, by=actor(world.cluster_head), now=BEFORE
    )
    waiting.refresh_from_db()
    assert (waiting.state, waiting.entry.name_as_printed) == ("seated", "Vì Thị Lan")
    assert seat_of(three, "Hà Thị Mơ").state == "withdrawn"


def test_a_row_that_means_another_person_now_holds_the_first_one_no_longer(
    world, three
):
    entry = three.roster.get()
    row = PersonRow(pk=entry.pk, name="Hà Thị Mơ", unit=entry.unit_id)
    actions.save_roster(
        exchange=three, rows=[row], by=actor(world.cluster_head), now=BEFORE
    )
    assert places(three)[0] == ("Lò Thị Hoa", "withdrawn")
    assert listed(three) == ["Hà Thị Mơ"]


def test_a_typed_name_that_is_put_right_keeps_nothing_it_should_not(world, three):
    name(world, guest_unit(world, three), names=["Hà Thị Mơ"])
    withdraw(world, three, entry=three.roster.get().pk)
    for seat in three.seat_requests.filter(state="waiting", user__isnull=False):
        withdraw(world, three, seat=seat.pk)
    withdraw(world, three, entry=three.roster.get().pk)
    entry = three.roster.get()
    assert entry.name_as_printed == "Hà Thị Mơ"
    row = PersonRow(pk=entry.pk, name="Hà Thị Mơi", unit=entry.unit_id)
    actions.save_roster(
        exchange=three, rows=[row], by=actor(world.cluster_head), now=BEFORE
    )
    assert seat_of(three, "Hà Thị Mơ").state == "withdrawn"


def test_a_row_taken_off_at_the_desk_gives_its_place_to_who_waits(world, three):
    entry = three.roster.get()
    actions.save_roster(
        exchange=three,
        rows=[],
        removed=[entry.pk],
        by=actor(world.cluster_head),
        now=BEFORE,
    )
    assert listed(three) == ["Vì Thị Lan"]


def test_each_step_is_told_to_its_person_once_with_day_and_place(world):
    exchange = invited(world, each=1)
    unit = guest_unit(world, exchange)
    first, second = colleagues(world.guest, "Lò Thị Hoa", "Vì Thị Lan")
    name(world, unit, first, second)
    entry = exchange.roster.get(user=first)
    actions.withdraw(
        unit=unit, entry=entry.pk, by=actor(world.guest_principal), now=BEFORE
    )

    def told(person) -> list[tuple[str, str]]:
        rows = Notice.objects.filter(user=person, path=f"/hoat-dong/{exchange.pk}/")
        return list(rows.order_by("pk").values_list("title", "text"))

    when = "Thứ Năm, ngày 26/11/2026, 13:30, PTDTBT THCS Nậm Xuân"
    title = exchange.title
    assert told(first) == [
        (f"Nhà trường cử thầy cô dự: {title}", when),
        (f"Thầy cô không còn trong danh sách dự: {title}", when),
    ]
    assert told(second) == [
        (f"Thầy cô ở trong danh sách chờ: {title}", when),
        (f"Thầy cô đã có chỗ: {title}", when),
    ]


def test_who_is_replaced_hears_of_it_once_and_so_does_who_comes_instead(world):
    exchange = invited(world)
    unit = guest_unit(world, exchange)
    first, second = colleagues(world.guest, "Vì Thị Lan", "Lò Thị Hoa")
    name(world, unit, first)
    before = Notice.objects.filter(user__in=[first, second]).count()
    actions.send_instead(
        unit=unit,
        entry=exchange.roster.get(user=first).pk,
        user=second.pk,
        by=actor(world.guest_principal),
        now=BEFORE,
    )
    rows = Notice.objects.filter(user__in=[first, second]).order_by("pk")[before:]
    assert {(one.user, one.title.partition(":")[0]) for one in rows} == {
        (first, "Không còn trong danh sách"),
        (second, "Nhà trường cử thầy cô dự"),
    }
    assert len(rows) == 2


def test_who_waits_and_is_replaced_hears_of_it_too(world, three):
    seat = seat_of(three, "Vì Thị Lan")
    [other] = colleagues(world.guest, "Mùa A Dơ")
    instead(world, three, seat=seat.pk, user=other.pk)
    told = Notice.objects.filter(user=seat.user).order_by("-pk").first()
    assert told.title == "Thầy cô không còn trong danh sách dự: Áp suất chất lỏng"
    told = Notice.objects.filter(user=other).get()
    assert told.title == "Thầy cô ở trong danh sách chờ: Áp suất chất lỏng"


def test_a_school_brings_one_person_less_when_one_is_taken_off(world):
    exchange = invited(world)
    unit = guest_unit(world, exchange)
    people = colleagues(world.guest, "Lò Thị Hoa", "Vì Thị Lan")
    actions.reply_for_school(
        unit=unit,
        answer="yes",
        count=3,
        people=[one.pk for one in people],
        by=actor(world.guest_principal),
        now=BEFORE,
    )
    counts = []
    for entry in list(exchange.roster.all()):
        for _press in range(2):
            withdraw(world, exchange, entry=entry.pk)
        unit.refresh_from_db()
        counts.append(unit.reply_count)
    assert counts == [2, 1]


def test_the_page_of_the_session_says_who_comes_and_who_waits(world, three, signed_in):
    waits, comes = (
        "Thầy cô ở trong danh sách chờ.",
        "Thầy cô có tên trong danh sách dự.",
    )
    page = reverse("session", args=[three.pk])
    pages = [
        signed_in(seat_of(three, who).user).get(page).text
        for who in ("Lò Thị Hoa", "Vì Thị Lan")
    ]
    assert [(comes in one, waits in one) for one in pages] == [
        (True, False),
        (False, True),
    ]
    other = signed_in(world.cluster_head).get(page).text
    assert waits not in other
    assert comes not in other
    withdraw(world, three, entry=three.roster.get().pk)
    page = signed_in(seat_of(three, "Vì Thị Lan").user).get(page).text
    assert comes in page
    assert waits not in page
