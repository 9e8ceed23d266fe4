"""A person of another school comes on the list when the principal agrees, not before."""

from contextlib import suppress

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Notice
from accounts.verbs import Refused
from clusters.models import Post
from sessions import actions
from sessions.models import SEAT_MOVES, SeatRequest, SeatState
from sessions.rows import PersonRow
from tests import builders
from tests.sessions.helpers import BEFORE, DURING, actor, in_state, recorded
from tests.sessions.replies.helpers import guest_unit, invited, listed, name


def write(exchange, *people, by, now=BEFORE, **fields):
    rows = [
        PersonRow(name=person.full_name, user=person, **fields) for person in people
    ]
    return actions.save_roster(exchange=exchange, rows=rows, by=actor(by), now=now)


def ask(world, exchange, **fields) -> SeatRequest:
    """The cluster head, of the guest school, asks for a teacher of the host school."""
    [seat] = write(exchange, world.teacher, by=world.cluster_head, **fields)
    return seat


@pytest.fixture
def exchange(world):
    row = invited(world)
    row.lessons.all().delete()
    return row


def test_a_person_of_another_school_is_asked_for(world, exchange):
    seat = ask(world, exchange, title="Giáo viên", capacities=["speaker"])
    assert listed(exchange) == []
    assert (seat.state, seat.user, seat.school) == ("asked", world.teacher, world.host)
    assert seat.unit == exchange.units.get(school=world.host)
    told = Notice.objects.get(kind="request")
    assert (told.user, told.path) == (world.principal, "/de-nghi/")
    assert told.title == "Đề nghị cử Vàng Thị Mai dự: Áp suất chất lỏng"
    assert told.text == "Thứ Năm, ngày 26/11/2026, 13:30, PTDTBT THCS Nậm Xuân"


def test_asking_again_asks_once(world, exchange):
    ask(world, exchange)
    assert write(exchange, world.teacher, by=world.cluster_head) == []
    assert SeatRequest.objects.count() == 1


def test_an_agreed_person_comes_on_the_list_as_he_was_written(world, exchange):
    part = exchange.parts.get()
    seat = ask(world, exchange, title="Giáo viên", capacities=["speaker"], parts=[part])
    actions.agree_to_request(seat=seat, by=actor(world.principal), now=BEFORE)
    entry = exchange.roster.get()
    assert (entry.user, entry.title_as_printed, entry.capacities, entry.unit_id) == (
        world.teacher,
        "Giáo viên",
        ["speaker"],
        exchange.units.get(school=world.host).pk,
    )
    told = Notice.objects.filter(key__startswith="seat-").exclude(key__endswith="asked")
    assert {(one.user, one.kind) for one in told} == {
        (world.cluster_head, "request"),
        (world.teacher, "invited"),
    }


def test_agreeing_twice_is_agreeing_once(world, exchange):
    seat = ask(world, exchange)
    for _press in range(2):
        actions.agree_to_request(seat=seat, by=actor(world.principal), now=BEFORE)
    assert listed(exchange) == ["Vàng Thị Mai"]


def test_where_no_place_is_free_an_agreed_person_waits(world, exchange):
    exchange.seats = 1
    exchange.save()
    builders.make_roster_entry(exchange, "Khách")
    seat = ask(world, exchange)
    stored = actions.agree_to_request(seat=seat, by=actor(world.principal), now=BEFORE)
    assert stored.state == "waiting"
    assert listed(exchange) == ["Khách"]


def test_a_refusal_says_why_and_the_one_who_asked_hears_it(world, exchange):
    seat = ask(world, exchange)
    with pytest.raises(Refused) as refused:
        actions.refuse_request(
            seat=seat, reason="  ", by=actor(world.principal), now=BEFORE
        )
    assert refused.value.field == "reason"
    for _press in range(2):
        actions.refuse_request(
            seat=seat, reason="Bận coi thi", by=actor(world.principal), now=BEFORE
        )
    told = Notice.objects.get(key=f"seat-{seat.pk}-answered")
    assert (told.user, told.text) == (world.cluster_head, "Bận coi thi")
    assert listed(exchange) == []
    # He may be asked for once more.
    assert ask(world, exchange).pk != seat.pk


def test_who_asked_reads_the_refusal_among_the_answers_until_the_person_is_asked_for_again(
    world, exchange, signed_in
):
    for why in ("Bận coi thi", "Đang nghỉ thai sản"):
        seat = ask(world, exchange)
        actions.refuse_request(
            seat=seat, reason=why, by=actor(world.principal), now=BEFORE
        )
    client = signed_in(world.cluster_head)
    page = reverse("sessions:answers", args=[exchange.pk])
    shown = client.get(page).text
    assert ("Bận coi thi" in shown, "Đang nghỉ thai sản" in shown) == (False, True)
    ask(world, exchange)
    assert "Đang nghỉ thai sản" not in client.get(page).text


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_who_answers_a_request_taken_back_meanwhile_reads_that_it_was(
    world, exchange, signed_in, answer
):
    seat = ask(world, exchange)
    actions.take_back_request(
        exchange=exchange, seat=seat.pk, by=actor(world.cluster_head), now=BEFORE
    )
    sent = signed_in(world.principal).post(
        reverse("sessions:answer_request", args=[seat.pk]),
        {"answer": answer, "reason": "Bận coi thi"},
    )
    assert "Đề nghị này vừa được rút lại hoặc đã được trả lời." in sent.text


def test_the_address_of_an_answer_opened_without_the_button_says_so(
    world, exchange, signed_in
):
    page = signed_in(world.principal).get(
        reverse("sessions:answer_request", args=[ask(world, exchange).pk])
    )
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "Địa chỉ này chỉ mở được bằng nút bấm" in page.text


@pytest.fixture
def moved(world, exchange) -> SeatRequest:
    """Asked of the host school for a teacher who then goes to the far school."""
    seat = ask(world, exchange, title="Giáo viên")
    Post.objects.filter(user=world.teacher).update(school=world.far)
    return seat


def words(client) -> str:
    return client.get(reverse("sessions:requests")).text


def test_for_who_moved_the_old_principal_has_no_word_any_more(world, exchange, moved):
    by = actor(world.principal)
    stored = actions.agree_to_request(seat=moved, by=by, now=BEFORE)
    assert (stored.state, stored.school, stored.unit) == ("asked", world.far, None)
    assert listed(exchange) == []
    told = Notice.objects.filter(key=f"seat-{moved.pk}-asked")
    assert {one.user for one in told} == {world.principal, world.far_principal}


def test_nor_does_a_no_of_the_old_principal_end_it(world, moved):
    by = actor(world.principal)
    stored = actions.refuse_request(seat=moved, reason="Đã đi", by=by, now=BEFORE)
    assert (stored.state, stored.school) == ("asked", world.far)
    assert not Notice.objects.filter(key=f"seat-{moved.pk}-answered").exists()


def test_the_new_principal_sees_and_answers_without_the_old_one(
    world, moved, signed_in, exchange
):
    assert moved in SeatRequest.objects.visible_to(world.far_principal)
    stored = actions.agree_to_request(
        seat=moved, by=actor(world.far_principal), now=BEFORE
    )
    assert (stored.state, stored.school) == ("seated", world.far)
    entry = exchange.roster.get()
    assert (entry.user, entry.organisation_as_printed) == (
        world.teacher,
        str(world.far),
    )


def test_who_works_at_both_schools_is_still_asked_of_the_first(world, exchange):
    seat = ask(world, exchange)
    builders.make_post(world.teacher, world.far, Post.Kind.TEACHER, "Giáo viên")
    assert seat not in SeatRequest.objects.visible_to(world.far_principal)
    stored = actions.agree_to_request(seat=seat, by=actor(world.principal), now=BEFORE)
    assert (stored.state, stored.school) == ("seated", world.host)


def test_of_who_left_altogether_the_one_who_asked_hears(world, exchange, moved):
    Post.objects.filter(user=world.teacher).delete()
    stored = actions.agree_to_request(seat=moved, by=actor(world.principal), now=BEFORE)
    assert stored.state == "refused"
    told = Notice.objects.get(key=f"seat-{moved.pk}-answered")
    assert told.user == world.cluster_head
    assert told.text == (f"Vàng Thị Mai không còn công tác tại {world.host}.")


def test_the_page_says_where_the_request_went(world, moved, signed_in):
    client = signed_in(world.principal)
    with time_machine.travel(BEFORE):
        answer = client.post(
            reverse("sessions:answer_request", args=[moved.pk]),
            {"answer": "yes"},
            follow=True,
        )
        assert f"Vàng Thị Mai nay công tác tại {world.far}" in answer.text
        assert "Vàng Thị Mai" in words(signed_in(world.far_principal))


def test_what_was_taken_back_is_not_answered(world, exchange):
    seat = ask(world, exchange)
    for _press in range(2):
        actions.take_back_request(
            exchange=exchange, seat=seat.pk, by=actor(world.cluster_head), now=BEFORE
        )
    with pytest.raises(Refused):
        actions.agree_to_request(seat=seat, by=actor(world.principal), now=BEFORE)


def test_naming_the_person_oneself_is_the_yes(world, exchange):
    seat = ask(world, exchange)
    actions.name_people(
        unit=exchange.units.get(school=world.host),
        people=[world.teacher.pk],
        by=actor(world.principal),
        now=BEFORE,
    )
    seat.refresh_from_db()
    assert (seat.state, seat.decided_by) == ("seated", world.principal)
    assert listed(exchange) == ["Vàng Thị Mai"]


def test_a_principal_whose_school_is_no_unit_is_asked_as_well(world, exchange):
    [seat] = write(exchange, world.far_teacher, by=world.cluster_head)
    assert (seat.unit, seat.school) == (None, world.far)
    actions.agree_to_request(seat=seat, by=actor(world.far_principal), now=BEFORE)
    assert listed(exchange) == ["Mùa A Dơ"]


def test_whom_the_lead_had_put_there_meanwhile_stays_as_he_stands(world, exchange):
    seat = ask(world, exchange)
    entry = builders.make_roster_entry(exchange, world.teacher)
    stored = actions.agree_to_request(seat=seat, by=actor(world.principal), now=BEFORE)
    assert (stored.state, stored.entry) == ("seated", entry)


@pytest.mark.parametrize(
    "who",
    [
        "own_school",
        "chair",
        "delegate",
        "officer",
        "principal",
        "no_principal",
        "two_places",
        "teaches",
        "stands_there",
        "nobody_signed_in",
    ],
)
def test_nobody_is_asked_where_there_is_nothing_to_ask(world, exchange, who):
    person, by, fields = world.teacher, world.cluster_head, {}
    if who == "own_school":
        by = world.principal
    elif who == "chair":
        fields = {"capacities": ["chair"]}
    elif who == "delegate":
        fields = {"capacities": ["delegate"]}
    elif who == "officer":
        person = world.officer
    elif who == "principal":
        person = world.principal
    elif who == "no_principal":
        Post.objects.filter(user=world.principal).delete()
    elif who == "two_places":
        builders.make_post(person, world.far)
    elif who == "teaches":
        builders.make_lesson(exchange, teacher=person)
    elif who == "stands_there":
        entry = builders.make_roster_entry(exchange, person)
        row = PersonRow(pk=entry.pk, name="Cô Mai", user=person)
        assert (
            actions.save_roster(exchange=exchange, rows=[row], by=actor(by), now=BEFORE)
            == []
        )
        return
    elif who == "nobody_signed_in":
        by = None
    assert write(exchange, person, by=by, **fields) == []
    assert exchange.roster.get().user == person


def test_a_session_written_down_afterwards_asks_nobody(world):
    exchange = recorded(world)
    assert write(exchange, world.far_teacher, by=world.cluster_head) == []
    assert listed(exchange) == ["Mùa A Dơ"]


def test_a_draft_keeps_its_requests_to_itself_until_it_is_announced(world):
    exchange = in_state(world, "draft")
    exchange.lessons.all().delete()
    [seat] = write(exchange, world.far_teacher, by=world.subject_head)
    assert not Notice.objects.filter(kind="request").exists()
    assert not SeatRequest.objects.visible_to(world.far_principal).exists()
    with pytest.raises(Refused):
        actions.agree_to_request(seat=seat, by=actor(world.far_principal), now=BEFORE)
    actions.propose(exchange=exchange, by=actor(world.subject_head), now=BEFORE)
    assert Notice.objects.get(kind="request").user == world.far_principal
    assert SeatRequest.objects.visible_to(world.far_principal).get() == seat


# --- every move, from every state ---------------------------------------------------------------


def in_seat_state(world, state: str) -> SeatRequest:
    """A request for the teacher brought to a state by the verbs."""
    exchange = invited(world)
    exchange.lessons.all().delete()
    if state == SeatState.WAITING:
        exchange.seats = 1
        exchange.save()
        builders.make_roster_entry(exchange, "Khách")
    seat = ask(world, exchange)
    principal = actor(world.principal)
    if state in {SeatState.WAITING, SeatState.SEATED}:
        actions.agree_to_request(seat=seat, by=principal, now=BEFORE)
    if state == SeatState.REFUSED:
        actions.refuse_request(seat=seat, reason="Bận", by=principal, now=BEFORE)
    if state == SeatState.WITHDRAWN:
        actions.take_back_request(
            exchange=exchange, seat=seat.pk, by=principal, now=BEFORE
        )
    seat.refresh_from_db()
    assert seat.state == state
    return seat


def move(world, seat: SeatRequest, to: str) -> None:
    """Try to bring the request there by the verb that leads there."""
    by, exchange = actor(world.principal), seat.exchange
    unit = exchange.units.get(school=world.host)
    if to == SeatState.SEATED:
        if seat.state == SeatState.WAITING:
            given = {"seats": 9, "seats_each": None, "reply_by": None, "of_units": {}}
            actions.set_seats(exchange=exchange, by=by, now=BEFORE, **given)
        else:
            actions.agree_to_request(seat=seat, by=by, now=BEFORE)
    elif to == SeatState.WAITING:
        exchange.seats = 1
        exchange.save()
        if not exchange.roster.exists():
            builders.make_roster_entry(exchange, "Khách")
        actions.agree_to_request(seat=seat, by=by, now=BEFORE)
    elif to == SeatState.REFUSED:
        actions.refuse_request(seat=seat, reason="Bận", by=by, now=BEFORE)
    elif to == SeatState.WITHDRAWN:
        if seat.state == SeatState.ASKED:
            actions.take_back_request(
                exchange=exchange, seat=seat.pk, by=by, now=BEFORE
            )
        else:
            whom = {"entry": seat.entry_id} if seat.entry_id else {"seat": seat.pk}
            actions.withdraw(unit=unit, by=by, now=BEFORE, **whom)
    else:
        write(exchange, world.teacher, by=world.cluster_head)


@pytest.mark.parametrize("to", SeatState.values)
@pytest.mark.parametrize("start", SeatState.values)
def test_every_move_of_a_place(world, start, to):
    seat = in_seat_state(world, start)
    with suppress(Refused):
        move(world, seat, to)
    seat.refresh_from_db()
    allowed = to in SEAT_MOVES[SeatState(start)]
    assert seat.state == (to if allowed else start)
    assert SeatRequest(state=start).may_become(to) is allowed


def test_once_it_has_begun_nobody_is_sent_any_more(world, exchange):
    seat = ask(world, exchange)
    with pytest.raises(Refused, match="đã bắt đầu"):
        actions.agree_to_request(seat=seat, by=actor(world.principal), now=DURING)


def test_a_school_that_names_its_own_is_asked_for_nobody(world, exchange):
    name(world, guest_unit(world, exchange), world.cluster_head)
    assert not SeatRequest.objects.visible_to(world.guest_principal).to_answer()
