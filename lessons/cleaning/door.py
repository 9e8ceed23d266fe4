"""One file in, the same without its author out; or a sentence that says why not."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from lessons.filetypes import DOCX, JPEG, PDF, PNG, PPTX, FileKind

ROOT = Path(__file__).resolve().parents[2]
MEGABYTES = 1200
CPU_SECONDS = 20
SECONDS = 30.0
LOCK_SECONDS = 20.0
_HOW = {
    DOCX: "office",
    PPTX: "office",
    PDF: "pdf",
    JPEG: "picture",
    PNG: "picture",
}

logger = logging.getLogger(__name__)


class Uncleanable(ValueError):  # noqa: N818  (an answer to a person, like WrongFile)
    """What the file says of its author cannot be taken out; the message is a sentence."""


@dataclass(frozen=True)
class Cleaned:
    """What others are given, and what it says where that can be read, one paragraph a line."""

    data: bytes
    text: str


def cleaned(data: bytes, kind: FileKind) -> Cleaned:
    """The file without what it says of its author. Raises Uncleanable."""
    with _alone():
        try:
            done = subprocess.run(  # noqa: S603  (our own module, numbers of our own)
                [
                    sys.executable,
                    "-sPB",
                    "-m",
                    "lessons.cleaning.child",
                    _HOW[kind],
                    str(MEGABYTES),
                    str(CPU_SECONDS),
                ],
                input=data,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
                cwd="/",
                env={
                    "LANG": "C.UTF-8",
                    "PATH": os.defpath,
                    "PYTHONPATH": str(ROOT),
                },
            )
        except subprocess.TimeoutExpired:
            raise Uncleanable(_broken()) from None
    line, _newline, rest = done.stdout.partition(b"\n")
    if not line or done.returncode:
        # Killed by a limit: a plan that needs more than that is none.
        logger.warning("the child that cleans plans ended with %s", done.returncode)
        raise Uncleanable(_broken())
    answer = json.loads(line)
    if "error" in answer:
        logger.info("a plan could not be cleaned: %s", answer["detail"])
        why = {"locked": _locked, "loaded": _loaded}.get(answer["error"], _broken)
        raise Uncleanable(why())
    return Cleaned(data=rest, text=answer["text"])


@contextmanager
def _alone() -> Iterator[None]:
    """One file at a time on this machine: many at once cost time and not memory."""
    lock = Path(settings.DATA_DIR) / "locks" / "cleaning.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + LOCK_SECONDS
    with lock.open("a") as held:
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Uncleanable(
                        _("Many files arrive just now. Please send this again soon.")
                    ) from None
                time.sleep(0.05)
        yield


def _locked() -> str:
    return _(
        "This PDF opens only with a password. Please save it without the password and send it again."
    )


def _loaded() -> str:
    return _(
        "This PDF holds a script or another file inside it, which can carry viruses. Please print it to PDF anew, or send the .docx file."
    )


def _broken() -> str:
    return _(
        "This file is damaged, so the author’s data in it cannot be removed. Please save it again from Word or PowerPoint, or as PDF, and choose it once more."
    )
