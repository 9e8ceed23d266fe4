"""Celery's filesystem transport, made safe against half-written files.

The transport of kombu writes a message in place: a reader that comes in between takes an
empty file, loses the message and dies of it; a broken file of the control folder stops
every start. Here a message appears under its name only when it is whole, and a file that
cannot be read is put aside instead of killing the worker. What a lost message meant to
ring for stands in a row, and the sweep finds it.
"""

import json
import logging
import os
import shutil
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads

log = logging.getLogger(__name__)
BROKEN = "broken"


def put_aside(path: Path) -> None:
    """Move an unreadable file into the folder `broken` beside its own folder."""
    target = path.parent.parent / BROKEN
    target.mkdir(exist_ok=True)
    try:
        shutil.move(path, target / f"{int(time.time())}-{path.name}")
    except FileNotFoundError:
        return
    log.warning("Put aside a queue file that could not be read: %s", path.name)


def _message(payload: Any) -> dict[str, Any]:
    """The payload if kombu can deliver it; ValueError otherwise."""
    if (
        isinstance(payload, dict)
        and {"body", "headers", "properties"} <= payload.keys()
    ):
        return payload
    raise ValueError("not a message")


def clean(folder: Path) -> int:
    """Put aside every unreadable file of the queue in `folder`. Returns how many.

    Only while nobody writes: before the worker starts.
    """
    found = 0
    for left in folder.glob("messages/.*"):  # a writer or reader died in between
        left.unlink(missing_ok=True)
    for path in (*folder.glob("messages/*.msg"), *folder.glob("control/*.exchange")):
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            if path.suffix == ".msg":
                _message(content)
        except (ValueError, OSError):
            put_aside(path)
            found += 1
    return found


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:
        name = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        half = folder / f".{name}"
        try:
            half.write_text(dumps(payload), encoding="utf-8")
            half.replace(folder / name)
        except OSError as error:
            raise ChannelError(f"Cannot write to {folder}") from error

    def _get(self, queue: str) -> Any:
        folder = Path(self.data_folder_in)
        for name in sorted(os.listdir(folder)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            mine = folder / f".{name}.taken"
            try:
                # The rename is the claim: of two readers one finds the file gone.
                (folder / name).rename(mine)
            except FileNotFoundError:
                continue
            try:
                payload = _message(loads(mine.read_text(encoding="utf-8")))
            except ValueError:
                put_aside(mine)
                continue
            mine.unlink(missing_ok=True)
            return payload
        raise Empty

    def get_table(self, exchange: str) -> Any:
        try:
            return super().get_table(exchange)
        except ValueError:
            put_aside(self._exchange_file(exchange))
            return []

    def _queue_bind(
        self, exchange: str, routing_key: str, pattern: str, queue: str
    ) -> None:
        try:
            super()._queue_bind(exchange, routing_key, pattern, queue)
        except ValueError:
            put_aside(self._exchange_file(exchange))
            super()._queue_bind(exchange, routing_key, pattern, queue)


class Transport(filesystem.Transport):
    Channel = Channel


def register() -> None:
    """Make broker addresses that begin with folder:// mean this transport."""
    TRANSPORT_ALIASES["folder"] = "config.folder_queue:Transport"
