from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.text import fold, nfc
from clusters.models.authority import Authority
from clusters.models.dated import (
    DatedQuerySet,
    ends_after_start,
    holds_on,
    one_current,
)
from clusters.models.document import Document
from clusters.models.programme import Level
from clusters.models.school import School

# Resolution 203/2025/QH15: no level of districts from this day on.
DISTRICTS_ENDED = date(2025, 7, 1)
_DISTRICTS = ("huyen ", "quan ", "thi xa ")


class ClusterQuerySet(models.QuerySet["Cluster"]):
    def on(self, day: date) -> "ClusterQuerySet":
        return self.filter(holds_on(day))

    def of_school(self, school: School, *, day: date) -> "ClusterQuerySet":
        """The clusters a school belongs to on that day."""
        return self.filter(
            Q(memberships__school=school) & holds_on(day, "memberships__")
        ).distinct()


class Cluster(models.Model):
    """A cluster of schools (cụm trường, cụm chuyên môn). The label is as people write it, not unique."""

    class SessionApprover(models.TextChoices):
        HEAD = "head", _("The cluster's head")
        AUTHORITY = "authority", _("The managing authority")
        NOBODY = "nobody", _("Nobody: sessions are scheduled at once")

    class NewsApprover(models.TextChoices):
        HEAD = "head", _("The cluster's head")
        AUTHORITY = "authority", _("The managing authority")

    class AddressStyle(models.TextChoices):
        DONG_CHI = "dong_chi", "đồng chí"
        THAY_CO = "thay_co", "thầy/cô"

    label = models.CharField(_("Name"), max_length=120)
    search_key = models.CharField(max_length=120, editable=False)
    area = models.CharField(_("Area"), max_length=160, blank=True)
    levels = models.ManyToManyField(Level, blank=True, related_name="clusters")
    managing_authority = models.ForeignKey(
        Authority,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="clusters",
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subclusters",
    )
    session_approver = models.CharField(
        max_length=9, choices=SessionApprover.choices, default=SessionApprover.HEAD
    )
    news_approver = models.CharField(
        max_length=9, choices=NewsApprover.choices, default=NewsApprover.HEAD
    )
    # How drafts of news and papers of the cluster speak of people.
    address_style = models.CharField(
        max_length=8, choices=AddressStyle.choices, default=AddressStyle.DONG_CHI
    )
    # Observers may give points to criteria; never a list of teachers in their order.
    observation_points = models.BooleanField(default=False)
    # The secretary reads the free texts of feedback for insults before the teacher does.
    feedback_read_first = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = ClusterQuerySet.as_manager()

    class Meta:
        ordering = ["label", "pk"]
        constraints = [
            ends_after_start("cluster_ends_after_start"),
            models.CheckConstraint(condition=~Q(label=""), name="cluster_has_label"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="cluster_not_own_parent",
            ),
            models.CheckConstraint(
                condition=Q(session_approver__in=["head", "authority", "nobody"]),
                name="cluster_session_approver",
            ),
            models.CheckConstraint(
                condition=Q(news_approver__in=["head", "authority"]),
                name="cluster_news_approver",
            ),
            models.CheckConstraint(
                condition=Q(address_style__in=["dong_chi", "thay_co"]),
                name="cluster_address_style",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def area_on(self, day: date | None) -> str:
        """The area as far as it existed on that day: a district, town or urban district ended with
        30 June 2025 everywhere. Of a day that nobody knows the area is told as it was written."""
        district = fold(self.area).startswith(_DISTRICTS)
        return "" if district and day and day >= DISTRICTS_ENDED else self.area

    def schools_on(self, day: date) -> models.QuerySet[School]:
        """Its schools on that day, without those that are closed, in the order of their names."""
        members = ClusterMembership.objects.on(day).filter(cluster=self)
        return School.objects.filter(
            pk__in=members.values("school"), is_active=True
        ).order_by("sort_key", "pk")

    def set_label(self, label: str) -> None:
        self.label = nfc(" ".join(label.split()))
        self.search_key = fold(self.label)[:120]


class ClusterAuthority(models.Model):
    """The authority that manages a cluster, dated. Rows exist only where it changed; else
    `managing_authority` always held. An empty authority says that nobody managed it then."""

    cluster = models.ForeignKey(
        Cluster, on_delete=models.CASCADE, related_name="dated_authorities"
    )
    authority = models.ForeignKey(
        Authority,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dated_clusters",
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet["ClusterAuthority"].as_manager()

    class Meta:
        ordering = ["cluster", F("valid_from").asc(nulls_first=True), "pk"]
        verbose_name_plural = "cluster authorities"
        constraints = [
            ends_after_start("cluster_authority_ends_after_start"),
            one_current("cluster", name="cluster_authority_one_current"),
        ]

    def __str__(self) -> str:
        return f"{self.cluster} < {self.authority}"


class ClusterMembership(models.Model):
    """A school in a cluster, dated."""

    cluster = models.ForeignKey(
        Cluster, on_delete=models.CASCADE, related_name="memberships"
    )
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="memberships"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet["ClusterMembership"].as_manager()

    class Meta:
        ordering = ["cluster", "pk"]
        constraints = [
            ends_after_start("cluster_membership_ends_after_start"),
            one_current("cluster", "school", name="cluster_membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.school} ∈ {self.cluster}"


class ClusterOffice(models.Model):
    """An office in a cluster (cụm trưởng, cụm phó, thư ký), dated; the person may be unknown."""

    class Kind(models.TextChoices):
        HEAD = "head", _("Head (cụm trưởng)")
        DEPUTY = "deputy", _("Deputy (cụm phó)")
        SECRETARY = "secretary", _("Secretary (thư ký)")

    class Given(models.TextChoices):
        APPOINTED = "appointed", _("Appointed")
        ELECTED = "elected", _("Elected")

    cluster = models.ForeignKey(
        Cluster, on_delete=models.CASCADE, related_name="offices"
    )
    kind = models.CharField(max_length=9, choices=Kind.choices)
    level = models.ForeignKey(Level, on_delete=models.PROTECT, null=True, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cluster_offices",
    )
    name_as_printed = models.CharField(max_length=120, blank=True)
    given = models.CharField(max_length=9, choices=Given.choices, blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet["ClusterOffice"].as_manager()

    class Meta:
        ordering = ["cluster", "pk"]
        constraints = [
            ends_after_start("cluster_office_ends_after_start"),
            models.CheckConstraint(
                condition=Q(kind__in=["head", "deputy", "secretary"]),
                name="cluster_office_kind",
            ),
            models.CheckConstraint(
                condition=Q(given__in=["", "appointed", "elected"]),
                name="cluster_office_given",
            ),
            # One rule each, since a database counts no two NULLs as the same.
            models.UniqueConstraint(
                fields=["cluster", "kind", "person"],
                condition=Q(valid_to=None, level=None),
                name="cluster_office_once_for_all_levels",
            ),
            models.UniqueConstraint(
                fields=["cluster", "kind", "person", "level"],
                condition=Q(valid_to=None, level__isnull=False),
                name="cluster_office_once_for_a_level",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person or self.name_as_printed}"
