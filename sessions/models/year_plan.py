"""The plan of a cluster for a school year (kế hoạch năm học của cụm), in versions.

The approved version stays in force and readable while a newer one is worked on. A round keeps its
identity through all versions: by it a version is compared with another, and a session knows from
which round it comes.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.models import Cluster, Grade, School, SchoolYear, Subject
from clusters.partial_dates import FirstDayField, PartialDateField
from clusters.standing import standing_of
from sessions.models.exchange import ExchangeSession, Kind
from sessions.models.promises import NamedInOrder, never_empty, one_at_a_place


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Waits for approval")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("In force")
    REPLACED = "replaced", _("Replaced")


# What is approved is never changed: a change makes a new version, which replaces it when approved.
YEAR_PLAN_MOVES: dict[str, set[str]] = {
    PlanState.DRAFT: {PlanState.SENT, PlanState.APPROVED},
    PlanState.SENT: {PlanState.DRAFT, PlanState.RETURNED, PlanState.APPROVED},
    PlanState.RETURNED: {PlanState.SENT, PlanState.APPROVED},
    PlanState.APPROVED: {PlanState.REPLACED},
    PlanState.REPLACED: set(),
}
# The version that is worked on or waits; the one its cluster works by is APPROVED.
OPEN = (PlanState.DRAFT, PlanState.SENT, PlanState.RETURNED)
EDITABLE = (PlanState.DRAFT, PlanState.RETURNED)
# The texts of a plan beside its table, line by line as typed.
PLAN_TEXTS = (
    "bases",
    "opening",
    "purposes",
    "contents",
    "schedule_words",
    "organisation",
    "recipients",
)


class YearPlan(models.Model):
    """That a cluster has a plan for a school year; its versions say what it holds."""

    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, related_name="year_plans"
    )
    school_year = models.ForeignKey(
        SchoolYear, on_delete=models.PROTECT, related_name="year_plans"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        db_table = "year_plan"
        ordering = ["-school_year__starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "school_year"], name="year_plan_once_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cluster} · {self.school_year}"


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    def visible_to(self, user: User) -> "PlanVersionQuerySet":
        """The versions that this person may read: of the own office all, as the authority above all
        that were sent, as a school of the cluster those that were approved."""
        if user.is_superuser:
            return self
        standing = standing_of(user)
        approved = Q(state__in=[PlanState.APPROVED, PlanState.REPLACED])
        seen = Q(plan__cluster__in=standing.clusters) & approved
        if standing.officed_clusters:
            seen |= Q(plan__cluster__in=standing.officed_clusters)
        if standing.authorities:
            seen |= Q(plan__cluster__in=standing.overseen_clusters()) & ~Q(
                state=PlanState.DRAFT
            )
        return self.filter(seen)

    def in_force(self) -> "PlanVersionQuerySet":
        return self.filter(state=PlanState.APPROVED)

    def open(self) -> "PlanVersionQuerySet":
        """What is worked on or waits: at most one of each plan."""
        return self.filter(state__in=OPEN)

    def before(self, cluster: Cluster, year: SchoolYear) -> "PlanVersionQuerySet":
        """What was in force in earlier years of this cluster, the latest year first."""
        return (
            self.in_force()
            .filter(
                plan__cluster=cluster,
                plan__school_year__starts_on__lt=year.starts_on,
            )
            .order_by("-plan__school_year__starts_on")
        )


class PlanVersion(models.Model):
    """One version of a plan: its table (`rows`) and the texts around it."""

    plan = models.ForeignKey(
        YearPlan, on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=8, choices=PlanState.choices, default=PlanState.DRAFT
    )
    state_at = models.DateTimeField()
    state_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    state_reason = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    # What stands on paper around the table; what is empty stays out of it.
    number_as_printed = models.CharField(max_length=60, blank=True)
    issued_on = PartialDateField()
    bases = models.TextField(blank=True)
    opening = models.TextField(blank=True)
    purposes = models.TextField(blank=True)
    contents = models.TextField(blank=True)
    schedule_words = models.TextField(blank=True)
    organisation = models.TextField(blank=True)
    recipients = models.TextField(blank=True)

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        db_table = "year_plan_version"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"], name="year_plan_version_number"
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state__in=["draft", "sent", "returned"]),
                name="year_plan_one_open_version",
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state="approved"),
                name="year_plan_one_version_in_force",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PlanState.values), name="year_plan_version_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(state_reason=""),
                name="year_plan_returned_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=False)
                | ~Q(state__in=["approved", "replaced"]),
                name="year_plan_approved_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} · {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_editable(self) -> bool:
        """Whether it is worked on: no draft that waits, nothing that was approved."""
        return self.state in EDITABLE

    def may_become(self, state: str) -> bool:
        return state in YEAR_PLAN_MOVES[self.state]


class PlanRound(models.Model):
    """A round (lần, đợt) of a plan through all its versions, and the session made from it."""

    plan = models.ForeignKey(YearPlan, on_delete=models.CASCADE, related_name="rounds")
    # One round makes one session; a round whose session was deleted is free again.
    exchange = models.OneToOneField(
        ExchangeSession,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="planned_as",
    )

    class Meta:
        db_table = "year_plan_round"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.plan} · {self.pk}"


class PlanRowQuerySet(models.QuerySet["PlanRow"]):
    def in_force_for(self, user: User) -> "PlanRowQuerySet":
        """The rows of the versions in force that this person may read."""
        return self.filter(version__in=PlanVersion.objects.visible_to(user).in_force())


class PlanRow(models.Model):
    """What one version says of a round. Nearly everything may be unknown; `label` is its number as
    people write it ("lần 2", "Đợt 3"), `when_as_printed` the time in their words."""

    version = models.ForeignKey(
        PlanVersion, on_delete=models.CASCADE, related_name="rows"
    )
    round = models.ForeignKey(PlanRound, on_delete=models.CASCADE, related_name="rows")
    order = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=120, blank=True)
    when_as_printed = models.CharField(max_length=120, blank=True)
    on = PartialDateField()
    on_sort = FirstDayField(of="on", db_index=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    chair_as_printed = models.CharField(max_length=160, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = PlanRowQuerySet.as_manager()

    class Meta:
        db_table = "year_plan_row"
        ordering = ["order", "pk"]
        constraints = [
            one_at_a_place("version", name="year_plan_row_order"),
            models.UniqueConstraint(
                fields=["version", "round"], name="year_plan_row_round_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="year_plan_row_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.when_as_printed or str(self.order)


class PlanHost(NamedInOrder):
    """A school that hosts a round, or a place known by its name only."""

    row = models.ForeignKey(PlanRow, on_delete=models.CASCADE, related_name="hosts")
    school = models.ForeignKey(
        School,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="planned_to_host",
    )
    # Today's name when it was planned: a school that is renamed keeps its old plans.
    name_as_printed = models.CharField(max_length=200)

    class Meta(NamedInOrder.Meta):
        db_table = "year_plan_host"
        constraints = [
            one_at_a_place("row", name="year_plan_host_order"),
            models.UniqueConstraint(
                fields=["row", "school"],
                condition=Q(school__isnull=False),
                name="year_plan_host_school_once",
            ),
            never_empty("name_as_printed", name="year_plan_host_has_name"),
        ]


class PlanLesson(models.Model):
    """A lesson that a round plans: subject and class as written, and what is meant by them."""

    row = models.ForeignKey(PlanRow, on_delete=models.CASCADE, related_name="lessons")
    order = models.PositiveSmallIntegerField()
    subject_as_printed = models.CharField(max_length=160, blank=True)
    topic = models.CharField(max_length=250, blank=True)
    subjects = models.ManyToManyField(Subject, blank=True, related_name="+")
    grades = models.ManyToManyField(Grade, blank=True, related_name="+")

    class Meta:
        db_table = "year_plan_lesson"
        ordering = ["order", "pk"]
        constraints = [one_at_a_place("row", name="year_plan_lesson_order")]

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.subject_as_printed, self.topic]))


class PlanTeacher(NamedInOrder):
    """Who is to teach: a person who signs in, a school that names somebody later, or a name."""

    lesson = models.ForeignKey(
        PlanLesson, on_delete=models.CASCADE, related_name="teachers"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    # The teacher's school where it is known; without a person the school itself is to name one.
    school = models.ForeignKey(
        School,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="planned_to_teach",
    )
    name_as_printed = models.CharField(max_length=160)

    class Meta(NamedInOrder.Meta):
        db_table = "year_plan_teacher"
        constraints = [
            one_at_a_place("lesson", name="year_plan_teacher_order"),
            never_empty("name_as_printed", name="year_plan_teacher_has_name"),
        ]
