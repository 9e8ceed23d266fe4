"""Workers die at the worst moments; every paper still comes out once and right.

A real Celery worker with beat, in both forms that are deployed: threads with the folder queue,
prefork with Redis. Leases are short. Each case ends with the same questions: one correct file,
no other files, no row older than its lease, no renderer left behind.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from socket import socket

import pytest
from celery import current_app
from django.conf import settings as django_settings
from django.utils import timezone

from accounts.verbs import SYSTEM
from reports import production
from reports.models import Paper, PaperState
from reports.rendering import engine
from reports.rendering.document import from_json
from reports.rendering.docx import to_docx
from tests.figures import record
from tests.reports.making import make_article
from tests.reports.processes import database_url

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

LEASE = 4
PATIENCE = 60.0


@dataclass
class Deployment:
    """One form of running the app: its broker, its pool, its own folders."""

    pool: str
    broker: str
    data: Path
    redis: bool = False
    worker: subprocess.Popen | None = None
    crashed: list[str] = field(default_factory=list)

    def start(self, crash_at: str = "", above: int = 0) -> subprocess.Popen:
        """A worker with beat in a process group of its own; it dies at `crash_at` of the
        first paper with an id above `above`."""
        environment = {
            **{
                k: v
                for k, v in os.environ.items()
                if k not in {"REDIS_URL", "CRASH_AT"}
            },
            "CHUNGTAY_DATA": str(self.data),
            "DATABASE_URL": database_url(),
            "SECRET_KEY": "only-for-tests",
            "PAPER_LEASE_SECONDS": str(LEASE),
            "PAPER_RING_AGAIN_SECONDS": "1",
            "CRASH_FOLDER": str(self.data),
            "CRASH_ABOVE": str(above),
            "C_FORCE_ROOT": "1",
            "PYTHONWARNINGS": "ignore",
            **({"REDIS_URL": self.broker} if self.redis else {}),
            **({"CRASH_AT": crash_at} if crash_at else {}),
        }
        words = [
            sys.executable,
            "-m",
            "tests.reports.production.worker",
            "worker",
            "-B",
        ]
        words += [
            "-P",
            self.pool,
            "-c",
            "2",
            "-l",
            "INFO",
            "-s",
            str(self.data / "beat"),
        ]
        words += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        log = (self.data / "worker.log").open("ab")
        with log:
            self.worker = subprocess.Popen(
                words,
                env=environment,
                stdout=log,
                stderr=log,
                cwd=django_settings.BASE_DIR,
                start_new_session=True,
            )
        return self.worker

    def kill(self) -> None:
        if self.worker is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.worker.pid, signal.SIGKILL)
            self.worker.wait()
            self.worker = None

    def log(self) -> str:
        return (self.data / "worker.log").read_text(errors="replace")[-6000:]


@pytest.fixture(params=["threads, folder queue", "prefork, Redis"])
def deployment(request, tmp_path, settings, monkeypatch) -> Iterator[Deployment]:
    (tmp_path / "queue" / "messages").mkdir(parents=True, exist_ok=True)
    (tmp_path / "queue" / "control").mkdir(exist_ok=True)
    with_redis = request.param.endswith("Redis")
    server, broker = _redis(tmp_path) if with_redis else (None, "folder://localhost/")
    if with_redis:
        settings.CELERY_BROKER_TRANSPORT_OPTIONS = {}
    monkeypatch.setattr(current_app.conf, "broker_url", broker)
    monkeypatch.setattr(current_app.conf, "broker_write_url", broker)
    settings.PAPER_LEASE_SECONDS = LEASE
    made = Deployment(
        "prefork" if with_redis else "threads", broker, tmp_path, with_redis
    )
    yield made
    made.kill()
    if server is not None:
        server.kill()
        server.wait()


def _redis(folder: Path) -> tuple[subprocess.Popen | None, str]:
    """A throw-away server; without the program the one that TEST_REDIS_URL names."""
    program = shutil.which("redis-server")
    if program is None:
        return None, os.environ["TEST_REDIS_URL"]
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    server = subprocess.Popen(
        [*words, "--appendonly", "no", "--dir", str(folder)], stdout=subprocess.DEVNULL
    )
    _until(lambda: _listens(port), "Redis")
    return server, f"redis://127.0.0.1:{port}/0"


def _listens(port: int) -> bool:
    with socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def _until(
    done: Callable[[], bool], what: str, deployment: Deployment | None = None
) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}\n{deployment.log() if deployment else ''}")
        time.sleep(0.05)


def _asked(world, title: str) -> Paper:
    """A paper of a new article, asked for as a request does: the bell rings for real."""
    article = make_article(cluster=world.north, title=title, photos=2)
    return production.request_news_paper(article, SYSTEM)


def _is_ready(paper: Paper) -> Callable[[], bool]:
    return lambda: Paper.objects.get(pk=paper.pk).state == PaperState.READY


def _expected(paper: Paper) -> tuple[str, str]:
    """The hashes of the PDF and the Word copy that this process makes of the same document."""
    photos = {
        key: django_settings.MEDIA_ROOT / name for key, name in paper.photos.items()
    }
    document = json.dumps(paper.document)
    pdf = engine.render(paper.kind, document, photos)
    word = to_docx(from_json(document), photos)
    return hashlib.sha256(pdf).hexdigest(), hashlib.sha256(word).hexdigest()


def _exactly_once(paper: Paper) -> None:
    """One correct file, no other files, no row older than its lease."""
    paper.refresh_from_db()
    stored = [django_settings.MEDIA_ROOT / one.name for one in (paper.pdf, paper.docx)]
    hashes = [hashlib.sha256(path.read_bytes()).hexdigest() for path in stored]
    assert tuple(hashes) == _expected(paper)
    mine = {paper.pdf.name, paper.docx.name, *paper.pages}
    # A worker clears away behind others right after it has written the row.
    _until(lambda: _files_of(paper) == mine, "only the files of the row")
    lapsed = timezone.now() - timedelta(seconds=LEASE)
    assert not Paper.objects.filter(state="rendering", claimed_at__lt=lapsed).exists()


def _files_of(paper: Paper) -> set[str]:
    root = Path(django_settings.MEDIA_ROOT)
    return {
        str(path.relative_to(root)) for path in (root / "papers").rglob(f"{paper.pk}-*")
    }


def _gone(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] == "Z"
    except FileNotFoundError:
        return True


class Tally:
    """The cases of one test, tried and ended exactly once, as figures of the project."""

    tried = passed = 0

    def start(self) -> None:
        self.tried += 1
        record("crash_cases", self.tried)
        record("crash_cases_exactly_once", self.passed)

    def end(self) -> None:
        self.passed += 1
        record("crash_cases_exactly_once", self.passed)


@pytest.fixture
def tally() -> Tally:
    return Tally()


def test_a_worker_killed_at_the_worst_moments_leaves_one_correct_file(
    deployment, world, tally
):
    """SIGKILL after the claim, during the child, after the file, after the row."""
    points = ("claim", "child", "file", "row")
    deployment.start(crash_at=points[0])
    for point, following in zip(points, (*points[1:], ""), strict=True):
        tally.start()
        paper = _asked(world, f"Bản tin {point}")
        dying = deployment.worker
        _until(lambda d=dying: d.poll() is not None, f"died at {point}", deployment)
        assert dying.returncode == -signal.SIGKILL
        renderers = (deployment.data / point).read_text().split()
        assert bool(renderers) == (point != "claim")
        for pid in renderers:
            _until(lambda p=pid: _gone(p), f"renderer {pid} outlived its worker")
        deployment.kill()
        paper.refresh_from_db()
        assert paper.state == ("ready" if point == "row" else "rendering")
        # The worker that mends this one dies of the next.
        deployment.start(crash_at=following, above=paper.pk)
        _until(_is_ready(paper), f"paper ready after {point}", deployment)
        if point == "row":  # what an unacknowledged message may do later
            production.ring_now(production.RENDER_TASK, paper.pk)
            _until(lambda: "is not free" in deployment.log(), "redelivered", deployment)
        _exactly_once(paper)
        assert paper.attempts == (1 if point == "row" else 2)
        tally.end()


def test_a_paper_asked_for_while_the_broker_is_away_is_found_by_the_sweep(
    deployment, world, monkeypatch, tally
):
    tally.start()
    deployment.start()
    with monkeypatch.context() as away:
        away.setattr(current_app.conf, "broker_url", "redis://127.0.0.1:1/0")
        away.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
        started = time.monotonic()
        paper = _asked(world, "Bản tin lúc mất kết nối")
        assert time.monotonic() - started < 1.5
    _until(_is_ready(paper), "paper ready", deployment)
    deployment.kill()
    _exactly_once(paper)
    tally.end()


def test_a_task_delivered_six_times_makes_one_paper(deployment, world, tally):
    tally.start()
    paper = _asked(world, "Bản tin báo sáu lần")
    for _ in range(5):
        assert production.ring_now(production.RENDER_TASK, paper.pk)
    deployment.start()
    _until(_is_ready(paper), "paper ready", deployment)
    _until(
        lambda: deployment.log().count("is not free") >= 5, "six deliveries", deployment
    )
    deployment.kill()
    _exactly_once(paper)
    assert Paper.objects.get(pk=paper.pk).attempts == 1
    tally.end()


def test_a_worker_that_is_asked_to_stop_takes_its_renderers_with_it(deployment, world):
    paper = _asked(world, "Bản tin cuối ca")
    worker = deployment.start()
    _until(_is_ready(paper), "paper ready", deployment)
    renderers = _renderers_of(worker.pid)
    assert renderers
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(20) == 0
    for pid in renderers:
        _until(lambda p=pid: _gone(p), f"renderer {pid} outlived its worker")


def _renderers_of(group: int) -> list[str]:
    """The pids of the renderer processes of that process group."""
    found = []
    for folder in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if "rendering/child.py" not in (folder / "cmdline").read_text():
                continue
            if os.getpgid(int(folder.name)) == group:
                found.append(folder.name)
    return found
