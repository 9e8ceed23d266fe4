"""Sign-in names: what a person types, as it is kept. Reads no row; the kinds are those of the model."""

import re

from accounts.models import SignInName
from accounts.text import nfc

_PHONE = re.compile(r"^\+?[0-9][0-9 .\-()]{7,17}$")
_WHOLE = re.compile(r"^\+84[1-9][0-9]{8}$")
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


def is_whole_phone(normalised: str) -> bool:
    """Whether a number as `normalise_phone` gives it is one that a person in Vietnam has: ten digits
    of which the first is 0. Asked of new names only: who signs in is looked up as typed."""
    return bool(_WHOLE.match(normalised))


def meant_as_phone(text: str) -> bool:
    """Whether somebody who wrote this wrote a phone number, right or wrong."""
    return bool(re.fullmatch(r"\s*\+?[0-9][0-9 .\-()]*", text))


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


def shown(name: SignInName) -> str:
    """A sign-in name as people write it: +84912345678 is 0912 345 678."""
    value = name.normalised
    if name.kind == SignInName.Kind.PHONE and value.startswith("+84"):
        digits = "0" + value.removeprefix("+84")
        return f"{digits[:4]} {digits[4:7]} {digits[7:]}".strip()
    return value
