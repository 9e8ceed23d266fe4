"""E-mail of notices against a real server: whom, when, once a day and kind, and what it says."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail

from accounts import mailing
from accounts.models import Mail, NoMail, Notice
from tests.accounts.mail.conftest import NOW, told, with_mail

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=11)


def subject_of(one) -> str:
    """Without the space of a line that was folded right behind the name of the header."""
    return str(one["Subject"]).strip()


def test_what_waits_goes_out_once_a_day_and_kind_as_one_text(postbox, mai):
    told(mai, "Đổi ngày: Áp suất", text="Thứ Năm 26/11 → Thứ Sáu 27/11")
    told(mai, "Đổi phòng: Áp suất")
    told(mai, "Ngày mai: Áp suất", kind="reminder")
    assert mailing.send_due(now=SOON) == 2
    by_subject = {subject_of(one): one for one in postbox.taken}
    assert set(by_subject) == {
        "Thay đổi của hoạt động: 2 thông báo",
        "Ngày mai: Áp suất",
    }
    text = (
        by_subject["Thay đổi của hoạt động: 2 thông báo"]
        .get_body(("plain",))
        .get_content()
    )
    assert text.startswith("Kính gửi thầy cô Vàng Thị Mai,")
    assert "Thứ Năm 26/11 → Thứ Sáu 27/11" in text
    assert "Đổi phòng: Áp suất" in text
    assert "https://cum.example.vn/hoat-dong/7/" in text
    assert Notice.objects.filter(mailed_at=None).count() == 0
    assert mailing.send_due(now=SOON + timedelta(minutes=1)) == 0
    assert len(postbox.taken) == 2


def test_all_of_a_round_goes_over_one_line(postbox, mai):
    son = with_mail("Lường Văn Sơn", "son@truong.example.vn")
    for person in (mai, son):
        told(person)
        told(person, kind="news")
    assert mailing.send_due(now=SOON) == 4
    assert postbox.connections == 1
    assert sorted(postbox.recipients) == [
        *["mai@truong.example.vn"] * 2,
        *["son@truong.example.vn"] * 2,
    ]


def test_what_comes_later_on_the_day_waits_for_the_next(postbox, mai):
    told(mai, "Một")
    mailing.send_due(now=SOON)
    told(mai, "Hai", at=NOW + timedelta(hours=1))
    told(mai, "Ba", at=NOW + timedelta(hours=8))
    for hours in (2, 6, 11):
        assert mailing.send_due(now=NOW + timedelta(hours=hours)) == 0
    tomorrow = NOW.replace(day=25, hour=6, minute=0)
    assert mailing.send_due(now=tomorrow) == 1
    text = postbox.taken[-1].get_body(("plain",)).get_content()
    assert "Hai" in text
    assert "Ba" in text
    assert "Một" not in text


@pytest.mark.parametrize(
    ("hour", "minute", "sent"),
    [(20, 59, 1), (21, 0, 0), (23, 30, 0), (0, 0, 0), (5, 59, 0), (6, 0, 1)],
)
def test_nobody_is_written_to_at_night(postbox, mai, hour, minute, sent):
    told(mai, at=NOW - timedelta(days=1))
    assert mailing.send_due(now=NOW.replace(hour=hour, minute=minute)) == sent
    assert len(postbox.taken) == sent


def test_what_is_due_at_night_goes_out_in_the_morning(postbox, mai):
    told(mai, at=NOW.replace(hour=22))
    night = NOW.replace(hour=22)
    for hours in range(7):
        assert mailing.send_due(now=night + timedelta(hours=hours)) == 0
    assert mailing.send_due(now=NOW.replace(day=25, hour=6)) == 1


def test_a_few_minutes_are_waited_for_what_belongs_together(postbox, mai):
    told(mai, "Một")
    assert mailing.send_due(now=NOW + timedelta(minutes=9)) == 0
    told(mai, "Hai", at=NOW + timedelta(minutes=9))
    assert mailing.send_due(now=NOW + timedelta(minutes=10)) == 1
    assert "Hai" in postbox.taken[0].get_body(("plain",)).get_content()


def test_what_is_read_in_the_app_is_not_sent(postbox, mai):
    told(mai)
    Notice.objects.update(read_at=NOW)
    assert mailing.send_due(now=SOON) == 0
    assert postbox.taken == []


def test_what_is_read_after_its_row_was_made_is_not_sent_either(postbox, mai):
    """The row goes, so that something new may still be told on the same day."""
    Mail.objects.create(user=mai, kind="changed", on=NOW.date(), created_at=NOW)
    assert mailing.send_due(now=SOON) == 0
    assert not Mail.objects.exists()
    told(mai)
    assert mailing.send_due(now=SOON) == 1


def test_only_what_waits_for_the_mail(postbox, mai):
    told(mai, mail=False)
    assert mailing.send_due(now=SOON) == 0


def test_nobody_is_flooded_after_weeks_without_a_server(postbox, mai):
    told(mai, "Cũ", at=NOW - timedelta(days=4))
    assert mailing.send_due(now=NOW) == 0
    told(mai, "Mới", at=NOW - timedelta(days=2))
    assert mailing.send_due(now=NOW) == 1
    assert "Cũ" not in postbox.taken[0].get_body(("plain",)).get_content()


def test_only_people_who_have_an_address_and_want_it(postbox, mai):
    without = with_mail("Nguyễn Thu Hà", "ha@truong.example.vn")
    without.sign_in_names.all().delete()
    locked = with_mail("Lường Văn Sơn", "son@truong.example.vn")
    unwilling = with_mail("Cà Thị Bình", "binh@truong.example.vn")
    NoMail.objects.create(user=unwilling, group="sessions")
    for person in (mai, without, locked, unwilling):
        told(person)
        told(person, kind="reminder")
    type(locked).objects.filter(pk=locked.pk).update(is_active=False)
    mailing.send_due(now=SOON)
    assert sorted(postbox.recipients) == [
        "binh@truong.example.vn",
        "mai@truong.example.vn",
        "mai@truong.example.vn",
    ]
    assert [
        subject_of(one) for one in postbox.taken if one["To"].startswith("binh")
    ] == ["Đổi ngày: Áp suất"]


def test_the_address_added_last_is_written_to(postbox, mai):
    mai.sign_in_names.create(kind="email", normalised="mai@moi.example.vn")
    told(mai)
    mailing.send_due(now=SOON)
    assert postbox.recipients == ["mai@moi.example.vn"]


def test_each_reads_it_in_their_own_language(postbox, db):
    ann = with_mail("Ann Lee", "ann@school.example", language="en")
    told(ann, "Changed day", text="26/11")
    told(ann, "Changed room")
    mailing.send_due(now=SOON)
    [one] = postbox.taken
    assert subject_of(one) == "Change of a session: 2 notices"
    assert "Dear Ann Lee," in one.get_body(("plain",)).get_content()
    assert '<html lang="en">' in one.get_body(("html",)).get_content()


def test_the_headers_say_what_mail_programs_ask_for(postbox, mai):
    told(mai)
    mailing.send_due(now=SOON)
    [one] = postbox.taken
    row = Mail.objects.get()
    assert one["From"] == "Chung Tay <no-reply@cum.example.vn>"
    assert one["To"] == "mai@truong.example.vn"
    assert one["Reply-To"] == "thuky@cum.example.vn"
    assert one["Message-ID"] == f"<chungtay-{row.pk}-20261124@cum.example.vn>"
    assert one["Date"] == "Tue, 24 Nov 2026 09:11:00 +0700"
    assert one["Auto-Submitted"] == "auto-generated"
    assert one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = "".join(one["List-Unsubscribe"].split()).strip("<>")
    start = "https://cum.example.vn/thong-bao/ngung-thu/"
    assert link.startswith(start)
    token = link.removeprefix(start).strip("/")
    assert mailing.read_unsubscribe(token) == (mai, "sessions")
    assert (row.state, row.address) == ("sent", "mai@truong.example.vn")


def test_what_people_typed_never_makes_a_header(postbox, mai):
    told(mai, "Đổi ngày\r\nBcc: kẻ lạ@example.org\r\n\r\nNội dung giả")
    assert mailing.send_due(now=SOON) == 1
    [one] = postbox.taken
    assert one["Bcc"] is None
    assert subject_of(one) == "Đổi ngày Bcc: kẻ lạ@example.org Nội dung giả"
    assert postbox.recipients == ["mai@truong.example.vn"]


def test_what_people_typed_is_no_markup(postbox, mai):
    told(mai, "<b>Đậm</b> & đẹp", text="<script>alert(1)</script>")
    mailing.send_due(now=SOON)
    html = postbox.taken[0].get_body(("html",)).get_content()
    assert "&lt;b&gt;Đậm&lt;/b&gt; &amp; đẹp" in html
    assert "<script>" not in html
    text = postbox.taken[0].get_body(("plain",)).get_content()
    assert "<b>Đậm</b> & đẹp" in text


def test_a_line_that_is_a_dot_ends_no_text(postbox, mai):
    told(mai, text="Trước\n.\n..hai chấm\nSau")
    mailing.send_due(now=SOON)
    text = postbox.taken[0].get_body(("plain",)).get_content()
    assert "Trước\n.\n..hai chấm\nSau" in text.replace("\r\n", "\n")


def test_a_long_list_is_cut_with_its_number(postbox, mai):
    for number in range(35):
        told(mai, f"Thay đổi {number}")
    mailing.send_due(now=SOON)
    text = postbox.taken[0].get_body(("plain",)).get_content()
    assert text.count("* Thay đổi") == 30
    assert "Và 5 thông báo khác." in text
    assert Notice.objects.filter(mailed_at=None).count() == 0


def test_the_number_of_questions_of_a_round_does_not_grow_with_what_a_person_was_told(
    postbox, mai, django_assert_num_queries
):
    """Per e-mail: look, claim, read, address, notices, hand over (4), sent."""
    told(mai)
    for number in range(10):
        told(mai, f"Thay đổi {number}")
    with django_assert_num_queries(16):
        assert mailing.send_due(now=SOON) == 1


# --- without a server ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "missing", [{"EMAIL_HOST": ""}, {"PUBLIC_ADDRESS": ""}], ids=["server", "address"]
)
def test_without_a_server_nothing_counts_as_sent(postbox, mai, settings, missing):
    for name, value in missing.items():
        setattr(settings, name, value)
    told(mai)
    assert not mailing.configured()
    assert mailing.send_due(now=SOON) == 0
    assert not Mail.objects.exists()
    assert Notice.objects.get().mailed_at is None
    assert django_mail.outbox == []


def test_after_a_year_notices_and_e_mails_are_forgotten(postbox, mai):
    told(mai, "Cũ")
    mailing.send_due(now=SOON)
    later = NOW + timedelta(days=364)
    told(mai, "Mới", at=later)
    assert mailing.clean_up(now=NOW + timedelta(days=364)) == 0
    assert mailing.clean_up(now=NOW + timedelta(days=366)) == 2
    assert [one.title for one in Notice.objects.all()] == ["Mới"]
    assert not Mail.objects.exists()
