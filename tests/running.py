"""Starting what `make run` starts, in a folder and on a port of its own, and looking for survivors."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
MARKER = "CHUNGTAY_START"
# Of the tests themselves; the app under test must not see them.
NOT_PASSED_ON = (
    "DATABASE_URL", "REDIS_URL", "CHUNGTAY_DATA", "CHUNGTAY_TEST_DATA", "SECRET_KEY",
    "DJANGO_SETTINGS_MODULE", "PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST", "MAKEFLAGS",
    "MAKELEVEL", "MFLAGS", "CHUNGTAY_DEMO", "DJANGO_ALLOW_ASYNC_UNSAFE", "FIGURES_FILE",
)  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def plain_environment(**more: str) -> dict[str, str]:
    """This process's environment without what the tests themselves set."""
    kept = {
        name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON
    }
    return kept | more


@dataclass
class Started:
    """One start of the app. Use as a context manager; the end is by TERM and waited for."""

    data: Path
    environment: dict[str, str] = field(default_factory=dict)
    words: Sequence[str] = (sys.executable, "manage.py", "serve")
    folder: Path = ROOT
    port: int = field(default_factory=free_port)
    patience: float = 60.0

    def __enter__(self) -> "Started":
        self.mark = uuid.uuid4().hex
        self.said = self.data.parent / f"{self.data.name}.{self.mark[:6]}.said"
        self.began = time.monotonic()
        with self.said.open("wb") as output:
            self.process = subprocess.Popen(
                list(self.words),
                cwd=self.folder,
                env=plain_environment(
                    **{
                        "CHUNGTAY_DATA": str(self.data),
                        "PORT": str(self.port),
                        "HOST": "127.0.0.1",
                        MARKER: self.mark,
                        **self.environment,
                    }
                ),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()
        for pid in self.survivors():  # nothing of a failed test stays
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def output(self) -> str:
        return self.said.read_text(encoding="utf-8", errors="replace")

    def ready(self) -> "Started":
        """Wait until pages are answered; `seconds` is how long that took from the start."""
        deadline = self.began + self.patience
        while not self.answers():
            assert self.process.poll() is None, self.output()
            assert time.monotonic() < deadline, self.output()
            time.sleep(0.1)
        self.seconds = time.monotonic() - self.began
        return self

    def answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/suc-khoe/", timeout=5) as answer:
                return answer.read() == b"ok\n"
        except (URLError, OSError):
            return False

    def worker_ready(self) -> "Started":
        """Wait until the worker has said that it takes tasks."""
        self.wait_for_words("ready.")
        return self

    def wait_for_words(self, words: str, times: int = 1) -> None:
        deadline = time.monotonic() + self.patience
        while self.output().count(words) < times:
            assert time.monotonic() < deadline, self.output()
            time.sleep(0.1)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send the signal and wait for the end. Returns the exit code."""
        self.process.send_signal(number)
        return self.process.wait(40)

    def family(self) -> dict[int, str]:
        """pid → command line of every process of this start, the renderers (which get a
        clean environment) included: by the marker, and by descent from a marked process."""
        marked, parents, words = set(), {}, {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                pid = int(folder.name)
                stat = (folder / "stat").read_text().rsplit(")", 1)[1].split()
                if stat[0] == "Z":
                    continue
                parents[pid] = int(stat[1])
                words[pid] = (folder / "cmdline").read_text().replace("\0", " ").strip()
                if f"{MARKER}={self.mark}" in (folder / "environ").read_text(
                    errors="replace"
                ):
                    marked.add(pid)
            except (OSError, ValueError):
                continue
        found = set(marked)
        while True:
            more = {
                pid
                for pid, parent in parents.items()
                if parent in found and pid not in found
            }
            if not more:
                return {pid: words[pid] for pid in found}
            found |= more

    def survivors(self, within: float = 0.0) -> dict[int, str]:
        """What of this start still lives after so many seconds at most."""
        deadline = time.monotonic() + within
        while (left := self.family()) and time.monotonic() < deadline:
            time.sleep(0.1)
        return left


def alive(pids: Sequence[int], within: float = 5.0) -> list[int]:
    """Those of the processes that still run after so many seconds at most (zombies do not).

    A process that is just ending has no environment any more, but a moment to live.
    """
    deadline = time.monotonic() + within
    while (left := [pid for pid in pids if _runs(pid)]) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def _runs(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"
