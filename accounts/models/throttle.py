from django.db import models
from django.db.models import Q


class SignInFailure(models.Model):
    """A sign-in that failed, counted per account and per address over a window of time.

    A table and not a cache: all web processes must count together, and Redis may be absent.
    """

    class Kind(models.TextChoices):
        ACCOUNT = "account"
        ADDRESS = "address"

    kind = models.CharField(max_length=7, choices=Kind.choices)
    # A keyed hash of the typed name or the address: the table holds no personal data.
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["kind", "key", "at"], name="sign_in_failure_recent")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["account", "address"]),
                name="sign_in_failure_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
