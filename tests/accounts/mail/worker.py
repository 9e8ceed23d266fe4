"""A real Celery worker with beat that sends e-mail and reminds, and dies where it is told to.

    CRASH_AT=claimed CRASH_FOLDER=/tmp/x python -m tests.accounts.mail.worker worker -B -P threads …

It kills itself by SIGKILL the first time an e-mail reaches that point: claimed (nothing done),
handed (written down, the server has nothing of the text), taken (the server has it, we have not
written that down). Clocks run fast and nobody sleeps; nothing else is pretended.
"""

import os
import signal
import sys
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from accounts.mailing import queue, server  # noqa: E402
from config.celery import app  # noqa: E402


def main() -> None:
    queue.QUIET_FROM, queue.QUIET_UNTIL = time.max, time.min
    queue.LEASE = timedelta(seconds=3)
    app.conf.beat_schedule = {
        name: {"task": name, "schedule": 0.4}
        for name in ("accounts.send_mail", "sessions.remind")
    }

    def die(folder: Path) -> None:
        (folder / "died").write_text("1")
        os.killpg(os.getpgid(0), signal.SIGKILL)

    def after(function: Any) -> Any:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            answer = function(*args, **kwargs)
            if answer:
                die(Path(os.environ["CRASH_FOLDER"]))
            return answer

        return wrapped

    point = os.environ.get("CRASH_AT")
    if point == "claimed":
        queue.claim_next = after(queue.claim_next)
    elif point == "handed":
        queue.hand_over = after(queue.hand_over)
    elif point == "taken":
        server.Line.send = after(server.Line.send)  # type: ignore[method-assign]
    app.worker_main(sys.argv[1:])


if __name__ == "__main__":
    main()
