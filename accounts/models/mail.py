from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.notice import Notice


class MailGroup(models.TextChoices):
    """What a person may switch on or off: kinds of notices that belong together."""

    SESSIONS = "sessions", _("Invitations and changes of sessions")
    REMINDERS = "reminder", _("Reminders before a session and before a deadline")
    SCHOOLS = "schools", _("Replies and requests of schools")
    WORK = "work", _("Minutes, tasks that were agreed, lesson plans")
    NEWS = "news", _("News articles")
    CLUSTER = "cluster", _("Plan of the year, cluster and people")


GROUP_OF: dict[str, MailGroup] = {
    Notice.Kind.INVITED: MailGroup.SESSIONS,
    Notice.Kind.CHANGED: MailGroup.SESSIONS,
    Notice.Kind.REMINDER: MailGroup.REMINDERS,
    Notice.Kind.REPLY: MailGroup.SCHOOLS,
    Notice.Kind.REQUEST: MailGroup.SCHOOLS,
    Notice.Kind.MINUTES: MailGroup.WORK,
    Notice.Kind.DECISION: MailGroup.WORK,
    Notice.Kind.LESSON: MailGroup.WORK,
    Notice.Kind.NEWS: MailGroup.NEWS,
    Notice.Kind.PLAN: MailGroup.CLUSTER,
    Notice.Kind.PEOPLE: MailGroup.CLUSTER,
}


def kinds_in(group: str) -> list[str]:
    """The kinds of notices that a group holds."""
    return [str(kind) for kind, of in GROUP_OF.items() if of == group]


class NoMail(models.Model):
    """That a person wants no e-mail about a group of notices. No row: they want it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="no_mail"
    )
    group = models.CharField(max_length=8, choices=MailGroup.choices)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "group"], name="no_mail_once"),
            models.CheckConstraint(
                condition=Q(
                    group__in=[
                        "sessions",
                        "reminder",
                        "schools",
                        "work",
                        "news",
                        "cluster",
                    ]
                ),
                name="no_mail_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_group_display()}"


class MailState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    CLAIMED = "claimed", _("Being written")
    HANDED = "handed", _("Handed to the server, its answer not known yet")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Refused")
    UNSURE = "unsure", _("Perhaps sent")


# Who was only claimed may be claimed again; who was handed over never: the server may have taken it.
MAIL_MOVES: dict[str, set[str]] = {
    MailState.QUEUED: {MailState.CLAIMED},
    MailState.CLAIMED: {MailState.QUEUED, MailState.HANDED, MailState.FAILED},
    MailState.HANDED: {
        MailState.SENT,
        MailState.QUEUED,
        MailState.FAILED,
        MailState.UNSURE,
    },
    MailState.SENT: set(),
    MailState.FAILED: set(),
    MailState.UNSURE: set(),
}


class MailQuerySet(models.QuerySet["Mail"]):
    def free(self, *, now: datetime) -> "MailQuerySet":
        """What may be claimed now."""
        return self.filter(
            Q(next_try_at=None) | Q(next_try_at__lte=now), state=MailState.QUEUED
        )


class Mail(models.Model):
    """One e-mail: what waits for one person of one kind on one day. The database allows no second.

    Its text is made of the person's waiting notices at the moment it is handed to the server.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mails"
    )
    kind = models.CharField(max_length=8, choices=Notice.Kind.choices)
    # The day in Vietnam on which it goes out.
    on = models.DateField()
    state = models.CharField(
        max_length=7, choices=MailState.choices, default=MailState.QUEUED
    )
    # Where it went, known when it is handed over.
    address = models.CharField(max_length=120, blank=True)
    claim = models.CharField(max_length=16, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=["queued", "claimed", "handed"]),
                name="mail_unfinished",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "on"], name="mail_one_a_day_and_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=MailState.values), name="mail_state"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Notice.Kind.values), name="mail_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "claimed"]) | ~Q(address=""),
                name="mail_handed_to_an_address",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["sent", "failed", "unsure"], ended_at__isnull=False
                )
                | (~Q(state__in=["sent", "failed", "unsure"]) & Q(ended_at=None)),
                name="mail_ended_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.kind} · {self.on}"
