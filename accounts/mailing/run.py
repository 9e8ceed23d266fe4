"""One round of sending: what is owed today, one e-mail after the other, over one line."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from accounts.mailing import queue, server
from accounts.mailing.choices import address_of, configured
from accounts.mailing.texts import message_of
from accounts.models import Mail, Notice

logger = logging.getLogger(__name__)

# A round ends before the next one begins; one that is late takes what this one left.
ROUND_SECONDS = 45
# Nobody reads a notice of the year before.
KEPT = timedelta(days=365)


def send_due(*, now: datetime) -> int:
    """Send what is due: at most one e-mail a day to a person about a kind, none in the quiet hours.

    Returns how many the server took. Asked twice at the same moment it sends once. A server that is
    away ends the round; an address that is refused does not.
    """
    queue.free_lapsed(now=now)
    if not configured() or queue.is_quiet(now):
        return 0
    queue.gather(now=now)
    clock = _clock_from(now)
    taken = 0
    with server.Line() as line:
        while clock() < now + timedelta(seconds=ROUND_SECONDS):
            mail = None if queue.is_quiet(clock()) else queue.claim_next(now=clock())
            if mail is None:
                break
            try:
                taken += _send(line, mail, clock)
            except server.ServerTrouble as trouble:
                logger.warning("The mail server does not take e-mail: %s", trouble)
                queue.again_later(mail, str(trouble), now=clock())
                break
            except (
                Exception
            ):  # one e-mail that cannot be written must not stop the others
                logger.exception("E-mail %s could not be written", mail.pk)
                queue.again_later(mail, "it could not be written", now=clock())
    if taken:
        logger.info("Sent %s e-mails", taken)
    return taken


def clean_up(*, now: datetime) -> int:
    """Forget notices and e-mails of more than a year ago; how many rows went."""
    gone, _each = Notice.objects.filter(at__lt=now - KEPT).delete()
    mails, _each = Mail.objects.filter(created_at__lt=now - KEPT).delete()
    return gone + mails


def _clock_from(now: datetime) -> Callable[[], datetime]:
    started = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - started)


def _send(line: server.Line, mail: Mail, clock: Callable[[], datetime]) -> bool:
    """Send one e-mail that is ours; True if the server took it. Raises ServerTrouble."""
    address = address_of(mail.user)
    notices = list(
        queue.waiting(now=clock(), kind=mail.kind)
        .filter(user=mail.user)
        .order_by("-at", "-pk")
    )
    if not notices or not address:
        queue.drop(mail)
        return False
    content = message_of(mail, notices, address, now=clock()).message().as_bytes()
    try:
        kept = line.send(
            address,
            content,
            hand_over=lambda: queue.hand_over(mail, notices, address, now=clock()),
        )
    except server.Later as later:
        queue.again_later(mail, str(later), now=clock())
    except server.Never as never:
        logger.warning("E-mail %s was refused: %s", mail.pk, never)
        queue.refused(mail, address, str(never), now=clock())
    except server.Unknown as unknown:
        logger.warning("E-mail %s may or may not have been sent: %s", mail.pk, unknown)
        queue.unsure(mail, str(unknown), now=clock())
    else:
        if kept:
            queue.sent(mail, now=clock())
        return kept
    return False
