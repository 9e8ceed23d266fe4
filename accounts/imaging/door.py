"""One photo in, three derivatives out; decoding happens in a child, one at a time on this machine."""

import fcntl
import hashlib
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

from accounts.imaging.kinds import HEAD_BYTES, accepted_kind, is_other_picture

CHILD = Path(__file__).parent / "child.py"
HEIC_CHILD = Path(__file__).parent / "heic_child.py"
MEGABYTES = (
    1400  # of address space; a 60-megapixel PNG with transparency needs about 700
)
CPU_SECONDS = 30
SECONDS = 45.0
# Pixels of the print file: 82 mm of a news report at 300 dots an inch need 970; what is written on a
# page by hand is read at 170.
PHOTO_EDGE = 1000
PAGE_EDGE = 2000
LOCK_SECONDS = 30.0

logger = logging.getLogger(__name__)


class PhotoRefused(Exception):  # noqa: N818  (it is an answer to a person, not a fault)
    """A file that is not taken as a photo.

    `reason` is one of: empty, too_large, not_image, other_kind, animated, too_many_pixels, broken;
    and, when it may be tried again: busy.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Derivatives:
    """The three files of a photo. width and height are pixels of the print file (JPEG, RGB)."""

    printed: bytes
    screen: bytes
    thumb: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """Of the print file: what a paper's digest counts."""
        return hashlib.sha256(self.printed).hexdigest()


def derive(
    data: bytes,
    *,
    most_bytes: int,
    most_pixels: int,
    lock: Path,
    edge: int = PHOTO_EDGE,
) -> Derivatives:
    """The derivatives of a photo: upright, sRGB, without any metadata. Raises PhotoRefused.

    The print file is at most `edge` pixels wide or high (a panorama 1,600).
    `lock` is a file that all processes of this machine share: one photo is decoded at a time, so
    that many phones at once cost time and not memory.
    """
    if not data:
        raise PhotoRefused("empty")
    if len(data) > most_bytes:
        raise PhotoRefused("too_large")
    head = data[:HEAD_BYTES]
    kind = accepted_kind(head)
    if kind is None:
        raise PhotoRefused("other_kind" if is_other_picture(head) else "not_image")
    with _alone(lock):
        return _decoded(data, kind, most_pixels, edge)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    lock.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + LOCK_SECONDS
    with lock.open("a") as held:
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise PhotoRefused("busy") from None
                time.sleep(0.05)
        yield


def _decoded(data: bytes, kind: str, most_pixels: int, edge: int) -> Derivatives:
    try:
        done = subprocess.run(  # noqa: S603  (our own script, numbers of our own)
            [
                sys.executable,
                "-I",
                str(HEIC_CHILD if kind == "heif" else CHILD),
                kind,
                str(most_pixels),
                str(MEGABYTES),
                str(CPU_SECONDS),
                str(edge),
            ],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
            cwd="/",
            env={"LANG": "C.UTF-8", "PATH": os.defpath},
        )
    except subprocess.TimeoutExpired:
        raise PhotoRefused("busy") from None
    line, _, rest = done.stdout.partition(b"\n")
    if not line:
        # Killed by a limit: nothing useful hides in a file that eats more than that.
        logger.warning("the child that decodes photos ended with %s", done.returncode)
        raise PhotoRefused("broken")
    answer = json.loads(line)
    if "error" in answer:
        if detail := answer.get("detail"):
            logger.info("a photo could not be read: %s", detail)
        raise PhotoRefused(answer["error"])
    first, second, _ = answer["sizes"]
    return Derivatives(
        printed=rest[:first],
        screen=rest[first : first + second],
        thumb=rest[first + second :],
        width=answer["width"],
        height=answer["height"],
    )
