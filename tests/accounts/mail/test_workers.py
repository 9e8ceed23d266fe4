"""Real workers with beat: two beats at once, and one that dies at the worst moments."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from accounts.models import Mail, Notice
from sessions.models import Reminder
from tests import builders
from tests.accounts.mail.conftest import told, with_mail
from tests.reports.processes import database_url

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
PATIENCE = 40.0


class Workers:
    """Workers of one installation, each with a beat of its own, in their own process groups."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port
        self.running: list[subprocess.Popen] = []

    def start(self, crash_at: str = "") -> subprocess.Popen:
        number = len(self.running)
        environment = {
            **{k: v for k, v in os.environ.items() if k not in {"REDIS_URL"}},
            "CHUNGTAY_DATA": str(self.data),
            "DATABASE_URL": database_url(),
            "SECRET_KEY": "only-for-tests",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.port}",
            "PUBLIC_ADDRESS": "https://cum.example.vn",
            "CRASH_AT": crash_at,
            "CRASH_FOLDER": str(self.data),
            "C_FORCE_ROOT": "1",
            "PYTHONWARNINGS": "ignore",
        }
        words = [sys.executable, "-m", "tests.accounts.mail.worker", "worker", "-B"]
        words += ["-P", "threads", "-c", "2", "-l", "INFO", "-n", f"w{number}@here"]
        words += ["-s", str(self.data / f"beat{number}")]
        words += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        with (self.data / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                words,
                env=environment,
                stdout=log,
                stderr=log,
                cwd=django_settings.BASE_DIR,
                start_new_session=True,
            )
        self.running.append(worker)
        return worker

    def wait(self, true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < deadline, (self.data / "worker.log").read_text()
            time.sleep(0.1)

    def end(self) -> None:
        for worker in self.running:
            with suppress(ProcessLookupError):
                os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()


@pytest.fixture
def workers(tmp_path, postbox) -> Iterator[Workers]:
    found = Workers(tmp_path, postbox.port)
    yield found
    found.end()


def _earlier():
    return timezone.now() - timedelta(minutes=20)


def test_two_beats_and_two_workers_send_and_remind_once(world, workers, postbox):
    for number in range(15):
        person = with_mail(f"Vàng Thị Mai {number}", f"mai{number}@truong.example.vn")
        told(person, at=_earlier())
    exchange = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        on=timezone.localdate() + timedelta(days=4),
        state="scheduled",
    )
    type(exchange).objects.update(state_at=timezone.now() - timedelta(days=30))
    builders.make_roster_entry(exchange, world.teacher)
    workers.start()
    workers.start()
    workers.wait(lambda: Mail.objects.filter(state="sent").count() == 15)
    workers.wait(lambda: Reminder.objects.exists())
    # Some more beats of both.
    time.sleep(3)
    assert sorted(Counter(postbox.recipients).values()) == [1] * 15
    assert Reminder.objects.count() == 1
    assert Notice.objects.filter(kind="reminder").count() == 1
    log = (workers.data / "worker.log").read_text()
    assert "Traceback" not in log


@pytest.mark.parametrize(
    ("point", "taken", "state"),
    [("claimed", 1, "sent"), ("handed", 0, "unsure"), ("taken", 1, "unsure")],
)
def test_a_worker_that_dies_sends_at_most_once(
    db, workers, postbox, point, taken, state
):
    """Before the text is handed over it is made up for; after that nobody sends a second one."""
    told(with_mail("Vàng Thị Mai", "mai@truong.example.vn"), at=_earlier())
    doomed = workers.start(crash_at=point)
    workers.wait(lambda: doomed.poll() is not None)
    assert (workers.data / "died").exists()
    told(with_mail("Lường Văn Sơn", "son@truong.example.vn"), at=_earlier())
    workers.start()
    workers.wait(
        lambda: (
            sorted(Mail.objects.values_list("state", flat=True))
            == sorted(["sent", state])
        )
    )
    time.sleep(1.5)
    count = Counter(postbox.recipients)
    assert count["mai@truong.example.vn"] == taken
    assert count["son@truong.example.vn"] == 1
    assert not Notice.objects.filter(mailed_at=None).exists()
