"""Reading the environment: small readers that fail loudly and kindly."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    """`1/true/yes/on` and `0/false/no/off`; anything else is refused with the name in the message."""
    raw = text(name).lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r}: write 1 or 0")


def words(name: str, default: str = "") -> list[str]:
    return [word for word in text(name, default).replace(",", " ").split() if word]


def number(name: str, default: int) -> int:
    raw = text(name, str(default))
    if not raw.isdecimal():
        raise ImproperlyConfigured(f"{name}={raw!r}: write a whole number")
    return int(raw)


def data_folder(default: Path) -> Path:
    """Where everything lies that must be kept: CHUNGTAY_DATA, made if it is missing.

    Refused with a sentence when it cannot be written, before anything half works.
    """
    folder = Path(text("CHUNGTAY_DATA") or default).resolve()
    try:
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data folder {folder} cannot be written ({error.strerror}). Give it to the user "
            "who starts Chung Tay, or name another one in CHUNGTAY_DATA."
        ) from error
    return folder


def secret_key(data_dir: Path) -> str:
    """SECRET_KEY from the environment, else one made once and kept in the data folder (mode 600)."""
    given = text("SECRET_KEY")
    if given:
        return given
    kept = data_dir / "secret_key"
    if not kept.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(f".{os.getpid()}")
        fresh.write_text(secrets.token_urlsafe(60))
        fresh.chmod(0o600)
        # Two processes may start together: the first link wins, the other reads it.
        with contextlib.suppress(FileExistsError):
            os.link(fresh, kept)
        fresh.unlink()
    return kept.read_text()


_MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail_server(name: str) -> dict[str, Any]:
    """The mail server as Django's settings name it, from `smtp+tls://user:password@host:587`:
    `smtp` speaks openly, `smtp+tls` turns to TLS, `smtps` begins with it. Empty: no server."""
    raw = text(name)
    try:
        parts = urlsplit(raw)
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from error
    if raw and (parts.scheme not in _MAIL_PORTS or not parts.hostname):
        # The value holds a password: it is not repeated.
        raise ImproperlyConfigured(
            f"{name}: write smtp+tls://user:password@host:587 (or smtps://, or smtp://)"
        )
    return {
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": port or _MAIL_PORTS.get(parts.scheme, 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def sender(name: str, public_address: str) -> str:
    """Who our e-mail is from: as it is given, else no-reply at the host of the public address."""
    host = urlsplit(public_address).hostname or "localhost"
    return text(name) or f"Chung Tay <no-reply@{host}>"
