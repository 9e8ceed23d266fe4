"""Answering: a ticket and an answer that share nothing, and no trace of when.

No audit entry, no log line, no time, no request: whoever could read all of it would learn that a line
of the list has answered, and what was answered, and never which belongs to which.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.verbs import Refused
from lessons.feedback import About, tickets_of
from lessons.models import FeedbackAnswer, FeedbackTicket
from lessons.questions import sheet_asked
from lessons.shuffling import shuffle
from sessions.actions.guard import lock
from sessions.models import ExchangeSession, Lesson, RosterEntry


class AnsweredBefore(Refused):
    """This line of the list has answered already; nothing was written."""


def answer_feedback(
    *,
    about: About,
    entry: RosterEntry,
    choices: dict[str, str],
    learned: str = "",
    suggestion: str = "",
    client_key: str = "",
    now: datetime,
) -> bool:
    """Take the answer of a line of the list, once; False where this very sending was taken before.

    There is no `by`: nothing is written of who pressed. Refuses who was not there, who teaches the
    lesson, whoever has answered, and everybody once the time is over.
    """
    with transaction.atomic():
        locked = lock(about.exchange)
        about = _anew(locked, about.key)
        entry = _stored(locked, entry)
        if refusal := about.refusal(entry, now=now):
            raise Refused(refusal)
        if not about.was_there(entry.attendances.values_list("part", flat=True)):
            raise Refused(_("Only who was there can answer. Please check in first."))
        ticket = tickets_of(entry).filter(lesson=about.key).first()
        if ticket is not None:
            if client_key and ticket.client_key == client_key:
                return False
            raise AnsweredBefore(
                _("You have answered already. An answer cannot be changed afterwards.")
            )
        FeedbackTicket.objects.create(
            exchange=locked,
            entry=entry,
            user_id=entry.user_id,
            lesson=about.lesson,
            client_key=client_key,
        )
        FeedbackAnswer.objects.create(
            exchange=locked,
            lesson=about.lesson,
            sheet=sheet_asked(of_lesson=about.lesson is not None).name,
            choices=choices,
            learned=learned,
            suggestion=suggestion,
        )
        shuffle(exchange=locked.pk, lesson=about.key)
    return True


def _anew(exchange: ExchangeSession, lesson: int | None) -> About:
    """What it is about as it stands now."""
    if lesson is None:
        return About(exchange)
    found = Lesson.objects.filter(exchange=exchange, pk=lesson).first()
    if found is None:
        raise Refused(_("Somebody else removed this lesson meanwhile."))
    found.exchange = exchange
    return About(exchange, found)


def _stored(exchange: ExchangeSession, entry: RosterEntry) -> RosterEntry:
    found = exchange.roster.filter(pk=entry.pk).first()
    if found is None:
        raise Refused(_("This name was taken off the list meanwhile."))
    return found
