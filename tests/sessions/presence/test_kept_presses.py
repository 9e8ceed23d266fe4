"""Presses that a device kept: sent late, sent twice, sent by somebody else, sent with a wrong clock."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.verbs import Refused
from sessions import actions
from sessions.models import Attendance, AttendanceChange, RosterEntry
from sessions.rows import PersonRow
from tests.sessions.helpers import AFTER, DURING, actor, part_row, scheduled


def test_the_script_sends_to_the_address_that_is_there():
    assert reverse("sessions:marks") == "/diem-danh/gui/"


def test_a_press_on_the_own_phone_is_saved_and_the_answer_is_read_from_the_row(
    world, device, today, part
):
    phone = device(world.teacher)
    phone.press(part, today.roster.first())
    [said] = phone.said()
    assert (said["state"], said["here"]) == ("saved", True)
    mark = Attendance.objects.get()
    assert (mark.how, mark.by) == ("button", world.teacher)
    at = timezone.localtime(mark.at)
    assert f"{at.hour} giờ" in said["words"]
    assert f"{at:%d/%m/%Y}" in said["words"]


def test_the_answer_got_lost_and_the_same_press_comes_again(world, device, today, part):
    phone = device(world.teacher)
    phone.press(part, today.roster.first())
    first = phone.said()
    assert phone.said() == first
    assert Attendance.objects.count() == 1
    assert AttendanceChange.objects.count() == 1


def test_a_press_sent_again_does_not_undo_what_the_desk_wrote_since(
    world, device, today, part
):
    phone, mai = device(world.teacher), today.roster.first()
    phone.press(part, mai)
    phone.said()
    actions.mark_at_desk(
        exchange=today,
        part=part,
        here=[],
        gone=[mai.pk],
        by=actor(world.principal),
        now=timezone.now(),
    )
    [said] = phone.said()
    assert said["state"] == "refused"
    assert not Attendance.objects.exists()


def test_an_older_press_that_arrives_after_a_newer_one_changes_nothing(
    world, device, today, part
):
    phone, mai = device(world.teacher), today.roster.first()
    pressed = timezone.now() - timedelta(minutes=20)
    # Marked at the desk five minutes ago, and taken off again: by mistake, or because she left.
    for here in (True, False):
        actions.mark_at_desk(
            exchange=today,
            part=part,
            here=[mai.pk] if here else [],
            gone=[] if here else [mai.pk],
            by=actor(world.principal),
            now=timezone.now() - timedelta(minutes=5),
        )
    phone.press(part, mai, at=pressed)
    [said] = phone.said()
    assert said["state"] == "refused"
    assert not Attendance.objects.exists()
    change = AttendanceChange.objects.latest("pk")
    assert (change.overtaken, change.here) == (True, False)


def test_nobody_known_is_told_to_sign_in_and_loses_nothing(
    world, device, today, part, signed_in
):
    phone = device()
    phone.press(part, today.roster.first())
    assert phone.send().status_code == 401
    assert not AttendanceChange.objects.exists()
    phone.client.force_login(world.teacher)
    assert phone.said()[0]["state"] == "saved"


def test_a_press_of_somebody_else_stays_for_that_person(world, device, today, part):
    shared = device(world.principal)
    shared.press(part, today.roster.first())
    assert shared.said()[0]["state"] == "other"
    assert not Attendance.objects.exists()


def test_one_press_that_is_refused_holds_up_no_other(world, device, today, part):
    gone = RosterEntry.objects.get(name_as_printed="Lò Văn Ính")
    desk = device(world.principal)
    desk.press(part, gone, desk=True)
    desk.press(part, today.roster.first(), desk=True)
    desk.press(part, today.roster.last(), desk=True, number=6)
    actions.save_roster(
        exchange=today,
        rows=[],
        removed=[gone.pk],
        by=actor(world.cluster_head),
        now=AFTER,
    )
    assert [one["state"] for one in desk.said()] == ["refused", "saved", "saved"]
    marks = Attendance.objects.order_by("entry__order")
    assert list(marks.values_list("how", "number")) == [("desk", None), ("desk", 6)]


def test_the_time_is_when_it_was_pressed_whatever_the_clock_says(
    world, device, today, part
):
    phone = device(world.teacher)
    # The clock of the phone is three years slow; it was pressed ten minutes before it was sent.
    its_now = timezone.now() - timedelta(days=3 * 365)
    phone.press(part, today.roster.first(), at=its_now - timedelta(minutes=10))
    before = timezone.now()
    phone.said(now=its_now)
    mark, change = Attendance.objects.get(), AttendanceChange.objects.get()
    assert abs(mark.at - (before - timedelta(minutes=10))) < timedelta(seconds=5)
    assert change.at == mark.at
    assert change.received_at >= before
    assert abs(change.device_at - (its_now - timedelta(minutes=10))) < timedelta(
        seconds=1
    )


def test_of_a_right_clock_nothing_more_is_kept(world, device, today, part):
    phone = device(world.teacher)
    phone.press(part, today.roster.first(), at=timezone.now() - timedelta(seconds=30))
    phone.said()
    assert AttendanceChange.objects.get().device_at is None


@pytest.mark.parametrize("away", [timedelta(hours=-2), timedelta(days=40)])
def test_a_press_from_the_future_or_from_long_ago_counts_as_now(
    world, device, today, part, away
):
    phone = device(world.teacher)
    phone.press(part, today.roster.first(), at=timezone.now() - away)
    phone.said()
    change = AttendanceChange.objects.get()
    assert change.at == change.received_at
    assert change.device_at is not None


def press_of(pressed, received, key="k" * 32):
    return actions.Press(at=pressed, received_at=received, key=key)


@pytest.fixture
def in_november(world):
    return scheduled(world, people=[PersonRow(name="Cô Mai", user=world.teacher)])


def test_what_arrives_after_the_closing_is_taken_and_said_to_be_late(
    world, in_november
):
    entry, part = in_november.roster.get(), in_november.parts.get()
    actions.check_in(
        entry=entry,
        part=part,
        by=actor(world.teacher),
        now=AFTER,
        press=press_of(DURING, AFTER),
    )
    assert Attendance.objects.get().at == DURING
    change = AttendanceChange.objects.get()
    assert (change.late, change.received_at) == (True, AFTER)


def test_what_arrives_weeks_later_is_refused_and_says_whom_to_ask(world, in_november):
    much_later = datetime(2026, 12, 12, 2, tzinfo=UTC)
    with pytest.raises(Refused, match="Cụm 1"):
        actions.check_in(
            entry=in_november.roster.get(),
            part=in_november.parts.get(),
            by=actor(world.teacher),
            now=much_later,
            press=press_of(DURING, much_later),
        )
    assert not Attendance.objects.exists()


def test_a_press_before_the_opening_is_early_and_not_kept(world, device):
    exchange = scheduled(
        world,
        parts=[part_row(timezone.localdate() + timedelta(days=3))],
        people=[PersonRow(name="Cô Mai", user=world.teacher)],
    )
    phone = device(world.teacher)
    phone.press(exchange.parts.get(), exchange.roster.get())
    [said] = phone.said()
    assert said["state"] == "early"
    assert not AttendanceChange.objects.exists()


# --- the desk ---------------------------------------------------------------------------------


def test_the_desk_ticks_unticks_and_counts_groups(world, device, today, part):
    desk = device(world.principal)
    mai, _inh, group = today.roster.all()
    start = timezone.now() - timedelta(seconds=10)
    desk.press(part, mai, desk=True, at=start)
    desk.press(part, group, desk=True, number=9, at=start + timedelta(seconds=1))
    desk.press(part, group, desk=True, number=7, at=start + timedelta(seconds=2))
    desk.press(part, mai, desk=True, here=False, at=start + timedelta(seconds=3))
    said = desk.said()
    assert [one["here"] for one in said] == [True, True, True, False]
    assert [one["number"] for one in said] == [None, 9, 7, None]
    assert world.principal.full_name in said[1]["words"]
    assert list(Attendance.objects.values_list("entry", "number")) == [(group.pk, 7)]
    assert list(
        AttendanceChange.objects.order_by("pk").values_list(
            "was_here", "was_number", "here", "number"
        )
    ) == [
        (False, None, True, None),
        (False, None, True, 9),
        (True, 9, True, 7),
        (True, None, False, None),
    ]


def test_whoever_keeps_no_list_cannot_send_presses_of_the_desk(
    world, device, today, part
):
    for who in (world.teacher, world.far_principal, world.officer):
        desk = device(who)
        desk.press(part, today.roster.first(), desk=True)
        assert desk.said()[0]["state"] == "other"
    assert not Attendance.objects.exists()


def test_a_known_phone_keeps_no_list(world, device, today, part):
    desk = device(world.principal)
    desk.press(part, today.roster.first(), desk=True)
    entry = RosterEntry.objects.create(
        exchange=today,
        order=9,
        kind="person",
        user=world.principal,
        name_as_printed="Lường Văn Sơn",
    )
    link = actions.issue_link(
        exchange=today,
        purpose="check_in",
        entry=entry,
        by=actor(world.cluster_head),
        now=timezone.now(),
    )
    desk.kept[0]["link"] = link.code
    assert device().said(marks=desk.kept)[0]["state"] == "other"


def test_a_guest_stands_on_the_list_once_and_is_here(world, device, today, part):
    desk = device(world.principal)
    unit = today.units.last()
    desk.press(
        part,
        desk=True,
        guest={"name": " Cà Văn  Phúc ", "title": "GV", "unit": unit.pk},
    )
    for _ in range(2):
        [said] = desk.said()
        assert (said["state"], said["here"]) == ("saved", True)
    guest = today.roster.last()
    assert (guest.name_as_printed, guest.title_as_printed, guest.unit, guest.kind) == (
        "Cà Văn Phúc",
        "GV",
        unit,
        "name",
    )
    assert today.roster.count() == 4
    assert Attendance.objects.get().entry == guest


def test_a_guest_of_one_of_several_parts_belongs_to_that_part(world, device):
    exchange = scheduled(
        world, parts=[part_row(timezone.localdate(), starts_at=None)] * 2
    )
    first, _second = exchange.parts.all()
    desk = device(world.principal)
    desk.press(first, desk=True, guest={"name": "Cà Văn Phúc"})
    desk.said()
    assert list(exchange.roster.get().parts.all()) == [first]


def test_presses_by_a_link_go_whoever_is_signed_in(world, device, today, part):
    entry = today.roster.get(name_as_printed="Lò Văn Ính")
    link = actions.issue_link(
        exchange=today,
        purpose="check_in",
        entry=entry,
        by=actor(world.cluster_head),
        now=timezone.now(),
    )
    phone = device()
    phone.press(part, entry, link=link.code)
    assert phone.said()[0]["state"] == "saved"
    # A link speaks for its one person only.
    phone.press(part, today.roster.first(), link=link.code)
    assert [one["state"] for one in phone.said()] == ["saved", "other"]
    # Another press beside it waits for its own person.
    phone.press(part, today.roster.first())
    assert phone.said()[2]["state"] == "wait"


# --- what is no press of ours -----------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"key": ""},
        {"key": "short"},
        {"key": "x" * 20 + "<>"},
        {"key": 5},
        {"part": "x"},
        {"part": -1},
        {"part": 2**40},
        {"part": True},
        {"entry": [1]},
        {"at": "now"},
        {"at": 10**30},
        {"number": -4},
        {"reason": {"a": 1}},
        {"guest": {"name": ""}},
        {"guest": "Cà Văn Phúc"},
        {"link": 7},
    ],
)
def test_what_our_script_does_not_send_is_not_read(world, device, today, part, change):
    phone = device(world.teacher)
    phone.press(part, today.roster.first()).update(change)
    assert phone.send().status_code == 400
    assert not AttendanceChange.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"now":1,"marks":[]}', b"\xff\xfe", b"[" * 5000]
)
def test_a_body_that_is_none_is_not_read(world, device, body):
    client = device(world.teacher).client
    answer = client.post("/diem-danh/gui/", body, content_type="application/json")
    assert answer.status_code == 400


def test_too_many_at_once_are_not_read(world, device, today, part):
    phone = device(world.teacher)
    for _ in range(61):
        phone.press(part, today.roster.first())
    assert phone.send().status_code == 400


def test_a_part_or_a_name_that_is_gone_is_refused_by_itself(world, device, today, part):
    phone = device(world.teacher)
    phone.press(part, today.roster.first())["part"] = 999_999
    phone.press(part)
    phone.press(part, today.roster.first())
    assert [one["state"] for one in phone.said()] == ["refused", "refused", "saved"]


def test_links_are_not_guessed_by_the_dozen(world, device, today, part, settings):
    """A body holds sixty presses: each with a wrong link counts as a wrong code at the door does."""
    settings.CODE_TRIES_PER_ADDRESS = 3
    entry = today.roster.get(name_as_printed="Lò Văn Ính")
    link = actions.issue_link(
        exchange=today,
        purpose="check_in",
        entry=entry,
        by=actor(world.cluster_head),
        now=timezone.now(),
    )
    phone = device()
    phone.press(part, entry, link=link.code)
    guesses = ["7K4MQ2XAN2", "7K4MQ2XAN3", "7K4MQ2XAN4", link.code]
    guessing = device()
    for code in guesses:
        guessing.press(part, entry, link=code)
    said = [one["state"] for one in guessing.said()]
    assert said == ["refused", "refused", "refused", "wait"]
    assert not Attendance.objects.exists()
    # Kept by the device and sent again: nothing is lost for who has a right one.
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert [one["state"] for one in phone.said()] == ["saved"]


def test_half_an_emoji_holds_up_no_press(world, device, today, part):
    """JSON can say half of a sign that needs two; no database keeps it."""
    desk = device(world.cluster_head)
    guest = {"name": "Lò Văn Khách \ud83d", "title": "\ude00 giáo viên"}
    desk.press(part, desk=True, guest=guest)
    desk.press(part, today.roster.first(), desk=True, reason="nhầm \ud800")
    assert [one["state"] for one in desk.said()] == ["saved", "saved"]
    entry = today.roster.last()
    assert (entry.name_as_printed, entry.title_as_printed) == (
        "Lò Văn Khách",
        "giáo viên",
    )


# --- the history ------------------------------------------------------------------------------


def test_the_history_is_never_changed(world, device, today, part):
    phone = device(world.teacher)
    phone.press(part, today.roster.first())
    phone.said()
    change = AttendanceChange.objects.get()
    change.reason = "khác"
    with pytest.raises(TypeError):
        change.save()
    with pytest.raises(TypeError):
        change.delete()
    with pytest.raises(TypeError):
        AttendanceChange.objects.update(reason="khác")
    with pytest.raises(TypeError):
        AttendanceChange.objects.all().delete()


def test_the_database_knows_each_key_once(world, device, today, part):
    phone = device(world.teacher)
    phone.press(part, today.roster.first())
    phone.said()
    change = AttendanceChange.objects.get()
    change.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        change.save(force_insert=True)


def test_a_session_is_deleted_with_its_history(world, device, today, part):
    phone = device(world.teacher)
    phone.press(part, today.roster.first())
    phone.said()
    today.delete()
    assert not AttendanceChange.objects.exists()
