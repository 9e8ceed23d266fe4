"""What the children print: to the terminal, and into log files that never grow for ever."""

import logging
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path

FILES = 5
BYTES = 5 * 2**20


class _Whole(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return record.getMessage()


class Output:
    """A writer of whole lines; one process writes, so the files can be turned over safely."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._file = RotatingFileHandler(
            folder / "chungtay.log", maxBytes=BYTES, backupCount=FILES, encoding="utf-8"
        )
        self._file.setFormatter(_Whole())
        self._terminal = True

    def write(self, line: bytes) -> int:
        text = line.decode("utf-8", "replace").rstrip("\n")
        with self._lock:
            self._file.emit(
                logging.LogRecord("", logging.INFO, "", 0, "%s", (text,), None)
            )
            if self._terminal:
                try:
                    sys.stderr.write(text + "\n")
                    sys.stderr.flush()
                except OSError:  # the terminal was closed; the file goes on
                    self._terminal = False
        return len(line)
