"""Beats in two processes at the same moment: made once, gathered once, no report twice."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from accounts.verbs import SYSTEM
from reports import bulletins
from reports.models import Bulletin, BulletinEntry, Paper
from reports.periods import month_named
from tests import builders
from tests.reports.bulletins.conftest import at
from tests.reports.making import make_article
from tests.reports.processes import database_url

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def _at_once(tmp_path: Path, *verbs: str) -> list[int]:
    """Run each verb in a process of its own, all at the same moment; what each made."""
    environment = {k: v for k, v in os.environ.items() if k != "REDIS_URL"} | {
        "DATABASE_URL": database_url(),
        "CHUNGTAY_DATA": str(tmp_path),
        "SECRET_KEY": "only-for-tests",
    }
    start = tmp_path / "start"
    start.unlink(missing_ok=True)
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.reports.bulletins.at_once", verb, str(start)],
            env=environment,
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            text=True,
        )
        for verb in verbs
    ]
    for process in running:
        assert process.stdout.readline() == "ready\n"
    start.touch()
    return [int(process.communicate(timeout=30)[0]) for process in running]


def test_a_due_bulletin_is_made_once_however_many_beats_run(world, tmp_path):
    for day in (5, 12, 19, 26):
        builders.make_exchange(
            cluster=world.north, host=world.host, on=date(2026, 11, day), state="held"
        )
    builders.make_exchange(
        cluster=world.south, host=world.far, on=date(2026, 11, 20), state="held"
    )
    made = _at_once(tmp_path, "due", "due", "due")
    assert sum(made) == 2
    assert set(Bulletin.objects.values_list("cluster__label", "starts_on")) == {
        ("Cụm 1", date(2026, 11, 1)),
        ("Cụm 2", date(2026, 11, 1)),
    }


def test_gathering_in_two_processes_is_done_once(world, tmp_path):
    make_article(cluster=world.north, published_at=at(2026, 11, 20))
    bulletin, _ = bulletins.begin(world.north, month_named("2026-11"), by=SYSTEM)
    verb = f"gather:{bulletin.pk}"
    assert sum(_at_once(tmp_path, verb, verb)) == 1
    assert (BulletinEntry.objects.count(), Paper.objects.count()) == (1, 1)


def test_two_bulletins_of_one_cluster_never_take_the_same_report(world, tmp_path):
    for number in range(5):
        make_article(
            cluster=world.north, title=f"Bản {number}", published_at=at(2026, 9, 20)
        )
    verbs = []
    for month in ("2026-10", "2026-11"):
        bulletin, _ = bulletins.begin(world.north, month_named(month), by=SYSTEM)
        verbs.append(f"gather:{bulletin.pk}")
    assert _at_once(tmp_path, *verbs) == [1, 1]
    assert BulletinEntry.objects.count() == 5
    assert BulletinEntry.objects.filter(late=True).count() == 5
