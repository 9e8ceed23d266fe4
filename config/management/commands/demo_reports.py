"""`make demo-reports`: the news of the five example documents and one administrative paper of each
kind, through a real worker.

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
from django.urls import reverse
from django.utils import timezone

from accounts.verbs import SYSTEM
from config.demo.load import documents
from lessons.models import PlanRevision
from reports.actions import papers as actions
from reports.models import Article, Paper, PaperState
from reports.production import request_news_paper
from sessions.models import Minutes, Part, PlanVersion

PATIENCE = 180.0


class Command(BaseCommand):
    help = "Render the papers of the demonstration to build/demo-reports/."

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
        papers |= _official()
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


def _official() -> dict[str, Paper]:
    """One administrative paper of each kind of which the demonstration has rows."""
    papers = {}
    part = Part.objects.filter(exchange__roster__kind="group", state="planned").first()
    if part is not None:
        door = reverse("sessions:door", args=[part.exchange.code])
        address = settings.PUBLIC_ADDRESS or "http://localhost:8000"
        papers["danh-sach-ky-ten"] = actions.ask_for_sheet(
            part=part, by=SYSTEM, link=f"{address}{door}"
        )
    minutes = Minutes.objects.filter(head__gt=0).order_by("pk").first()
    if minutes is not None:
        papers["bien-ban"] = actions.ask_for_minutes(minutes=minutes, by=SYSTEM)
    version = PlanVersion.objects.order_by("-state_at").first()
    if version is not None:
        papers["ke-hoach-nam-hoc"] = actions.ask_for_plan(version=version, by=SYSTEM)
    revision = PlanRevision.objects.filter(kind=PlanRevision.Kind.TYPED).last()
    if revision is not None:
        papers["ke-hoach-bai-day"] = actions.ask_for_lesson_plan(
            revision=revision, by=SYSTEM
        )
        lesson = revision.plan.teachings.select_related("lesson").get().lesson
        papers["phieu-quan-sat"] = actions.ask_for_observation_sheet(
            lesson=lesson, by=SYSTEM, today=timezone.localdate()
        )
    return papers


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
