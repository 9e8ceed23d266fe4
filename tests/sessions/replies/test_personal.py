"""Answering by a personal link: without signing in, this one thing, for the one whose name it bears."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Notice
from accounts.verbs import Refused
from sessions import actions
from sessions.models import PersonalLink, PersonReply
from sessions.replies.links import links_of
from sessions.rows import UnitRow
from tests import builders
from tests.sessions.helpers import BEFORE, actor, part_row, scheduled
from tests.sessions.replies.helpers import guest_unit, listed


@pytest.fixture
def exchange(world):
    day = timezone.localdate() + timedelta(days=9)
    return scheduled(world, parts=[part_row(day, site=world.host)])


def issue(exchange, **whose) -> PersonalLink:
    return actions.issue_link(
        exchange=exchange,
        purpose=PersonalLink.Purpose.REPLY,
        by=actor(),
        now=timezone.now(),
        **whose,
    )


def url_of(link) -> str:
    return reverse("sessions:personal", args=[link.code])


def test_a_school_answers_without_signing_in_and_it_is_written_down_as_such(
    world, client, exchange
):
    unit = guest_unit(world, exchange)
    url = url_of(issue(exchange, unit=unit))
    page = client.get(url)
    assert page.status_code == 200
    assert str(world.guest) in page.text
    assert f"Nếu thầy cô không trả lời thay {world.guest}," in page.text
    assert str(world.north) in page.text
    for _press in range(2):
        answer = client.post(
            url, {"answer": "yes", "count": "4", "note": "Có xe riêng"}
        )
        assert (answer.status_code, answer.url) == (302, url)
    unit.refresh_from_db()
    assert (unit.reply, unit.reply_count, unit.reply_note) == ("yes", 4, "Có xe riêng")
    assert (unit.replied_by, unit.replied_by_link) == (None, True)
    entry = AuditEntry.objects.filter(verb="sessions.reply").first()
    assert (entry.actor, entry.after["by_link"]) == (None, True)
    assert "Đã ghi nhận: sẽ dự, 4 người." in client.get(url).text


def test_the_leader_corrects_what_was_answered_by_link_and_has_the_last_word(
    world, client, exchange
):
    unit = guest_unit(world, exchange)
    url = url_of(issue(exchange, unit=unit))
    client.post(url, {"answer": "no"})
    actions.reply_for_school(
        unit=unit,
        answer="yes",
        count=2,
        by=actor(world.guest_principal),
        now=BEFORE,
    )
    page = client.post(url, {"answer": "no"})
    assert page.status_code == 200
    assert "đã trả lời trong Chung Tay" in page.text
    unit.refresh_from_db()
    assert (unit.reply, unit.reply_count, unit.replied_by_link) == ("yes", 2, False)


def test_a_persons_no_moves_nobody_and_tells_who_leads_the_school(
    world, client, exchange
):
    unit = guest_unit(world, exchange)
    entry = builders.make_roster_entry(exchange, "Vì Thị Lan", unit=unit)
    url = url_of(issue(exchange, entry=entry))
    page = client.get(url)
    assert "Vì Thị Lan" in page.text
    assert 'name="count"' not in page.text
    for _press in range(2):
        client.post(url, {"answer": "no", "note": "Ốm"})
    reply = PersonReply.objects.get(entry=entry)
    assert (reply.answer, reply.note) == ("no", "Ốm")
    assert listed(exchange) == ["Vì Thị Lan"]
    told = Notice.objects.filter(title__startswith="Vì Thị Lan không dự được")
    assert {one.user for one in told} == {world.guest_principal, world.cluster_head}
    client.post(url, {"answer": "yes"})
    assert PersonReply.objects.get(entry=entry).answer == "yes"


def test_who_holds_a_link_floods_nobody(world, client, exchange):
    entry = builders.make_roster_entry(
        exchange, "Vì Thị Lan", unit=guest_unit(world, exchange)
    )
    url = url_of(issue(exchange, entry=entry))
    for answer in ("no", "yes", "no", "yes", "no"):
        client.post(url, {"answer": answer})
    assert PersonReply.objects.get(entry=entry).answer == "no"
    told = Notice.objects.filter(title__startswith="Vì Thị Lan không dự được")
    assert told.count() == len({one.user for one in told}) == 2


def test_a_guest_without_a_school_is_told_to_who_made_the_session(client, exchange):
    entry = builders.make_roster_entry(exchange, "Bà Hiền")
    client.post(url_of(issue(exchange, entry=entry)), {"answer": "no"})
    told = Notice.objects.get(title__startswith="Bà Hiền không dự được")
    assert told.user == exchange.created_by


def test_a_wrong_word_is_asked_for_again(world, client, exchange):
    entry = builders.make_roster_entry(exchange, "Bà Hiền")
    for whose in ({"entry": entry}, {"unit": guest_unit(world, exchange)}):
        page = client.post(url_of(issue(exchange, **whose)), {"answer": "maybe"})
        assert page.status_code == 200
    assert not PersonReply.objects.exists()


def test_looking_changes_nothing_signs_nobody_in_and_leaves_no_cookie(
    world, exchange, django_assert_num_queries
):
    url = url_of(issue(exchange, unit=guest_unit(world, exchange)))
    before = AuditEntry.objects.count()
    client = Client(enforce_csrf_checks=True)
    for look in (client.get, client.head):
        answer = look(url)
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert "no-store" in answer["Cache-Control"]
    # The form works where a browser keeps no cookies, as inside Zalo.
    assert client.post(url, {"answer": "yes"}).status_code == 302
    assert not client.cookies
    assert AuditEntry.objects.count() == before + 1


def test_a_link_opens_this_one_page_only(world, client, exchange):
    link = issue(exchange, unit=guest_unit(world, exchange))
    client.get(url_of(link))
    for path in ("/", reverse("session", args=[exchange.pk])):
        assert client.get(path).status_code == 302
    wrong = PersonalLink.objects.create(
        exchange=exchange,
        purpose="check_in",
        entry=builders.make_roster_entry(exchange, "Bà Hiền"),
        issued_at=timezone.now(),
    )
    assert client.get(url_of(wrong)).status_code == 404


def test_any_case_and_hyphens_open_it(world, client, exchange):
    link = issue(exchange, unit=guest_unit(world, exchange))
    for spelled in (f"/l/{link.code.lower()}", f"/L/{link.spelled}/"):
        assert client.get(spelled).status_code == 200


@pytest.mark.parametrize("end", ["revoked", "over", "cancelled", "draft", "unknown"])
def test_what_ended_says_so_and_shows_nothing_of_the_session(
    world, client, exchange, end
):
    link = issue(exchange, unit=guest_unit(world, exchange))
    url = url_of(link)
    if end == "revoked":
        actions.revoke_link(link=link, by=actor(), now=timezone.now())
    elif end == "over":
        past = timezone.localdate() - timedelta(days=2)
        exchange.parts.update(on=past.isoformat(), on_sort=past)
    elif end == "cancelled":
        actions.cancel(
            exchange=exchange, by=actor(), now=timezone.now(), reason="Bão số 5"
        )
    elif end == "draft":
        actions.back_to_draft(
            exchange=exchange, by=actor(), now=timezone.now(), reason="Đổi ngày"
        )
    else:
        url = "/L/AAAAAAAAAA"
    for answer in (client.get(url), client.post(url, {"answer": "yes"})):
        assert answer.status_code == (404 if end == "unknown" else 410)
        assert exchange.title not in answer.text
    assert guest_unit(world, exchange).reply == ""


def test_the_verb_looks_again_at_a_link_that_ended(world, exchange):
    link = issue(exchange, unit=guest_unit(world, exchange))
    link.refresh_from_db()
    actions.revoke_link(link=link, by=actor(), now=timezone.now())
    with pytest.raises(Refused):
        actions.reply_by_link(link=link, answer="yes", now=timezone.now())


def test_after_the_last_day_the_page_takes_no_answer(world, client, exchange):
    link = issue(exchange, unit=guest_unit(world, exchange))
    exchange.parts.update(state="held")
    exchange.state = "held"
    exchange.save()
    page = client.get(url_of(link))
    assert page.status_code == 200
    assert 'name="answer"' not in page.text
    page = client.post(url_of(link), {"answer": "yes"})
    assert guest_unit(world, exchange).reply == ""


def test_guessing_is_slowed_down(world, client, exchange, settings):
    settings.CODE_TRIES_PER_ADDRESS = 2
    link = issue(exchange, unit=guest_unit(world, exchange))
    for _guess in range(2):
        assert client.get("/L/AAAAAAAAAA").status_code == 404
    assert client.get("/L/BBBBBBBBBB").status_code == 429
    assert client.get(url_of(link)).status_code == 429


# --- handing links over ------------------------------------------------------------------------


def test_links_are_made_shown_printed_and_taken_back(world, signed_in, exchange):
    entry = builders.make_roster_entry(exchange, "Bà Hiền", title_as_printed="Giám đốc")
    client = signed_in(world.principal)
    page = reverse("sessions:links", args=[exchange.pk])
    make = reverse("sessions:issue_link", args=[exchange.pk])
    slips = reverse("sessions:link_slips", args=[exchange.pk])
    assert "Chưa có liên kết nào." in client.get(slips).text
    assert "Bà Hiền" in client.get(page).text
    answer = client.post(make, {"who": f"e{entry.pk}"}, follow=True)
    link = PersonalLink.objects.get(entry=entry)
    assert link.code in answer.text
    assert "Kính gửi Bà Hiền," in answer.text
    answer = client.post(make, follow=True)
    assert "Đã tạo 1 liên kết." in answer.text
    printed = client.get(slips).text
    assert printed.count("<svg role=") == 2
    assert "Giám đốc" in printed
    off = reverse("sessions:revoke_link", args=[exchange.pk, link.pk])
    buttons = client.get(page).text.partition(f'action="{off}"')[2].partition("</form>")
    assert "Thu hồi liên kết" in buttons[0]
    assert client.post(off).status_code == 302
    assert printed.count(link.code) == 1
    assert link.code not in client.get(slips).text
    shown = reverse("sessions:link_shown", args=[exchange.pk, f"e{entry.pk}"])
    assert client.get(shown).status_code == 302
    assert client.post(make, {"who": "x"}).status_code == 302


def test_a_session_that_is_over_gets_no_new_links(world, signed_in, exchange):
    actions.cancel(exchange=exchange, by=actor(), now=timezone.now(), reason="Bão")
    client = signed_in(world.cluster_head)
    make = reverse("sessions:issue_link", args=[exchange.pk])
    who = f"u{guest_unit(world, exchange).pk}"
    answer = client.post(make, {"who": who}, follow=True)
    assert answer.status_code == 200
    assert not PersonalLink.objects.exists()


# --- what a guest reads ------------------------------------------------------------------------


def test_the_page_says_the_place_once_and_which_part_is_over(world, client):
    day = timezone.localdate()
    exchange = scheduled(
        world,
        parts=[
            part_row(day - timedelta(days=3), site=world.host),
            part_row(
                day + timedelta(days=4),
                site=world.host,
                place_as_printed=f"phòng Hội đồng {world.host}",
            ),
        ],
    )
    page = client.get(url_of(issue(exchange, unit=guest_unit(world, exchange)))).text
    assert page.count("(đã qua)") == 1
    assert f"phòng Hội đồng {world.host}" in page
    assert f"phòng Hội đồng {world.host}, {world.host}" not in page
    # Three days before the first day: past, and still an answer is welcome.
    assert "đã quá hạn, vẫn nhận trả lời" in page
    assert 'name="answer"' in page


def test_a_deadline_to_come_is_not_called_past(world, client, exchange):
    page = client.get(url_of(issue(exchange, unit=guest_unit(world, exchange)))).text
    assert "đã quá hạn" not in page


def test_a_part_that_is_put_off_says_so_before_its_old_day(world, client, exchange):
    link = issue(exchange, unit=guest_unit(world, exchange))
    exchange.parts.update(state="postponed", state_reason="Bão")
    page = client.get(url_of(link)).text
    assert "<b>Tạm hoãn, chưa có ngày mới</b><br><s>" in page


def test_who_comes_in_today_is_told_how_to_check_in(world, client):
    exchange = scheduled(world, parts=[part_row(timezone.localdate(), starts_at=None)])
    person = builders.make_roster_entry(exchange, "Bà Hiền")
    words = "báo họ tên tại bàn thư ký"
    assert words in client.get(url_of(issue(exchange, entry=person))).text
    unit = guest_unit(world, exchange)
    assert words not in client.get(url_of(issue(exchange, unit=unit))).text


def test_the_day_after_the_last_part_nobody_is_asked_any_more(world, client):
    yesterday = timezone.localdate() - timedelta(days=1)
    exchange = scheduled(world, parts=[part_row(yesterday)])
    page = client.get(url_of(issue(exchange, unit=guest_unit(world, exchange)))).text
    assert 'name="answer"' not in page


def test_a_person_is_told_where_to_name_who_comes_instead(world, client, exchange):
    words = "Nếu có người đi thay, xin ghi họ tên ở đây."
    person = builders.make_roster_entry(exchange, "Bà Hiền")
    assert words in client.get(url_of(issue(exchange, entry=person))).text
    unit = guest_unit(world, exchange)
    assert words not in client.get(url_of(issue(exchange, unit=unit))).text


def test_words_to_the_other_answer_do_not_stay(world, client, exchange):
    person = builders.make_roster_entry(exchange, "Bà Hiền")
    url = url_of(issue(exchange, entry=person))
    said = []
    for answer, note in (
        ("no", "Ốm"),
        ("yes", "Ốm"),
        ("yes", "Đến muộn"),
        ("no", "Bận"),
    ):
        client.post(url, {"answer": answer, "note": note})
        said.append(PersonReply.objects.get(entry=person).note)
    assert said == ["Ốm", "", "Đến muộn", "Bận"]


def test_one_press_makes_the_links_of_all_guests(world, signed_in, exchange):
    for name in ("Bà Hiền", "Ông Sơn"):
        builders.make_roster_entry(exchange, name)
    builders.make_roster_entry(exchange, world.teacher)
    client = signed_in(world.principal)
    page = reverse("sessions:links", args=[exchange.pk])
    assert "Tạo liên kết cho 2 người chưa có tài khoản" in client.get(page).text
    make = reverse("sessions:issue_link", args=[exchange.pk])
    answer = client.post(make, {"guests": "1"}, follow=True)
    assert "Đã tạo 2 liên kết." in answer.text
    client.post(make, {"guests": "1"})
    links = PersonalLink.objects.order_by("entry__name_as_printed")
    assert [str(link.entry) for link in links] == ["Bà Hiền", "Ông Sơn"]
    assert "người chưa có tài khoản" not in client.get(page).text


def test_the_words_for_each_guest_are_copied_from_one_page(world, signed_in, exchange):
    for name in ("Bà Hiền", "Ông Sơn"):
        builders.make_roster_entry(exchange, name)
    client = signed_in(world.principal)
    make = reverse("sessions:issue_link", args=[exchange.pk])
    page = client.post(make, {"guests": "1"}, follow=True)
    for link in PersonalLink.objects.all():
        key = f"link-e{link.entry_id}"
        words = page.text.partition(f'id="{key}"')[2].partition("</textarea>")[0]
        assert f"Kính gửi {link.entry}," in words
        assert words.count(link.code) == 1
        assert page.text.count(f'data-copy="#{key}"') == 1
    assert page.text.count("data-copy") == 2
    assert "no-store" in page["Cache-Control"]


def test_the_school_that_leads_is_given_no_link_to_answer_itself(world, signed_in):
    day = timezone.localdate() + timedelta(days=9)
    exchange = scheduled(
        world,
        by=world.guest_principal,
        lead=world.guest,
        parts=[part_row(day, site=world.host)],
    )
    actions.save_units(
        exchange=exchange,
        rows=[UnitRow(pk=unit.pk, school=unit.school) for unit in exchange.units.all()],
        by=actor(world.guest_principal),
    )
    asked = links_of(exchange, now=timezone.now()).units
    assert [row.unit.school for row in asked] == [world.host]
