"""`make coverage`: branch coverage of verbs, permissions, rows and pure parts, by the embedded run.

What is gated and the number stand in pyproject.toml, [tool.chungtay.coverage].
"""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "tests"


def coverage(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "coverage", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def main() -> int:
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    gate = rules["tool"]["chungtay"]["coverage"]
    data = f"--data-file={FOLDER / 'coverage'}"
    if list(FOLDER.glob("coverage.*")):
        coverage("combine", data, "--quiet")
    if not (FOLDER / "coverage").exists():
        print("There is nothing measured yet: make test")
        return 2
    everything = coverage("report", data, "--format=total")
    report = coverage(
        "report",
        data,
        f"--include={','.join(gate['gated'])}",
        f"--fail-under={gate['fail_under']}",
    )
    print("\n=== coverage of verbs, permissions, rows and pure parts")
    print(report.stdout.strip() or report.stderr.strip())
    print(f"(all that was measured: {everything.stdout.strip()} %, for information)")
    return 1 if report.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
