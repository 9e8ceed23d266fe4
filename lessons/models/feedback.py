"""Feedback that is anonymous by construction: who answered and what was answered share nothing.

A ticket says that a line of the list has answered; an answer says what. Neither holds a time, a request
or a key of the other; their numbers are drawn at random; with every answer, and again before results open, both
are written anew in random order (`lessons.shuffling`), because rows that were stored together are found
together otherwise.
"""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sessions.models import ExchangeSession, Lesson, RosterEntry


def drawn() -> int:
    """A number for a row that tells nothing of when it was made."""
    return secrets.randbelow(2**62) + 1


class FeedbackTicket(models.Model):
    """That this line of the list has answered: for one lesson, or for the session (`lesson` empty)."""

    id = models.BigIntegerField(primary_key=True, default=drawn, editable=False)
    exchange = models.ForeignKey(
        ExchangeSession, on_delete=models.CASCADE, related_name="feedback_tickets"
    )
    # Whoever was taken off the list and put on it again has still answered: the account says so.
    entry = models.ForeignKey(
        RosterEntry,
        on_delete=models.SET_NULL,
        null=True,
        related_name="feedback_tickets",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    lesson = models.ForeignKey(
        Lesson,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="feedback_tickets",
    )
    # The key that the device gave its answer: the same sending again is answered as before. It is
    # taken away when results open.
    client_key = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "lesson"], name="feedback_ticket_once_a_lesson"
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(lesson=None),
                name="feedback_ticket_once_a_session",
            ),
            models.UniqueConstraint(
                fields=["user", "lesson"], name="feedback_ticket_person_a_lesson"
            ),
            models.UniqueConstraint(
                fields=["user", "exchange"],
                condition=Q(lesson=None),
                name="feedback_ticket_person_a_session",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class HeldBackFor(models.TextChoices):
    """Why words reach nobody."""

    INSULT = "insult", _("insults somebody")
    PUPIL = "pupil", _("names a pupil")
    PRIVATE = "private", _("speaks of private matters")


class FeedbackAnswerQuerySet(models.QuerySet["FeedbackAnswer"]):
    def waiting(self) -> "FeedbackAnswerQuerySet":
        """Not open, and not given to be read first."""
        return self.filter(is_open=False, given_on=None)

    def being_read(self) -> "FeedbackAnswerQuerySet":
        """Given to the secretary and not open yet."""
        return self.filter(is_open=False, given_on__isnull=False)


class FeedbackAnswer(models.Model):
    """What somebody answered: of one lesson, or of the session. Nobody knows who, nobody knows when."""

    id = models.BigIntegerField(primary_key=True, default=drawn, editable=False)
    exchange = models.ForeignKey(
        ExchangeSession, on_delete=models.PROTECT, related_name="feedback_answers"
    )
    lesson = models.ForeignKey(
        Lesson,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="feedback_answers",
    )
    # Which questions were asked: a name of `lessons.questions.SHEETS`.
    sheet = models.CharField(max_length=20)
    # The key of each question with the key of the choice.
    choices = models.JSONField(default=dict)
    learned = models.TextField(blank=True)
    suggestion = models.TextField(blank=True)
    # Where the cluster wants words to be read for insults first: the day on which they were given to the
    # secretary, of at least five together; whether they were read, and why they reach nobody.
    given_on = models.DateField(null=True, blank=True)
    is_read = models.BooleanField(default=False)
    held_back_for = models.CharField(
        max_length=7, choices=HeldBackFor.choices, blank=True
    )
    # Whether results hold it: it opened together with at least four others.
    is_open = models.BooleanField(default=False)

    objects = FeedbackAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(sheet=""), name="feedback_answer_has_sheet"
            ),
            models.CheckConstraint(
                condition=Q(held_back_for__in=["", "insult", "pupil", "private"]),
                name="feedback_answer_held_back_for",
            ),
            models.CheckConstraint(
                condition=Q(held_back_for="") | Q(is_read=True),
                name="feedback_answer_held_back_read",
            ),
            models.CheckConstraint(
                condition=Q(is_read=False) | Q(given_on__isnull=False),
                name="feedback_answer_read_was_given",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
