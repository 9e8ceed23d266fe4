from datetime import datetime

from django.conf import settings
from django.db import models


class KnownPhoneQuerySet(models.QuerySet["KnownPhone"]):
    def visible_to(self, user) -> "KnownPhoneQuerySet":
        """One's own and nobody else's."""
        return self.filter(user=user)

    def usable(self, *, now: datetime) -> "KnownPhoneQuerySet":
        """Those that still speak for their person, as far as the row knows; what ends the sign-ins
        (`KnownPhone.stands`) ends them too."""
        return self.filter(forgotten_at=None, expires_at__gt=now, user__is_active=True)


class KnownPhone(models.Model):
    """A phone that somebody made known: it speaks for that one person in acts of low risk, and signs
    nobody in. The phone holds a random word, the row only its hash.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_phones"
    )
    word_hash = models.CharField(max_length=64, unique=True, editable=False)
    # The person's sign-in stamp when it was made: a new password, "sign out of all devices" and a
    # locked account end the phone as they end every sign-in.
    stamp = models.CharField(max_length=64, editable=False)
    # What the browser says it is, for the person's list: "Chrome, Android".
    label = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = KnownPhoneQuerySet.as_manager()

    class Meta:
        ordering = ["-used_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")),
                name="known_phone_expires_later",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def stands(self) -> bool:
        """Whether nothing has ended the sign-ins of its person since it was made."""
        return self.user.is_active and self.stamp == self.user.get_session_auth_hash()
