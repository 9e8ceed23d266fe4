"""Corrections: both values and the reason stay; people ask, the secretary decides."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from accounts.verbs import Refused
from sessions import actions
from sessions.desk import mark_words
from sessions.models import (
    CORRECTION_MOVES,
    Attendance,
    AttendanceChange,
    CorrectionRequest,
)
from sessions.models.attendance import CorrectionState as S
from sessions.rows import PersonRow
from sessions.views.marks import present_words
from tests.sessions.helpers import AFTER, BEFORE, DURING, actor, part_row, scheduled


@pytest.fixture
def exchange(world):
    return scheduled(
        world,
        people=[
            PersonRow(name="Vàng Thị Mai", user=world.teacher),
            PersonRow(
                name="Nguyễn Thu Hà", user=world.subject_head, capacities=["secretary"]
            ),
            PersonRow(name="các đồng chí tổ KHTN", is_group=True, group_count=4),
        ],
    )


def ask(exchange, by, *, here=True, words="Tôi đến lúc 14 giờ, quên bấm", now=AFTER):
    return actions.ask_correction(
        entry=exchange.roster.first(),
        part=exchange.parts.get(),
        here=here,
        words=words,
        by=actor(by),
        now=now,
    )


def decide(request, by, *, grant=True, answer=""):
    return actions.decide_correction(
        request=request, grant=grant, answer=answer, by=actor(by), now=AFTER
    )


def tick(exchange, by, *, now=AFTER, how="desk", **more):
    return actions.mark_at_desk(
        exchange=exchange,
        by=actor(by),
        now=now,
        how=how,
        **{"part": exchange.parts.first(), "here": [], "gone": [], **more},
    )


# --- when it was written ---------------------------------------------------------------------


@pytest.mark.parametrize("late", [False, True])
def test_an_hour_after_the_part_is_not_said_to_be_that_of_coming_in(
    world, signed_in, exchange, late
):
    part, mai = exchange.parts.first(), exchange.roster.first()
    at = AFTER if late else DURING
    tick(exchange, world.principal, here=[mai.pk], reason="Có ký", now=at)
    mark = mai.attendances.get()
    day = f"{timezone.localtime(at):%d/%m/%Y}"
    assert ("ghi bổ sung lúc" in present_words(mark, part)) == late
    assert (day in mark_words(mark, part)) == late
    page = signed_in(world.teacher).get(
        reverse("sessions:check_in", args=[exchange.pk])
    )
    assert ("ghi bổ sung lúc" in page.text) == late
    assert day in page.text


# --- reasons ----------------------------------------------------------------------------------


def test_after_the_part_a_change_at_the_desk_needs_a_reason(world, exchange):
    mai = exchange.roster.first()
    for more in ({"here": [mai.pk]}, {"here": [mai.pk], "reason": "  "}):
        with pytest.raises(Refused, match="Vàng Thị Mai"):
            tick(exchange, world.principal, **more)
    assert tick(exchange, world.principal, here=[mai.pk], reason="Có ký") == 1
    change = AttendanceChange.objects.get()
    assert (change.was_here, change.here, change.reason, change.by) == (
        False,
        True,
        "Có ký",
        world.principal,
    )


def test_of_a_part_without_a_day_a_reason_is_asked_once_it_took_place(world):
    exchange = scheduled(
        world, parts=[part_row(), part_row(None)], people=[PersonRow(name="Cô Mai")]
    )
    part, head = exchange.parts.last(), actor(world.cluster_head)
    actions.hold_part(part=part, by=head, now=DURING)
    mai = exchange.roster.get()
    with pytest.raises(Refused):
        tick(exchange, world.principal, here=[mai.pk], part=part)
    more = {"here": [mai.pk], "reason": "Có ký", "part": part}
    assert tick(exchange, world.principal, **more) == 1


def test_during_the_part_nobody_is_asked_why(world, exchange):
    mai = exchange.roster.first()
    tick(exchange, world.principal, here=[mai.pk], now=DURING)
    tick(exchange, world.principal, gone=[mai.pk], now=DURING)
    assert list(
        AttendanceChange.objects.order_by("pk").values_list("was_how", "here", "reason")
    ) == [("", True, ""), ("desk", False, "")]


def test_the_signed_sheet_is_its_own_reason_but_takes_nobody_off_without_one(
    world, exchange
):
    mai, ha, _group = exchange.roster.all()
    tick(exchange, world.principal, here=[mai.pk, ha.pk], how="paper")
    assert set(Attendance.objects.values_list("how", flat=True)) == {"paper"}
    with pytest.raises(Refused):
        tick(exchange, world.principal, gone=[ha.pk], how="paper")
    tick(exchange, world.principal, gone=[ha.pk], how="paper", reason="Không ký")
    assert Attendance.objects.get().entry == mai


def test_how_many_of_a_group_came_is_kept_with_what_stood_before(world, exchange):
    group = exchange.roster.get(kind="group")
    tick(exchange, world.principal, here=[group.pk], now=DURING)
    tick(exchange, world.principal, here=[group.pk], numbers={group.pk: 3}, now=DURING)
    assert Attendance.objects.get().number == 3
    change = AttendanceChange.objects.latest("pk")
    assert (change.was_number, change.number) == (4, 3)


# --- asking -----------------------------------------------------------------------------------


def told_of_requests() -> list[int]:
    requests = Notice.objects.filter(kind="request").order_by("pk")
    return list(requests.values_list("user", flat=True))


def test_who_asks_is_heard_by_the_secretary_and_told_the_decision(world, exchange):
    request = ask(exchange, world.teacher)
    assert told_of_requests() == [world.subject_head.pk]
    decide(request, world.subject_head, answer="Đã xem tờ ký")
    mark, change = Attendance.objects.get(), AttendanceChange.objects.get()
    assert (mark.how, mark.by) == ("desk", world.subject_head)
    assert "quên bấm" in change.reason
    told = Notice.objects.get(user=world.teacher, kind="request")
    assert "Đã xem tờ ký" in told.text


def test_without_a_secretary_the_lead_is_told(world):
    exchange = scheduled(
        world, people=[PersonRow(name="Vàng Thị Mai", user=world.teacher)]
    )
    ask(exchange, world.teacher)
    assert told_of_requests() == [world.cluster_head.pk]


def test_instead_of_a_secretary_who_is_locked_the_lead_is_told(world, exchange):
    world.subject_head.is_active = False
    world.subject_head.save(update_fields=["is_active"])
    ask(exchange, world.teacher)
    assert told_of_requests() == [world.cluster_head.pk]


def test_asking_again_brings_the_words_up_to_date_and_tells_nobody_twice(
    world, exchange
):
    first = ask(exchange, world.teacher)
    second = ask(exchange, world.teacher, words="Có thầy Sơn làm chứng")
    assert first == second
    assert CorrectionRequest.objects.get().words == "Có thầy Sơn làm chứng"
    assert len(told_of_requests()) == 1


def test_declining_needs_words_and_leaves_the_list(world, exchange):
    request = ask(exchange, world.teacher)
    with pytest.raises(Refused):
        decide(request, world.subject_head, grant=False)
    decide(request, world.subject_head, grant=False, answer="Không có chữ ký")
    assert not Attendance.objects.exists()
    assert CorrectionRequest.objects.get().answer == "Không có chữ ký"


def test_to_be_taken_off_is_asked_for_too(world, exchange):
    mai, part = exchange.roster.first(), exchange.parts.get()
    actions.check_in(entry=mai, part=part, by=actor(world.teacher), now=DURING)
    request = ask(exchange, world.teacher, here=False, words="Tôi bấm nhầm")
    decide(request, world.subject_head)
    assert not Attendance.objects.exists()
    change = AttendanceChange.objects.latest("pk")
    assert (change.was_how, change.was_at, change.here) == ("button", DURING, False)


@pytest.mark.parametrize(
    "more", [{"here": False}, {"words": "  "}, {"now": BEFORE}], ids=str
)
def test_what_makes_no_sense_is_not_asked(world, exchange, more):
    with pytest.raises(Refused):
        ask(exchange, world.teacher, **more)
    assert not CorrectionRequest.objects.exists()


def test_nothing_is_asked_or_decided_once_the_file_is_closed(world, exchange):
    request = ask(exchange, world.teacher)
    head = actor(world.cluster_head)
    actions.hold_part(part=exchange.parts.get(), by=head, now=DURING)
    exchange = actions.close(exchange=exchange, by=head, now=AFTER)
    with pytest.raises(Refused):
        ask(exchange, world.teacher)
    with pytest.raises(Refused):
        decide(request, world.subject_head)


# --- the life of a request --------------------------------------------------------------------

VERBS = {
    S.GRANTED: lambda request, by: decide(request, by),
    S.DECLINED: lambda request, by: decide(request, by, grant=False, answer="Không"),
    S.TAKEN_BACK: lambda request, by: actions.take_back_correction(
        request=request, by=actor(by), now=AFTER
    ),
}


@pytest.mark.parametrize("to", VERBS)
@pytest.mark.parametrize("start", S)
def test_a_request_moves_as_the_table_says(world, exchange, start, to):
    request = ask(exchange, world.teacher)
    if start != S.ASKED:
        VERBS[start](request, world.subject_head)
    if to in CORRECTION_MOVES[start] or to == start:
        VERBS[to](request, world.subject_head)
        assert CorrectionRequest.objects.get().state == to
    else:
        with pytest.raises(Refused):
            VERBS[to](request, world.subject_head)
        assert CorrectionRequest.objects.get().state == start


# Who may make each move, from the state in which it is possible.
MAY = {
    S.GRANTED: {"principal", "cluster_head", "subject_head"},
    S.DECLINED: {"principal", "cluster_head", "subject_head"},
    S.TAKEN_BACK: {"teacher"},
}
PEOPLE = [
    "teacher", "subject_head", "principal", "guest_principal", "cluster_head", "officer",
    "far_teacher", "far_principal", "other_officer", "admin",
]  # fmt: skip


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("to", MAY)
def test_each_move_belongs_to_somebody(world, signed_in, exchange, who, to):
    request = ask(exchange, world.teacher)
    client = signed_in(getattr(world, who))
    part = exchange.parts.get()
    if to == S.TAKEN_BACK:
        url = reverse("sessions:ask_correction", args=[exchange.pk, part.pk])
        sent = {"take_back": "1"}
    else:
        url = reverse("sessions:decide_correction", args=[exchange.pk, request.pk])
        sent = {"grant": "1"} if to == S.GRANTED else {"answer": "Không có chữ ký"}
    client.post(url, sent)
    expected = to if who in MAY[to] else S.ASKED
    assert CorrectionRequest.objects.get().state == expected


# --- the pages --------------------------------------------------------------------------------


@pytest.fixture
def yesterday(world):
    return scheduled(
        world,
        parts=[part_row(timezone.localdate() - timedelta(days=1), starts_at=None)],
        people=[
            PersonRow(name="Vàng Thị Mai", user=world.teacher),
            PersonRow(name="Lò Văn Ính"),
        ],
    )


def test_a_person_sees_the_own_record_and_asks(world, signed_in, yesterday):
    client, part = signed_in(world.teacher), yesterday.parts.get()
    page = reverse("sessions:check_in", args=[yesterday.pk])
    url = reverse("sessions:ask_correction", args=[yesterday.pk, part.pk])
    assert url in client.get(page).text
    client.post(url, {"here": "1", "words": "Tôi có dự <b>cả buổi</b>"})
    shown = client.get(page).text
    assert "Tôi có dự &lt;b&gt;cả buổi&lt;/b&gt;" in shown
    assert 'name="take_back"' in shown
    desk = signed_in(world.principal).get(reverse("sessions:desk", args=[yesterday.pk]))
    assert "Tôi có dự &lt;b&gt;cả buổi&lt;/b&gt;" in desk.text


def test_the_history_tells_both_values_who_and_why(world, signed_in, yesterday):
    client, part = signed_in(world.principal), yesterday.parts.get()
    inh = yesterday.roster.last()
    url = reverse("sessions:desk", args=[yesterday.pk, part.pk])
    refused = client.post(url, {"here": [inh.pk]})
    assert refused.status_code == 200
    assert 'name="reason"' in refused.text
    client.post(url, {"here": [inh.pk], "reason": "Có chữ ký dòng 2"})
    page = client.get(
        reverse("sessions:presence_history", args=[yesterday.pk, part.pk])
    ).text
    for words in ("Lò Văn Ính", "Có chữ ký dòng 2", world.principal.full_name):
        assert words in page


@pytest.mark.parametrize(("ticks", "who"), [("present", 0), ("absent", 1)])
def test_the_sheet_is_ticked_by_who_signed_or_by_who_did_not(
    world, signed_in, yesterday, ticks, who
):
    mai, _inh = yesterday.roster.all()
    url = reverse("sessions:paper_list", args=[yesterday.pk, yesterday.parts.get().pk])
    client = signed_in(world.principal)
    assert client.get(url).text.count('name="ticked"') == 2
    client.post(url, {"ticks": ticks, "ticked": [mai.pk]})
    entries = list(yesterday.roster.all())
    assert list(Attendance.objects.values_list("entry", "how")) == [
        (entries[who].pk, "paper")
    ]


def test_the_file_for_excel_shows_what_was_typed_and_carries_nothing_out(
    world, signed_in
):
    exchange = scheduled(
        world,
        parts=[part_row(timezone.localdate(), starts_at=None)],
        people=[
            PersonRow(name="=HYPERLINK(1)", title="+84", unit=None),
            PersonRow(name="Lò Văn Ính", organisation="@Trường; xã"),
        ],
    )
    answer = signed_in(world.principal).get(
        reverse("sessions:presence_file", args=[exchange.pk, exchange.parts.get().pk])
    )
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert "'=HYPERLINK(1)" in lines[1]
    assert "'+84" in lines[1]
    assert "'@Trường; xã" in lines[2]
