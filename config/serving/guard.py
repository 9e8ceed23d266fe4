"""The guard: ends the process groups it was told when its input ends.

A process of its own (never imported), so that nothing survives a starter that was killed
with SIGKILL. Lines: "+123" a group that lives, "-123" one that ended, "bye" all is well.
"""

import contextlib
import os
import signal
import sys
import time

GRACE_SECONDS = 3.0


def send(groups: set[int], number: int) -> set[int]:
    """Send a signal to each group; the groups that still had a process."""
    alive = set()
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, number)
            alive.add(group)
    return alive


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        word = line.strip()
        if word == "bye":
            return
        if word.startswith("+"):
            groups.add(int(word[1:]))
        elif word.startswith("-"):
            groups.discard(int(word[1:]))
    groups = send(groups, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    while groups and time.monotonic() < deadline:
        time.sleep(0.1)
        groups = send(groups, 0)
    send(groups, signal.SIGKILL)


if __name__ == "__main__":
    main()
