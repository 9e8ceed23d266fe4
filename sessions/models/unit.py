from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusters.models import Authority, Cluster, School
from sessions.models.exchange import ExchangeSession
from sessions.models.promises import one_at_a_place

# The columns of an answer as they are before there is one.
NO_ANSWER: dict[str, Any] = {
    "reply": "",
    "reply_count": None,
    "reply_note": "",
    "replied_at": None,
    "replied_by": None,
    "replied_by_link": False,
}


class SessionUnit(models.Model):
    """A unit concerned (đơn vị), in the order people write: school, authority, cluster or a name only.

    A host takes part once: it is the same row that hosts and that is counted.
    """

    class Reply(models.TextChoices):
        YES = "yes", _("Will come")
        NO = "no", _("Cannot come")

    exchange = models.ForeignKey(
        ExchangeSession, on_delete=models.CASCADE, related_name="units"
    )
    order = models.PositiveSmallIntegerField()
    school = models.ForeignKey(
        School,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="session_units",
    )
    authority = models.ForeignKey(
        Authority,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="session_units",
    )
    cluster = models.ForeignKey(
        Cluster,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="session_units",
    )
    name_as_printed = models.CharField(max_length=200, blank=True)
    inner_unit = models.CharField(max_length=120, blank=True)
    organises = models.BooleanField(default=False)
    hosts = models.BooleanField(default=False)
    invited = models.BooleanField(default=True)
    reply = models.CharField(max_length=3, choices=Reply.choices, blank=True)
    reply_count = models.PositiveSmallIntegerField(null=True, blank=True)
    # Why a school does not come, or what else it says with its answer.
    reply_note = models.CharField(max_length=300, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    # Answered by whoever held the unit's personal link, not signed in.
    replied_by_link = models.BooleanField(default=False)
    # When its leaders were last reminded that an answer is awaited.
    reminded_at = models.DateTimeField(null=True, blank=True)
    # How many of its people may come; None: as the session says for every school.
    seats = models.PositiveSmallIntegerField(null=True, blank=True)
    # None: not known.
    took_part = models.BooleanField(null=True, blank=True)

    class Meta:
        db_table = "exchange_unit"
        ordering = ["order", "pk"]
        constraints = [
            one_at_a_place("exchange", name="exchange_unit_order"),
            models.UniqueConstraint(
                fields=["exchange", "school"],
                condition=Q(school__isnull=False),
                name="exchange_unit_school_once",
            ),
            models.UniqueConstraint(
                fields=["exchange", "authority"],
                condition=Q(authority__isnull=False),
                name="exchange_unit_authority_once",
            ),
            models.CheckConstraint(
                condition=Q(school__isnull=False, authority=None, cluster=None)
                | Q(school=None, authority__isnull=False, cluster=None)
                | Q(school=None, authority=None, cluster__isnull=False)
                | (
                    Q(school=None, authority=None, cluster=None)
                    & ~Q(name_as_printed="")
                ),
                name="exchange_unit_is_someone",
            ),
            models.CheckConstraint(
                condition=Q(reply__in=["", "yes", "no"]), name="exchange_unit_reply"
            ),
            models.CheckConstraint(
                condition=Q(reply="", replied_at=None)
                | (~Q(reply="") & Q(replied_at__isnull=False)),
                name="exchange_unit_reply_has_time",
            ),
            models.CheckConstraint(
                condition=Q(replied_by_link=False)
                | (~Q(reply="") & Q(replied_by=None)),
                name="exchange_unit_link_is_nobody",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def forget_answer(self) -> None:
        """As if the unit had not answered yet; not saved."""
        for name, value in NO_ANSWER.items():
            setattr(self, name, value)

    @property
    def label(self) -> str:
        """The name as printed, else the name that the unit bore on the day of the session."""
        if self.name_as_printed:
            return self.name_as_printed
        if self.school is not None and self.school.name_changes:
            return self.school.name_on(self.exchange.named_day)
        return str(self.school or self.authority or self.cluster)
