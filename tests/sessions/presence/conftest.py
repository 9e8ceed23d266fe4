"""A session of today with an open door, and a device that keeps presses."""

import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from sessions.models import ExchangeSession, Part
from sessions.rows import PersonRow
from tests.sessions.helpers import part_row, scheduled


@pytest.fixture
def today(world) -> ExchangeSession:
    """A session of today, all day: the teacher, a name without an account, and a group."""
    return scheduled(
        world,
        parts=[part_row(timezone.localdate(), starts_at=None)],
        people=[
            PersonRow(name="Vàng Thị Mai", user=world.teacher),
            PersonRow(name="Lò Văn Ính"),
            PersonRow(name="các đồng chí tổ KHTN", is_group=True, group_count=4),
        ],
    )


@pytest.fixture
def part(today) -> Part:
    return today.parts.get()


@dataclass
class Device:
    """A phone or the computer at the desk: presses with keys of its own, sent as the script sends
    them."""

    client: Client
    kept: list[dict] = field(default_factory=list)

    def press(
        self, part: Part, entry=None, *, at: datetime | None = None, **told: object
    ) -> dict:
        mark = {
            "key": uuid.uuid4().hex,
            "entry": entry.pk if entry else 0,
            "part": part.pk,
            "here": True,
            "at": _ms(at or timezone.now()),
            **told,
        }
        self.kept.append(mark)
        return mark

    def send(self, *, now: datetime | None = None, marks: list[dict] | None = None):
        """What the server answers; `now` is what this device's clock says."""
        return self.client.post(
            "/diem-danh/gui/",
            json.dumps(
                {
                    "now": _ms(now or timezone.now()),
                    "marks": self.kept if marks is None else marks,
                }
            ),
            content_type="application/json",
            headers={"X-Requested-With": "marks"},
        )

    def said(self, **how: object) -> list[dict]:
        answer = self.send(**how)
        assert answer.status_code == 200, answer.content
        return answer.json()["marks"]


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


@pytest.fixture
def device(signed_in):
    """`device(person)` is a device on which that person is signed in; `device()` knows nobody."""
    return lambda person=None: Device(signed_in(person) if person else Client())
