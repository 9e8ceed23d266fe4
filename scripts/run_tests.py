"""`make test`: bring up what the tests need, run all of them everywhere, say what ran on what.

Everything but the journeys runs on PostgreSQL with Redis and again on the embedded default
(SQLite and the queue folder); the journeys drive a real Chromium against what `make run`
starts. Exit code 0 only if every run passed and skipped nothing.

    run_tests.py [--only postgresql|embedded|journeys] [--no-coverage] [--figures]
                 [paths and options of pytest …]
"""

import argparse
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from testing import packages, servers
from testing.runs import RESULTS, ROOT, Run

ROOM_BYTES = 4 * 2**30
FIGURES = ROOT / "build" / "figures.jsonl"


def temporary_folder() -> Path:
    """A new folder, in memory if there is room: the tests make and delete very many small files."""
    memory = Path("/dev/shm")
    roomy = (
        "TMPDIR" not in os.environ
        and os.access(memory, os.W_OK)
        and shutil.disk_usage(memory).free > ROOM_BYTES
    )
    return Path(
        tempfile.mkdtemp(prefix="chungtay-test-", dir=memory if roomy else None)
    )


def chromium_version() -> str:
    done = subprocess.run(
        [packages.chromium(), "--version"], capture_output=True, text=True
    )
    return " ".join(done.stdout.split()[:2]) or "Chromium"


def chosen_runs(names: list[str], stack: ExitStack, folder: Path) -> list[Run]:
    common = {
        "TMPDIR": str(folder),
        "FIGURES_FILE": str(FIGURES),
        "PYTHONUNBUFFERED": "1",
        # Django refuses database calls in the thread in which Playwright has its loop.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        "CHROMIUM": packages.chromium() or "",
        "PG_PROGRAMS": str(packages.postgres_folder() or ""),
    }
    runs = []
    if "postgresql" in names:
        database, database_told = stack.enter_context(servers.postgres(folder / "pg"))
        broker, broker_told = stack.enter_context(servers.redis(folder / "redis"))
        runs.append(
            Run(
                "postgresql",
                f"{database_told} and {broker_told}",
                "not journey and not sqlite",
                common | {"DATABASE_URL": database, "REDIS_URL": broker},
                measured=False,  # measuring costs half as much again; once is enough
            )
        )
    if "embedded" in names:
        runs.append(
            Run(
                "embedded",
                f"embedded default: SQLite {sqlite3.sqlite_version} and the queue folder",
                "not journey and not postgres",
                common,
            )
        )
    if "journeys" in names:
        runs.append(
            Run(
                "journeys",
                f"journeys: {chromium_version()} against what `make run` starts",
                "journey",
                common,
                measured=False,
            )
        )
    return runs


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", action="append", choices=["postgresql", "embedded", "journeys"]
    )
    parser.add_argument("--no-coverage", action="store_true")
    parser.add_argument(
        "--figures", action="store_true", help="a run may have nothing to do"
    )
    asked, rest = parser.parse_known_args()
    names = asked.only or ["postgresql", "embedded", "journeys"]
    paths = [word for word in rest if not word.startswith("-")] or ["tests"]
    arguments = [word for word in rest if word.startswith("-")]
    os.chdir(ROOT)
    packages.install()
    start = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    shutil.rmtree(RESULTS, ignore_errors=True)
    FIGURES.parent.mkdir(exist_ok=True)
    FIGURES.unlink(missing_ok=True)
    with ExitStack() as stack:
        folder = temporary_folder()
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o711)  # PostgreSQL's user passes through
        runs = chosen_runs(names, stack, folder)
        for run in runs:
            run.measured = run.measured and not asked.no_coverage
            run.go(paths, arguments)
    lines = [run.line() for run in runs]
    # pytest's exit code 5: no test of these files belongs to this run.
    fine = all(run.fine or (asked.figures and run.code == 5) for run in runs)
    if any(run.measured for run in runs) and paths == ["tests"]:
        gate = subprocess.run([sys.executable, "scripts/coverage_gate.py"])
        fine = fine and gate.returncode == 0
        lines.append(
            f"{'FAILED' if gate.returncode else 'ok    '} coverage gate (make coverage)"
        )
    print("\n=== make test")
    print("\n".join(lines))
    print(
        f"{'all passed' if fine else 'NOT PASSED'} in {(time.monotonic() - start) / 60:.1f} minutes"
    )
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
