from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.rendering import engine
from tests.queues import own_queue


@pytest.fixture(scope="session")
def ink_folder(tmp_path_factory) -> Iterator[Path]:
    """One folder, and so one renderer, for all papers of these tests."""
    yield tmp_path_factory.mktemp("ink")
    engine.close_all()


@pytest.fixture(autouse=True)
def bells(settings, tmp_path, monkeypatch, ink_folder):
    """Files and messages of one test: its own; how many messages lie in the broker."""
    settings.RENDER_FOLDER = ink_folder
    return own_queue(settings, tmp_path, monkeypatch)
