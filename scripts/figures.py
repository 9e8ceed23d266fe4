"""`make figures`: run the tests that measure, print each figure with the test it came from.

One `name: value  # source` a line. A figure that no test recorded is `null`, and then, or when a
test failed, the exit code is 1.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.figures import NAMES  # noqa: E402

LINES = ROOT / "build" / "figures.jsonl"


def recording_tests() -> list[str]:
    """The test files that record a figure: by a word of their own, or as a race."""
    found = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if ("figures" in text and "record(" in text) or "tests.racing" in text:
            found.append(str(path.relative_to(ROOT)))
    return [name for name in found if name != "tests/test_figures.py"]


def figures(lines: list[str]) -> dict[str, tuple[float, list[str]]]:
    """name → value and sources. The last word of a test counts; different tests are added up."""
    by_name: dict[str, dict[str, float]] = {}
    for line in lines:
        one = json.loads(line)
        by_name.setdefault(one["name"], {})[one["test"]] = one["value"]
    return {
        name: (round(sum(tests.values()), 2), _sources(tests))
        for name, tests in by_name.items()
    }


def _sources(tests: Iterable[str]) -> list[str]:
    """The tests by name; of a file in which several measured, the file and how many."""
    by_file: dict[str, set[str]] = {}
    for test in tests:
        file, _, name = test.partition("::")
        by_file.setdefault(file, set()).add(name.split("[")[0])
    return [
        f"{file}::{names.pop()}" if len(names) == 1 else f"{file} ({len(names)} tests)"
        for file, names in sorted(by_file.items())
    ]


def main() -> int:
    tests = recording_tests()
    code = 1
    if tests:
        done = subprocess.run(
            [sys.executable, str(ROOT / "scripts/run_tests.py"), "--no-coverage",
             "--figures", *tests],
            cwd=ROOT, stdout=sys.stderr,
        )  # fmt: skip
        code = done.returncode
    found = figures(
        LINES.read_text(encoding="utf-8").splitlines() if LINES.exists() else []
    )
    for name in NAMES:
        if name not in found:
            print(f"{name}: null")
            continue
        value, sources = found[name]
        number = int(value) if value == int(value) else value
        print(f"{name}: {number}  # {', '.join(sources)}")
    return 1 if code or set(NAMES) - set(found) else 0


if __name__ == "__main__":
    sys.exit(main())
