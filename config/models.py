"""Rows about the site itself."""

from django.db import models


class Pulse(models.Model):
    """When a machine was last known to work: beat asked, the broker carried it, a worker did it."""

    name = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "site_pulse"

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"
