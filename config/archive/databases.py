"""The database as one file, and back, on both databases."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable
from pathlib import Path

from django.db import connection, connections, transaction
from django.utils.translation import gettext as _

from accounts.verbs import Refused

SQLITE_FILE = "database.sqlite3"
POSTGRES_FILE = "database.sql"


def kind() -> str:
    """ "sqlite" or "postgresql": an archive fits only the kind it was made of."""
    return connection.vendor


def file_name() -> str:
    return SQLITE_FILE if kind() == "sqlite" else POSTGRES_FILE


def dump(target: Path) -> None:
    """Write the whole database, as it is at one moment, to `target`. Others may go on writing."""
    if kind() == "sqlite":
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
        return
    _postgres(
        "pg_dump",
        "--format=plain",
        "--no-owner",
        "--no-privileges",
        f"--file={target}",
    )


def whole(source: Path) -> bool:
    """Can the copy be read? (A dump of PostgreSQL ends with a line of its own.)"""
    if kind() == "sqlite":
        try:
            with contextlib.closing(sqlite3.connect(source)) as copy:
                return (
                    copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
                    and copy.execute(
                        "SELECT count(*) FROM sqlite_master WHERE name = 'django_migrations'"
                    ).fetchone()[0]
                    == 1
                )
        except sqlite3.DatabaseError:
            return False
    with source.open("rb") as text:
        text.seek(max(0, source.stat().st_size - 4096))
        return b"PostgreSQL database dump complete" in text.read()


def load(source: Path, aside: Path) -> None:
    """Put the copy in the place of the database, all or nothing; the old one goes to `aside`."""
    if kind() == "sqlite":
        here = Path(connection.settings_dict["NAME"])
        connections.close_all()
        aside.mkdir(parents=True, exist_ok=True)
        for name in (here.name, f"{here.name}-wal", f"{here.name}-shm"):
            if (here.parent / name).exists():
                shutil.move(here.parent / name, aside / name)
        shutil.move(source, here)
        return
    aside.mkdir(parents=True, exist_ok=True)
    dump(aside / POSTGRES_FILE)
    script = aside / "restore.sql"
    quote = connection.ops.quote_name
    with script.open("wb") as together:
        for table in connection.introspection.table_names(include_views=False):
            together.write(f"DROP TABLE IF EXISTS {quote(table)} CASCADE;\n".encode())
        with source.open("rb") as text:
            shutil.copyfileobj(text, together)
    connections.close_all()
    _postgres(
        "psql",
        "--quiet",
        "--no-psqlrc",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
        f"--file={script}",
    )
    script.unlink()


def others_connected() -> int:
    """How many other connections PostgreSQL has to this database (0 on SQLite: see the lock)."""
    if kind() == "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]


def migrations() -> list[str]:
    """The migrations that the database has had, as app.name."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return [".".join(row) for row in cursor.fetchall()]


def unknown(applied: Iterable[str], known: Iterable[str]) -> set[str]:
    """Migrations of an archive that this version of the app does not have."""
    return set(applied) - set(known)


def _postgres(program: str, *words: str) -> None:
    settings = connection.settings_dict
    environment = dict(os.environ)
    for variable, name in (
        ("PGHOST", "HOST"),
        ("PGPORT", "PORT"),
        ("PGUSER", "USER"),
        ("PGPASSWORD", "PASSWORD"),
        ("PGDATABASE", "NAME"),
    ):
        if settings[name]:
            environment[variable] = str(settings[name])
    path = shutil.which(program)
    if path is None:
        raise Refused(
            _(
                "The program %(program)s is missing. Install PostgreSQL's client programs"
                " (package postgresql-client) and try again."
            )
            % {"program": program}
        )
    done = subprocess.run(  # noqa: S603  found in PATH, words of ours
        [path, *words], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refused(
            _("%(program)s stopped: %(said)s")
            % {"program": program, "said": done.stderr.strip()[-500:]}
        )
