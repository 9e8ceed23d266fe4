"""The doorbell: after the commit, without waiting, without ever hurting the caller."""

import logging
import socket
import time

import pytest
from celery import current_app
from django.db import transaction

from accounts.ringing import ring, ring_now


def _deaf_broker():
    """A server that takes connections and never answers."""
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(5)
    return server


@pytest.fixture
def broker(monkeypatch):
    """`broker(url)` lets this process ring at that address."""

    def use(url: str) -> None:
        monkeypatch.setattr(current_app.conf, "broker_url", url)
        monkeypatch.setattr(current_app.conf, "broker_write_url", url)

    return use


def test_a_broker_that_is_away_costs_less_than_half_a_second_and_raises_nothing(
    broker, caplog
):
    broker("redis://127.0.0.1:1/0")
    ring_now("reports.render_paper", 1)  # the first one loads the client's code
    started = time.monotonic()
    with caplog.at_level(logging.WARNING):
        assert ring_now("reports.render_paper", 7) is False
    assert time.monotonic() - started < 0.5
    assert "The bell for reports.render_paper(7) was not heard" in caplog.text


def test_a_broker_that_hangs_costs_less_than_half_a_second(broker):
    with _deaf_broker() as server:
        broker(f"redis://127.0.0.1:{server.getsockname()[1]}/0")
        started = time.monotonic()
        assert ring_now("reports.render_paper", 7) is False
        assert time.monotonic() - started < 0.5


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_after_the_commit_and_not_after_a_rollback(
    settings, tmp_path, broker
):
    broker("folder://localhost/")
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = _folders(tmp_path)
    with transaction.atomic():
        ring("reports.render_paper", 7)
        assert _messages(tmp_path) == 0
    assert _messages(tmp_path) == 1
    with transaction.atomic():
        ring("reports.render_paper", 8)
        transaction.set_rollback(True)
    assert _messages(tmp_path) == 1


@pytest.mark.django_db(transaction=True)
def test_a_saved_form_stays_saved_when_the_broker_is_away(broker, world):
    broker("redis://127.0.0.1:1/0")
    with transaction.atomic():
        world.teacher.full_name = "Vàng Thị Mai An"
        world.teacher.save()
        ring("reports.render_paper", 7)
    world.teacher.refresh_from_db()
    assert world.teacher.full_name == "Vàng Thị Mai An"


def _folders(folder) -> dict:
    for name in ("messages", "control"):
        (folder / name).mkdir()
    return {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
    }


def _messages(folder) -> int:
    return len(list((folder / "messages").iterdir()))
