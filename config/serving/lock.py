"""One Chung Tay for one data folder."""

import fcntl
import os
import time
from pathlib import Path

# A start that was killed a moment ago may still be ending its children.
PATIENCE_SECONDS = 8.0


class AlreadyRunning(Exception):  # noqa: N818  (an answer, not a fault)
    """Another process holds the data folder. `pid` may be unknown (0)."""

    def __init__(self, pid: int) -> None:
        super().__init__(f"process {pid}")
        self.pid = pid


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def take(data_folder: Path) -> int:
    """The descriptor of the lock, held until it is closed. Raises AlreadyRunning."""
    descriptor = os.open(data_folder / "running.lock", os.O_RDWR | os.O_CREAT, 0o640)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            words = os.pread(descriptor, 20, 0).split()
            pid = int(words[0]) if words and words[0].isdigit() else 0
            if _lives(pid) or time.monotonic() > deadline:
                os.close(descriptor)
                raise AlreadyRunning(pid) from None
            time.sleep(0.2)
        else:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
            return descriptor
