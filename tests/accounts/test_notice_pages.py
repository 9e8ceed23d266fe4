"""The page of notices: marked unread, read by a press only, one's own; the bell of every page."""

from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import mailing
from accounts.models import (
    GROUP_OF,
    AuditEntry,
    MailGroup,
    NoMail,
    Notice,
    SignInName,
)
from accounts.notices import tell
from tests.builders import make_person

NOW = timezone.now()
LIST = "/thong-bao/"


@pytest.fixture
def mai(db):
    return make_person("Vàng Thị Mai", phone="+84912000001")


def told(person, key="a", *, at=NOW, **more) -> Notice:
    fields = {"kind": "changed", "title": f"Đổi ngày {key}", "path": "/lich/"} | more
    tell([person], key=key, now=at, **fields)
    return Notice.objects.get(user=person, key=key)


def test_the_bell_counts_what_is_not_read(mai, signed_in):
    client = signed_in(mai)
    assert "chưa đọc" not in client.get("/tai-khoan/").text
    for number in range(3):
        told(mai, str(number))
    Notice.objects.filter(key="0").update(read_at=NOW)
    assert "Thông báo, 2 chưa đọc" in client.get("/tai-khoan/").text


def test_the_bell_asks_no_question_of_its_own(mai, signed_in):
    """It rides on the question of who is signed in, whatever waits."""
    client = signed_in(mai)
    client.get("/tai-khoan/")
    counts = set()
    for number in range(3):
        with CaptureQueriesContext(connection) as asked:
            client.get("/tai-khoan/")
        counts.add(len(asked))
        told(mai, str(number))
    about = [one["sql"] for one in asked if "notice" in one["sql"]]
    assert len(counts) == 1
    assert len(about) == 1
    assert "accounts_user" in about[0]


def test_more_than_ninety_nine_is_said_so(mai, signed_in):
    for number in range(101):
        told(mai, str(number))
    assert ">99+</b>" in signed_in(mai).get("/tai-khoan/").text


def test_looking_marks_nothing_as_read(mai, signed_in):
    told(mai)
    page = signed_in(mai).get(LIST)
    assert "Đổi ngày a" in page.text
    assert Notice.objects.unread().count() == 1


def test_opening_marks_one_and_leads_on(mai, signed_in):
    first, second = told(mai, "a"), told(mai, "b")
    answer = signed_in(mai).post(f"{LIST}{first.pk}/")
    assert answer["Location"] == "/lich/"
    assert list(Notice.objects.unread()) == [second]
    read_at = Notice.objects.get(pk=first.pk).read_at
    signed_in(mai).post(f"{LIST}{first.pk}/")
    assert Notice.objects.get(pk=first.pk).read_at == read_at


def test_one_that_leads_nowhere_comes_back_to_the_list(mai, signed_in):
    assert signed_in(mai).post(f"{LIST}{told(mai, path='').pk}/")["Location"] == LIST


def test_a_get_opens_nothing(mai, signed_in):
    assert signed_in(mai).get(f"{LIST}{told(mai).pk}/").status_code == 405
    assert signed_in(mai).get(f"{LIST}da-doc/").status_code == 405
    assert Notice.objects.unread().count() == 1


def test_those_of_others_do_not_exist(mai, signed_in):
    son = make_person("Lường Văn Sơn")
    other = told(son, title="Chỉ thầy Sơn biết")
    client = signed_in(mai)
    assert "Chỉ thầy Sơn biết" not in client.get(LIST).text
    assert client.post(f"{LIST}{other.pk}/").status_code == 404
    client.post(f"{LIST}da-doc/", {"upto": other.pk})
    assert Notice.objects.get(pk=other.pk).read_at is None


def test_marking_all_leaves_what_was_told_meanwhile(mai, signed_in):
    seen = told(mai, "seen")
    client = signed_in(mai)
    assert f'name="upto" value="{seen.pk}"' in client.get(LIST).text
    late = told(mai, "late")
    client.post(f"{LIST}da-doc/", {"upto": seen.pk})
    assert list(Notice.objects.unread()) == [late]


@pytest.mark.parametrize("upto", ["", "x", "-1", "9" * 40, "1; drop"])
def test_nonsense_marks_nothing(mai, signed_in, upto):
    told(mai)
    assert signed_in(mai).post(f"{LIST}da-doc/", {"upto": upto}).status_code == 302
    assert Notice.objects.unread().count() == 1


def test_only_those_not_read_on_asking(mai, signed_in):
    told(mai, "old")
    Notice.objects.update(read_at=NOW)
    told(mai, "new")
    page = signed_in(mai).get(f"{LIST}?chi=chua-doc").text
    assert "Đổi ngày new" in page
    assert "Đổi ngày old" not in page


def test_days_stand_as_people_say_them(mai, signed_in):
    told(mai, "today")
    told(mai, "yesterday", at=NOW - timedelta(days=1))
    page = signed_in(mai).get(LIST).text
    assert page.index("Hôm nay") < page.index("Đổi ngày today") < page.index("Hôm qua")
    assert page.index("Hôm qua") < page.index("Đổi ngày yesterday")


def test_an_empty_list_says_what_will_stand_here(mai, signed_in):
    assert "Lời mời, thay đổi" in signed_in(mai).get(LIST).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_one_and_three(mai, signed_in, rows):
    for number in range(rows):
        told(mai, str(number), at=NOW - timedelta(days=number))
    client = signed_in(mai)
    client.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        client.get(LIST)
    # Session, person with the bell, standing (2), count, newest, rows.
    assert len(asked) == 7


# --- e-mail -------------------------------------------------------------------------------


def test_every_kind_belongs_to_a_group_that_can_be_switched_off():
    assert set(GROUP_OF) == set(Notice.Kind)
    assert set(GROUP_OF.values()) == set(MailGroup)


def test_everything_is_wanted_until_somebody_says_no(mai, signed_in):
    client = signed_in(mai)
    address = reverse("accounts:mail_choices")
    assert client.get(address).text.count("checked") == len(MailGroup.values)
    client.post(address, {"wanted": ["reminder", "sessions"]})
    assert mailing.unwanted_by(mai) == {"schools", "work", "news", "cluster"}
    assert client.get(address).text.count("checked") == 2
    client.post(address, {"wanted": ["reminder", "sessions"]})
    entry = AuditEntry.objects.get(verb="accounts.choose_mail")
    assert entry.before == {"no_mail": []}
    client.post(address, {"wanted": ["gossip"]})
    assert len(mailing.unwanted_by(mai)) == 4


def test_the_page_says_what_is_missing(mai, signed_in, settings):
    address = reverse("accounts:mail_choices")
    settings.EMAIL_HOST, settings.PUBLIC_ADDRESS = "", ""
    assert "chưa gửi thư điện tử" in signed_in(mai).get(address).text
    settings.EMAIL_HOST = "mail.example"
    settings.PUBLIC_ADDRESS = "https://cum.example"
    assert "chưa có địa chỉ e-mail" in signed_in(mai).get(address).text
    SignInName.objects.create(user=mai, kind="email", normalised="mai@example.vn")
    assert "mai@example.vn" in signed_in(mai).get(address).text


def test_the_link_below_an_e_mail_works_without_signing_in(mai):
    link = reverse("accounts:no_mail", args=[mailing.unsubscribe_token(mai, "news")])
    stranger = Client(enforce_csrf_checks=True)
    page = stranger.get(link)
    assert page.status_code == 200
    assert "Mai" not in page.text
    assert not NoMail.objects.exists()
    # What a mail program posts by itself.
    for _again in range(2):
        answer = stranger.post(link, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert mailing.unwanted_by(mai) == {"news"}


def test_a_link_that_we_did_not_sign_does_nothing(mai):
    whole = mailing.unsubscribe_token(mai, "news")
    of_no_group = mailing.unsubscribe_token(mai, "gossip")
    elsewhere = signing.dumps([mai.pk, "news"], salt="elsewhere")
    for token in (whole[:-1], "x", of_no_group, elsewhere):
        link = reverse("accounts:no_mail", args=[token])
        assert Client().post(link).status_code == 404
    assert not NoMail.objects.exists()
