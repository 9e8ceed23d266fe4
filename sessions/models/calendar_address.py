import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from clusters.models import Cluster, School


def new_seed() -> str:
    """A random seed for one address."""
    return secrets.token_hex(16)


def token_of(seed: str) -> str:
    """The token of an address, 64 signs: it follows from the seed and the site's secret key."""
    return salted_hmac("sessions.calendar.token", seed, algorithm="sha256").hexdigest()


def token_hash(token: str) -> str:
    """The keyed hash by which an address is found."""
    return salted_hmac("sessions.calendar.hash", token, algorithm="sha256").hexdigest()


class CalendarAddressQuerySet(models.QuerySet["CalendarAddress"]):
    def standing(self) -> "CalendarAddressQuerySet":
        """Those that were not taken back."""
        return self.filter(revoked_at=None)

    def with_token(self, token: str) -> "CalendarAddress | None":
        """The address that bears this token, standing or not; its owner, school and cluster with it."""
        return (
            self.filter(token_hash=token_hash(token))
            .select_related("owner", "school", "cluster")
            .first()
        )


class CalendarAddress(models.Model):
    """The secret address of a calendar that one person reads in a calendar of theirs (.ics).

    It shows what its owner may see, asked anew at each visit: of a school, of a cluster, or, with
    neither, of what concerns the owner. As with slips a copy of the database alone opens nothing:
    token and hash follow from the seed and the site's secret key.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="calendar_addresses",
    )
    school = models.ForeignKey(
        School, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    cluster = models.ForeignKey(
        Cluster, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    seed = models.CharField(max_length=32, unique=True, default=new_seed)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarAddressQuerySet.as_manager()

    class Meta:
        db_table = "exchange_calendar_address"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(school=None) | Q(cluster=None),
                name="calendar_address_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(revoked_at=None, school=None, cluster=None),
                name="calendar_address_own_once",
            ),
            models.UniqueConstraint(
                fields=["owner", "school"],
                condition=Q(revoked_at=None, school__isnull=False),
                name="calendar_address_school_once",
            ),
            models.UniqueConstraint(
                fields=["owner", "cluster"],
                condition=Q(revoked_at=None, cluster__isnull=False),
                name="calendar_address_cluster_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner} · {self.school or self.cluster or ''}"

    @property
    def token(self) -> str:
        """What stands in the address; shown to its owner only."""
        return token_of(self.seed)
