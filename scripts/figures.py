"""`make figures`: run the tests that measure, print each figure with the test it came from.

One `name: value  # source` a line. A figure that no test recorded is `null`, and then, or when a
test failed, the exit code is 1.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.figures import NAMES  # noqa: E402

LINES = ROOT / "build" / "figures.jsonl"


def recording_tests() -> list[str]:
    """The test files that record a figure."""
    found = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if "figures" in (text := path.read_text(encoding="utf-8")) and "record(" in text
    ]
    return [name for name in found if name != "tests/test_figures.py"]


def figures(lines: list[str]) -> dict[str, tuple[float, list[str]]]:
    """name → value and sources. The last word of a test counts; different tests are added up."""
    by_name: dict[str, dict[str, float]] = {}
    for line in lines:
        one = json.loads(line)
        by_name.setdefault(one["name"], {})[one["test"]] = one["value"]
    return {
        name: (
            round(sum(tests.values()), 2),
            sorted({test.split("[")[0] for test in tests}),
        )
        for name, tests in by_name.items()
    }


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
