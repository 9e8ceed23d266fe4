"""`make run`: prepare everything, then run web and worker in one terminal until asked to stop."""

import contextlib
import ctypes
import logging
import os
import secrets
import signal
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.setup import setup_code
from accounts.verbs import Refused
from clusters import programme
from config import environment as env
from config.demo import load
from config.serving import addresses, lock, prepare
from config.serving.children import Child, Family, Guard
from config.serving.output import Output
from lessons import criteria

PR_SET_PDEATHSIG = 1
# Marks every process of one start; tests look for survivors by it.
MARKER = "CHUNGTAY_START"


class Command(BaseCommand):
    help = "Prepare and run Chung Tay: web, worker and beat in one terminal."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--with-parent",
            action="store_true",
            help="stop when the process that started this one is gone (make does)",
        )

    def handle(self, *args: object, with_parent: bool, **options: object) -> None:
        if with_parent:
            end_with_parent()
        os.umask(0o027)  # personal data is nobody else's on this machine
        host, port = env.text("HOST", "0.0.0.0"), env.number("PORT", 8000)  # noqa: S104  a school's own network
        try:
            held = lock.take(settings.DATA_DIR)
        except lock.AlreadyRunning as other:
            raise CommandError(
                _(
                    "Chung Tay is already running with this data folder (process %(pid)s)."
                    " Stop it there, or name another folder in CHUNGTAY_DATA."
                )
                % {"pid": other.pid or "?"}
            ) from other
        if not addresses.port_is_free(host, port):
            raise CommandError(
                _(
                    "Another program uses port %(port)d. Choose another one: PORT=%(other)d make run"
                )
                % {"port": port, "other": port + 1}
            )
        try:
            self.prepare()
        except KeyboardInterrupt:
            raise CommandError(
                _("Stopped before the start was finished."), returncode=130
            ) from None
        Family(
            children=[web(host, port), worker()],
            environment=environment(),
            folder=settings.BASE_DIR,
            guard=Guard(held),
            output=self.output(),
        ).run(
            ready=lambda: addresses.answers(host, port),
            welcome=lambda: self.welcome(host, port),
        )
        self.say(_("Chung Tay has stopped. Nothing that was typed is lost."))

    def say(self, line: str) -> None:
        """One line to whoever started us, at once, even through a pipe; nobody may be there."""
        with contextlib.suppress(OSError):
            self.stdout.write(line)
            self.stdout.flush()

    def prepare(self) -> None:
        if said := prepare.reachable():
            raise CommandError(
                _("The database does not answer: %(said)s") % {"said": said}
            )
        prepare.folders(settings.DATA_DIR)
        try:
            saved = prepare.database()
        except Refused as refusal:
            raise CommandError(
                _("No backup could be made before the update: %(reason)s")
                % {"reason": refusal}
            ) from refusal
        if saved:
            self.say(
                _("The tables were brought up to date; backup before it: %(file)s")
                % {"file": saved}
            )
        prepare.files_of_this_database()
        if prepare.static_files():
            self.say(_("Static files collected."))
        prepare.queue()
        programme.load()
        criteria.load()
        if prepare.demonstration(settings.DEMO_ALLOWED):
            self.say(_("Demonstration data loaded."))
        connections.close_all()

    def output(self) -> Output:
        """Log lines of ours go the same way as those of the children."""
        output = Output(settings.DATA_DIR / "logs")

        class Line(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                output.write(self.format(record).encode())

        handler = Line()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        ours = logging.getLogger("config.serving")
        ours.addHandler(handler)
        ours.propagate = False
        return output

    def welcome(self, host: str, port: int) -> None:
        lines = ["", _("Chung Tay is running:")]
        lines += [f"    {address}" for address in addresses.of(host, port)]
        lines += [_("Data folder: %(folder)s") % {"folder": settings.DATA_DIR}]
        code = setup_code()
        connections.close_all()
        if code:
            lines += ["", _("Nobody is in it yet. Set it up by this link, once:")]
            # The address that others can reach first: the invitations will begin with it.
            lines += [
                f"    {address}bat-dau/?ma={code}"
                for address in reversed(addresses.of(host, port))
            ]
        people = sign_ins()
        if people:
            lines += ["", _("Demonstration sign-ins (invented people):")]
            lines += [
                f"    {role:<28} {name:<16} {word}" for role, name, word in people
            ]
            lines += [
                _(
                    "For a school's real use start with an empty folder:"
                    " CHUNGTAY_DEMO=0 CHUNGTAY_DATA=/srv/chungtay make run"
                )
            ]
        lines += ["", _("Stop with Ctrl-C."), ""]
        self.say("\n".join(lines))


def end_with_parent() -> None:
    """Have the kernel send TERM when the parent dies, even by SIGKILL (Linux only)."""
    parent = os.getppid()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(1)


def environment() -> dict[str, str]:
    """The children's environment: ours, temporary files in the data folder, a marker."""
    return os.environ | {
        "CHUNGTAY_DATA": str(settings.DATA_DIR),
        "TMPDIR": str(settings.DATA_DIR / "tmp"),
        "PYTHONUNBUFFERED": "1",
        # Somebody who starts as root has decided that; Celery need not say so every time.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
        "WEB_THREADS": str(settings.WEB_THREADS),
        # Many threads with a heap each would take memory that none of them needs.
        "MALLOC_ARENA_MAX": env.text("MALLOC_ARENA_MAX", "2"),
        MARKER: env.text(MARKER) or secrets.token_hex(8),
    }


def web(host: str, port: int) -> Child:
    name = f"[{host}]" if ":" in host else host
    words = [sys.executable, "-m", "gunicorn", "config.wsgi:application"]
    words += [f"--bind={name}:{port}", "--no-control-socket"]
    words += ["--worker-class=config.serving.threads.Worker", "--keep-alive=5"]
    words += [
        f"--workers={env.number('WEB_WORKERS', 2)}",
        f"--threads={settings.WEB_THREADS}",
    ]
    words += ["--timeout=120", "--graceful-timeout=10", "--log-level=warning"]
    # A worker that grew is replaced; both at the same moment would be a pause.
    words += ["--max-requests=5000", "--max-requests-jitter=1000"]
    if Path("/dev/shm").is_dir():  # noqa: S108  gunicorn's sign of life, not our data
        words += ["--worker-tmp-dir=/dev/shm"]
    return Child("web", words)


def worker() -> Child:
    schedule = settings.DATA_DIR / "run" / "beat-schedule"
    words = [sys.executable, "-m", "celery", "-A", "config", "--quiet", "worker"]
    words += ["--beat", f"--schedule={schedule}", "--pool=threads"]
    words += [f"--concurrency={env.number('WORKER_THREADS', 2)}", "--loglevel=INFO"]
    words += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return Child("worker", words, before=prepare.queue)


def sign_ins() -> list[tuple[str, str, str]]:
    """(role, sign-in name, password) of the demonstration people in this database, if any."""
    if not User.objects.filter(is_demo=True).exists():
        return []
    people = [(one.role, one.phone, one.password) for one in load.sign_ins()]
    connections.close_all()
    return people
