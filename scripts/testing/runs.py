"""One run of pytest: where it runs, what came of it."""

import os
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
RESULTS = ROOT / "build" / "tests"
LONGEST_SECONDS = 40 * 60


@dataclass
class Run:
    """`name` for files, `told` for people, `marks` for pytest, `environment` on top of ours."""

    name: str
    told: str
    marks: str
    environment: dict[str, str]
    measured: bool = True
    code: int = -1
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    deselected: int = 0

    def go(self, paths: list[str], arguments: list[str]) -> None:
        """Run, with output as it comes. The outcome is read from pytest's own report."""
        RESULTS.mkdir(parents=True, exist_ok=True)
        report = RESULTS / f"{self.name}.xml"
        report.unlink(missing_ok=True)
        words = [sys.executable, "-m"]
        if self.measured:
            words += ["coverage", "run", f"--data-file={RESULTS / 'coverage'}", "-m"]
        words += ["pytest", "-q", "--no-header", "-n", "2", "--dist", "worksteal"]
        words += ["-m", self.marks, f"--junitxml={report}", *arguments, *paths]
        print(f"\n=== {self.told}", flush=True)
        start = time.monotonic()
        process = subprocess.Popen(
            words,
            cwd=ROOT,
            env=_clean_environment() | self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        try:
            for line in process.stdout:
                print(line, end="", flush=True)
                if time.monotonic() - start > LONGEST_SECONDS:
                    print(f"{self.told}: longer than {LONGEST_SECONDS} s, given up")
                    break
                found = re.search(r"(\d+) deselected", line)
                if found:
                    self.deselected = int(found[1])
            else:
                process.wait()
        finally:
            _end(process)
        self.code = process.returncode
        self.seconds = time.monotonic() - start
        self.counts = _counts(report)

    @property
    def fine(self) -> bool:
        return (
            self.code == 0
            and self.counts.get("passed", 0) > 0
            and not any(
                self.counts.get(name) for name in ("failed", "errors", "skipped")
            )
        )

    def line(self) -> str:
        words = [
            f"{number} {name}"
            for name, number in self.counts.items()
            if number or name == "passed"
        ]
        words += [f"{self.deselected} not for here"] if self.deselected else []
        told = ", ".join(words) or f"no result (exit code {self.code})"
        if self.counts.get("skipped"):
            told += " (a skipped test counts as a failure)"
        return f"{'ok    ' if self.fine else 'FAILED'} {self.told}: {told} in {self.seconds:.0f} s"


def _clean_environment() -> dict[str, str]:
    """What this machine exports for other purposes must not change what the tests see."""
    ours = {
        "DATABASE_URL",
        "REDIS_URL",
        "CHUNGTAY_DATA",
        "DEBUG",
        "SECRET_KEY",
        "HOST",
        "PORT",
    }
    ours |= {
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        "TRUSTED_PROXIES",
        "SECURE_COOKIES",
    }
    ours |= {"DJANGO_SETTINGS_MODULE", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    return {name: value for name, value in os.environ.items() if name not in ours}


def _counts(report: Path) -> dict[str, int]:
    if not report.exists():
        return {}
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    total = dict.fromkeys(("passed", "failed", "errors", "skipped"), 0)
    for suite in suites:
        failed, errors, skipped, tests = (
            int(suite.get(name, 0))
            for name in ("failures", "errors", "skipped", "tests")
        )
        total["failed"] += failed
        total["errors"] += errors
        total["skipped"] += skipped
        total["passed"] += tests - failed - errors - skipped
    return total


def _end(process: "subprocess.Popen[str]") -> None:
    """End the whole run, whatever it left."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
