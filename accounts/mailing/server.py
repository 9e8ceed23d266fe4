"""The line to the mail server: one connection for many e-mails, with a deadline of our own.

Sending is taken apart into its steps, because between them it is decided whether an e-mail may be
sent again: until the server says 354 it has nothing; after its last answer it has the text.
"""

import re
import smtplib
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from email.utils import parseaddr
from types import TracebackType

from django.conf import settings

# Of each answer of the server, and of one whole e-mail with its connection: a server that sends a
# letter a second answers each time, and never comes to an end.
TIMEOUT, DEADLINE = 10, 30


class ServerTrouble(Exception):  # noqa: N818  (whose trouble it is stands in the name)
    """The server is away, slow, or does not let us in: nothing can be sent now, to anybody."""


class Later(Exception):  # noqa: N818
    """The server did not take this e-mail now (4xx); it may later."""


class Never(Exception):  # noqa: N818
    """The server will never take this e-mail (5xx): an address that does not exist, a full box."""


class Unknown(Exception):  # noqa: N818
    """The server had the text and did not answer: nobody knows whether it took it."""


def _words(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} {text}"


def _dotted(content: bytes) -> bytes:
    """As it goes over the line: CRLF, a dot doubled at the begin of a line (RFC 5321, 4.5.2)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    doubled = re.sub(rb"(?m)^\.", b"..", lines)
    return doubled if doubled.endswith(b"\r\n") else doubled + b"\r\n"


class Line:
    """A connection that is opened for the first e-mail and closed at the end of the block."""

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> "Line":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._smtp is not None:
            with suppress(OSError, smtplib.SMTPException), _hang_up(self._smtp):
                self._smtp.quit()
        self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def send(
        self, address: str, content: bytes, *, hand_over: Callable[[], bool]
    ) -> bool:
        """Give one e-mail to the server. `hand_over` is asked when the server waits for the text and
        has none of it; if it says no nothing is sent, and the answer is False.

        Raises ServerTrouble, Later or Never while the server has nothing of it, or said that it
        does not take it; Unknown if it had the text and did not answer.
        """
        if not address.isascii():
            raise Never(f"{address}: only plain letters can be written to")
        try:
            smtp = self._opened()
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            self._drop()
            raise ServerTrouble(f"{type(error).__name__}: {error}") from error
        with _hang_up(smtp):
            self._envelope(smtp, address)
            if not hand_over():
                # The only way out of DATA is to hang up.
                self._drop()
                return False
            self._text(smtp, content)
        return True

    def _opened(self) -> smtplib.SMTP:
        if self._smtp is not None:
            return self._smtp
        host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
        trusted = ssl.create_default_context()
        if settings.EMAIL_USE_SSL:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(timeout=TIMEOUT, context=trusted)
        else:
            smtp = smtplib.SMTP(timeout=TIMEOUT)
        self._smtp = smtp
        smtp._host = host  # type: ignore[attr-defined]  # smtplib forgets it without a connection
        with _hang_up(smtp):
            code, reply = smtp.connect(host, port)
            if code != 220:
                raise smtplib.SMTPConnectError(code, reply)
            if settings.EMAIL_USE_TLS:
                smtp.starttls(context=trusted)
            if settings.EMAIL_HOST_USER:
                smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        return smtp

    def _envelope(self, smtp: smtplib.SMTP, address: str) -> None:
        sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        try:
            smtp.ehlo_or_helo_if_needed()
            options = ["body=8bitmime"] if smtp.has_extn("8bitmime") else []
            code, reply = smtp.mail(sender, options)
            if code != 250:
                # Our own address is not welcome: that is nobody else's fault.
                raise ServerTrouble(_words(code, reply))
            code, reply = smtp.rcpt(address)
            if code not in (250, 251):
                self._refuse(smtp, code, reply)
            code, reply = smtp.docmd("data")
            if code != 354:
                self._refuse(smtp, code, reply)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise ServerTrouble(f"{type(error).__name__}: {error}") from error

    def _text(self, smtp: smtplib.SMTP, content: bytes) -> None:
        try:
            smtp.send(_dotted(content) + b".\r\n")
            code, reply = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise Unknown(f"{type(error).__name__}: {error}") from error
        if code != 250:
            self._refuse(smtp, code, reply)

    def _refuse(self, smtp: smtplib.SMTP, code: int, reply: bytes) -> None:
        with suppress(OSError, smtplib.SMTPException):
            smtp.rset()
        # 421: the server is about to hang up, for everybody.
        if code == 421:
            self._drop()
            raise ServerTrouble(_words(code, reply))
        if 500 <= code < 600:
            raise Never(_words(code, reply))
        raise Later(_words(code, reply))


class _hang_up:  # noqa: N801  (reads as what it does)
    """Cut the line when the block takes longer than DEADLINE; every wait in it then ends at once."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp
        self._timer = threading.Timer(DEADLINE, self._cut)
        self._timer.daemon = True

    def _cut(self) -> None:
        sock = getattr(self._smtp, "sock", None)
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(2)

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *raised: object) -> None:
        self._timer.cancel()
