from collections.abc import Callable

import pytest

from tests.queues import own_queue


@pytest.fixture(autouse=True)
def bells(settings, tmp_path, monkeypatch) -> Callable[[], int]:
    """Messages of one test: its own; how many lie in the broker."""
    return own_queue(settings, tmp_path, monkeypatch)
