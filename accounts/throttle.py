"""Too many tries: counted per account and per address over a window, in a table.

A try is written down before the password is looked at and taken back when it succeeds, so that many
tries at the same moment count as many.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import SignInFailure
from accounts.signin_names import normalise
from accounts.text import fold
from accounts.verbs import Refused

Kind = SignInFailure.Kind
Found = TypeVar("Found")


class TooManyTries(Refused):
    """The refusal of one more try; `until` is when the next one is welcome."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        # The next whole minute: people read clocks in minutes.
        shown = timezone.localtime(until + timedelta(seconds=59))
        super().__init__(
            _(
                "There were too many tries that failed. Please try again after %(hour)s:%(minute)s."
            )
            % {"hour": shown.hour, "minute": f"{shown.minute:02d}"}
        )


@dataclass(frozen=True)
class Try:
    """One try that was written down; `Kind` and key of each of its rows."""

    rows: tuple[SignInFailure, ...]

    def succeeded(self) -> None:
        """Take the try back, and with it the earlier failures of that account, not of the address."""
        SignInFailure.objects.filter(pk__in=[row.pk for row in self.rows]).delete()
        for row in self.rows:
            if row.kind == Kind.ACCOUNT:
                SignInFailure.objects.filter(kind=row.kind, key=row.key).delete()


def _hashed(text: str) -> str:
    return salted_hmac("accounts.throttle", text, algorithm="sha256").hexdigest()


def account_key(typed_name: str) -> str:
    """The key of an account as typed: all spellings of one phone number have the same."""
    meant = normalise(typed_name)
    return _hashed(":".join(meant[0]) if meant else fold(typed_name))


def address_key(address: str, purpose: str = "sign_in") -> str:
    return _hashed(f"{purpose}@{address}")


def _until(kind: str, key: str, limit: int, *, now: datetime) -> datetime | None:
    """When the next try is welcome, or None if it is now."""
    window = timedelta(minutes=settings.SIGN_IN_WINDOW_MINUTES)
    failed = SignInFailure.objects.filter(kind=kind, key=key, at__gt=now - window)
    # The limit-th newest must leave the window first.
    times = list(failed.order_by("-at").values_list("at", flat=True)[:limit])
    return times[-1] + window if len(times) == limit else None


def _one_by_one(keys: list[str]) -> None:
    """Until the end of the transaction, tries with one of these keys come here one after the other.

    SQLite has one writer at a time by itself; in PostgreSQL two tries would count past each other.
    """
    if connection.vendor != "postgresql":
        return
    # Always in the same order: two tries that wait for each other would wait for ever.
    locks = sorted(int(key[:15], 16) for key in keys)
    with connection.cursor() as cursor:
        for lock in locks:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])


@transaction.atomic
def _admit(wanted: list[tuple[str, str, int]], *, now: datetime) -> Try:
    _one_by_one([key for _, key, _ in wanted])
    refusals = [_until(kind, key, limit, now=now) for kind, key, limit in wanted]
    blocked = [until for until in refusals if until]
    if blocked:
        raise TooManyTries(max(blocked))
    SignInFailure.objects.filter(at__lt=now - timedelta(days=1)).delete()
    return Try(
        tuple(
            SignInFailure.objects.create(kind=kind, key=key, at=now)
            for kind, key, _ in wanted
        )
    )


def admit_sign_in(*, name: str, address: str, now: datetime) -> Try:
    """Write down a try to sign in; raises TooManyTries if there were too many before it."""
    return _admit(
        [
            (Kind.ACCOUNT, account_key(name), settings.SIGN_IN_TRIES_PER_ACCOUNT),
            (Kind.ADDRESS, address_key(address), settings.SIGN_IN_TRIES_PER_ADDRESS),
        ],
        now=now,
    )


def admit_code(*, address: str, now: datetime) -> Try:
    """Write down a try to open a slip or the first run; raises TooManyTries."""
    return _admit(
        [
            (
                Kind.ADDRESS,
                address_key(address, "code"),
                settings.CODE_TRIES_PER_ADDRESS,
            )
        ],
        now=now,
    )


def admit_calendar(*, address: str, now: datetime) -> None:
    """Write down that somebody asked for a calendar that does not exist; raises TooManyTries. Counted
    apart from codes: an old phone that keeps asking must not keep its school from its slips."""
    limit = settings.CODE_TRIES_PER_ADDRESS
    _admit([(Kind.ADDRESS, address_key(address, "calendar"), limit)], now=now)


def found_by_code(
    find: Callable[[], Found | None], *, address: str, now: datetime
) -> Found | None:
    """What a code finds. One that finds nothing is written down as a try; raises TooManyTries, without
    looking, where too many found nothing before. One query more than `find` for a right code."""
    _look_at_codes(address=address, now=now)
    found = find()
    if found is None:
        admit_code(address=address, now=now)
    return found


def _look_at_codes(*, address: str, now: datetime) -> None:
    """Raise TooManyTries where `admit_code` would, without writing a try down: for codes that hang on
    a wall, where only the wrong ones count. One query."""
    until = _until(
        Kind.ADDRESS,
        address_key(address, "code"),
        settings.CODE_TRIES_PER_ADDRESS,
        now=now,
    )
    if until:
        raise TooManyTries(until)
