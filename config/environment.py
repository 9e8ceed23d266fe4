"""Reading the environment: three small readers that fail loudly and kindly."""

import contextlib
import os
import secrets
from pathlib import Path


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
    raise ValueError(f"{name}={raw!r}: write 1 or 0")


def words(name: str, default: str = "") -> list[str]:
    return [word for word in text(name, default).replace(",", " ").split() if word]


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
