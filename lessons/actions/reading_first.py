"""The secretary of a cluster reads the words of feedback before anybody else, and holds back what insults."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.verbs import Actor, Refused
from lessons import opening
from lessons.feedback import abouts_of
from lessons.models import FeedbackAnswer, HeldBackFor
from sessions.actions.guard import lock
from sessions.models import ExchangeSession


def read_feedback(
    *,
    exchange: ExchangeSession,
    read: Mapping[int, str],
    by: Actor,
    now: datetime,
) -> int:
    """Note these answers, by number, as read; words with a reason are held back. What is read whole opens
    at once. How many are held back. Refuses a reason that is none; what opened meanwhile stays open."""
    if not {"", *HeldBackFor.values} >= set(read.values()):
        raise Refused(_("Please choose from the reasons that stand here."))
    held = 0
    with transaction.atomic():
        locked = lock(exchange)
        sheets = [
            one.key
            for one in abouts_of(locked)
            if by.user is not None
            and one.reads_first
            and one.reads_first.holds(by.user)
        ]
        given = FeedbackAnswer.objects.being_read().filter(exchange=locked, pk__in=read)
        for answer in given:
            if answer.lesson_id not in sheets:
                continue
            answer.is_read, answer.held_back_for = True, read[answer.pk]
            answer.save(update_fields=["is_read", "held_back_for"])
            held += bool(answer.held_back_for)
        audit.record(
            by=by,
            verb="lessons.read_feedback",
            row=locked,
            after={"read": len(given), "held_back": held},
        )
        opening.open_feedback(locked.pk, now=now)
    return held
