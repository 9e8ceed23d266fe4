"""Two beats, two workers at the same moment: each person gets each e-mail once."""

from datetime import timedelta

import pytest

from accounts import mailing
from accounts.models import Mail, Notice
from tests.accounts.mail.conftest import NOW, told, with_mail
from tests.racing import at_once

SOON = NOW + timedelta(minutes=11)


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_send_each_e_mail_once(postbox):
    people = [
        with_mail(f"Vàng Thị Mai {number}", f"mai{number}@truong.example.vn")
        for number in range(12)
    ]
    for person in people:
        told(person)
        told(person, kind="reminder")
    sent = at_once(*[lambda: mailing.send_due(now=SOON)] * 3)
    assert sum(sent) == 24
    assert len(postbox.taken) == 24
    assert len({one["Message-ID"] for one in postbox.taken}) == 24
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}
    assert not Notice.objects.filter(mailed_at=None).exists()
