from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sessions.models.exchange import ExchangeSession


class Reminder(models.Model):
    """That those expected on one day of a session were reminded of it: once, whoever asks, and
    however often. Another day is another row, so a session that was moved is reminded of anew.
    """

    class What(models.TextChoices):
        WEEK = "week", _("Seven days before")
        DAY = "day", _("The day before")
        COMMENTS = "comments", _("Comments on the plan are due")
        MINUTES = "minutes", _("Minutes are late")

    exchange = models.ForeignKey(
        ExchangeSession, on_delete=models.CASCADE, related_name="reminders"
    )
    what = models.CharField(max_length=8, choices=What.choices)
    # The day that it speaks of: of the session, or of the deadline.
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        db_table = "exchange_reminder"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "what", "on"], name="exchange_reminded_once"
            ),
            models.CheckConstraint(
                condition=Q(what__in=["week", "day", "comments", "minutes"]),
                name="exchange_reminder_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exchange} · {self.get_what_display()} · {self.on}"
