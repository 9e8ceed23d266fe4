from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.codes import code_of, grouped, hash_of
from accounts.models.user import User


class SlipQuerySet(models.QuerySet["Slip"]):
    def open(self) -> "SlipQuerySet":
        """Neither used nor taken back; it may have expired."""
        return self.filter(used_at=None, revoked_at=None)

    def usable(self, *, now: datetime) -> "SlipQuerySet":
        """Not used, not taken back, not expired."""
        return self.open().filter(expires_at__gt=now)

    def open_for(self, person: User, *, now: datetime) -> "Slip | None":
        """The slip that this person holds and may still use."""
        return self.usable(now=now).filter(user=person).select_related("user").first()

    def with_code(self, code: str) -> "Slip | None":
        """The slip that bears this code (as `accounts.codes.read_code` gives it), usable or not."""
        return (
            self.filter(code_hash=hash_of(code))
            .select_related("user", "issued_by")
            .first()
        )


class Slip(models.Model):
    """A one-time slip with a code: an invitation, or a new password without e-mail.

    It is handed over as a link, or printed. The row keeps a keyed hash of the code to find it by, and
    a seed; code and hash follow from the seed and the site's secret key, so the code can be shown
    again to those who may issue one, and a copy of the database alone opens no account.
    """

    class Purpose(models.TextChoices):
        INVITATION = "invitation", _("Invitation")
        PASSWORD = "password", _("New password")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="slips"
    )
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    seed = models.CharField(max_length=32, unique=True)
    code_hash = models.CharField(max_length=64, unique=True)
    # Where the person works, as it is shown beside the name on the slip.
    place = models.CharField(max_length=200, blank=True)
    issued_at = models.DateTimeField(auto_now_add=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = SlipQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=["invitation", "password"]), name="slip_purpose"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("issued_at")),
                name="slip_expires_after_issue",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at=None, revoked_at=None),
                name="slip_one_open_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.user}"

    @property
    def code(self) -> str:
        """The code as it is printed, `7K4MQ-2XANP`; for those who may issue slips to this person."""
        return grouped(code_of(self.seed))

    def opens(self, *, now: datetime) -> bool:
        """Whether it can still be used."""
        return (
            self.used_at is None
            and self.revoked_at is None
            and self.expires_at > now
            and self.user.is_active
        )
