"""The queue: which e-mails are owed today, who has one in hand, and how each of them ended.

Every step is one conditional UPDATE or a short transaction, so that two clocks and two workers send
once. Until the text is handed to the server a lapsed claim goes back into the queue. From then on it
never does: an e-mail of which nobody knows whether the server took it is not sent again (`unsure`).
So a crash in that moment may cost an e-mail, whose notices stand in the app; it never sends two.
"""

import logging
import secrets
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.mailing.choices import REST
from accounts.models import (
    Mail,
    MailGroup,
    MailState,
    NoMail,
    Notice,
    SignInName,
    kinds_in,
)

logger = logging.getLogger(__name__)

# In Vietnam nobody is written to from this hour on, and until that one.
QUIET_FROM, QUIET_UNTIL = time(21), time(6)
# What is told within so many minutes goes out together, and what is read meanwhile does not go out.
GATHER = timedelta(minutes=10)
# What is older is no news: after weeks without a server nobody is flooded.
STALE = timedelta(days=3)
# Longer than one e-mail may take (server.DEADLINE).
LEASE = timedelta(seconds=120)
# After the first, second, third try …
_PAUSES = (1, 5, 15, 60, 120)
_AT_ONCE = 2000


def is_quiet(now: datetime) -> bool:
    """Whether people sleep: from 21:00 to 6:00 in Vietnam."""
    hour = timezone.localtime(now).time()
    return hour >= QUIET_FROM or hour < QUIET_UNTIL


def today_of(now: datetime) -> date:
    return timezone.localtime(now).date()


def waiting(*, now: datetime, kind: str | None = None):
    """The notices that are to go out by e-mail: due, fresh, unread, wanted."""
    refused = Q()
    for group in MailGroup.values:
        no = NoMail.objects.filter(user=OuterRef("user"), group=group)
        refused |= Q(kind__in=kinds_in(group)) & Exists(no)
    rows = (
        Notice.objects.to_mail(now=now)
        .filter(mail_due_at__gt=now - STALE, user__is_active=True)
        .exclude(refused)
    )
    return rows if kind is None else rows.filter(kind=kind)


def gather(*, now: datetime) -> int:
    """Make today's row for each person and kind of whom something waits; how many were asked for."""
    today = today_of(now)
    # Yesterday's that were never handed over: what they were for waits still, or is stale.
    Mail.objects.filter(state=MailState.QUEUED, on__lt=today).delete()
    emails = SignInName.objects.filter(
        user=OuterRef("user"), kind=SignInName.Kind.EMAIL
    )
    refused_there = Mail.objects.filter(
        user=OuterRef("user"),
        state=MailState.FAILED,
        on__gt=today - REST,
        address=Subquery(emails.order_by("-pk").values("normalised")[:1]),
    )
    has_one = Mail.objects.filter(
        user=OuterRef("user"), kind=OuterRef("kind"), on=today
    )
    owed = (
        waiting(now=now)
        .filter(Exists(emails), ~Exists(refused_there), ~Exists(has_one))
        .filter(mail_due_at__lte=now - GATHER)
        .order_by("user", "kind")
        .values_list("user", "kind")
        .distinct()[:_AT_ONCE]
    )
    rows = [
        Mail(user_id=user, kind=kind, on=today, created_at=now) for user, kind in owed
    ]
    Mail.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def free_lapsed(*, now: datetime) -> None:
    """What workers that died had in hand: not handed over, it waits again; else nobody knows."""
    lapsed = Mail.objects.filter(claimed_at__lt=now - LEASE)
    lapsed.filter(state=MailState.CLAIMED).update(
        state=MailState.QUEUED, claim="", next_try_at=None
    )
    lost = lapsed.filter(state=MailState.HANDED).update(
        state=MailState.UNSURE,
        ended_at=now,
        error="the worker died while the server had the text",
    )
    if lost:
        logger.warning("%s e-mails may or may not have been sent", lost)


def claim_next(*, now: datetime) -> Mail | None:
    """Take one e-mail of today that is free, the oldest; None if there is none."""
    free = Mail.objects.free(now=now).filter(on=today_of(now))
    # The second try: another worker took the first meanwhile.
    for pk in free.order_by("attempts", "pk").values_list("pk", flat=True)[:20]:
        token = secrets.token_hex(8)
        taken = Mail.objects.free(now=now).filter(pk=pk)
        if taken.update(
            state=MailState.CLAIMED,
            claim=token,
            claimed_at=now,
            attempts=F("attempts") + 1,
            next_try_at=None,
            error="",
        ):
            return Mail.objects.select_related("user").filter(pk=pk).first()
    return None


def _mine(mail: Mail, state: str):
    return Mail.objects.filter(pk=mail.pk, claim=mail.claim, state=state)


def hand_over(
    mail: Mail, notices: list[Notice], address: str, *, now: datetime
) -> bool:
    """Write down that the text of these notices goes to the server now; False if the claim is lost.

    From here on the notices count as sent: whatever happens, nobody sends them again.
    """
    with transaction.atomic():
        kept = _mine(mail, MailState.CLAIMED)
        if not kept.update(state=MailState.HANDED, address=address):
            return False
        Notice.objects.filter(pk__in=[one.pk for one in notices]).update(
            mail=mail.pk, mailed_at=now
        )
    return True


def drop(mail: Mail) -> None:
    """Nothing waits any more, it was read in the app: today's row is free for something new."""
    _mine(mail, MailState.CLAIMED).delete()


def sent(mail: Mail, *, now: datetime) -> None:
    _mine(mail, MailState.HANDED).update(state=MailState.SENT, ended_at=now)


def unsure(mail: Mail, error: str, *, now: datetime) -> None:
    """The line broke when the server had the text: it may have taken it."""
    _mine(mail, MailState.HANDED).update(
        state=MailState.UNSURE, ended_at=now, error=error[:300]
    )


def again_later(mail: Mail, error: str, *, now: datetime) -> None:
    """The server did not take it, and time may heal it: back into the queue, with a pause."""
    pause = _PAUSES[min(mail.attempts, len(_PAUSES)) - 1]
    _give_back(
        mail,
        state=MailState.QUEUED,
        claim="",
        next_try_at=now + timedelta(minutes=pause),
        error=error[:300],
    )


def refused(mail: Mail, address: str, error: str, *, now: datetime) -> None:
    """The server will never take it: noted with the address, which is left alone for a while."""
    _give_back(
        mail,
        state=MailState.FAILED,
        address=address,
        ended_at=now,
        error=error[:300],
    )


def _give_back(mail: Mail, **fields) -> None:
    with transaction.atomic():
        mine = Mail.objects.filter(
            pk=mail.pk,
            claim=mail.claim,
            state__in=[MailState.CLAIMED, MailState.HANDED],
        )
        if mine.update(**fields):
            Notice.objects.filter(mail=mail.pk).update(mail=None, mailed_at=None)


def trouble(*, now: datetime) -> tuple[int, str]:
    """How many e-mails wait after a try that failed, and what the server said last."""
    tried = Mail.objects.filter(
        state=MailState.QUEUED, attempts__gt=0, on=today_of(now)
    ).exclude(error="")
    last = tried.order_by("-claimed_at").values_list("error", flat=True).first()
    return tried.count(), last or ""
