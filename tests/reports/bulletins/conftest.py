from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.queues import own_queue

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(autouse=True)
def bells(settings, tmp_path, monkeypatch) -> Callable[[], int]:
    """Files and messages of one test: its own; how many messages lie in the broker."""
    return own_queue(settings, tmp_path, monkeypatch)


def at(*when: int) -> datetime:
    """A moment on the clocks of Hanoi."""
    return datetime(*when, tzinfo=HANOI)
