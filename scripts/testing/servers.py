"""Throw-away servers on free ports in a temporary folder. A server merely found is not touched."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from testing.packages import postgres_folder

# Speed before safety: nothing here has to survive a power cut.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _quiet(words: list[str]) -> str:
    done = subprocess.run(words, capture_output=True, text=True, cwd="/")
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


@contextmanager
def postgres(folder: Path) -> Iterator[tuple[str, str]]:
    """(address, version) of TEST_DATABASE_URL or of a new server in `folder`."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given, "PostgreSQL of TEST_DATABASE_URL"
        return
    programs = postgres_folder()
    assert programs is not None
    data, sockets = folder / "data", folder / "s"
    folder.mkdir()
    # PostgreSQL refuses to run as root; its package brings a user for it.
    as_user: list[str] = []
    if os.geteuid() == 0:
        as_user = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres")
    _quiet([*as_user, "mkdir", str(sockets)])
    _quiet(
        [*as_user, str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres",
         "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]
    )  # fmt: skip
    port = free_port()
    # A path with a long temporary folder would be too long for a socket.
    local = sockets if len(str(sockets)) < 90 else Path("/tmp")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={local} {FAST}"
    control = [*as_user, str(programs / "pg_ctl"), "-D", str(data)]
    log = str(folder / "log")
    try:
        # pg_ctl hands its output on to the server; a pipe would never see its end.
        subprocess.run(
            [*control, "-w", "-l", log, "-o", options, "start"],
            check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        version = _quiet([str(programs / "postgres"), "--version"]).split()[2]
        yield f"postgres://postgres@127.0.0.1:{port}/chungtay", f"PostgreSQL {version}"
    finally:
        subprocess.run(
            [*control, "-m", "immediate", "-w", "stop"], cwd="/", capture_output=True
        )


@contextmanager
def redis(folder: Path) -> Iterator[tuple[str, str]]:
    """(address, version) of TEST_REDIS_URL or of a new server in `folder`."""
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        yield given, "Redis of TEST_REDIS_URL"
        return
    folder.mkdir()
    port = free_port()
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "",
         "--appendonly", "no", "--dir", str(folder)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(port, server)
        version = _quiet(["redis-server", "--version"]).split("v=")[1].split()[0]
        yield f"redis://127.0.0.1:{port}/0", f"Redis {version}"
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("redis-server did not start")
