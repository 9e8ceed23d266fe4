"""Feedback: who may give it and how often, when it opens, who reads it and who learns only that."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import phones
from accounts.models import Notice
from accounts.verbs import Actor, Refused
from lessons import actions, opening, tasks
from lessons.feedback import LEAST, About
from lessons.models import FeedbackAnswer, FeedbackTicket
from lessons.questions import SHEETS
from sessions.models import Attendance
from tests import builders
from tests.access.rules import PEOPLE
from tests.lessons.giving import (
    HELD,
    SEEN,
    address,
    be_there,
    client_of,
    colleagues,
    give,
    next_morning,
    session_of_today,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(world):
    return session_of_today(world)


@pytest.fixture
def about(today):
    return About(*today)


def counts() -> tuple[int, int]:
    return FeedbackTicket.objects.count(), FeedbackAnswer.objects.count()


def said(entry, about, now=None, **more):
    return actions.answer_feedback(
        **{
            "about": about,
            "entry": entry,
            "choices": SEEN,
            "now": now or timezone.now(),
            **more,
        }
    )


def opened(about) -> int:
    return opening.open_feedback(about.exchange.pk, now=next_morning())


# --- giving ---------------------------------------------------------------------------------------


def test_who_was_there_answers_once_for_the_lesson_and_once_for_the_session(about):
    [entry] = colleagues(about.exchange, 1)
    for one in (about, About(about.exchange)):
        response = give(entry, one, learned="Cho học sinh dự đoán trước")
        assert (response.status_code, response.url) == (302, address(one))
        again = give(entry, one, learned="Khác")
        assert again.status_code == 200
        assert "Phiếu đã gửi thì không sửa được" in again.text
        assert "Khác</p>" in again.text
    assert counts() == (2, 2)
    assert {one.learned for one in FeedbackAnswer.objects.all()} == {
        "Cho học sinh dự đoán trước"
    }


def test_the_same_sending_is_taken_once_and_answered_as_before(about):
    [entry] = colleagues(about.exchange, 1)
    assert said(entry, about, client_key="k1") is True
    assert said(entry, about, client_key="k1") is False
    with pytest.raises(Refused, match="đã gửi phiếu này rồi"):
        said(entry, about, client_key="k2")
    assert counts() == (1, 1)


def test_who_was_not_there_does_not_answer(about):
    absent = builders.make_roster_entry(
        about.exchange, builders.make_person("Lò Văn Vắng")
    )
    response = give(absent, about)
    assert "điểm danh trước" in response.text
    assert counts() == (0, 0)


def test_only_people_of_the_list_answer(about, world, signed_in):
    for who, code in ((world.subject_head, 403), (world.far_teacher, 404)):
        response = signed_in(who).post(address(about), SEEN)
        assert response.status_code == code
    assert Client().post(address(about), SEEN).status_code == 401
    assert counts() == (0, 0)


def test_who_teaches_the_lesson_answers_for_the_session_only(about, world):
    entry = be_there(about.exchange, world.teacher)
    assert "tiết của chính thầy cô" in give(entry, about).text
    give(entry, About(about.exchange))
    assert [ticket.lesson for ticket in FeedbackTicket.objects.all()] == [None]


def test_who_is_taken_off_the_list_and_put_on_it_again_answers_no_second_time(about):
    [entry] = colleagues(about.exchange, 1)
    give(entry, about)
    person = entry.user
    entry.delete()
    assert counts() == (1, 1)
    back = be_there(about.exchange, person)
    assert "không sửa được" in give(back, about).text
    assert counts() == (1, 1)


def test_an_empty_sheet_and_a_choice_that_is_not_offered_are_refused_in_words(about):
    [entry] = colleagues(about.exchange, 1)
    client = client_of(entry)
    for typed in ({}, {"task": "perfect"}):
        response = client.post(address(about), typed)
        assert response.status_code == 200
        assert 'role="alert"' in response.text
    assert counts() == (0, 0)


def test_the_time_to_answer_ends_two_weeks_after_the_day(about):
    [entry] = colleagues(about.exchange, 1)
    with pytest.raises(Refused, match="hết hạn"):
        said(entry, about, now=timezone.now() + timedelta(days=16))
    assert said(entry, about, now=timezone.now() + timedelta(days=13))


def test_nothing_is_asked_where_nobody_could_read_it(world):
    exchange, lesson = session_of_today(world)
    lesson.teachers.update(user=None)
    [entry] = colleagues(exchange, 1)
    assert client_of(entry).get(address(About(exchange, lesson))).status_code == 404


def test_a_known_phone_and_a_personal_link_answer_without_signing_in(about, world):
    guest = be_there(about.exchange, "Khách mời")
    link = guest.personal_links.create(
        exchange=about.exchange, purpose="check_in", issued_at=timezone.now()
    )
    response = Client().post(address(about), {**SEEN, "link": link.code})
    assert response.status_code == 302
    assert response.url.startswith(reverse("sessions:door_by_link", args=[link.code]))
    [entry] = colleagues(about.exchange, 1)
    kept = HttpResponse()
    phone = phones.remember(
        kept,
        person=entry.user,
        agent="Chrome",
        by=Actor(entry.user),
        now=timezone.now() - timedelta(days=3),
    )
    client = Client()
    client.cookies[phones.COOKIE] = kept.cookies[phones.COOKIE].value
    assert client.post(address(about), {**SEEN, "door": "1"}).status_code == 302
    assert counts() == (2, 2)
    used = phone.used_at
    phone.refresh_from_db()
    assert phone.used_at == used
    assert (
        Client().post(address(about), {**SEEN, "link": "ZZZZZZZZZZ"}).status_code == 401
    )


# --- kept on a device -----------------------------------------------------------------------------


def kept(entry, about, **said) -> dict:
    """What a device hears about a sheet that it had kept."""
    response = client_of(entry).post(
        address(about), {**SEEN, **said}, headers={"X-Requested-With": "marks"}
    )
    assert response.status_code == 200
    [one] = response.json()["marks"]
    return one


def test_a_kept_sheet_is_taken_once_and_the_device_may_forget_it(about):
    [entry] = colleagues(about.exchange, 1)
    first = kept(entry, about, client_key="k1")
    assert (first["key"], first["state"]) == ("k1", "saved")
    # The answer was lost on its way; then another device of the same person sends its own.
    for key in ("k1", "k2"):
        assert kept(entry, about, client_key=key)["state"] == "saved"
    assert counts() == (1, 1)
    # Results opened meanwhile, and the keys went.
    FeedbackTicket.objects.update(client_key="")
    assert kept(entry, about, client_key="k1")["state"] == "saved"
    assert counts() == (1, 1)


def test_a_kept_sheet_that_cannot_be_taken_is_answered_in_words_and_never_logged(
    about, world, caplog
):
    absent = builders.make_roster_entry(
        about.exchange, builders.make_person("Lò Văn Vắng")
    )
    stranger = builders.make_roster_entry(
        session_of_today(world)[0], builders.make_person("Lò Văn Lạ")
    )
    [entry] = colleagues(about.exchange, 1)
    gone = About(about.exchange, builders.make_lesson(about.exchange, klass="9A"))
    with caplog.at_level("INFO"):
        assert "điểm danh trước" in kept(absent, about)["words"]
        assert "không dành cho" in kept(stranger, about)["words"]
        assert "không dành cho" in kept(entry, gone)["words"]
        assert kept(entry, about, task="perfect")["state"] == "refused"
        assert "không còn hiệu lực" in kept(entry, about, link="ZZZZZZZZZZ")["words"]
    assert caplog.records == []
    assert counts() == (0, 0)


def test_a_kept_sheet_waits_for_its_person_to_sign_in(about):
    response = Client().post(
        address(about), SEEN, headers={"X-Requested-With": "marks"}
    )
    assert response.status_code == 401
    assert response.json()["error"] == "signed_out"


# --- at the door ----------------------------------------------------------------------------------


def test_the_sheets_stand_below_the_button_and_appear_with_the_press(about):
    person = builders.make_person("Quàng Văn Tuấn")
    entry = builders.make_roster_entry(about.exchange, person)
    client = client_of(entry)
    door = reverse("sessions:door", args=[about.exchange.code])
    before = client.get(door).text
    assert 'id="gop-y"' in before
    assert 'aria-labelledby="h-feedback" data-after="kept" hidden' in before
    client.post(door, {"part": about.exchange.parts.get().pk})
    after = client.get(door).text
    assert 'aria-labelledby="h-feedback" data-after="kept">' in after
    for one in (about, About(about.exchange)):
        assert f'action="{address(one)}"' in after
    response = client.post(address(about), {**SEEN, "door": "1"})
    assert response.url == f"{door}#gop-y"
    assert f'action="{address(about)}"' not in client.get(door).text


def test_the_form_says_before_sending_who_reads_it_and_that_it_stays(about, world):
    [entry] = colleagues(about.exchange, 1)
    page = client_of(entry).get(address(about)).text
    assert f"{world.teacher}, người dạy tiết này" in page
    assert "không sửa được" in page
    assert "Ít hơn năm phiếu" in page


def test_a_small_group_is_warned(about):
    entries = colleagues(about.exchange, LEAST + 1)
    page = client_of(entries[0]).get(address(about)).text
    assert f"Chỉ có {LEAST + 1} người" in page
    assert "đoán" in page


def test_who_comes_after_the_opening_is_told_that_fewer_than_five_are_never_read(about):
    entries = colleagues(about.exchange, LEAST + 1)
    for entry in entries[:LEAST]:
        give(entry, about)
    opened(about)
    assert "Kết quả đã mở" in client_of(entries[-1]).get(address(about)).text


# --- who reads ------------------------------------------------------------------------------------


def test_the_sentence_names_exactly_who_is_let_in(today, world, signed_in):
    """The words and the right come from one rule: each reader's words stand there, and whoever holds
    none of these places is refused."""
    exchange, lesson = today
    exchange.roster.create(
        order=1, kind="person", user=world.subject_head, name_as_printed="Thư ký",
        capacities=["secretary"],
    )  # fmt: skip
    expected = {
        About(exchange, lesson): {"teacher"},
        About(exchange): {"cluster_head", "subject_head"},
    }
    for about, readers in expected.items():
        cast = {who: getattr(world, who, None) for who in PEOPLE}
        let_in = {who for who, user in cast.items() if user and about.may_read(user)}
        assert let_in == readers
        assert {one.pk for one in about.people_who_read(timezone.localdate())} == {
            getattr(world, who).pk for who in readers
        }
        for reader in about.readers:
            assert reader.words in about.who_reads


def test_an_office_that_leads_reads_nothing_either(world, signed_in):
    exchange, _lesson = session_of_today(world, lead=world.office)
    about = About(exchange)
    assert not about.may_read(world.officer)
    for entry in colleagues(exchange, LEAST):
        give(entry, about, learned="Chỉ người tổ chức đọc")
    assert opened(about) == LEAST
    client = signed_in(world.officer)
    results = reverse("lessons:session_results", args=[exchange.pk])
    assert client.get(results).status_code == 403
    page = client.get(reverse("lessons:feedback", args=[exchange.pk]))
    assert "5 trong 5 người" in page.text
    assert "Chỉ người tổ chức đọc" not in page.text


# --- opening --------------------------------------------------------------------------------------


def test_nothing_opens_before_the_morning_after_nor_below_five(about):
    entries = colleagues(about.exchange, LEAST)
    for entry in entries[:-1]:
        give(entry, about)
    assert opened(about) == 0
    give(entries[-1], about)
    assert opening.due(now=timezone.now()) == []
    assert opening.open_feedback(about.exchange.pk, now=timezone.now()) == 0
    assert opening.due(now=next_morning()) == [about.exchange.pk]
    assert opened(about) == LEAST
    assert opened(about) == 0
    assert opening.due(now=next_morning()) == []


def test_late_answers_wait_until_they_are_five(about, world, signed_in):
    entries = colleagues(about.exchange, 2 * LEAST)
    for entry in entries[:LEAST]:
        give(entry, about, learned="Sớm")
    opened(about)
    for entry in entries[LEAST:-1]:
        give(entry, about, learned="Muộn")
    assert opened(about) == 0
    results = reverse("lessons:lesson_results", args=[about.lesson.pk])
    assert "Muộn" not in signed_in(world.teacher).get(results).text
    give(entries[-1], about, learned="Muộn")
    assert opened(about) == LEAST
    assert "Muộn" in signed_in(world.teacher).get(results).text


def test_the_teacher_hears_in_the_morning_and_reads_counts_and_words(
    about, world, signed_in
):
    entries = colleagues(about.exchange, LEAST)
    for number, entry in enumerate(entries):
        give(entry, about, task="most" if number else "few", learned=f"Lời {number}")
    results = reverse("lessons:lesson_results", args=[about.lesson.pk])
    client = signed_in(world.teacher)
    assert "Lời 1" not in client.get(results).text
    opened(about)
    [notice] = Notice.objects.all()
    assert (notice.user, notice.path) == (world.teacher, results)
    page = client.get(results).text
    for number in range(LEAST):
        assert f"Lời {number}" in page
    assert "5 phiếu" in page
    for who in (world.cluster_head, world.officer, world.principal):
        assert signed_in(who).get(results).status_code == 403


def test_the_task_opens_what_is_due(about):
    for entry in colleagues(about.exchange, LEAST):
        give(entry, about)
    about.exchange.parts.update(on="2026-01-15")
    tasks.open_feedback(about.exchange.pk)
    assert FeedbackAnswer.objects.filter(is_open=True).count() == LEAST


def test_every_sheet_has_its_questions_and_keys_of_its_own():
    for name, sheet in SHEETS.items():
        keys = [question.key for question in sheet.questions]
        assert (sheet.name, len(keys), len(set(keys))) == (name, 3, 3)
    assert set(SEEN) == {one.key for one in SHEETS["lesson-1"].questions}
    assert set(HELD) == {one.key for one in SHEETS["session-1"].questions}


def test_a_mark_that_is_taken_back_ends_the_right_to_answer(about):
    [entry] = colleagues(about.exchange, 1)
    Attendance.objects.all().delete()
    assert "điểm danh trước" in give(entry, about).text
