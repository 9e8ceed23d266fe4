"""People who sign in, and the log of what they did. Knows nobody else."""

from accounts.models.audit import AuditEntry
from accounts.models.mail import (
    GROUP_OF,
    MAIL_MOVES,
    Mail,
    MailGroup,
    MailState,
    NoMail,
    kinds_in,
)
from accounts.models.notice import Notice
from accounts.models.phone import KnownPhone
from accounts.models.slip import Slip
from accounts.models.throttle import SignInFailure
from accounts.models.user import SignInName, User

__all__ = [
    "GROUP_OF",
    "MAIL_MOVES",
    "AuditEntry",
    "KnownPhone",
    "Mail",
    "MailGroup",
    "MailState",
    "NoMail",
    "Notice",
    "SignInFailure",
    "SignInName",
    "Slip",
    "User",
    "kinds_in",
]
