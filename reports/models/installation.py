"""Which installation this database is of."""

from django.db import models


class Installation(models.Model):
    """The one row by which the database and the folder of files know that they belong together."""

    number = models.PositiveSmallIntegerField(primary_key=True, default=1)
    identity = models.CharField(max_length=32)

    class Meta:
        db_table = "reports_installation"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(number=1), name="installation_is_one"
            ),
        )

    def __str__(self) -> str:
        return self.identity
