"""Calendars: read by another library than wrote them; who sees what; what changes; what it costs."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry, User
from clusters.models import Post
from clusters.partial_dates import PartialDate
from sessions import actions
from sessions.models import CalendarAddress, ExchangeSession, Part
from sessions.models.calendar_address import token_hash
from tests import builders, figures
from tests.sessions.helpers import actor, part_row, plan

pytestmark = pytest.mark.django_db
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = date(2026, 11, 26)
NOW = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOW, tick=False):
        yield


def address_of(owner: User, **subject) -> CalendarAddress:
    return actions.make_calendar_address(
        owner=owner, by=actor(owner), now=NOW, **subject
    )


def url_of(address: CalendarAddress) -> str:
    return reverse("sessions:feed", args=[address.token])


def fetch(address: CalendarAddress, **headers):
    return Client().get(url_of(address), headers=headers)


def parsed(answer):
    """The calendar as vobject reads it, which knows nothing of the library that wrote it."""
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return vobject.readOne(answer.content.decode())


def events(answer) -> list:
    found = list(getattr(parsed(answer), "vevent_list", []))
    figures.record("ics_events_parsed", len(found))
    return found


def titles(answer) -> list[str]:
    return [event.summary.value for event in events(answer)]


def lines(answer) -> list[str]:
    """The lines as they were written, folded ones joined."""
    return answer.content.decode().replace("\r\n ", "").split("\r\n")


def scheduled(world, *, by=None, **fields) -> ExchangeSession:
    return actions.schedule(
        by=actor(by or world.cluster_head),
        data=plan(world, **fields),
        now=NOW,
        announce=True,
    )


# --- how an entry stands in it ------------------------------------------------------------


def test_an_hour_stands_in_the_zone_of_vietnam(world):
    row = part_row(
        site=world.host,
        starts_at=time(13, 30),
        ends_at=time(16, 0),
        place_as_printed="Phòng hội đồng",
    )
    exchange = scheduled(world, parts=[row])
    answer = fetch(address_of(world.teacher))
    [event] = events(answer)
    part = exchange.parts.get()
    assert event.dtstart.value.astimezone(UTC) == datetime(
        2026, 11, 26, 6, 30, tzinfo=UTC
    )
    assert event.dtend.value.astimezone(UTC) == datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    assert event.summary.value == "Áp suất chất lỏng"
    assert event.location.value == "Phòng hội đồng, PTDTBT THCS Nậm Xuân"
    assert event.uid.value == f"b{part.pk}-{exchange.code.lower()}@chungtay"
    assert event.status.value == "CONFIRMED"
    assert event.url.value == f"http://testserver/D/{exchange.code}"
    assert event.description.value.splitlines() == [
        "Nghiên cứu bài học",
        "Cụm 1",
        f"http://testserver/D/{exchange.code}",
    ]
    written = lines(answer)
    assert "DTSTART;TZID=Asia/Ho_Chi_Minh:20261126T133000" in written
    assert "DTEND;TZID=Asia/Ho_Chi_Minh:20261126T160000" in written
    zone = parsed(answer).vtimezone
    assert zone.tzid.value == "Asia/Ho_Chi_Minh"
    assert "TZOFFSETTO:+0700" in written
    assert all(len(line.encode()) <= 75 for line in answer.content.decode().split("\n"))


def test_an_end_that_nobody_knows_is_not_made_up(world):
    scheduled(world)
    [event] = events(fetch(address_of(world.teacher)))
    assert "dtend" not in event.contents
    assert "duration" not in event.contents


@pytest.mark.parametrize(
    ("half", "title"),
    [
        ("", "Áp suất chất lỏng"),
        ("afternoon", "Áp suất chất lỏng (buổi chiều)"),
        ("all_day", "Áp suất chất lỏng (cả ngày)"),
    ],
)
def test_a_day_without_an_hour_is_a_whole_day(world, half, title):
    scheduled(world, parts=[part_row(starts_at=None, half_day=half)])
    answer = fetch(address_of(world.teacher))
    [event] = events(answer)
    assert event.summary.value == title
    assert event.dtstart.value == DAY
    assert event.dtend.value == DAY + timedelta(days=1)
    assert "DTSTART;VALUE=DATE:20261126" in lines(answer)
    # It does not fill the day of those who look for a free hour.
    assert event.transp.value == "TRANSPARENT"


@pytest.mark.parametrize("known", [PartialDate(2026, 12), PartialDate(None, 11, 26)])
def test_a_part_whose_day_is_not_known_is_left_out(world, known):
    exchange = scheduled(
        world, parts=[part_row(title="Dạy"), part_row(title="Rút kinh nghiệm")]
    )
    exchange.parts.filter(order=2).update(on=known, on_sort=known.first_day)
    assert titles(fetch(address_of(world.teacher))) == ["Áp suất chất lỏng · Dạy"]


def test_each_part_is_an_entry_with_its_name_or_number(world):
    scheduled(
        world,
        parts=[
            part_row(title="Thống nhất kế hoạch"),
            part_row(DAY + timedelta(days=7)),
        ],
    )
    found = events(fetch(address_of(world.teacher)))
    assert [event.summary.value for event in found] == [
        "Áp suất chất lỏng · Thống nhất kế hoạch",
        "Áp suất chất lỏng · buổi 2",
    ]
    assert len({event.uid.value for event in found}) == 2


def test_a_session_without_dated_parts_stands_on_its_own_day(world):
    exchange = scheduled(world)
    Part.objects.update(on=None, on_sort=None)
    ExchangeSession.objects.update(
        on=PartialDate.of(DAY), on_sort=DAY, half_day="morning"
    )
    [event] = events(fetch(address_of(world.teacher)))
    assert event.dtstart.value == DAY
    assert event.summary.value == "Áp suất chất lỏng (buổi sáng)"
    assert event.uid.value == f"s{exchange.pk}-{exchange.code.lower()}@chungtay"


def test_online_stands_for_the_place(world):
    exchange = scheduled(world)
    exchange.parts.update(mode="online", place_as_printed="https://meet.example/bi-mat")
    [event] = events(fetch(address_of(world.teacher)))
    assert event.location.value == "Trực tuyến"


@pytest.mark.parametrize(
    "title",
    [
        "Dấu phẩy, chấm; phẩy \\ ngược: “ngoặc”",
        "Dòng một\r\nSUMMARY:giả\r\nEND:VEVENT",
        "Ô tích\x0b\x00 dọc",
        "ệ ữ ặ ỡ " * 25,
        "🎓 Bài dạy",
    ],
)
def test_whatever_is_typed_stays_text(world, title):
    exchange = scheduled(world)
    title = title.replace("\x00", "")[:250]
    ExchangeSession.objects.filter(pk=exchange.pk).update(title=title)
    answer = fetch(address_of(world.teacher))
    [event] = events(answer)
    shown = title.replace("\r\n", "\n").replace("\x0b", " ")
    assert event.summary.value == shown
    assert sum(line.startswith("END:VEVENT") for line in lines(answer)) == 1


def test_nothing_private_stands_in_it(world):
    """Names of people, reasons and what was typed beside the day stay on the page."""
    exchange = scheduled(world)
    builders.make_roster_entry(exchange, "Hạng A Chư")
    ExchangeSession.objects.update(purpose="Chuyện riêng của cô Mai")
    actions.cancel(
        exchange=exchange,
        by=actor(world.cluster_head),
        now=NOW,
        reason="Cô Mai nằm viện",
    )
    text = fetch(address_of(world.teacher)).content.decode()
    for secret in ("Mai", "Hạng A Chư", "viện", "riêng"):
        assert secret not in text


def test_each_reads_it_in_their_own_language(world):
    scheduled(world, parts=[part_row(title="A"), part_row()])
    User.objects.filter(pk=world.teacher.pk).update(language="en")
    address = address_of(world.teacher)
    assert "Áp suất chất lỏng · part 2" in titles(fetch(address))


# --- what changes ---------------------------------------------------------------------------


def test_the_same_entry_rises_with_each_change_and_keeps_its_name(world):
    exchange = scheduled(world)
    address = address_of(world.teacher)
    [before] = events(fetch(address))
    part = exchange.parts.get()
    Part.objects.filter(pk=part.pk).update(sequence=part.sequence + 1)
    [after] = events(fetch(address))
    assert after.uid.value == before.uid.value
    assert int(after.sequence.value) == int(before.sequence.value) + 1


def test_what_is_called_off_stays_as_cancelled_with_a_higher_number(world):
    exchange = scheduled(world)
    address = address_of(world.teacher)
    [before] = events(fetch(address))
    actions.cancel(
        exchange=exchange, by=actor(world.cluster_head), now=NOW, reason="Bão số 5"
    )
    answer = fetch(address)
    [after] = events(answer)
    assert after.uid.value == before.uid.value
    assert after.status.value == "CANCELLED"
    assert after.summary.value == "Đã hủy: Áp suất chất lỏng"
    assert int(after.sequence.value) > int(before.sequence.value)
    assert after.dtstart.value == before.dtstart.value
    assert "METHOD:PUBLISH" in lines(answer)


def test_a_part_that_is_put_off_says_so(world):
    exchange = scheduled(world, parts=[part_row(title="A"), part_row(title="B")])
    exchange.parts.filter(order=2).update(state="postponed", state_reason="Mưa lũ")
    found = {
        one.summary.value: one.status.value
        for one in events(fetch(address_of(world.teacher)))
    }
    assert found == {
        "Áp suất chất lỏng · A": "CONFIRMED",
        "Tạm hoãn: Áp suất chất lỏng · B": "CANCELLED",
    }


def test_what_waits_for_approval_is_tentative_and_a_draft_is_nowhere(world):
    exchange = actions.schedule(by=actor(world.subject_head), data=plan(world), now=NOW)
    head = address_of(world.subject_head)
    assert titles(fetch(head)) == []
    actions.propose(exchange=exchange, by=actor(world.subject_head), now=NOW)
    [event] = events(fetch(head))
    assert event.status.value == "TENTATIVE"
    assert event.summary.value == "Chờ duyệt: Áp suất chất lỏng"


def test_what_was_written_down_afterwards_was_never_planned(world):
    scheduled(world)
    ExchangeSession.objects.update(recorded=True, state="held")
    assert titles(fetch(address_of(world.teacher))) == []


def test_what_is_longer_ago_than_a_year_is_left_out(world):
    scheduled(world)
    address = address_of(world.teacher)
    with time_machine.travel(datetime(2027, 11, 26, 3, 0, tzinfo=UTC), tick=False):
        assert len(events(fetch(address))) == 1
    with time_machine.travel(datetime(2027, 11, 27, 3, 0, tzinfo=UTC), tick=False):
        assert events(fetch(address)) == []


# --- who sees what --------------------------------------------------------------------------


def far_session(world) -> ExchangeSession:
    return builders.make_exchange(
        cluster=world.south,
        host=world.far,
        schools=[world.far],
        title="Chỉ Cụm 2",
        state="scheduled",
        by=world.far_principal,
    )


def test_a_person_s_calendar_is_what_concerns_the_person(world):
    scheduled(world)
    far_session(world)
    assert titles(fetch(address_of(world.teacher))) == ["Áp suất chất lỏng"]
    assert titles(fetch(address_of(world.far_teacher))) == ["Chỉ Cụm 2"]
    # An officer may see both; neither is his own.
    assert titles(fetch(address_of(world.officer))) == []


def test_a_school_s_and_a_cluster_s_are_theirs(world):
    scheduled(world)
    far_session(world)
    builders.make_exchange(
        lead=world.guest,
        host=world.guest,
        schools=[world.guest],
        title="Chỉ trường khách",
        state="scheduled",
        by=world.guest_principal,
    )
    officer = world.officer
    assert titles(fetch(address_of(officer, school=world.host))) == [
        "Áp suất chất lỏng"
    ]
    assert sorted(titles(fetch(address_of(officer, school=world.guest)))) == [
        "Chỉ trường khách",
        "Áp suất chất lỏng",
    ]
    assert titles(fetch(address_of(officer, cluster=world.north))) == [
        "Áp suất chất lỏng"
    ]
    assert titles(fetch(address_of(officer, cluster=world.south))) == ["Chỉ Cụm 2"]
    name = lines(fetch(address_of(officer, cluster=world.north)))
    assert "X-WR-CALNAME:Hoạt động: Cụm 1" in name


def test_a_cluster_s_calendar_begins_with_what_is_agreed(world):
    exchange = actions.schedule(by=actor(world.subject_head), data=plan(world), now=NOW)
    actions.propose(exchange=exchange, by=actor(world.subject_head), now=NOW)
    address = address_of(world.cluster_head, cluster=world.north)
    ExchangeSession.objects.update(lead_school=None, lead_cluster=world.north)
    assert titles(fetch(address)) == []
    ExchangeSession.objects.update(state="cancelled", state_reason="Bão số 5")
    assert titles(fetch(address)) == []
    ExchangeSession.objects.update(told_at=NOW)
    assert titles(fetch(address)) == ["Đã hủy: Áp suất chất lỏng"]
    ExchangeSession.objects.update(state="scheduled")
    assert titles(fetch(address)) == ["Áp suất chất lỏng"]


@pytest.mark.parametrize("subject", ["own", "school", "cluster"])
def test_rights_are_those_of_the_moment(world, subject):
    """Who leaves the school reads an empty calendar from that day on."""
    scheduled(world, lessons=[])
    given = {"school": {"school": world.host}, "cluster": {"cluster": world.north}}
    address = address_of(world.teacher, **given.get(subject, {}))
    assert titles(fetch(address)) == ["Áp suất chất lỏng"]
    Post.objects.filter(user=world.teacher).update(valid_to=date(2026, 10, 31))
    assert titles(fetch(address)) == []
    Post.objects.filter(user=world.teacher).update(valid_to=None)
    assert titles(fetch(address)) == ["Áp suất chất lỏng"]


@pytest.mark.parametrize("subject", ["own", "school", "cluster"])
def test_a_locked_account_reads_an_empty_calendar(world, subject):
    scheduled(world)
    given = {"school": {"school": world.host}, "cluster": {"cluster": world.north}}
    address = address_of(world.teacher, **given.get(subject, {}))
    User.objects.filter(pk=world.teacher.pk).update(is_active=False)
    assert titles(fetch(address)) == []


def test_an_address_that_was_taken_back_empties_the_devices_that_read_it(world):
    scheduled(world)
    address = address_of(world.teacher)
    old = fetch(address)
    actions.revoke_calendar_address(
        owner=world.teacher, by=actor(world.teacher), now=NOW
    )
    again = fetch(address, **{"If-None-Match": old["ETag"]})
    assert titles(again) == []
    assert "(không còn dùng)" in again.content.decode().replace("\r\n ", "")


def test_another_address_in_its_place(world):
    scheduled(world)
    old = address_of(world.teacher)
    new = actions.renew_calendar_address(
        owner=world.teacher, by=actor(world.teacher), now=NOW
    )
    assert new.token != old.token
    assert titles(fetch(old)) == []
    assert titles(fetch(new)) == ["Áp suất chất lỏng"]
    assert [entry.verb for entry in AuditEntry.objects.order_by("pk")][-3:] == [
        "sessions.make_calendar_address",
        "sessions.revoke_calendar_address",
        "sessions.make_calendar_address",
    ]


def test_the_database_alone_opens_nothing(world, settings):
    """Neither seed nor hash is the token, and both are of no use with another secret key."""
    address = address_of(world.teacher)
    row = CalendarAddress.objects.get()
    assert address.token not in (row.seed, row.token_hash)
    assert row.token_hash == token_hash(address.token)
    for guess in (row.seed, row.token_hash):
        found = Client().get(reverse("sessions:feed", args=[guess]))
        assert found.status_code == 404
    token = address.token
    settings.SECRET_KEY = "another one"
    assert address.token != token


def test_addresses_that_never_were_are_not_found_and_soon_not_looked_at(
    world, settings
):
    settings.CODE_TRIES_PER_ADDRESS = 3
    address = address_of(world.teacher)
    client = Client()
    for _try in range(3):
        assert client.get("/lich/khong-co.ics").status_code == 404
    assert client.get("/lich/khong-co.ics").status_code == 429
    # A right one is answered, and slips are counted apart.
    assert client.get(url_of(address)).status_code == 200
    assert client.get("/vao/7K4MQ-2XANP/").status_code == 404


def test_only_looking_is_offered(world):
    address = address_of(world.teacher)
    assert Client().post(url_of(address)).status_code == 405
    assert Client().head(url_of(address)).status_code == 200


# --- what it costs --------------------------------------------------------------------------


def test_what_a_program_has_already_is_not_sent_again(world):
    exchange = scheduled(world)
    address = address_of(world.teacher)
    first = fetch(address)
    for mark in (first["ETag"], f"W/{first['ETag']}", f'"x", {first["ETag"]}', "*"):
        again = fetch(address, **{"If-None-Match": mark})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
    exchange.parts.update(starts_at=time(7, 30))
    changed = fetch(address, **{"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_the_same_sessions_are_the_same_bytes(world):
    scheduled(world)
    address = address_of(world.teacher)
    first = fetch(address).content
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert fetch(address).content == first


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("subject", "asked"), [("own", 5), ("school", 6), ("cluster", 6)]
)
def test_a_calendar_asks_the_same_for_one_and_three(world, rows, subject, asked):
    """The address, standing (2), the right to the page, sessions, parts."""
    for _number in range(rows):
        scheduled(world)
    given = {"school": {"school": world.host}, "cluster": {"cluster": world.north}}
    address = address_of(world.teacher, **given.get(subject, {}))
    fetch(address)
    with CaptureQueriesContext(connection) as queries:
        fetch(address)
    assert len(queries) == asked


def test_a_year_of_a_cluster_is_read_whole_by_another_library(world):
    for number in range(60):
        builders.make_exchange(
            cluster=world.north,
            host=world.host,
            schools=[world.host, world.guest],
            title=f"Đợt {number}",
            on=date(2026, 9, 1) + timedelta(days=4 * number),
            state="scheduled",
            by=world.cluster_head,
        )
    found = events(fetch(address_of(world.cluster_head, cluster=world.north)))
    assert len(found) == 60
    assert len({event.uid.value for event in found}) == 60
    assert [event.dtstart.value for event in found] == sorted(
        event.dtstart.value for event in found
    )


# --- the page and the file of one session ---------------------------------------------------


@pytest.mark.parametrize("subject", ["own", "school", "cluster"])
def test_an_address_is_made_shown_changed_and_taken_back_on_its_page(
    world, signed_in, subject
):
    pages = {
        "own": reverse("sessions:my_calendar"),
        "school": reverse("sessions:school_calendar", args=[world.host.pk]),
        "cluster": reverse("sessions:cluster_calendar", args=[world.north.pk]),
    }
    page, client = pages[subject], signed_in(world.teacher)
    assert "Tạo địa chỉ" in client.get(page).text
    assert not CalendarAddress.objects.exists()
    for _press in range(2):
        assert client.post(page, {"do": "make"})["Location"] == page
    address = CalendarAddress.objects.get()
    shown = client.get(page).text
    assert f"http://testserver/lich/{address.token}.ics" in shown
    assert f"webcal://testserver/lich/{address.token}.ics" in shown
    client.post(page, {"do": "renew"})
    assert address.token not in client.get(page).text
    assert CalendarAddress.objects.standing().count() == 1
    for _press in range(2):
        client.post(page, {"do": "revoke"})
    assert "Tạo địa chỉ" in client.get(page).text
    assert not CalendarAddress.objects.standing().exists()
    assert client.post(page, {"do": "gossip"}).status_code == 200
    for other in set(pages) - {subject}:
        assert "Tạo địa chỉ" in client.get(pages[other]).text


def test_the_file_of_one_session_is_added_and_taken_out_again(world, signed_in):
    exchange = scheduled(world)
    client = signed_in(world.teacher)
    file = reverse("sessions:download", args=[exchange.pk])
    page = reverse("session", args=[exchange.pk])
    assert file in client.get(page).text
    added = client.get(file)
    assert added["Content-Disposition"] == f'attachment; filename="{exchange.code}.ics"'
    assert "METHOD:PUBLISH" in lines(added)
    [before] = events(added)
    actions.cancel(
        exchange=exchange, by=actor(world.cluster_head), now=NOW, reason="Bão số 5"
    )
    assert "Bỏ khỏi lịch của tôi" in client.get(page).text
    gone = client.get(file)
    assert "METHOD:CANCEL" in lines(gone)
    [after] = events(gone)
    assert (after.uid.value, after.status.value) == (before.uid.value, "CANCELLED")
    assert int(after.sequence.value) > int(before.sequence.value)


def test_a_session_without_a_day_has_no_file(world, signed_in):
    exchange = scheduled(world)
    Part.objects.update(on=PartialDate(2026, 12), on_sort=date(2026, 12, 1))
    answer = signed_in(world.teacher).get(
        reverse("sessions:download", args=[exchange.pk]), follow=True
    )
    assert "Chưa rõ ngày" in answer.text
