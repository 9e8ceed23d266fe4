from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user) -> "NoticeQuerySet":
        """One's own and nobody else's."""
        return self.filter(user=user)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def to_mail(self, *, now: datetime) -> "NoticeQuerySet":
        """What waits to go out by e-mail: due, not sent, and not read in the app meanwhile."""
        return self.filter(mail_due_at__lte=now, mailed_at=None, read_at=None)


class Notice(models.Model):
    """That one person was told one thing, once (thông báo). It is never told twice: `key` says what
    happened to which row, and a person hears each key once.

    Title and text stand in the language that the person had chosen when it was told.
    """

    class Kind(models.TextChoices):
        INVITED = "invited", _("Invitation")
        CHANGED = "changed", _("Change of a session")
        REMINDER = "reminder", _("Reminder")
        REPLY = "reply", _("Reply of a school")
        REQUEST = "request", _("Request")
        MINUTES = "minutes", _("Minutes")
        DECISION = "decision", _("Task that was agreed")
        PLAN = "plan", _("Plan of the year")
        LESSON = "lesson", _("Lesson plan")
        NEWS = "news", _("News article")
        PEOPLE = "people", _("Cluster and people")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    key = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    # Where it leads to, a path of this site.
    path = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    # When it may go out by e-mail; None: it stays in the app.
    mail_due_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    # With which e-mail it went out.
    mail = models.ForeignKey(
        "Mail",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="notices",
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(
                fields=["user", "-at"],
                name="notice_of_user",
            ),
            # The count in the head of every page.
            models.Index(
                fields=["user"],
                condition=Q(read_at=None),
                name="notice_unread",
            ),
            models.Index(
                fields=["mail_due_at"],
                condition=Q(mailed_at=None, read_at=None),
                name="notice_to_mail",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="notice_once"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "invited",
                        "changed",
                        "reminder",
                        "reply",
                        "request",
                        "minutes",
                        "decision",
                        "plan",
                        "lesson",
                        "news",
                        "people",
                    ]
                ),
                name="notice_kind",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="notice_has_title"),
            # A browser reads `//host` and `/\host` as another site.
            models.CheckConstraint(
                condition=Q(path="")
                | (
                    Q(path__startswith="/")
                    & ~Q(path__startswith="//")
                    & ~Q(path__startswith="/\\")
                ),
                name="notice_path_of_this_site",
            ),
        ]

    def __str__(self) -> str:
        return self.title
