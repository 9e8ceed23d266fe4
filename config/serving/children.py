"""Keeping child processes alive, and ending them all.

Each child leads a process group of its own, so that its workers, its beat and its
renderers end with it. A guard process knows the groups and ends them should the starter
be killed.
"""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

log = logging.getLogger(__name__)

GUARD = Path(__file__).with_name("guard.py")
FIRST_DELAY = 1.0
LONGEST_DELAY = 30.0
# A child that lived so long was well; its next death starts with the first delay again.
WELL_AFTER = 60.0
GRACE_SECONDS = 15.0
LOOK_EVERY = 0.2


class Guard:
    """The process that ends our groups when we cannot do it any more."""

    def __init__(self, keep_open: int) -> None:
        """keep_open: the descriptor of the lock, held until the guard has done its work."""
        self._keep_open = keep_open
        self._groups: set[int] = set()
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603  our own script
            [sys.executable, "-I", "-S", str(GUARD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
            pass_fds=[self._keep_open],
            cwd="/",
        )

    def _tell(self, line: str) -> None:
        if self._process.poll() is not None:
            self._start()
            line = "\n".join(f"+{group}" for group in sorted(self._groups)) or line
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()

    def add(self, group: int) -> None:
        self._groups.add(group)
        self._tell(f"+{group}")

    def remove(self, group: int) -> None:
        self._groups.discard(group)
        self._tell(f"-{group}")

    def look(self) -> None:
        """Start a new guard if this one is gone."""
        if self._process.poll() is not None:
            self._tell("")

    def dismiss(self) -> None:
        self._tell("bye")
        self._process.wait()


@dataclass
class Child:
    """A program that must run. `before` is called before each start (mending, sweeping)."""

    name: str
    words: Sequence[str]
    before: Callable[[], object] = lambda: None
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    delay: float = FIRST_DELAY
    start_at: float = 0.0


@dataclass
class Family:
    """The children of one start."""

    children: list[Child]
    environment: Mapping[str, str]
    folder: Path
    guard: Guard
    output: IO[bytes]
    stopping: int = 0
    _pumps: list[threading.Thread] = field(default_factory=list)

    def run(self, ready: Callable[[], bool], welcome: Callable[[], object]) -> None:
        """Start the children, start again whoever dies, until a signal asks to stop.

        `welcome` is called once, as soon as `ready` says yes.
        """
        self._listen()
        try:
            for child in self.children:
                self._start(child)
            pause, welcomed = threading.Event(), False
            while not self.stopping:
                pause.wait(LOOK_EVERY)
                if not welcomed and ready():
                    welcome()
                    welcomed = True
                self.guard.look()
                for child in self.children:
                    self._look_after(child)
        finally:
            self._end_all()
            self.guard.dismiss()

    def _listen(self) -> None:
        def asked(number: int, frame: object) -> None:
            self.stopping += 1

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # nohup asked us to live on after the terminal.
            if signal.getsignal(number) != signal.SIG_IGN or number != signal.SIGHUP:
                signal.signal(number, asked)

    def _start(self, child: Child) -> None:
        child.before()
        child.process = subprocess.Popen(  # noqa: S603  our own programs
            list(child.words),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            env=dict(self.environment),
            process_group=0,
        )
        self.guard.add(child.process.pid)
        child.started_at = time.monotonic()
        pump = threading.Thread(
            target=self._pump,
            args=(child.process.stdout,),
            name=child.name,
            daemon=True,
        )
        pump.start()
        self._pumps = [thread for thread in self._pumps if thread.is_alive()] + [pump]

    def _pump(self, lines: IO[bytes]) -> None:
        for line in lines:
            with contextlib.suppress(OSError):
                self.output.write(line)

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.start_at:
                self._start(child)
            return
        if not _ended(child.process):
            return
        code = self._bury(child)
        if now - child.started_at > WELL_AFTER:
            child.delay = FIRST_DELAY
        log.error(
            "%s ended with %s; starting it again in %.0f s",
            child.name,
            code,
            child.delay,
        )
        child.start_at = now + child.delay
        child.delay = min(child.delay * 2, LONGEST_DELAY)

    def _bury(self, child: Child) -> int:
        """End what is left of the child's group. Its id is free only after `wait`."""
        process, child.process = child.process, None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        code = process.wait()
        self.guard.remove(process.pid)
        return code

    def _end_all(self) -> None:
        """Ask all to end, wait a while (until a second signal), then end what is left."""
        living = [child for child in self.children if child.process]
        for child in living:
            # Not Popen.terminate: that reaps a dead leader and frees its group's id.
            os.kill(child.process.pid, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        while (
            any(child.process and not _ended(child.process) for child in living)
            and time.monotonic() < deadline
            and self.stopping < 2
        ):
            time.sleep(LOOK_EVERY / 2)
        for child in living:
            self._bury(child)
        for pump in self._pumps:
            pump.join(1)


def _ended(process: "subprocess.Popen[bytes]") -> bool:
    """Has the process ended? It is not reaped, so that its group's id stays ours."""
    return (
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        is not None
    )
