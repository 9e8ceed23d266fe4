"""Gunicorn's worker with threads, which does not wait for ever for somebody who fell silent.

A phone that lost its network in the middle of an upload says nothing any more and does not hang up;
as shipped, gunicorn's thread would wait for it until the next restart. A line that is only slow keeps
its thread: lines from the Internet belong behind a web server that buffers them.
"""

import errno
import select
import socket
from typing import Any

from gunicorn.workers import gthread

# In seconds; mobile networks stall for some, and somebody who comes back later sends anew.
SILENCE = 30


class _Heard:
    """A connection that counts as cut when nothing came for `SILENCE` seconds."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def recv(self, size: int) -> bytes:
        if self._connection.gettimeout() is None:
            coming = select.poll()
            coming.register(self._connection, select.POLLIN)
            if not coming.poll(SILENCE * 1000):
                raise ConnectionResetError(errno.ECONNRESET, "nothing came any more")
        return self._connection.recv(size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class _Line(gthread.TConn):
    def init(self) -> None:
        first = not self.initialized
        super().init()
        if first and not self.is_http2:
            self.parser.unreader.sock = _Heard(self.sock)


# The worker makes its connections by this name.
gthread.TConn = _Line
Worker = gthread.ThreadWorker
