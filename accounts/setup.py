"""The setup code of an empty installation: whoever reads the terminal may set it up, nobody else.

There is one rule and no exception for the machine itself: behind a proxy on the same machine every
stranger would seem to come from it.
"""

import contextlib
import os
import secrets
from pathlib import Path

from django.conf import settings

from accounts.codes import random_code, read_code
from accounts.models import User

CODE_LENGTH = 8


def _file() -> Path:
    return Path(settings.DATA_DIR) / "setup_code"


def setup_code() -> str | None:
    """The code that the first-run page asks for; None once there is a user.

    Made once and kept in the data folder, readable by its owner only. The starter prints it:
    `/bat-dau/?ma=<code>` opens the page without typing it.
    """
    if User.objects.exists():
        forget_setup_code()
        return None
    kept = _file()
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(random_code(CODE_LENGTH))
        # Two processes may ask together: the first link wins, the other reads it.
        with contextlib.suppress(FileExistsError):
            os.link(fresh, kept)
        fresh.unlink()
    return kept.read_text()


def is_setup_code(typed: str) -> bool:
    """Whether the text is the code of this installation, compared in constant time."""
    wanted = setup_code()
    given = read_code(typed, CODE_LENGTH)
    return (
        wanted is not None
        and given is not None
        and secrets.compare_digest(given, wanted)
    )


def forget_setup_code() -> None:
    """The installation has its first user: the code opens nothing any more."""
    _file().unlink(missing_ok=True)
