"""A real mail server in a thread, which can be away, slow, refuse, or die with the text in hand."""

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from accounts.models import Notice, SignInName, User
from accounts.notices import tell
from tests.builders import make_person

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
# A Tuesday morning, when people are awake.
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=VIETNAM)


@dataclass
class Postbox:
    """What the server took, and how it behaves: the answer to RCPT by address, to the text, and how
    long it thinks."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    rcpt: dict[str, str] = field(default_factory=dict)
    data: str = "250 taken"
    think: float = 0
    # The connection ends when the text is there, before any answer.
    dies: bool = False
    connections: int = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        answer = self.rcpt.get(address, "250 ok")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.data.startswith("250"):
            self.taken.append(
                message_from_bytes(envelope.content, policy=policy.default)
            )
            self.recipients += envelope.rcpt_tos
        if self.think:
            await asyncio.sleep(self.think)
        if self.dies:
            server.transport.abort()
        return self.data


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def mail_settings(settings):
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = free_port()
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.PUBLIC_ADDRESS = "https://cum.example.vn"
    settings.DEFAULT_FROM_EMAIL = "Chung Tay <no-reply@cum.example.vn>"
    settings.EMAIL_REPLY_TO = "thuky@cum.example.vn"
    return settings


def serve(box: Postbox, port: int, **options) -> Controller:
    controller = Controller(box, hostname="127.0.0.1", port=port, **options)
    controller.start()
    box.port = port
    return controller


@pytest.fixture
def postbox(mail_settings) -> Iterator[Postbox]:
    """The server at the address that the settings name."""
    box = Postbox()
    controller = serve(box, mail_settings.EMAIL_PORT)
    yield box
    controller.stop()


@pytest.fixture
def locked_postbox(mail_settings) -> Iterator[Postbox]:
    """The same, with a name and a password (over an open line, of which aiosmtpd warns)."""
    box = Postbox()

    def authenticate(server, session, envelope, mechanism, data):
        right = (data.login, data.password) == (b"chungtay", b"bi-mat")
        return AuthResult(success=right, handled=False)

    controller = serve(
        box,
        mail_settings.EMAIL_PORT,
        authenticator=authenticate,
        auth_required=True,
        auth_require_tls=False,
    )
    yield box
    controller.stop()


def with_mail(name: str, address: str, **fields) -> User:
    person = make_person(name, **fields)
    SignInName.objects.create(user=person, kind="email", normalised=address)
    return person


@pytest.fixture
def mai(db) -> User:
    return with_mail("Vàng Thị Mai", "mai@truong.example.vn")


def told(
    person: User, title: str = "Đổi ngày: Áp suất", *, at: datetime = NOW, **more
) -> Notice:
    """A notice told at `at`; each title is one happening."""
    fields = {"kind": "changed", "path": "/hoat-dong/7/"} | more
    tell([person], key=f"{title} {fields['kind']}", title=title, now=at, **fields)
    return Notice.objects.get(user=person, key=f"{title} {fields['kind']}"[:120])
