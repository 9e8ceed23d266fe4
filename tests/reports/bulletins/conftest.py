from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from celery import current_app

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(autouse=True)
def own_queue(settings, tmp_path, monkeypatch):
    """Files and messages of one test: its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    for name in ("messages", "control"):
        (tmp_path / "queue" / name).mkdir(parents=True)
    monkeypatch.setattr(current_app.conf, "broker_url", "folder://localhost/")
    monkeypatch.setattr(current_app.conf, "broker_write_url", "folder://localhost/")
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(tmp_path / "queue" / "messages"),
        "data_folder_out": str(tmp_path / "queue" / "messages"),
        "control_folder": str(tmp_path / "queue" / "control"),
    }


def at(*when: int) -> datetime:
    """A moment on the clocks of Hanoi."""
    return datetime(*when, tzinfo=HANOI)
