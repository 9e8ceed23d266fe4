"""A queue folder of one test's own, and how many messages lie in it."""

from collections.abc import Callable
from pathlib import Path

from celery import current_app


def own_queue(settings, tmp_path: Path, monkeypatch) -> Callable[[], int]:
    """Let this test ring into a folder of its own; the answer counts the messages that lie there."""
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = tmp_path / "queue"
    for name in ("messages", "control"):
        (folder / name).mkdir(parents=True)
    monkeypatch.setattr(current_app.conf, "broker_url", "folder://localhost/")
    monkeypatch.setattr(current_app.conf, "broker_write_url", "folder://localhost/")
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
    }
    return lambda: len(list((folder / "messages").iterdir()))
