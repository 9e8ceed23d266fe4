"""The short link, the message for Zalo, and the page to check in."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.partial_dates import PartialDate
from sessions import actions, zalo
from sessions.models import Attendance
from sessions.rows import LessonRow, PartRow, PersonRow, TeacherRow, UnitRow
from tests.builders import PASSWORD
from tests.sessions.helpers import (
    AFTER,
    actor,
    in_state,
    part_row,
    scheduled,
)


@pytest.fixture
def today(world):
    """A session of today, all day, with the teacher and the principal on the roster."""
    day = timezone.localdate()
    return scheduled(
        world,
        parts=[part_row(day, starts_at=None)],
        people=[
            PersonRow(name="Vàng Thị Mai", user=world.teacher),
            PersonRow(name="Lò Văn Inh"),
        ],
    )


# --- short link -------------------------------------------------------------------------------


def test_the_short_link_ignores_case_and_changes_nothing(world, signed_in, today):
    client = signed_in(world.teacher)
    page = reverse("session", args=[today.pk])
    for path in (f"/D/{today.code}", f"/d/{today.code.lower()}", f"/D/{today.code}/"):
        assert client.get(path).url == page
    assert reverse("sessions:short", args=[today.code]) == f"/D/{today.code}"
    assert client.post(f"/D/{today.code}").status_code == 405
    assert not Attendance.objects.exists()


def test_the_short_link_sends_nobody_to_sign_in_and_back(client, today):
    answer = client.get(f"/D/{today.code}")
    assert answer.status_code == 200
    assert f'name="next" value="/D/{today.code}"' in answer.text
    given = {"sign_in_name": "0912000003", "password": PASSWORD}
    given["next"] = f"/D/{today.code}"
    answer = client.post(reverse("accounts:sign_in"), given)
    assert (answer.status_code, answer.url) == (302, f"/D/{today.code}")


def test_strangers_find_nothing_behind_the_short_link(world, signed_in, today):
    for who in (world.far_teacher, world.other_officer):
        assert signed_in(who).get(f"/D/{today.code}").status_code == 404
    assert signed_in(world.teacher).get("/D/AAAAAA").status_code == 404


# --- Zalo -------------------------------------------------------------------------------------


def test_the_message_says_when_where_who_teaches_and_the_link(world):
    exchange = scheduled(
        world,
        parts=[
            part_row(
                date(2026, 11, 19),
                title="Thống nhất kế hoạch bài dạy",
                starts_at=time(14),
                place_as_printed="phòng Hội đồng",
                site=world.host,
            ),
            part_row(date(2026, 11, 26), title="Dạy minh họa"),
        ],
        lessons=[
            LessonRow(
                subject_as_printed="KHTN 8",
                klass="8A2",
                topic="Áp suất chất lỏng",
                teachers=[TeacherRow(name="Vàng Thị Mai")],
            ),
            LessonRow(subject_as_printed="GDTC 8"),
        ],
    )
    assert zalo.message(exchange, "http://cum/D/7K4MQ2") == (
        "Kính mời thầy cô tham dự sinh hoạt chuyên môn theo hướng nghiên cứu bài học: Áp suất chất lỏng\n"
        "Cụm 1\n"
        "Buổi 1 (Thống nhất kế hoạch bài dạy): Thứ Năm, 19/11/2026, 14 giờ, phòng Hội đồng, "
        "PTDTBT THCS Nậm Xuân\n"
        "Buổi 2 (Dạy minh họa): Thứ Năm, 26/11/2026, 13 giờ 30\n"
        "Đơn vị đăng cai: PTDTBT THCS Nậm Xuân\n"
        "Tiết dạy:\n"
        "- KHTN 8, lớp 8A2: Áp suất chất lỏng (Vàng Thị Mai)\n"
        "- GDTC 8\n"
        "\n"
        "Xem chi tiết: http://cum/D/7K4MQ2"
    )


@pytest.mark.parametrize(
    ("called", "title", "head"),
    [
        ("", "Nghiên cứu bài học: Áp suất", "Nghiên cứu bài học: Áp suất"),
        ("Hội nghị tổ KHTN", "Áp suất", "hội nghị tổ KHTN: Áp suất"),
        ("Hội nghị tổ KHTN", "Hội nghị tổ KHTN", "Hội nghị tổ KHTN"),
    ],
)
def test_the_message_says_what_it_is_once(world, called, title, head):
    exchange = scheduled(world)
    exchange.title, exchange.called = title, called
    line = zalo.message(exchange, "U").split("\n")[0]
    assert line.removeprefix("Kính mời thầy cô tham dự").lstrip(": ") == head


def test_what_is_not_known_stays_out_of_the_message(world):
    exchange = scheduled(
        world,
        by=world.principal,
        lead=world.host,
        units=[UnitRow(school=world.host, organises=True)],
        parts=[part_row(date(2026, 11, 26), starts_at=None, half_day="morning")],
        lessons=[],
    )
    assert zalo.message(exchange, "U") == (
        "Kính mời thầy cô tham dự sinh hoạt chuyên môn theo hướng nghiên cứu bài học: Áp suất chất lỏng\n"
        "Thời gian: Thứ Năm, 26/11/2026, buổi sáng\n"
        "\n"
        "Xem chi tiết: U"
    )


def test_a_cancelled_session_says_so_and_why(world):
    exchange = in_state(world, "cancelled")
    assert zalo.message(exchange, "U") == (
        "ĐÃ HỦY sinh hoạt chuyên môn theo hướng nghiên cứu bài học: Áp suất chất lỏng\nCụm 1\nLý do: Bão số 5\n\nU"
    )


def test_a_postponed_part_says_so(world):
    exchange = scheduled(world, lessons=[], units=[])
    actions.postpone_part(
        part=exchange.parts.get(), reason="Mưa lũ", by=actor(world.cluster_head)
    )
    assert "Thời gian: tạm hoãn (Thứ Năm, 26/11/2026, 13 giờ 30" in zalo.message(
        exchange, "U"
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"on": PartialDate(2026, 11)}, "Thời gian: 11/2026"),
        ({"date_as_printed": "cuối tháng 11"}, "Thời gian: cuối tháng 11"),
        ({}, ""),
    ],
)
def test_of_a_day_the_message_says_what_is_known(world, fields, words):
    exchange = scheduled(world, units=[], lessons=[])
    actions.save_parts(
        exchange=exchange,
        rows=[PartRow(pk=exchange.parts.get().pk, **fields)],
        reason="Chưa chốt ngày",
        by=actor(world.cluster_head),
        now=AFTER,
    )
    lines = zalo.message(exchange, "U").split("\n")
    assert lines[2:-2] == ([words] if words else [])


def test_lessons_are_named_by_what_is_known_of_them(world):
    lessons = [
        LessonRow(topic="Thấu kính"),
        LessonRow(subject_as_printed="Toán", klass="lớp 9A"),
        LessonRow(klass="7A1", teachers=[TeacherRow(name="A"), TeacherRow(name="B")]),
    ]
    text = zalo.message(scheduled(world, lessons=lessons), "U")
    assert text.split("Tiết dạy:\n")[1].split("\n\n")[0] == (
        "- Thấu kính\n- Toán, lớp 9A\n- lớp 7A1 (A, B)"
    )


def test_a_session_that_took_place_does_not_invite(world):
    assert zalo.message(in_state(world, "held"), "U").startswith(
        "Đã tổ chức sinh hoạt chuyên môn theo hướng nghiên cứu bài học:"
    )


def test_the_message_page_holds_the_short_link(world, signed_in, today):
    page = signed_in(world.teacher).get(reverse("sessions:zalo", args=[today.pk]))
    assert f"http://testserver/D/{today.code}" in page.text
    assert "Lò Văn Inh" not in page.text


def test_the_address_of_the_house_comes_first(world, signed_in, today, settings):
    settings.PUBLIC_ADDRESS = "https://cum.example"
    page = signed_in(world.teacher).get(reverse("sessions:zalo", args=[today.pk]))
    assert f"https://cum.example/D/{today.code}" in page.text


def test_a_fetched_session_needs_no_more_queries(world, django_assert_num_queries):
    exchange = scheduled(world)
    exchange = type(exchange).objects.select_related("cluster").get(pk=exchange.pk)
    with django_assert_num_queries(4):
        zalo.fetched(exchange)
    with django_assert_num_queries(0):
        zalo.message(exchange, "U")


# --- checking in ------------------------------------------------------------------------------


def test_looking_at_the_page_checks_nobody_in(world, signed_in, today):
    page = signed_in(world.teacher).get(reverse("sessions:check_in", args=[today.pk]))
    assert page.status_code == 200
    assert f'name="part" value="{today.parts.get().pk}"' in page.text
    assert not Attendance.objects.exists()


def test_a_part_that_is_not_open_has_no_button_but_says_when(world, signed_in):
    day = timezone.localdate()
    exchange = scheduled(
        world,
        parts=[
            part_row(day - timedelta(days=9)),
            part_row(day, starts_at=None),
            part_row(day + timedelta(days=9), starts_at=time(8)),
            part_row(None),
        ],
        people=[PersonRow(name="Cô Mai", user=world.teacher)],
    )
    page = signed_in(world.teacher).get(
        reverse("sessions:check_in", args=[exchange.pk])
    )
    assert page.text.count('name="part"') == 1
    assert f'name="part" value="{exchange.parts.all()[1].pk}"' in page.text
    assert f"06:00 ngày {day + timedelta(days=9):%d/%m/%Y}" in page.text.replace(
        " on ", " ngày "
    )


def test_one_press_checks_in_and_a_second_changes_nothing(world, signed_in, today):
    client = signed_in(world.teacher)
    url = reverse("sessions:check_in", args=[today.pk])
    for _ in range(2):
        answer = client.post(url, {"part": today.parts.get().pk})
        assert answer.url == reverse("session", args=[today.pk])
    mark = Attendance.objects.get()
    assert (mark.entry.user, mark.how) == (world.teacher, "button")


def test_who_is_not_on_the_roster_does_not_check_in(world, signed_in, today):
    url = reverse("sessions:check_in", args=[today.pk])
    part = {"part": today.parts.get().pk}
    assert signed_in(world.principal).post(url, part).status_code == 403
    assert signed_in(world.admin).post(url, part).status_code == 403
    assert signed_in(world.far_teacher).post(url, part).status_code == 404
    assert not Attendance.objects.exists()


def test_too_early_is_told_on_the_page(world, signed_in):
    day = timezone.localdate() + timedelta(days=30)
    exchange = scheduled(
        world,
        parts=[part_row(day)],
        people=[PersonRow(name="Cô Mai", user=world.teacher)],
    )
    answer = signed_in(world.teacher).post(
        reverse("sessions:check_in", args=[exchange.pk]),
        {"part": exchange.parts.get().pk},
    )
    assert answer.status_code == 200
    assert f"{day:%d/%m/%Y}" in answer.text
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("part", ["", "x", "999999", "-1", "²"])
def test_a_part_that_is_none_is_not_found(world, signed_in, today, part):
    url = reverse("sessions:check_in", args=[today.pk])
    assert signed_in(world.teacher).post(url, {"part": part}).status_code == 404


def test_after_the_session_was_closed_the_page_still_opens(world, signed_in):
    exchange = scheduled(
        world, people=[PersonRow(name="Cô Mai", user=world.teacher)], parts=[part_row()]
    )
    actions.cancel(
        exchange=exchange, by=actor(world.cluster_head), now=AFTER, reason="Bão"
    )
    page = signed_in(world.teacher).get(
        reverse("sessions:check_in", args=[exchange.pk])
    )
    assert page.status_code == 200
    assert '<form method="post"><input' not in page.text
