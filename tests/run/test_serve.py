"""`make run`: starts, starts again, ends with everything it started, and mends what it can."""

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from config.serving import threads
from tests.running import ROOT, Started, alive

# Of the embedded default; tests/run/test_real_deployment.py has the other one.
pytestmark = pytest.mark.sqlite

# What a start is made of: itself, its guard, gunicorn with two workers, Celery with its beat.
LEAST_PROCESSES = 7


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after a first start and its end."""
    data = tmp_path_factory.mktemp("first") / "var"
    with Started(data, {"CHUNGTAY_DEMO": "0"}) as first:
        first.ready()
        assert first.stop() == 0
    return data


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    return shutil.copytree(prepared, tmp_path / "var")


@pytest.fixture
def started(data: Path) -> Iterator[Started]:
    with Started(data, {"CHUNGTAY_DEMO": "0"}) as app:
        app.ready().worker_ready()
        yield app


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 0), (signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)],
)
def test_whatever_ends_it_nothing_of_it_lives_on(started, number, code):
    family = started.family()
    assert len(family) >= LEAST_PROCESSES
    assert started.stop(number) == code
    assert started.survivors(within=8) == {}
    assert {pid: family[pid] for pid in alive(list(family))} == {}


def test_what_make_started_ends_when_make_is_killed(data):
    words = ("make", "-s", "-f", "Makefile", "run")
    with Started(data, {"CHUNGTAY_DEMO": "0"}, words) as app:
        app.ready()
        assert app.stop(signal.SIGKILL) == -signal.SIGKILL
        assert app.survivors(within=15) == {}


def test_a_second_start_keeps_the_data_and_the_key(started, data):
    key = (data / "secret_key").read_bytes()
    (data / "media").joinpath("kept.txt").write_text("kept")
    assert started.stop() == 0
    with Started(data, {"CHUNGTAY_DEMO": "0"}) as again:
        again.ready()
        assert (data / "secret_key").read_bytes() == key
        assert (data / "media" / "kept.txt").read_text() == "kept"
        # Nothing was left to prepare.
        assert list((data / "backups").iterdir()) == []


def test_the_tables_are_brought_up_to_date_after_a_backup(data):
    with contextlib.closing(sqlite3.connect(data / "chungtay.sqlite3")) as database:
        database.execute("DROP TABLE site_pulse")
        database.execute("DELETE FROM django_migrations WHERE app = 'site_config'")
        database.commit()
    with Started(data, {"CHUNGTAY_DEMO": "0"}) as app:
        app.ready()
    (saved,) = (data / "backups").iterdir()
    assert saved.name.startswith("before-migration-")
    assert saved.name in app.output()
    with contextlib.closing(sqlite3.connect(data / "chungtay.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM site_pulse").fetchone()


def test_a_start_after_sigkill_waits_for_the_rest_of_the_first(started, data):
    assert started.stop(signal.SIGKILL) == -signal.SIGKILL
    with Started(data, {"CHUNGTAY_DEMO": "0"}, port=started.port) as again:
        again.ready()


def test_a_second_start_beside_the_first_is_refused_with_a_sentence(started, data):
    with Started(data) as second:
        assert second.process.wait(30) == 1
    assert f"{started.process.pid}" in second.output()
    assert "CHUNGTAY_DATA" in second.output()
    assert "Traceback" not in second.output()
    assert started.answers()


def test_a_port_in_use_is_refused_with_another_port_to_try(started, tmp_path):
    with Started(tmp_path / "other", port=started.port) as second:
        assert second.process.wait(30) == 1
    assert f"PORT={started.port + 1} make run" in second.output()
    assert "Traceback" not in second.output()


def test_a_data_folder_that_cannot_be_written_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "var").write_text("not a folder")
    with Started(tmp_path / "var") as app:
        assert app.process.wait(30) == 1
    assert "CHUNGTAY_DATA" in app.output()
    assert "Traceback" not in app.output()


def half_sent(port: int, text: str) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    line.sendall(text.encode())
    return line


def test_sixteen_lines_that_fell_silent_do_not_stop_a_page(started):
    head = "POST /dang-nhap/ HTTP/1.1\r\nHost: localhost\r\n"
    texts = [head, f"{head}Content-Length: 1000000\r\n\r\na"] * 8
    with contextlib.ExitStack() as lines:
        for text in texts:
            lines.enter_context(half_sent(started.port, text))
        time.sleep(1)  # each has its thread now
        begun = time.monotonic()
        with urlopen(f"{started.url}/dang-nhap/", timeout=20) as page:
            assert page.status == 200
        assert time.monotonic() - begun < 10


def test_a_line_that_fell_silent_counts_as_cut(monkeypatch):
    monkeypatch.setattr(threads, "SILENCE", 0.1)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        heard = threads._Heard(ours)
        theirs.sendall(b"half")
        assert heard.recv(10) == b"half"
        with pytest.raises(ConnectionResetError):
            heard.recv(10)
        theirs.close()
        assert heard.recv(10) == b""


def test_a_dead_worker_is_started_again(started):
    worker = leader(started, "celery -A config")
    os.kill(worker, signal.SIGKILL)
    started.wait_for_words("ready.", times=2)
    assert leader(started, "celery -A config") != worker
    assert alive([worker]) == []


def test_a_dead_web_server_is_started_again_on_the_same_port(started):
    web = leader(started, "gunicorn")
    os.kill(web, signal.SIGKILL)
    deadline = time.monotonic() + 40
    while web in started.family() or not started.answers():
        assert time.monotonic() < deadline, started.output()
        time.sleep(0.2)


def test_a_new_guard_takes_over_when_the_guard_is_killed(started):
    os.kill(leader(started, "guard.py"), signal.SIGKILL)
    time.sleep(1)
    assert started.stop(signal.SIGKILL) == -signal.SIGKILL
    assert started.survivors(within=8) == {}


@pytest.mark.parametrize("content", [b"", b'{"body": "W1', b"[]", b"\xff\xfe"])
def test_a_broken_message_is_put_aside_and_the_worker_lives_on(started, data, content):
    worker = leader(started, "celery -A config")
    name = "1_broken.celery.msg"
    (data / "queue" / "messages" / name).write_bytes(content)
    aside = data / "queue" / "broken"
    deadline = time.monotonic() + 20
    while not list(aside.glob(f"*{name}*")):
        assert time.monotonic() < deadline, started.output()
        time.sleep(0.1)
    assert ring(data) == 0
    deadline = time.monotonic() + 20
    while list((data / "queue" / "messages").glob("*.celery.msg")):
        assert time.monotonic() < deadline, started.output()
        time.sleep(0.1)
    assert leader(started, "celery -A config") == worker


def test_a_broken_control_file_does_not_stop_the_start(started, data):
    assert started.stop() == 0
    for path in (data / "queue" / "control").glob("*.exchange"):
        path.write_bytes(b"[[")
    with Started(data, {"CHUNGTAY_DEMO": "0"}) as again:
        again.ready().worker_ready()


def leader(started: Started, words: str) -> int:
    """The oldest process of the start with these words in its command line."""
    found = [pid for pid, command in started.family().items() if words in command]
    assert found, started.family()
    return min(found)


def ring(data: Path) -> int:
    """Send a pulse to the worker from another process."""
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "import django; django.setup(); from config.tasks import pulse; pulse.delay()",
        ],
        cwd=ROOT,
        env={
            **{
                name: value
                for name, value in os.environ.items()
                if name not in {"DATABASE_URL", "REDIS_URL", "CHUNGTAY_TEST_DATA"}
            },
            "CHUNGTAY_DATA": str(data),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        },
        check=False,
    ).returncode
