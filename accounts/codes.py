"""Codes that people read from paper and type by hand. Pure but for the site's secret key."""

import secrets

from django.utils.crypto import salted_hmac

# No 0 and O, 1, I and L, U and V look alike on paper; 30 ** 10 is about 2 ** 49.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10


def _spell(number: int, length: int) -> str:
    letters = []
    for _ in range(length):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def new_seed() -> str:
    """A random seed for one code."""
    return secrets.token_hex(16)


def code_of(seed: str) -> str:
    """The code that belongs to a seed: ten characters, the same as long as the secret key is."""
    mixed = salted_hmac("accounts.codes.code", seed, algorithm="sha256").digest()
    return _spell(int.from_bytes(mixed, "big"), LENGTH)


def hash_of(code: str) -> str:
    """The keyed hash by which a code is found."""
    return salted_hmac("accounts.codes.hash", code, algorithm="sha256").hexdigest()


def random_code(length: int = LENGTH) -> str:
    """A fresh code that belongs to nothing."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def grouped(code: str) -> str:
    """As it is printed: `7K4MQ-2XANP`."""
    half = (len(code) + 1) // 2
    return f"{code[:half]}-{code[half:]}"


def read_code(typed: str, length: int = LENGTH) -> str | None:
    """What somebody typed (any case, spaces, hyphens) as a code, or None if it cannot be one."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    if len(code) == length and set(code) <= set(ALPHABET):
        return code
    return None
