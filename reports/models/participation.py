from django.conf import settings
from django.db import models

from clusters.models import SchoolYear


class Participation(models.Model):
    """A person's school year, of which a confirmation was asked for: what the papers of it are of.

    It holds nothing else: what stands on a paper is read from the sessions each time.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="participations",
    )
    school_year = models.ForeignKey(
        SchoolYear, on_delete=models.PROTECT, related_name="participations"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "school_year"], name="participation_once_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.school_year}"
