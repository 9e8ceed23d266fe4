"""A real Celery worker that dies where it is told to.

    CRASH_AT=file CRASH_FOLDER=/tmp/x python -m tests.reports.production.worker worker -P threads …

kills itself by SIGKILL the first time a paper with an id above CRASH_ABOVE reaches that point: claim (taken, nothing done),
child (the renderer is at work), file (files written, row not), row (row written, message not
acknowledged). In CRASH_FOLDER it leaves the pids of its renderers. Nothing is pretended: the
real code runs up to the point.
"""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from config.celery import app  # noqa: E402
from reports import production  # noqa: E402
from reports.rendering import engine  # noqa: E402

MAIN = os.getpid()


def main() -> None:
    app.conf.beat_schedule = {"sweep": {"task": "reports.sweep", "schedule": 0.5}}
    if point := os.environ.get("CRASH_AT"):
        _arm(point, Path(os.environ["CRASH_FOLDER"]))
    app.worker_main(sys.argv[1:])


def _arm(point: str, folder: Path) -> None:
    spared = int(os.environ.get("CRASH_ABOVE", "0"))
    working_on = threading.local()

    def die() -> None:
        pids = [str(one.pid) for one in engine._alive if one.pid]
        (folder / point).write_text(" ".join(pids))
        for pid in {MAIN, os.getpid()}:
            if pid != os.getpid():
                os.kill(pid, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)

    def after(function: Any) -> Any:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            result = function(*args, **kwargs)
            pk = getattr(args[0], "pk", args[0])  # a paper, or its id
            if pk > spared and (result is not None or point == "row"):
                die()
            return result

        return wrapped

    class DyingRenderer(engine.Renderer):
        def _read(self, child: Any, seconds: float) -> Any:
            # A job was sent and is being set.
            if seconds == self.seconds and working_on.paper > spared:
                die()
            return super()._read(child, seconds)

    render = production._render

    def noting(paper: Any) -> Any:
        working_on.paper = paper.pk
        return render(paper)

    if point == "claim":
        production._claim = after(production._claim)
    elif point == "child":
        engine.Renderer = DyingRenderer  # type: ignore[misc]
        production._render = noting
    elif point == "file":
        production._store = after(production._store)
    elif point == "row":
        production._finish = after(production._finish)
    else:
        raise SystemExit(f"no such point: {point}")


if __name__ == "__main__":
    main()
