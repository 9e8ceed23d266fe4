"""The programs beyond Python that the tests use, and the Debian packages that hold them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# program to look for → package of Debian 12 that brings it
PROGRAMS = {
    "initdb": "postgresql-15",
    "redis-server": "redis-server",
    "chromium": "chromium",
    "pdftoppm": "poppler-utils",
    "soffice": "libreoffice-writer-nogui",
    "xgettext": "gettext",
}


def postgres_folder() -> Path | None:
    """The folder with initdb, pg_ctl and pg_dump of the newest PostgreSQL here."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0,
    )
    if found:
        return found[-1].parent
    other = shutil.which("initdb")
    return Path(other).resolve().parent if other else None


def chromium() -> str | None:
    return (
        os.environ.get("CHROMIUM")
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
    )


def missing() -> list[str]:
    """Packages of the programs that are not here; a server given by address is not needed."""
    there = {
        "initdb": postgres_folder() is not None,
        "redis-server": bool(os.environ.get("TEST_REDIS_URL"))
        or shutil.which("redis-server") is not None,
        "chromium": chromium() is not None,
    }
    return [
        package
        for program, package in PROGRAMS.items()
        if not there.get(program, shutil.which(program) is not None)
    ]


def install() -> None:
    """Install what is missing as root; otherwise print the one line that does and exit 2."""
    packages = missing()
    if not packages:
        return
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(f"The tests need programs that are not installed:\n    sudo {line}")
        sys.exit(2)
    print(f"Installing {', '.join(packages)} …", flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in ("apt-get update -q", line):
        done = subprocess.run(
            command.split(), env=quiet, capture_output=True, text=True
        )
        if done.returncode:
            print(
                f"{command} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}\n"
                f"Please install by hand:\n    {line}"
            )
            sys.exit(2)
    still = missing()
    if still:
        print(f"Installed, but not found: {', '.join(still)}")
        sys.exit(2)
