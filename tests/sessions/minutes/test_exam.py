"""A decision becomes the draft of a joint exam: what its words say, and once."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.verbs import Refused
from clusters import programme
from clusters.models import Grade, Subject
from clusters.partial_dates import PartialDate
from clusters.programme import KnownSubjects
from sessions import actions
from sessions.minutes.exam_said import (
    days_said,
    grades_said,
    speaks_of_exam,
    subjects_said,
)
from sessions.models import ExchangeSession
from sessions.rows import OwnerRow
from tests.sessions.helpers import actor
from tests.sessions.minutes.making import NOW, agree, held


@pytest.fixture
def subjects(db):
    programme.load()
    return KnownSubjects()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Hai trường khảo sát chung ba môn Ngữ văn, Toán, Tiếng Anh trong tháng 3",
            ["Ngữ văn", "Toán", "Tiếng Anh"],
        ),
        ("Khảo sát Văn - Toán - Anh lớp 9", ["Ngữ văn", "Toán", "Tiếng Anh"]),
        ("khảo sát môn toán và khoa học tự nhiên", ["Toán", "Khoa học tự nhiên"]),
        ("Nhắc học sinh đọc bản tin và quản lý thời gian", []),
        ("Khảo sát KHTN 8", ["Khoa học tự nhiên"]),
        ("", []),
    ],
)
def test_subjects_are_those_that_are_named(subjects, text, names):
    assert [
        one.name.removeprefix("Ngoại ngữ 1 (").removesuffix(")")
        for one in subjects_said(text, subjects)
    ] == names


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("khối 6 và lớp 9", [6, 9]),
        ("lớp 6, 7, 8", [6, 7, 8]),
        ("lớp 9A", [9]),
        ("ba môn trong tháng 3", []),
        ("lớp 99", []),
    ],
)
def test_grades_are_the_numbers_after_their_word(text, numbers):
    assert grades_said(text) == numbers


@pytest.mark.parametrize(
    ("text", "due", "until", "days"),
    [
        ("ngày 31/3 và 1/4", "2023-03-31", "2023-04-01", ["2023-03-31", "2023-04-01"]),
        ("ngày 31/3 và 1/4", None, None, ["--03-31", "--04-01"]),
        ("ngày 31/3 và 1/4/2027", None, None, ["2027-03-31", "2027-04-01"]),
        ("ngày 31/2 và 32/13", None, None, []),
        ("tháng 3", "2023-03-30", "2023-04-01", ["2023-03-30", "2023-03-31", "2023-04-01"]),
        ("tháng 3", "2023-03-01", "2023-05-01", ["2023-03-01"]),
        ("tháng 3", "2023-03", None, ["2023-03"]),
        ("tháng 3", None, "2023-03-31", ["2023-03-31"]),
        ("tháng 3", "--03-31", "--04-01", ["--03-31", "--04-01"]),
        ("", None, None, []),
    ],
)  # fmt: skip
def test_days_are_those_that_are_said_and_no_others(text, due, until, days):
    parse = PartialDate.parse
    found = days_said(
        text, parse(due) if due else None, parse(until) if until else None
    )
    assert [str(one) for one in found] == days


@pytest.mark.parametrize(
    ("text", "agreed_on", "days"),
    [
        ("ngày 31/3 và 1/4", date(2026, 11, 26), ["2027-03-31", "2027-04-01"]),
        ("ngày 31/3 và 1/4", date(2023, 3, 17), ["2023-03-31", "2023-04-01"]),
        ("ngày 31/3", date(2027, 3, 31), ["2027-03-31"]),
        ("ngày 30/12 và 3/1", date(2026, 12, 1), ["2026-12-30", "2027-01-03"]),
        ("ngày 29/2", date(2026, 11, 26), ["--02-29"]),
        ("ngày 31/3/2028", date(2026, 11, 26), ["2028-03-31"]),
    ],
)
def test_a_day_without_a_year_is_the_next_one_after_it_was_agreed(
    text, agreed_on, days
):
    found = days_said(text, None, None, agreed_on=agreed_on)
    assert [str(one) for one in found] == days


def test_only_what_speaks_of_an_exam_offers_one():
    assert speaks_of_exam("Khảo sát chung môn Toán")
    assert not speaks_of_exam("Nộp báo cáo")


@pytest.fixture
def decision(world, subjects):
    return agree(
        world,
        held(world),
        "Khảo sát chung ba môn Ngữ văn, Toán, Tiếng Anh lớp 9",
        when_as_printed="ngày 31/3 và 1/4",
        owners=[OwnerRow(school=world.host), OwnerRow(school=world.guest)],
    )[0]


def start(world, decision):
    return actions.start_exam(decision=decision, by=actor(world.cluster_head), now=NOW)


def test_the_draft_has_days_subjects_grades_and_schools(world, decision):
    made = start(world, decision)
    assert (made.state, made.kind, made.lead_cluster, made.follows) == (
        "draft",
        "joint_exam",
        world.north,
        decision.exchange,
    )
    assert [str(part.on) for part in made.parts.all()] == ["2027-03-31", "2027-04-01"]
    assert [part.purposes for part in made.parts.all()] == [["exam"], ["exam"]]
    assert made.subjects.count() == 3
    assert list(made.grades.all()) == list(Grade.objects.filter(number=9))
    assert [one.school for one in made.units.all()] == [world.host, world.guest]
    decision.refresh_from_db()
    assert decision.starts == made


def test_pressed_twice_it_is_one_draft(world, decision):
    assert start(world, decision) == start(world, decision)
    assert ExchangeSession.objects.filter(kind="joint_exam").count() == 1


def test_what_the_words_do_not_say_is_that_of_the_session(world, subjects):
    exchange = held(world)
    exchange.subjects.set(Subject.objects.filter(name="Toán"))
    [decision] = agree(world, exchange, "Khảo sát chung", owners=[])
    made = start(world, decision)
    assert list(made.subjects.all()) == list(exchange.subjects.all())
    assert [one.school for one in made.units.all()] == [world.host, world.guest]
    assert [part.on for part in made.parts.all()] == [None]


def test_a_closed_task_makes_no_exam(world, decision):
    actions.finish_decision(
        decision=decision, proof="Xong", by=actor(world.cluster_head), now=NOW
    )
    with pytest.raises(Refused):
        start(world, decision)


def test_the_press_leads_to_the_draft_and_says_what_was_understood(
    world, signed_in, decision
):
    page = reverse("sessions:decision", args=[decision.pk])
    press = reverse("sessions:decision_exam", args=[decision.pk])
    client = signed_in(world.cluster_head)
    assert press in client.get(page).text
    answer = client.post(press, follow=True)
    made = ExchangeSession.objects.get(kind="joint_exam")
    assert answer.redirect_chain == [(reverse("session", args=[made.pk]), 302)]
    assert "Hiểu từ nội dung: 31/03/2027, 01/04/2027, Ngữ văn, Toán" in answer.text
    assert press not in signed_in(world.principal).get(page).text
