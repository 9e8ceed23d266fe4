"""Everything that must be true before the first request: folders, tables, static files, data."""

import contextlib
import hashlib
import logging
import shutil
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError
from django.utils import timezone

from config import folder_queue
from config.archive import store
from reports import leftovers

logger = logging.getLogger(__name__)

FOLDERS = ("media", "tmp", "run", "logs", "backups")
KEPT_BEFORE_MIGRATIONS = 5


def folders(data_folder: Path) -> None:
    """Make the folders; what an earlier start left half done in `tmp` goes."""
    shutil.rmtree(data_folder / "tmp", ignore_errors=True)
    for name in FOLDERS:
        (data_folder / name).mkdir(parents=True, exist_ok=True)


def database() -> Path | None:
    """Bring the tables up to date. Returns the backup that was made before, if any."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return None
    saved = None
    if executor.loader.applied_migrations:
        folder = settings.DATA_DIR / "backups"
        folder.mkdir(parents=True, exist_ok=True)
        saved = store.save(
            folder, prefix=store.BEFORE_MIGRATION, with_files=False
        ).archive
        for old in sorted(folder.glob(f"{store.BEFORE_MIGRATION}-*"))[
            :-KEPT_BEFORE_MIGRATIONS
        ]:
            old.unlink()
    call_command("migrate", interactive=False, verbosity=0)
    return saved


def reachable() -> str:
    """Empty if the database answers, else what it said."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        return str(error).strip()
    return ""


def static_files() -> bool:
    """Collect the static files when they changed since the last start. True if collected."""
    digest = hashlib.sha256(django.get_version().encode())
    for folder in map(Path, settings.STATICFILES_DIRS):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                stat = path.stat()
                digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    stamp = settings.DATA_DIR / "run" / "static.stamp"
    root = Path(settings.STATIC_ROOT)
    if (
        root.is_dir()
        and stamp.exists()
        and stamp.read_text(encoding="ascii") == digest.hexdigest()
    ):
        return False
    stamp.unlink(missing_ok=True)
    root.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(digest.hexdigest(), encoding="ascii")
    return True


def queue() -> None:
    """Put broken files of the embedded queue aside. Only while no worker runs."""
    with contextlib.suppress(FileNotFoundError):
        folder_queue.clean(settings.DATA_DIR / "queue")


def files_of_this_database() -> None:
    """See at the first start that database and uploaded files know each other; say so if not."""
    if reason := leftovers.refusal(now=timezone.now()):
        logger.warning("No stored file will be cleared away. %s", reason)


def demonstration(wanted: bool) -> bool:
    """Load the demonstration data into a database without people. True if loaded.

    A load that was interrupted is taken up again at the next start.
    """
    begun = settings.DATA_DIR / "run" / "demonstration.begun"
    if not wanted:
        return False
    if get_user_model().objects.exists() and not begun.exists():
        return False
    begun.touch()
    call_command("load_demo", verbosity=0)
    begun.unlink()
    return True
