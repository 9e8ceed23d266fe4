"""Sign-in names: what a person types, as it is kept. Reads no row; the kinds are those of the model."""

import re

from accounts.models import SignInName
from accounts.text import nfc

_PHONE = re.compile(r"^\+?[0-9][0-9 .\-()]{7,17}$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


def normalise_phone(text: str) -> str | None:
    """A Vietnamese phone number as +84…, or None. `0912 345 678`, `+84 912345678` are one."""
    raw = text.strip()
    if not _PHONE.match(raw):
        return None
    digits = re.sub(r"\D", "", raw)
    if raw.startswith("+"):
        return f"+{digits}"
    if digits.startswith("0"):
        return f"+84{digits[1:]}"
    if digits.startswith("84") and len(digits) >= 11:
        return f"+{digits}"
    return None


def normalise(text: str) -> list[tuple[str, str]]:
    """The (kind, normalised) pairs that the typed text may mean, most likely first."""
    typed = nfc(text).strip()
    if _EMAIL.match(typed):
        return [(SignInName.Kind.EMAIL, typed.lower())]
    if "/" in typed:
        school, _, code = typed.partition("/")
        if school.strip() and code.strip():
            return [(SignInName.Kind.CODE, f"{school.strip()}/{code.strip()}".upper())]
        return []
    phone = normalise_phone(typed)
    return [(SignInName.Kind.PHONE, phone)] if phone else []
