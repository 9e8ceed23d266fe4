"""Telling somebody something: once, in their language, and never to a locked account."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Notice, User
from accounts.notices import tell
from tests.builders import make_person

NOW = timezone.now()


def _tell(*people: User, key: str = "session 7 changed 3", **more) -> int:
    return tell(
        people,
        kind=Notice.Kind.CHANGED,
        key=key,
        title=_("Scheduled"),
        path="/hoat-dong/7/",
        now=NOW,
        **more,
    )


def test_each_reads_it_in_their_own_language(db):
    mai, ann = make_person("Vàng Thị Mai"), make_person("Ann Lee", language="en")
    _tell(mai, ann)
    assert dict(Notice.objects.values_list("user", "title")) == {
        mai.pk: "Đã lên lịch",
        ann.pk: "Scheduled",
    }


def test_the_same_happening_is_told_once(db):
    mai = make_person("Vàng Thị Mai")
    _tell(mai, mai)
    _tell(mai)
    assert Notice.objects.count() == 1
    _tell(mai, key="session 7 changed 4")
    assert Notice.objects.count() == 2


def test_a_locked_account_is_told_nothing(db):
    mai = make_person("Vàng Thị Mai", is_active=False)
    assert _tell(mai) == 0
    assert not Notice.objects.exists()


def test_what_waits_for_the_mail_is_due_unsent_and_unread(db):
    mai = make_person("Vàng Thị Mai")
    _tell(mai)
    _tell(mai, key="in the app only", mail=False)
    assert [one.key for one in Notice.objects.to_mail(now=NOW)] == [
        "session 7 changed 3"
    ]
    Notice.objects.update(read_at=NOW)
    assert not Notice.objects.to_mail(now=NOW).exists()


def test_one_sees_ones_own(db):
    mai, son = make_person("Vàng Thị Mai"), make_person("Lường Văn Sơn")
    _tell(mai)
    assert Notice.objects.visible_to(mai).unread().count() == 1
    assert not Notice.objects.visible_to(son).exists()


@pytest.mark.parametrize(
    "fault",
    [{"path": "https://elsewhere.example/"}, {"title": ""}, {"kind": "gossip"}],
)
def test_the_database_refuses_what_is_no_notice(db, fault):
    row = {"kind": "changed", "key": "k", "title": "t", "path": "/", "at": NOW} | fault
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(user=make_person("Vàng Thị Mai"), **row)
