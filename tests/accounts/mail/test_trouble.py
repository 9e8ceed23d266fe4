"""A server that is away, slow, refuses or dies: nothing is lost, nothing is sent twice."""

import socket
import threading
import time
from datetime import timedelta

import pytest

from accounts import mailing
from accounts.mailing import queue, server
from accounts.models import MAIL_MOVES, Mail, MailState, Notice
from tests.accounts.mail.conftest import NOW, Postbox, serve, told, with_mail

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=11)


def minutes(number: float):
    return SOON + timedelta(minutes=number)


# --- away, slow ---------------------------------------------------------------------------


def test_a_server_that_is_away_costs_nothing_but_time(mail_settings, mai):
    son = with_mail("Lường Văn Sơn", "son@truong.example.vn")
    told(mai)
    told(son)
    assert mailing.send_due(now=SOON) == 0
    # The round ends with the first: the server is away for everybody.
    assert sorted(Mail.objects.values_list("state", "attempts")) == [
        ("queued", 0),
        ("queued", 1),
    ]
    assert Notice.objects.filter(mailed_at=None).count() == 2
    waiting, said = mailing.trouble(now=SOON)
    assert waiting == 1
    assert "ConnectionRefusedError" in said
    box = Postbox()
    controller = serve(box, mail_settings.EMAIL_PORT)
    try:
        assert mailing.send_due(now=minutes(2)) == 2
        assert mailing.send_due(now=minutes(3)) == 0
    finally:
        controller.stop()
    assert len(box.taken) == 2
    assert mailing.trouble(now=minutes(3)) == (0, "")


def test_pauses_grow_with_the_tries(mail_settings, mai):
    told(mai)
    pauses = []
    now = SOON
    for _try in range(6):
        mailing.send_due(now=now)
        row = Mail.objects.get()
        pauses.append(round((row.next_try_at - now).total_seconds() / 60))
        assert mailing.send_due(now=row.next_try_at - timedelta(seconds=5)) == 0
        assert Mail.objects.get().attempts == row.attempts
        now = row.next_try_at
    assert pauses == [1, 5, 15, 60, 120, 120]


def test_what_no_server_took_by_night_is_tried_anew_in_the_morning(mail_settings, mai):
    told(mai)
    mailing.send_due(now=SOON)
    yesterday = Mail.objects.get()
    mailing.send_due(now=NOW.replace(day=25, hour=6))
    today = Mail.objects.get()
    assert (today.on.day, yesterday.on.day) == (25, 24)
    assert today.attempts == 1


class Silent:
    """A server that takes the connection and says a letter a second, or nothing."""

    def __init__(self, port: int, drip: bytes = b"") -> None:
        self.listener = socket.create_server(("127.0.0.1", port))
        self.drip = drip
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        try:
            line, _address = self.listener.accept()
        except OSError:
            return
        with line:
            while not self.over.is_set():
                try:
                    line.sendall(self.drip)
                except OSError:
                    return
                time.sleep(0.05)

    def close(self) -> None:
        self.over.set()
        self.listener.close()
        self.thread.join(5)


@pytest.mark.parametrize("drip", [b"", b"2"], ids=["silent", "drips"])
def test_a_server_without_an_end_is_hung_up_on(mail_settings, mai, monkeypatch, drip):
    """The answer's own timeout does not help against one that says a letter now and then."""
    monkeypatch.setattr(server, "DEADLINE", 0.6)
    monkeypatch.setattr(server, "TIMEOUT", 5 if drip else 0.6)
    told(mai)
    silent = Silent(mail_settings.EMAIL_PORT, drip)
    try:
        started = time.monotonic()
        assert mailing.send_due(now=SOON) == 0
        assert time.monotonic() - started < 4
    finally:
        silent.close()
    row = Mail.objects.get()
    assert (row.state, row.attempts) == ("queued", 1)
    assert Notice.objects.get().mailed_at is None


def test_a_server_that_thinks_too_long_over_the_text_may_have_taken_it(
    postbox, mai, monkeypatch
):
    monkeypatch.setattr(server, "DEADLINE", 0.5)
    postbox.think = 1.5
    told(mai)
    assert mailing.send_due(now=SOON) == 0
    assert Mail.objects.get().state == "unsure"
    postbox.think = 0
    # It did take it: a second one would be a double.
    assert len(postbox.taken) == 1
    assert mailing.send_due(now=minutes(200)) == 0
    assert mailing.send_due(now=NOW + timedelta(days=1)) == 0
    assert len(postbox.taken) == 1


# --- refused ------------------------------------------------------------------------------


def test_an_address_that_is_refused_is_noted_and_stops_nobody(postbox, mai):
    son = with_mail("Lường Văn Sơn", "son@truong.example.vn")
    postbox.rcpt = {"mai@truong.example.vn": "550 no such box"}
    told(mai)
    told(mai, kind="reminder")
    told(son)
    assert mailing.send_due(now=SOON) == 1
    assert postbox.recipients == ["son@truong.example.vn"]
    assert postbox.connections == 1
    trouble = mailing.trouble_of(mai, today=SOON.date())
    assert trouble.error == "550 no such box"
    assert mailing.trouble_of(son, today=SOON.date()) is None
    assert Notice.objects.filter(user=mai, mailed_at=None).count() == 2


def test_a_refused_address_is_left_alone_for_a_week(postbox, mai):
    postbox.rcpt = {"mai@truong.example.vn": "550 no such box"}
    told(mai)
    mailing.send_due(now=SOON)
    postbox.rcpt = {}
    for day in range(1, 9):
        now = SOON + timedelta(days=day)
        told(mai, f"Ngày {day}", at=now - timedelta(hours=1))
        assert mailing.send_due(now=now) == (1 if day >= 7 else 0)


def test_another_address_is_tried_at_once(postbox, mai, signed_in):
    postbox.rcpt = {"mai@truong.example.vn": "550 no such box"}
    told(mai)
    mailing.send_due(now=SOON)
    told(mai, kind="reminder")
    mai.sign_in_names.update(normalised="mai2@truong.example.vn")
    assert mailing.trouble_of(mai, today=SOON.date()) is None
    assert mailing.send_due(now=minutes(1)) == 1


def test_a_box_that_is_full_just_now_is_tried_again(postbox, mai):
    postbox.rcpt = {"mai@truong.example.vn": "452 box full"}
    told(mai)
    assert mailing.send_due(now=SOON) == 0
    assert Mail.objects.get().state == "queued"
    postbox.rcpt = {}
    assert mailing.send_due(now=minutes(2)) == 1


@pytest.mark.parametrize(
    ("answer", "state", "mailed"),
    [("451 later", "queued", False), ("554 looks like spam", "failed", False)],
)
def test_a_text_that_the_server_says_no_to_was_not_sent(
    postbox, mai, answer, state, mailed
):
    postbox.data = answer
    told(mai)
    assert mailing.send_due(now=SOON) == 0
    assert Mail.objects.get().state == state
    assert (Notice.objects.get().mailed_at is not None) == mailed


def test_a_server_that_ends_the_talk_for_all_is_asked_a_minute_later(postbox, mai):
    son = with_mail("Lường Văn Sơn", "son@truong.example.vn")
    postbox.rcpt = dict.fromkeys(
        ["mai@truong.example.vn", "son@truong.example.vn"], "421 going down"
    )
    told(mai)
    told(son)
    assert mailing.send_due(now=SOON) == 0
    assert sorted(Mail.objects.values_list("state", "attempts")) == [
        ("queued", 0),
        ("queued", 1),
    ]


def test_an_address_with_marks_is_refused_by_ourselves(postbox, db):
    told(with_mail("Vàng Thị Mai", "mãi@truong.example.vn"))
    son = with_mail("Lường Văn Sơn", "son@truong.example.vn")
    told(son)
    assert mailing.send_due(now=SOON) == 1
    assert Mail.objects.get(state="failed").user != son


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_the_name_and_password_of_the_server_are_given(locked_postbox, mai, settings):
    told(mai)
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "chungtay", "sai ạ"
    assert mailing.send_due(now=SOON) == 0
    assert "UnicodeEncodeError" in Mail.objects.get().error
    settings.EMAIL_HOST_PASSWORD = "sai"
    assert mailing.send_due(now=minutes(2)) == 0
    assert "SMTPAuthenticationError" in Mail.objects.get().error
    settings.EMAIL_HOST_PASSWORD = "bi-mat"
    assert mailing.send_due(now=minutes(10)) == 1


# --- crashes ------------------------------------------------------------------------------


def test_a_server_that_dies_with_the_text_in_hand_is_not_asked_again(postbox, mai):
    postbox.dies = True
    told(mai)
    assert mailing.send_due(now=SOON) == 0
    row = Mail.objects.get()
    assert (row.state, row.ended_at is not None) == ("unsure", True)
    postbox.dies = False
    for later in (minutes(5), NOW + timedelta(days=1)):
        assert mailing.send_due(now=later) == 0
    assert len(postbox.taken) == 1


def test_a_worker_that_dies_before_handing_over_costs_two_minutes(postbox, mai):
    told(mai)
    queue.gather(now=SOON)
    assert queue.claim_next(now=SOON).state == "claimed"
    assert mailing.send_due(now=minutes(1.9)) == 0
    assert mailing.send_due(now=minutes(2.1)) == 1
    assert mailing.send_due(now=minutes(9)) == 0
    assert len(postbox.taken) == 1


def test_a_worker_that_dies_after_handing_over_never_sends_twice(postbox, mai):
    """The SMTP server took it, the worker was killed before it could write that down."""
    notice = told(mai)
    queue.gather(now=SOON)
    mail = queue.claim_next(now=SOON)
    assert queue.hand_over(mail, [notice], "mai@truong.example.vn", now=SOON)
    for later in (minutes(5), NOW + timedelta(days=1)):
        assert mailing.send_due(now=later) == 0
    assert Mail.objects.get().state == "unsure"
    assert postbox.taken == []


def test_a_claim_that_was_lost_sends_nothing(postbox, mai, monkeypatch):
    """The lease ran out while this worker waited for the server; another one has the e-mail now."""
    told(mai)
    taken = queue.hand_over

    def late(mail, notices, address, *, now):
        Mail.objects.filter(pk=mail.pk).update(claim="somebody else's")
        return taken(mail, notices, address, now=now)

    monkeypatch.setattr(queue, "hand_over", late)
    assert mailing.send_due(now=SOON) == 0
    assert postbox.taken == []
    assert Mail.objects.get().state == "claimed"


def test_one_that_cannot_be_written_stops_nobody(postbox, mai, settings, caplog):
    son = with_mail("Lường Văn Sơn", "son@truong.example.vn")
    told(mai)
    told(son)
    # An address of two lines, brought into the database by another way than our forms.
    mai.sign_in_names.update(normalised="mai@truong.example.vn\nBcc: x@y.example")
    assert mailing.send_due(now=SOON) == 1
    assert postbox.recipients == ["son@truong.example.vn"]
    left = Mail.objects.get(user=mai)
    assert (left.state, left.error) == ("queued", "it could not be written")


# --- states -------------------------------------------------------------------------------

ENDS = {
    "hand_over": lambda mail, notice: queue.hand_over(
        mail, [notice], "mai@truong.example.vn", now=SOON
    ),
    "sent": lambda mail, notice: queue.sent(mail, now=SOON),
    "unsure": lambda mail, notice: queue.unsure(mail, "?", now=SOON),
    "again_later": lambda mail, notice: queue.again_later(mail, "451", now=SOON),
    "refused": lambda mail, notice: queue.refused(
        mail, "mai@truong.example.vn", "550", now=SOON
    ),
    "claim": lambda mail, notice: queue.claim_next(now=SOON),
    "lapse": lambda mail, notice: queue.free_lapsed(now=SOON + timedelta(hours=1)),
}
BECOMES = {
    ("hand_over", "claimed"): "handed",
    ("sent", "handed"): "sent",
    ("unsure", "handed"): "unsure",
    ("again_later", "claimed"): "queued",
    ("again_later", "handed"): "queued",
    ("refused", "claimed"): "failed",
    ("refused", "handed"): "failed",
    ("claim", "queued"): "claimed",
    ("lapse", "claimed"): "queued",
    ("lapse", "handed"): "unsure",
}


@pytest.mark.parametrize("state", MailState.values)
@pytest.mark.parametrize("end", ENDS)
def test_each_step_moves_only_what_it_may(mai, end, state):
    notice = told(mai)
    over = state in {"sent", "failed", "unsure"}
    mail = Mail.objects.create(
        user=mai,
        kind="changed",
        on=SOON.date(),
        created_at=NOW,
        state=state,
        address="" if state in {"queued", "claimed"} else "mai@truong.example.vn",
        claim="" if state == "queued" else "mine",
        claimed_at=None if state == "queued" else SOON,
        attempts=1,
        ended_at=SOON if over else None,
    )
    ENDS[end](mail, notice)
    mail.refresh_from_db()
    assert mail.state == BECOMES.get((end, state), state)
    assert mail.state == state or mail.state in MAIL_MOVES[state]


def test_every_move_of_the_table_is_made_by_a_step():
    assert {(state, to) for (_end, state), to in BECOMES.items()} == {
        (str(state), str(to)) for state, all_to in MAIL_MOVES.items() for to in all_to
    }
