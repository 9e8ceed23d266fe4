from collections.abc import Callable, Iterator

import pytest

from reports.rendering import engine
from tests.queues import own_queue
from tests.reports.making import make_article


@pytest.fixture(autouse=True)
def bells(settings, tmp_path, monkeypatch) -> Iterator[Callable[[], int]]:
    """Files, job folders and messages of one test: its own; how many messages lie in the broker."""
    settings.RENDER_FOLDER = tmp_path / "ink"
    yield own_queue(settings, tmp_path, monkeypatch)
    engine.close_all()


@pytest.fixture
def article(world):
    return make_article(cluster=world.north, photos=2)
