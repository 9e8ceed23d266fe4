"""A real worker is killed in the middle of 3,000 people: the list still ends once and complete.

As deployed: on PostgreSQL prefork with Redis, on SQLite threads with the folder queue.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEntry, SignInName
from accounts.verbs import Actor
from clusters import programme
from clusters.actions import imports as actions
from clusters.importing.working import PORTION
from clusters.models import PeopleImport, Post
from tests.clusters.importing.making import many, read
from tests.reports.processes import database_url

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

PEOPLE = 3000
LEASE = 4
PATIENCE = 120.0


@pytest.fixture
def start(tmp_path) -> Iterator[Callable[[], subprocess.Popen]]:
    """`start()` is a worker with beat, in a process group of its own."""
    data = tmp_path / "deployed"
    (data / "queue" / "messages").mkdir(parents=True)
    (data / "queue" / "control").mkdir()
    environment = {
        **{name: value for name, value in os.environ.items() if name != "REDIS_URL"},
        "CHUNGTAY_DATA": str(data),
        "DATABASE_URL": database_url(),
        "SECRET_KEY": "only-for-tests",
        "PAPER_LEASE_SECONDS": str(LEASE),
        "PAPER_RING_AGAIN_SECONDS": "1",
        "C_FORCE_ROOT": "1",
        "PYTHONWARNINGS": "ignore",
    }
    deployed = connection.vendor == "postgresql"
    if deployed:
        # A corner of the server that no other test rings in.
        environment["REDIS_URL"] = os.environ["REDIS_URL"].rsplit("/", 1)[0] + "/7"
    words = [
        *(sys.executable, "-m", "tests.clusters.importing.worker", "worker", "-B"),
        *("-P", "prefork" if deployed else "threads", "-c", "2", "-l", "INFO"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]
    started: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        number = len(started)
        with (data / f"worker-{number}.log").open("wb") as log:
            started.append(
                subprocess.Popen(
                    [*words, "-s", str(data / f"beat-{number}")],
                    env=environment,
                    stdout=log,
                    stderr=log,
                    cwd=django_settings.BASE_DIR,
                    start_new_session=True,
                )
            )
        return started[-1]

    yield start
    for worker in started:
        kill(worker)


def kill(worker: subprocess.Popen) -> None:
    with suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def until(done: Callable[[], bool], what: str, folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > deadline:
            logs = [log.read_text()[-3000:] for log in folder.rglob("worker-*.log")]
            raise AssertionError("\n".join([what, *logs]))
        time.sleep(0.02)


def test_a_list_whose_worker_was_killed_ends_once_and_complete(world, start, tmp_path):
    programme.load()
    brought = read(world.host, many(PEOPLE), world.principal)
    by = Actor(user=world.principal)
    actions.confirm_import(by=by, brought=brought, now=timezone.now())

    def now() -> PeopleImport:
        return PeopleImport.objects.get(pk=brought.pk)

    def teachers() -> int:
        return Post.objects.filter(school=world.host, kind="teacher").count() - before

    before = Post.objects.filter(school=world.host, kind="teacher").count()
    dying = start()
    until(lambda: now().done > 0, "the first people written", tmp_path)
    kill(dying)
    assert dying.returncode == -signal.SIGKILL
    left = now()
    assert left.state == "writing"
    assert 0 < left.done < PEOPLE
    # Whole portions, nobody half: what the list says of itself is what is there.
    assert left.done % PORTION == 0
    assert teachers() == left.done

    start()
    until(lambda: now().state == "done", "the list written by the next", tmp_path)
    assert now().done == teachers() == PEOPLE
    rows = brought.rows.filter(outcome="added")
    assert rows.values("person").distinct().count() == PEOPLE
    assert SignInName.objects.filter(user__in=rows.values("person")).count() == PEOPLE
    made = AuditEntry.objects.filter(request_id=f"import {brought.pk}")
    assert made.filter(verb="accounts.create_person").count() == PEOPLE
    assert made.filter(verb="clusters.give_post").count() == PEOPLE
