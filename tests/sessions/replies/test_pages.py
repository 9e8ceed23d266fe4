"""The pages of answers: a school names its people, the host sees who is silent, principals decide."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Notice
from clusters.models import Delegation, Post
from sessions import actions
from sessions.rows import PersonRow
from tests import builders
from tests.sessions.helpers import (
    BEFORE,
    actor,
    in_state,
    part_row,
    posted,
    scheduled,
)
from tests.sessions.replies.helpers import colleagues, guest_unit, listed, places


@pytest.fixture
def exchange(world):
    """A session of next week, whenever the tests run."""
    return scheduled_ahead(world)


def scheduled_ahead(world, **fields):
    day = timezone.localdate() + timedelta(days=9)
    return scheduled(world, parts=[part_row(day, site=world.host)], **fields)


def reply_url(world, exchange):
    return reverse("sessions:reply", args=[exchange.pk, guest_unit(world, exchange).pk])


def test_a_principal_answers_yes_and_names_three_in_two_presses_and_three(
    world, signed_in, exchange
):
    people = colleagues(world.guest, "Lò Thị Hoa", "Vì Thị Lan", "Cà Văn Ba")
    client = signed_in(world.guest_principal)
    today = client.get("/")
    # 1: the button on the page of today.
    assert f'href="{reply_url(world, exchange)}"' in today.text
    page = client.get(reply_url(world, exchange))
    for person in people:
        assert f'value="{person.pk}"' in page.text
    # Three ticks, and 2: the button.
    given = {"people": [person.pk for person in people], "answer": "yes"}
    answer = client.post(reply_url(world, exchange), given, follow=True)
    assert answer.redirect_chain == [(reply_url(world, exchange), 302)]
    assert sorted(listed(exchange)) == ["Cà Văn Ba", "Lò Thị Hoa", "Vì Thị Lan"]
    assert "Đã ghi nhận. Đã cử: Cà Văn Ba, Lò Thị Hoa, Vì Thị Lan." in answer.text


def test_who_waits_reads_his_turn(world, signed_in, exchange):
    exchange.seats_each = 1
    exchange.save()
    [hoa, lan] = colleagues(world.guest, "Lò Thị Hoa", "Vì Thị Lan")
    client = signed_in(world.guest_principal)
    given = {"people": [hoa.pk, lan.pk], "answer": "yes"}
    page = client.post(reply_url(world, exchange), given, follow=True)
    assert "Vào danh sách chờ vì chưa có chỗ trống: Vì Thị Lan." in page.text
    assert "đứng thứ 1 trong danh sách chờ" in page.text
    assert "Trường đã đủ 1 chỗ." in page.text
    title = exchange.title
    today = signed_in(lan).get("/")
    assert f"Thầy cô đứng thứ 1 trong danh sách chờ: {title}" in today.text


def test_typed_names_come_with_their_position_and_a_group_is_no_person(
    world, signed_in, exchange
):
    client = signed_in(world.guest_principal)
    given = {"answer": "yes", "names": "1. Lò Thị Hoa – Giáo viên\nVì Thị Lan"}
    client.post(reply_url(world, exchange), given)
    assert list(exchange.roster.values_list("name_as_printed", "title_as_printed")) == [
        ("Lò Thị Hoa", "Giáo viên"),
        ("Vì Thị Lan", ""),
    ]
    given = {"answer": "yes", "names": "toàn thể giáo viên khối 4, 5"}
    page = client.post(reply_url(world, exchange), given)
    assert "không phải tên một người" in page.text
    assert "toàn thể giáo viên khối 4, 5" in page.text
    page = client.post(
        reply_url(world, exchange), {"answer": "yes", "names": "A" * 200}
    )
    assert page.status_code == 200
    assert exchange.roster.count() == 2


def test_somebody_who_left_meanwhile_is_asked_for_again(world, signed_in, exchange):
    given = {"answer": "yes", "people": [world.far_teacher.pk]}
    page = signed_in(world.guest_principal).post(reply_url(world, exchange), given)
    assert "vừa được cử hoặc đã rời trường" in page.text
    assert places(exchange) == []


def test_a_school_withdraws_and_sends_instead_from_its_page(world, signed_in, exchange):
    [hoa, lan] = colleagues(world.guest, "Lò Thị Hoa", "Vì Thị Lan")
    unit = guest_unit(world, exchange)
    client = signed_in(world.guest_principal)
    client.post(reply_url(world, exchange), {"answer": "yes", "people": [hoa.pk]})
    key = f"e{exchange.roster.get().pk}"
    change = reverse("sessions:send_instead", args=[exchange.pk, unit.pk])
    page = client.post(change, {"who": key})
    assert page.status_code == 200
    assert "Xin chọn người dự thay." in page.text
    assert client.post(change, {"who": key, "user": lan.pk}).status_code == 302
    assert listed(exchange) == ["Vì Thị Lan"]
    page = client.post(change, {"who": key, "name": "vì thị  LAN", "user": ""})
    assert listed(exchange) == ["vì thị LAN"]
    off = reverse("sessions:withdraw", args=[exchange.pk, unit.pk])
    for _press in range(2):
        page = client.post(off, {"who": key}, follow=True)
        assert "Đã rút tên." in page.text
    assert listed(exchange) == []
    assert client.post(off, {"who": "nonsense"}).status_code == 302


def test_a_vice_principal_and_whom_the_post_is_lent_to_answer_too(
    world, signed_in, exchange
):
    assert (
        signed_in(world.cluster_head).get(reply_url(world, exchange)).status_code == 200
    )
    [lan] = colleagues(world.guest, "Vì Thị Lan")
    assert signed_in(lan).get(reply_url(world, exchange)).status_code == 403
    Delegation.objects.create(
        post=Post.objects.get(user=world.guest_principal),
        to=lan,
        valid_from="2020-01-01",
        valid_to="2099-01-01",
    )
    client = signed_in(lan)
    assert client.post(reply_url(world, exchange), {"answer": "yes"}).status_code == 302
    assert guest_unit(world, exchange).replied_by == lan
    entry = AuditEntry.objects.filter(verb="sessions.reply").first()
    assert entry.on_behalf_of == world.guest_principal


def test_a_host_names_its_own_and_is_not_asked_whether_it_comes(
    world, signed_in, exchange
):
    unit = exchange.units.get(school=world.host)
    url = reverse("sessions:reply", args=[exchange.pk, unit.pk])
    client = signed_in(world.principal)
    page = client.get(url)
    assert "cử ai dự?" in page.text
    assert 'name="answer"' not in page.text
    assert client.post(url, {"people": [world.subject_head.pk]}).status_code == 302
    unit.refresh_from_db()
    assert unit.reply == ""
    assert listed(exchange) == ["Nguyễn Thu Hà"]


@pytest.mark.parametrize("state", ["held", "closed", "cancelled"])
def test_what_is_over_says_so_and_names_nobody(world, signed_in, state):
    exchange = in_state(world, state)
    page = signed_in(world.guest_principal).get(reply_url(world, exchange))
    assert page.status_code == 200
    assert 'name="people"' not in page.text


# --- the host ----------------------------------------------------------------------------------


def test_the_host_sees_who_is_silent_with_a_number_to_call(world, signed_in, exchange):
    url = reverse("sessions:answers", args=[exchange.pk])
    page = signed_in(world.principal).get(url)
    assert "0 <small>/ 1</small>" in page.text
    assert 'href="tel:0912000004"' in page.text
    assert f"- {world.guest}" in page.text
    assert exchange.code in page.text
    actions.reply_for_school(
        unit=guest_unit(world, exchange),
        answer="no",
        note="Trùng lịch",
        by=actor(world.guest_principal),
        now=BEFORE,
    )
    page = signed_in(world.principal).get(url)
    assert "1 <small>/ 1</small>" in page.text
    assert "Trùng lịch" in page.text
    assert "Tất cả các trường đã trả lời." in page.text


def test_reminding_tells_the_leaders_once_a_day(world, signed_in, exchange):
    url = reverse("sessions:remind", args=[exchange.pk])
    client = signed_in(world.principal)
    page = client.post(url, {"unit": guest_unit(world, exchange).pk}, follow=True)
    assert "Đã nhắc 1 trường: THCS Pa Sương." in page.text
    page = client.post(url, follow=True)
    assert "Không còn trường nào để nhắc" in page.text
    told = Notice.objects.filter(title__startswith="Xin trả lời cho")
    assert {notice.user for notice in told} == {
        world.guest_principal,
        world.cluster_head,
    }
    assert {notice.path for notice in told} == {reply_url(world, exchange)}


def test_nobody_is_reminded_of_what_is_called_off(world, signed_in):
    exchange = in_state(world, "cancelled")
    page = signed_in(world.cluster_head).post(
        reverse("sessions:remind", args=[exchange.pk]), follow=True
    )
    assert "Không còn mời" in page.text
    assert not Notice.objects.filter(title__startswith="Xin trả lời cho").exists()


def test_the_host_sets_places_and_deadline(world, signed_in, exchange):
    url = reverse("sessions:seats", args=[exchange.pk])
    client = signed_in(world.principal)
    unit = guest_unit(world, exchange)
    page = client.get(url)
    given = posted(page, seats="40", seats_each="2", reply_by="2026-11-20")
    given[f"unit-{unit.pk}"] = "3"
    assert client.post(url, given).status_code == 302
    exchange.refresh_from_db()
    assert (exchange.seats, exchange.seats_each) == (40, 2)
    assert f"{exchange.reply_by:%d/%m/%Y}" == "20/11/2026"
    assert guest_unit(world, exchange).seats == 3
    page = client.post(url, given | {"seats": "-1"})
    assert page.status_code == 200
    exchange.refresh_from_db()
    assert exchange.seats == 40


def test_two_days_before_the_deadline_the_host_is_told_on_the_page_of_today(
    world, signed_in, exchange
):
    assert "1 trường chưa trả lời" not in signed_in(world.principal).get("/").text
    exchange.reply_by = timezone.localdate() + timedelta(days=2)
    exchange.save()
    page = signed_in(world.principal).get("/")
    assert f"1 trường chưa trả lời: {exchange}" in page.text
    assert reverse("sessions:answers", args=[exchange.pk]) in page.text


def test_a_school_that_comes_is_asked_to_name_who(world, signed_in, exchange):
    actions.reply_for_school(
        unit=guest_unit(world, exchange),
        answer="yes",
        count=2,
        by=actor(world.guest_principal),
        now=BEFORE,
    )
    assert f"Cử người dự: {exchange}" in signed_in(world.guest_principal).get("/").text


def test_people_of_other_schools_that_are_typed_become_requests(
    world, signed_in, exchange
):
    exchange.lessons.all().delete()
    url = reverse("sessions:people", args=[exchange.pk])
    client = signed_in(world.cluster_head)
    label = f"{world.subject_head.full_name} · {world.host}"
    given = posted(client.get(url), **{"people-0-name": label})
    page = client.post(url, given, follow=True)
    assert "Đã gửi đề nghị tới hiệu trưởng của: Nguyễn Thu Hà." in page.text
    assert listed(exchange) == []
    today = signed_in(world.principal).get("/")
    assert f"đề nghị cử Nguyễn Thu Hà: {exchange}" in today.text
    host = signed_in(world.principal).get(
        reverse("sessions:answers", args=[exchange.pk])
    )
    assert "Chờ hiệu trưởng đồng ý" in host.text


def test_a_principal_agrees_or_says_why_not(world, signed_in, exchange):
    exchange.lessons.all().delete()
    seats = actions.save_roster(
        exchange=exchange,
        rows=[_row(world.teacher), _row(world.subject_head)],
        by=actor(world.cluster_head),
        now=BEFORE,
    )
    client = signed_in(world.principal)
    page = client.get(reverse("sessions:requests"))
    assert "Cử Vàng Thị Mai dự?" in page.text
    first, second = (
        reverse("sessions:answer_request", args=[seat.pk]) for seat in seats
    )
    for _press in range(2):
        page = client.post(first, {"answer": "yes"}, follow=True)
        assert "Đã đồng ý: Vàng Thị Mai có chỗ." in page.text
    assert client.post(first, {}).status_code == 200
    page = client.post(second, {"answer": "no", "reason": " "})
    assert page.status_code == 200
    page = client.post(second, {"answer": "no", "reason": "Bận coi thi"}, follow=True)
    assert "Bận coi thi" in page.text
    assert client.post(second, {"answer": "yes"}).status_code == 200
    assert listed(exchange) == ["Vàng Thị Mai"]
    for stranger in (world.far_principal, world.teacher, world.guest_principal):
        assert signed_in(stranger).post(first, {"answer": "yes"}).status_code == 404


def test_who_asked_takes_the_request_back(world, signed_in, exchange):
    exchange.lessons.all().delete()
    [seat] = actions.save_roster(
        exchange=exchange,
        rows=[_row(world.teacher)],
        by=actor(world.cluster_head),
        now=BEFORE,
    )
    url = reverse("sessions:take_back_request", args=[exchange.pk, seat.pk])
    assert signed_in(world.cluster_head).post(url).status_code == 302
    page = signed_in(world.principal).get(reverse("sessions:requests"))
    assert "Hiện không có đề nghị nào chờ thầy cô." in page.text


def _row(person):
    return PersonRow(name=person.full_name, user=person)


# --- as many queries for one as for three ------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_as_much_for_three_as_for_one(world, signed_in, rows):
    exchange = scheduled_ahead(world)
    exchange.seats_each = rows
    exchange.save()
    unit = guest_unit(world, exchange)
    people = colleagues(world.guest, *[f"Lò Thị {n}" for n in "ABCDEFGHIJ"[: 3 * rows]])
    actions.name_people(
        unit=unit,
        people=[one.pk for one in people[: 2 * rows]],
        by=actor(world.guest_principal),
        now=BEFORE,
    )
    for number in range(rows):
        school = builders.make_school(f"THCS Số {number}")
        head = builders.make_person(f"Hà Thị {number}", phone=f"+8498800000{number}")
        builders.make_post(head, school, Post.Kind.PRINCIPAL)
        exchange.units.create(order=10 + number, school=school)
        teacher = builders.make_person(f"Thầy {number}")
        builders.make_post(teacher, world.host)
        actions.save_roster(
            exchange=exchange,
            rows=[_row(teacher)],
            by=actor(world.cluster_head),
            now=BEFORE,
        )
    host, guest = signed_in(world.principal), signed_in(world.guest_principal)
    asked = {}
    for client, name, args in (
        (guest, "reply", [exchange.pk, unit.pk]),
        (host, "answers", [exchange.pk]),
        (host, "seats", [exchange.pk]),
        (host, "links", [exchange.pk]),
        (host, "requests", []),
    ):
        url = reverse(f"sessions:{name}", args=args)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        asked[name] = len(queries)
    assert asked == QUERIES


# The session cookie, its person, two of the standing and one of the bell are in each.
QUERIES = {"reply": 15, "answers": 14, "seats": 8, "links": 10, "requests": 7}


def test_two_who_set_places_do_not_undo_each_other(world, signed_in):
    exchange = scheduled(world)
    url = reverse("sessions:seats", args=[exchange.pk])
    client = signed_in(world.cluster_head)
    first, second = client.get(url), client.get(url)
    client.post(url, posted(first, seats="50"))
    answer = client.post(url, posted(second, seats_each="3"))
    assert answer.status_code == 302
    exchange.refresh_from_db()
    assert (exchange.seats, exchange.seats_each) == (50, 3)
    # Emptied is a change as well.
    client.post(url, posted(client.get(url), seats=""))
    exchange.refresh_from_db()
    assert (exchange.seats, exchange.seats_each) == (None, 3)
