"""`make check`: every check runs, then all that failed are named. Exit code 1 if any did."""

import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
APPS = ("accounts", "clusters", "sessions", "lessons", "reports")
# The parts whose types are checked: verbs, rules, rows, clocks, machines and pure parts.
TYPED = (
    "actions", "permissions", "models", "tasks", "production", "ringing",
    "periods", "digest", "rendering", "wording", "facts", "papers", "standing",
    "partial_dates", "verbs", "access", "audit", "text", "signin_names", "rows",
)  # fmt: skip
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|home)/\w")
# The rule itself, and lock files' integrity strings, are no paths of a machine.
PATHS_MAY = {"scripts/check.py", "assets/package-lock.json"}
INLINE = [
    (re.compile(r"<style\b", re.I), "a <style> element: the policy refuses it"),
    (re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(?!\s*</script>)", re.I), "an inline script"),
    (re.compile(r"<[a-z][^>]*\sstyle\s*=", re.I), "a style attribute"),
    (re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I), "an on… attribute"),
    (re.compile(r"""href\s*=\s*["']javascript:""", re.I), "a javascript: address"),
    (re.compile(r"{%\s*blocktrans(?:late)?\b(?![^%]*\btrimmed\b)"), "blocktranslate without trimmed"),
    (re.compile(r"{%\s*(?:trans|blocktrans)\b"), "the old names trans and blocktrans"),
    (re.compile(r"\|safe\b"), "the safe filter"),
]  # fmt: skip

Result = tuple[bool, str]


def tracked(*patterns: str) -> list[str]:
    """Files that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return sorted(
        {name for name in listed.split("\0") if name and (ROOT / name).is_file()}
    )


def command(*words: str) -> Callable[[], Result]:
    """A check that is a program of .venv."""

    def run() -> Result:
        done = subprocess.run(
            [str(BIN / words[0]), *words[1:]],
            cwd=ROOT,
            capture_output=True,
            text=True,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings_test"},
        )
        return done.returncode == 0, (done.stdout + done.stderr).strip()

    return run


def types() -> Result:
    files = [
        str(path.relative_to(ROOT))
        for app in APPS
        for name in TYPED
        for path in (ROOT / app / f"{name}.py", ROOT / app / name)
        if path.exists()
    ]
    return command("mypy", *files)()


def templates() -> Result:
    found = []
    for name in tracked("*.html"):
        text = (ROOT / name).read_text(encoding="utf-8")
        text = re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", text, flags=re.S)
        for rule, what in INLINE:
            found += [
                f"{name}:{text.count(chr(10), 0, hit.start()) + 1}: {what}"
                for hit in rule.finditer(text)
            ]
    return not found, "\n".join(found)


def machine_paths() -> Result:
    found = []
    for name in tracked():
        if name in PATHS_MAY:
            continue
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{name}:{number}: {line.strip()[:120]}"
            for number, line in enumerate(text.splitlines(), start=1)
            if MACHINE_PATH.search(line)
        ]
    return not found, "\n".join(found)


def vendored() -> Result:
    """The files that assets/VENDOR.md lists are those that lie in the tree."""
    rows = re.findall(
        r"^\| ([\w./-]+) \| ([0-9a-f]{64}) \|$",
        (ROOT / "assets/VENDOR.md").read_text(encoding="utf-8"),
        flags=re.M,
    )
    found = ["assets/VENDOR.md lists nothing"] if not rows else []
    for name, expected in rows:
        path = ROOT / "static" / name
        if not path.is_file():
            found.append(f"static/{name}: listed in assets/VENDOR.md, not in the tree")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            found.append(f"{name}: another file than assets/VENDOR.md says")
    return not found, "\n".join(found)


def locks() -> Result:
    """Every pin of requirements*.in stands in the list made from it."""
    found = []
    for source in sorted(ROOT.glob("requirements*.in")):
        made = source.with_suffix(".txt").read_text(encoding="utf-8").lower()
        for line in source.read_text(encoding="utf-8").splitlines():
            pin = re.match(r"([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)", line)
            if pin and f"{pin[1]}=={pin[2]}".lower() not in made:
                found.append(
                    f"{source.name}: {pin[0]} is not in {source.stem}.txt: make lock"
                )
            if (
                line
                and not line.startswith(("#", "-r"))
                and not re.search(r"\S\s+# \S", line)
            ):
                found.append(f"{source.name}: no reason beside {line!r}")
    return not found, "\n".join(found)


CHECKS: dict[str, Callable[[], Result]] = {
    "format": command("ruff", "format", "--check", "."),
    "lint": command("ruff", "check", "."),
    "import directions": command("lint-imports", "--no-cache"),
    "types": types,
    "django": command("python", "manage.py", "check", "--fail-level", "WARNING"),
    "migrations": command("python", "manage.py", "makemigrations", "--check", "--dry-run"),
    "translations": command("python", "scripts/messages.py", "check"),
    "templates": templates,
    "machine paths": machine_paths,
    "built assets": vendored,
    "pinned lists": locks,
}  # fmt: skip


def main(names: list[str]) -> int:
    unknown = set(names) - set(CHECKS)
    if unknown:
        print(f"no check {', '.join(unknown)}; there are: {', '.join(CHECKS)}")
        return 2
    failed = []

    def timed(name: str) -> tuple[Result, float]:
        start = time.monotonic()
        return CHECKS[name](), time.monotonic() - start

    chosen = names or list(CHECKS)
    with ThreadPoolExecutor(2) as pool:
        for name, ((fine, told), seconds) in zip(
            chosen, pool.map(timed, chosen), strict=True
        ):
            print(f"{'ok    ' if fine else 'FAILED'} {name} ({seconds:.1f} s)")
            if not fine:
                failed.append(name)
                print("    " + told.replace("\n", "\n    "))
    print(
        f"make check: {', '.join(failed)} failed" if failed else "make check: all fine"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
