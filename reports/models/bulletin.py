from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.models import Authority, Cluster
from clusters.standing import standing_of
from reports.models.article import Article


class BulletinState(models.TextChoices):
    COLLECTING = "collecting", _("Collecting")
    PROOF = "proof", _("Proof")
    APPROVED = "approved", _("Approved")
    SENT = "sent", _("Sent")


BULLETIN_MOVES: dict[str, set[str]] = {
    BulletinState.COLLECTING: {BulletinState.PROOF},
    BulletinState.PROOF: {BulletinState.APPROVED, BulletinState.COLLECTING},
    BulletinState.APPROVED: {BulletinState.SENT},
    BulletinState.SENT: set(),
}


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def visible_to(self, user: User) -> "BulletinQuerySet":
        """The cluster's people and the authorities that oversee it."""
        if user.is_superuser:
            return self
        standing = standing_of(user)
        readers = Q(cluster__in=standing.clusters) | Q(
            authority__in=standing.officer_of
        )
        if standing.authorities:
            readers |= Q(cluster__in=standing.overseen_clusters()) | Q(
                authority__in=standing.authorities
            )
        return self.filter(readers)


class Bulletin(models.Model):
    """The periodic bulletin of a cluster or an authority: one for each and period, half-open [from, until)."""

    cluster = models.ForeignKey(
        Cluster,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bulletins",
    )
    authority = models.ForeignKey(
        Authority,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bulletins",
    )
    starts_on = models.DateField()
    ends_before = models.DateField()
    title = models.CharField(max_length=200)
    state = models.CharField(
        max_length=10, choices=BulletinState.choices, default=BulletinState.COLLECTING
    )
    # The figures as gathered, frozen with the bulletin.
    facts = models.JSONField(default=dict)
    gathered_at = models.DateTimeField(null=True, blank=True)
    # Gathering that failed, and why, for the person who can press the button.
    attempts = models.PositiveSmallIntegerField(default=0)
    # Who is gathering it just now, and since when; a lease, as of papers.
    claim = models.CharField(max_length=32, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "starts_on", "ends_before"],
                condition=Q(cluster__isnull=False),
                name="bulletin_once_a_cluster",
            ),
            models.UniqueConstraint(
                fields=["authority", "starts_on", "ends_before"],
                condition=Q(authority__isnull=False),
                name="bulletin_once_an_authority",
            ),
            models.CheckConstraint(
                condition=Q(cluster__isnull=False, authority=None)
                | Q(cluster=None, authority__isnull=False),
                name="bulletin_of_one",
            ),
            models.CheckConstraint(
                condition=Q(ends_before__gt=F("starts_on")),
                name="bulletin_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(state__in=BulletinState.values), name="bulletin_state"
            ),
            models.CheckConstraint(
                condition=Q(state="collecting") | Q(gathered_at__isnull=False),
                name="bulletin_proof_was_gathered",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "sent"])
                | Q(approved_at__isnull=False),
                name="bulletin_approved_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def may_become(self, state: str) -> bool:
        return state in BULLETIN_MOVES[self.state]

    @property
    def owner(self) -> Cluster | Authority:
        return self.cluster or self.authority  # type: ignore[return-value]


class BulletinEntry(models.Model):
    """An article in a bulletin, in order; late ones stand under "bổ sung"."""

    bulletin = models.ForeignKey(
        Bulletin, on_delete=models.CASCADE, related_name="entries"
    )
    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="bulletin_entries"
    )
    order = models.PositiveSmallIntegerField()
    late = models.BooleanField(default=False)
    # Withdrawn after its bulletin was approved: the later one that says so.
    corrected_in = models.ForeignKey(
        Bulletin,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="corrections",
    )

    class Meta:
        ordering = ["late", "order", "pk"]
        verbose_name_plural = "bulletin entries"
        constraints = [
            models.UniqueConstraint(
                fields=["bulletin", "article"], name="bulletin_entry_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.article)
