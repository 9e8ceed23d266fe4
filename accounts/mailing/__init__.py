"""E-mail of what waits in the notices: whom, when, what it says, and the server that takes it.

The row is the truth (accounts.models.Mail): at most one e-mail a day for a person and a kind. Where
no server is set nothing is sent and nothing is marked as sent; notices stay in the app.
"""

from accounts.mailing.choices import (
    address_of,
    configured,
    read_unsubscribe,
    trouble_of,
    unsubscribe_token,
    unwanted_by,
)
from accounts.mailing.queue import is_quiet, trouble
from accounts.mailing.run import clean_up, send_due

__all__ = [
    "address_of",
    "clean_up",
    "configured",
    "is_quiet",
    "read_unsubscribe",
    "send_due",
    "trouble",
    "trouble_of",
    "unsubscribe_token",
    "unwanted_by",
]
