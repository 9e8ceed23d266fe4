from calendar import monthrange
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.models import Cluster, School
from clusters.partial_dates import FirstDayField, PartialDate, PartialDateField
from clusters.standing import standing_of
from sessions.models.exchange import ExchangeSession, State
from sessions.models.promises import never_empty, one_at_a_place
from sessions.when import day_words


def last_day(on: PartialDate | None) -> date | None:
    """The last day that a partial date can mean; None without a year, which nobody knows to be over."""
    if on is None or on.year is None:
        return None
    month = on.month or 12
    return date(on.year, month, on.day or monthrange(on.year, month)[1])


class LastDueField(models.DateField):
    """The last day on which a decision is in time, from its own dates: to ask by, never printed."""

    def __init__(self, *args, **kwargs) -> None:
        kwargs["null"] = True
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance, add):
        value = last_day(model_instance.due_until or model_instance.due)
        setattr(model_instance, self.attname, value)
        return value


class DecisionQuerySet(models.QuerySet["Decision"]):
    def late(self, *, today: date) -> "DecisionQuerySet":
        """Open, with its last day over."""
        return self.filter(status=Decision.Status.OPEN, due_last__lt=today)

    def visible_to(self, user: User) -> "DecisionQuerySet":
        """What was agreed at a session that this person may see, and what he, his school or his
        cluster sees to, wherever it was agreed; the latter not of a draft."""
        if user.is_superuser:
            return self
        seen = ExchangeSession.objects.visible_to(user).order_by().values("pk")
        told = Q(pk__in=self.model._base_manager.filter(owned_by(user)).values("pk"))
        return self.filter(
            Q(exchange__in=seen) | (told & ~Q(exchange__state=State.DRAFT))
        )


def owned_by(user: User) -> Q:
    """That this person, one of his schools or of his clusters sees to it (joins owners)."""
    standing = standing_of(user)
    return (
        Q(owners__user=user.pk)
        | Q(owners__school__in=standing.schools)
        | Q(owners__cluster__in=standing.officed_clusters)
    )


class Decision(models.Model):
    """What was agreed to be done (việc đã thống nhất): owners, when, status, proof."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    # Opened again with a reason only.
    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.OPEN: {Status.DONE, Status.DROPPED},
        Status.DONE: {Status.OPEN},
        Status.DROPPED: {Status.OPEN},
    }

    exchange = models.ForeignKey(
        ExchangeSession, on_delete=models.CASCADE, related_name="decisions"
    )
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=600)
    due = PartialDateField()
    due_sort = FirstDayField(of="due")
    due_until = PartialDateField()
    due_last = LastDueField(db_index=True)
    when_as_printed = models.CharField(max_length=120, blank=True)
    frequency = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.OPEN)
    proof = models.CharField(max_length=600, blank=True)
    proof_link = models.URLField(max_length=500, blank=True)
    # Why it was dropped, or opened again; what stands in the way is the owner's word, still open.
    status_reason = models.CharField(max_length=600, blank=True)
    status_at = models.DateTimeField(null=True, blank=True)
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    obstacle = models.CharField(max_length=600, blank=True)
    obstacle_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    starts = models.ForeignKey(
        ExchangeSession,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="started_by",
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        db_table = "exchange_decision"
        ordering = ["order", "pk"]
        constraints = [
            one_at_a_place("exchange", name="exchange_decision_order"),
            never_empty("text", name="exchange_decision_has_text"),
            models.CheckConstraint(
                condition=Q(status__in=["open", "done", "dropped"]),
                name="exchange_decision_status",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def due_words(self) -> str:
        """When it is due, as people wrote it, else from its days."""
        days = [day_words(day) for day in (self.due, self.due_until) if day]
        return self.when_as_printed or " – ".join(days) or self.frequency

    def is_late(self, today: date) -> bool:
        return (
            self.status == self.Status.OPEN
            and self.due_last is not None
            and self.due_last < today
        )

    def may_become(self, status: str) -> bool:
        return status in self.MOVES[self.status]


class DecisionOwner(models.Model):
    """Who owns a decision: a school, a cluster, a person, or words."""

    decision = models.ForeignKey(
        Decision, on_delete=models.CASCADE, related_name="owners"
    )
    order = models.PositiveSmallIntegerField()
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True)
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, null=True, blank=True
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    text = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "exchange_decision_owner"
        ordering = ["order", "pk"]
        constraints = [
            one_at_a_place("decision", name="exchange_decision_owner_order"),
            models.CheckConstraint(
                condition=Q(school__isnull=False, cluster=None, user=None)
                | Q(school=None, cluster__isnull=False, user=None)
                | Q(school=None, cluster=None, user__isnull=False)
                | (Q(school=None, cluster=None, user=None) & ~Q(text="")),
                name="exchange_decision_owner_is_someone",
            ),
        ]

    def __str__(self) -> str:
        if self.school is not None and self.school.name_changes:
            return self.school.name_on(self.decision.exchange.named_day)
        return self.text or str(self.school or self.cluster or self.user)
