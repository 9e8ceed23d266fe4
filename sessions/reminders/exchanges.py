"""Reminders of sessions: who is expected is told seven days and one day before, who owes something of
its day.

Computed from the rows each time it is asked, and each told once: the row of a `Reminder` is made in
the transaction that tells. So two clocks at the same moment, a night without any, or a second worker
change nothing but the hour. A day that changes is another row, and so another reminder.
"""

from __future__ import annotations

import logging
from datetime import datetime

from sessions.models import (
    Reminder,
)
from sessions.reminders.due import before_sessions, deadlines
from sessions.reminders.telling import make

logger = logging.getLogger(__name__)


def remind(*, now: datetime) -> int:
    """Tell what is due now; how many reminders were made. Asked twice it tells once.

    Four queries while nothing is due.
    """
    due = [*before_sessions(now), *deadlines(now)]
    known = Reminder.objects.filter(exchange__in={one.exchange for one in due})
    made = set(known.order_by().values_list("exchange", "what", "on"))
    told = 0
    for one in due:
        if (one.exchange, one.what, one.on) in made:
            continue
        try:
            told += make(one, now=now)
        except Exception:
            # One session that cannot be told of must not silence the others.
            logger.exception("Session %s: no reminder %s", one.exchange, one.what)
    if told:
        logger.info("Made %s reminders", told)
    return told
