"""`make demo-reports`: the news of the five example documents, through a real worker.

Everything happens in a data folder of its own with a fresh database, so what stands in the
installation is neither needed nor touched.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.verbs import SYSTEM
from config.demo.load import documents
from reports.models import Article, Paper, PaperState
from reports.production import request_news_paper

PATIENCE = 180.0


class Command(BaseCommand):
    help = "Render the news of the five example documents to build/demo-reports/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        default = Path(settings.BASE_DIR) / "build" / "demo-reports"
        parser.add_argument("--to", type=Path, default=default, help=f"{default}")
        parser.add_argument(
            "--here",
            action="store_true",
            help="ask for the papers in this database and wait for its worker",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        target = options["to"].resolve()
        target.mkdir(parents=True, exist_ok=True)
        if options["here"]:
            self._ask_and_wait(target)
            return
        with tempfile.TemporaryDirectory(prefix="chungtay-demo-reports-") as folder:
            environment = {
                name: value
                for name, value in os.environ.items()
                if name not in {"DATABASE_URL", "REDIS_URL"}
            }
            environment |= {"CHUNGTAY_DATA": folder, "C_FORCE_ROOT": "1"}
            _run(environment, "manage.py", "migrate", "--verbosity=0")
            _run(environment, "manage.py", "load_demo")
            worker = _worker(environment, Path(folder))
            try:
                _run(
                    environment, "manage.py", "demo_reports", "--here", f"--to={target}"
                )
            except CommandError:
                log = (Path(folder) / "worker.log").read_text(errors="replace")
                self.stderr.write(log[-4000:])
                raise
            finally:
                worker.send_signal(signal.SIGTERM)
                worker.wait(30)

    def _ask_and_wait(self, target: Path) -> None:
        papers = {}
        for name in documents():
            article = Article.objects.get(exchanges__client_key=f"demo:{name}")
            with transaction.atomic():
                papers[name] = request_news_paper(article, SYSTEM)
        deadline = time.monotonic() + PATIENCE
        for name, paper in papers.items():
            while _waits(paper) and time.monotonic() < deadline:
                time.sleep(0.2)
            if paper.state != PaperState.READY:
                reason = f"{paper.error_code}: {paper.error}".strip(": ")
                raise CommandError(f"{name}: {paper.get_state_display()} {reason}")
            shutil.copyfile(paper.pdf.path, target / f"{name}.pdf")
            shutil.copyfile(paper.docx.path, target / f"{name}.docx")
            self.stdout.write(
                f"{target / name}.pdf: {paper.page_count} pages, "
                f"{paper.pdf_size // 1000} KB; .docx: {paper.docx_size // 1000} KB"
            )


def _waits(paper: Paper) -> bool:
    paper.refresh_from_db()
    return paper.state in {PaperState.QUEUED, PaperState.RENDERING}


def _run(environment: dict[str, str], *words: str) -> None:
    """Run our own Python script to its end. Raises CommandError."""
    done = subprocess.run(  # noqa: S603  our own commands
        [sys.executable, *words], env=environment, cwd=settings.BASE_DIR, check=False
    )
    if done.returncode:
        raise CommandError(f"{' '.join(words)} ended with {done.returncode}")


def _worker(environment: dict[str, str], folder: Path) -> "subprocess.Popen[bytes]":
    """The same worker that `make run` starts, without the clock."""
    words = [sys.executable, "-m", "celery", "-A", "config", "--quiet", "worker"]
    words += ["--pool=threads", "--concurrency=2", "--loglevel=INFO"]
    words += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    with (folder / "worker.log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603  our own worker
            words, env=environment, cwd=settings.BASE_DIR, stdout=log, stderr=log
        )
