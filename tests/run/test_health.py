"""The health address: little for everybody, everything for those on the machine."""

from datetime import timedelta

import pytest
from celery import Celery
from django.db import connection, connections
from django.db.utils import OperationalError
from django.test import Client
from django.utils import timezone

from config.models import Pulse
from config.tasks import WORKER, pulse

URL = "/suc-khoe/"


@pytest.fixture
def nobody() -> Client:
    """Somebody elsewhere who is not signed in."""
    return Client(REMOTE_ADDR="203.0.113.7")


@pytest.fixture
def here() -> Client:
    return Client(REMOTE_ADDR="127.0.0.1")


@pytest.fixture
def beating(db) -> None:
    pulse()


def test_nobody_needs_to_sign_in_to_see_that_it_lives(nobody, db):
    answer = nobody.get(URL)
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


def test_a_database_that_does_not_answer_is_503(nobody, db, monkeypatch):
    def gone(*args, **kwargs):
        raise OperationalError

    with monkeypatch.context() as broken:
        broken.setattr(connections["default"], "cursor", gone)
        answer = nobody.get(URL)
    assert (answer.status_code, answer.content) == (503, b"unavailable\n")


def test_details_are_given_on_the_machine_itself(here, beating):
    answer = here.get(URL, {"details": "1"})
    parts = answer.json()
    assert answer.status_code == 200
    assert list(parts) == [
        "fine",
        "database",
        "broker",
        "worker",
        "disk",
        "mail",
    ]
    assert parts["database"]["kind"] == connection.vendor


@pytest.mark.parametrize(
    "headers",
    [{"X-Forwarded-For": "203.0.113.7"}, {"X-Real-Ip": "203.0.113.7"}, {"Forwarded": "x"}],
)  # fmt: skip
def test_a_proxy_on_the_machine_hands_no_details_out(here, beating, headers):
    assert here.get(URL, {"details": "1"}, headers=headers).content == b"ok\n"


def test_a_declared_proxy_hands_no_details_out_even_without_a_header(
    here, beating, settings
):
    settings.TRUSTED_PROXIES = 1
    assert here.get(URL, {"details": "1"}).content == b"ok\n"


@pytest.mark.parametrize(
    ("token", "given", "seen"),
    [("secret", "secret", True), ("secret", "guess", False), ("", "", False)],
)
def test_details_elsewhere_need_the_token(
    nobody, beating, settings, token, given, seen
):
    settings.HEALTH_TOKEN = token
    answer = nobody.get(URL, {"details": "1"}, headers={"X-Health-Token": given})
    assert answer.content.startswith(b"{") is seen


@pytest.mark.parametrize(
    ("age", "fine"), [(timedelta(minutes=4), True), (timedelta(minutes=6), False)]
)
def test_a_worker_not_seen_for_five_minutes_is_late(here, db, age, fine):
    Pulse.objects.create(name=WORKER, at=timezone.now() - age)
    answer = here.get(URL, {"details": "1"})
    assert (answer.status_code == 200) is fine
    assert answer.json()["worker"]["fine"] is fine


def test_a_worker_never_seen_is_not_fine(here, db):
    assert here.get(URL, {"details": "1"}).json()["worker"] == {
        "fine": False,
        "last_seen": None,
        "ms": pytest.approx(0, abs=5000),
    }


def test_a_full_disk_is_told(here, beating, monkeypatch):
    monkeypatch.setattr("config.health.DISK_LEAST_BYTES", 2**60)
    assert here.get(URL, {"details": "1"}).json()["disk"]["fine"] is False


def test_a_pulse_twice_is_one_row(db):
    pulse()
    pulse()
    assert Pulse.objects.count() == 1


def test_a_broker_that_is_away_is_told(here, beating, monkeypatch, settings):
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {}
    monkeypatch.setattr("config.health.app", Celery(broker="redis://127.0.0.1:1/0"))
    broker = here.get(URL, {"details": "1"}).json()["broker"]
    assert (broker["fine"], broker["error"]) == (False, "OperationalError")


def test_only_reading_is_allowed(nobody, db):
    assert nobody.post(URL).status_code == 405
