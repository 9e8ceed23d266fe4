"""What the database itself refuses: every constraint of accounts, past the forms.

The names of the constraints that were tried are compared with those of the models, so a new one
without its forbidden row fails here.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import (
    AuditEntry,
    KnownPhone,
    Mail,
    NoMail,
    Notice,
    SignInFailure,
    SignInName,
    Slip,
    User,
)
from tests import builders
from tests.refusals import promises_of, refused_for, twice

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


class Rows:
    """Good rows to build the forbidden ones from."""

    def __init__(self):
        self.person = builders.make_person("Vàng Thị Mai", phone="+84912000001")
        self.other = builders.make_person("Mùa A Dơ")

    def slip(self, **fields):
        number = Slip.objects.count()
        defaults = {
            "user": self.person,
            "purpose": "password",
            "seed": f"s{number}",
            "code_hash": f"h{number}",
            "expires_at": datetime(2999, 1, 1, tzinfo=UTC),
        }
        return Slip.objects.create(**(defaults | fields))

    def notice(self, **fields) -> Notice:
        lawful = {
            "user": self.person,
            "kind": "changed",
            "key": "changed:1",
            "title": "Đổi giờ",
            "at": NOW,
        }
        return Notice.objects.create(**(lawful | fields))

    def mail(self, **fields) -> Mail:
        lawful = {
            "user": self.person,
            "kind": "changed",
            "on": date(2026, 11, 22),
            "created_at": NOW,
        }
        return Mail.objects.create(**(lawful | fields))

    def phone(self, **fields) -> KnownPhone:
        lawful = {
            "user": self.person,
            "word_hash": "w",
            "stamp": "s",
            "label": "Chrome, Android",
            "made_at": NOW,
            "used_at": NOW,
            "expires_at": NOW + timedelta(days=1),
        }
        return KnownPhone.objects.create(**(lawful | fields))


FORBIDDEN = {
    "user_has_name": lambda r: User.objects.create(handle="a", full_name=""),
    "user_language": lambda r: User.objects.create(
        handle="a", full_name="A", language="fr"
    ),
    "accounts_user.handle": twice(
        lambda r: User.objects.create(handle="a", full_name="A")
    ),
    "sign_in_name_once": lambda r: SignInName.objects.create(
        user=r.other, kind="phone", normalised="+84912000001"
    ),
    "sign_in_name_kind": lambda r: SignInName.objects.create(
        user=r.other, kind="fax", normalised="1"
    ),
    "sign_in_name_not_empty": lambda r: SignInName.objects.create(
        user=r.other, kind="email", normalised=""
    ),
    "audit_has_verb": lambda r: AuditEntry.objects.create(verb=""),
    "sign_in_failure_kind": lambda r: SignInFailure.objects.create(
        kind="x", key="k", at=NOW
    ),
    "slip_purpose": lambda r: r.slip(purpose="gift"),
    "slip_expires_after_issue": lambda r: r.slip(
        expires_at=datetime(2000, 1, 1, tzinfo=UTC)
    ),
    "slip_one_open_a_person": twice(lambda r: r.slip()),
    "accounts_slip.seed": lambda r: [
        r.slip(seed="s", used_at=NOW),
        r.slip(seed="s"),
    ],
    "accounts_slip.code_hash": lambda r: [
        r.slip(code_hash="h", used_at=NOW),
        r.slip(code_hash="h"),
    ],
    # notices
    "notice_once": twice(lambda r: r.notice()),
    "notice_kind": lambda r: r.notice(kind="gossip"),
    "notice_has_title": lambda r: r.notice(title=""),
    "notice_path_of_this_site": lambda r: r.notice(path="https://elsewhere.example/"),
    # e-mail
    "no_mail_once": twice(lambda r: NoMail.objects.create(user=r.person, group="news")),
    "no_mail_group": lambda r: NoMail.objects.create(user=r.person, group="gossip"),
    "mail_one_a_day_and_kind": twice(lambda r: r.mail()),
    "mail_kind": lambda r: r.mail(kind="gossip"),
    "mail_state": lambda r: r.mail(state="lost", address="mai@truong.example"),
    "mail_handed_to_an_address": lambda r: r.mail(state="handed"),
    "mail_ended_has_time": lambda r: r.mail(state="sent", address="mai@truong.example"),
    # phones
    "accounts_knownphone.word_hash": twice(lambda r: r.phone()),
    "known_phone_expires_later": lambda r: r.phone(expires_at=NOW),
}
# One constraint, several ways to break it.
ALSO_FORBIDDEN = [
    ("notice_path_of_this_site", lambda r: r.notice(path="//elsewhere.example/")),
    ("notice_path_of_this_site", lambda r: r.notice(path="/\\elsewhere.example/")),
    ("notice_path_of_this_site", lambda r: r.notice(path="lich/")),
    ("mail_ended_has_time", lambda r: r.mail(ended_at=NOW)),
    ("mail_handed_to_an_address", lambda r: r.mail(state="failed", ended_at=NOW)),
]


@pytest.mark.parametrize(
    ("name", "make"),
    [*FORBIDDEN.items(), *ALSO_FORBIDDEN],
    ids=[*FORBIDDEN, *(f"{name} too" for name, _ in ALSO_FORBIDDEN)],
)
def test_the_database_refuses(name, make):
    rows = Rows()
    with refused_for(name):
        make(rows)


def test_every_constraint_has_its_forbidden_row():
    assert set(FORBIDDEN) == promises_of("accounts")


def test_what_the_rules_leave_alone():
    rows = Rows()
    for _ in range(2):
        rows.slip(used_at=NOW)
        rows.slip(revoked_at=NOW + timedelta(days=1))
    assert rows.slip().pk
    assert rows.notice(path="").pk
    assert rows.notice(key="changed:2", path="/hoat-dong/1/").pk
    assert rows.notice(user=rows.other, path="/").pk
    assert rows.mail().pk
    assert rows.mail(kind="reply", state="claimed").pk
    assert rows.mail(
        kind="news", state="sent", address="mai@truong.example", ended_at=NOW
    ).pk
