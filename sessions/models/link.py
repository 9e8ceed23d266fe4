from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.codes import code_of, grouped, hash_of, new_seed
from sessions.models.exchange import ExchangeSession
from sessions.models.roster import RosterEntry
from sessions.models.unit import SessionUnit


class PersonalLinkQuerySet(models.QuerySet["PersonalLink"]):
    def in_use(self) -> "PersonalLinkQuerySet":
        """Not taken back. Whether the day is over is the session's question
        (`sessions.replies.places.link_ends`)."""
        return self.filter(revoked_at=None)

    def with_code(self, code: str, purpose: str) -> "PersonalLink | None":
        """The link of this purpose that bears this code (as `accounts.codes.read_code` gives it),
        open or not, with all that its page shows."""
        return (
            self.filter(code_hash=hash_of(code), purpose=purpose)
            .select_related(
                "exchange__lead_cluster",
                "exchange__lead_school",
                "exchange__lead_authority",
                "exchange__cluster",
                "unit__school",
                "unit__authority",
                "unit__cluster",
                "entry__unit__school",
                "entry__user",
            )
            .first()
        )


class PersonalLink(models.Model):
    """An address that lets one unit or one person on the roster do one thing without signing in.

    It opens that one page of that one entry and nothing else, signs nobody in, ends the day after
    the session and can be taken back. As with a slip the row keeps a keyed hash of the code and a
    seed from which the site's secret key makes the code again: a copy of the database opens nothing.
    """

    class Purpose(models.TextChoices):
        REPLY = "reply", _("Reply to an invitation")
        CHECK_IN = "check_in", _("Check in")

    exchange = models.ForeignKey(
        ExchangeSession, on_delete=models.CASCADE, related_name="personal_links"
    )
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    # For whom it is: a unit, or one entry of the roster.
    unit = models.ForeignKey(
        SessionUnit,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="personal_links",
    )
    entry = models.ForeignKey(
        RosterEntry,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="personal_links",
    )
    seed = models.CharField(max_length=32, unique=True, default=new_seed)
    code_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PersonalLinkQuerySet.as_manager()

    class Meta:
        db_table = "exchange_link"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=["reply", "check_in"]),
                name="exchange_link_purpose",
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False, entry=None)
                | Q(unit=None, entry__isnull=False),
                name="exchange_link_for_one",
            ),
            models.CheckConstraint(
                condition=Q(purpose="reply") | Q(unit=None),
                name="exchange_link_units_only_reply",
            ),
            models.UniqueConstraint(
                fields=["unit", "purpose"],
                condition=Q(unit__isnull=False, revoked_at=None),
                name="exchange_link_one_a_unit",
            ),
            models.UniqueConstraint(
                fields=["entry", "purpose"],
                condition=Q(entry__isnull=False, revoked_at=None),
                name="exchange_link_one_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.whose}"

    def save(self, *args, **kwargs) -> None:
        """The hash follows from the seed."""
        self.code_hash = hash_of(self.code)
        super().save(*args, **kwargs)

    @property
    def code(self) -> str:
        """The code as it stands in the address; only for those who may hand the link over."""
        return code_of(self.seed)

    @property
    def spelled(self) -> str:
        """The code as it is printed: `7K4MQ-2XANP`."""
        return grouped(self.code)

    @property
    def whose(self) -> str:
        """For whom the link is, as printed."""
        return str(self.unit or self.entry)
