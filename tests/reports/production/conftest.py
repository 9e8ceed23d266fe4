import pytest
from celery import current_app

from reports.rendering import engine
from tests.reports.making import make_article


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path, monkeypatch):
    """Files, job folders and messages of one test: its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.RENDER_FOLDER = tmp_path / "ink"
    for name in ("messages", "control"):
        (tmp_path / "queue" / name).mkdir(parents=True)
    monkeypatch.setattr(current_app.conf, "broker_url", "folder://localhost/")
    monkeypatch.setattr(current_app.conf, "broker_write_url", "folder://localhost/")
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(tmp_path / "queue" / "messages"),
        "data_folder_out": str(tmp_path / "queue" / "messages"),
        "control_folder": str(tmp_path / "queue" / "control"),
    }
    yield
    engine.close_all()


@pytest.fixture
def article(world):
    return make_article(cluster=world.north, photos=2)


@pytest.fixture
def bells(tmp_path):
    """How many messages lie in the broker."""
    return lambda: len(list((tmp_path / "queue" / "messages").iterdir()))
