from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from clusters.models import Post, School
from clusters.standing import standing_of
from sessions.models import ExchangeSession, Lesson
from sessions.models import State as SessionState


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("To revise")
    AGREED = "agreed", pgettext_lazy("plan", "Agreed")


MOVES: dict[str, set[str]] = {
    State.DRAFT: {State.SUBMITTED},
    # A draft again when its only revision is withdrawn.
    State.SUBMITTED: {State.RETURNED, State.AGREED, State.DRAFT},
    State.RETURNED: {State.SUBMITTED, State.DRAFT},
    # Submitted again when it is taught again.
    State.AGREED: {State.SUBMITTED},
}


class PlanQuerySet(models.QuerySet["LessonPlan"]):
    def visible_to(self, user: User) -> "PlanQuerySet":
        """Authors; of the session it is taught in: the host, the lead's people, subject teachers and
        heads of the units taking part, the roster; who was asked to read it. Officers who lead no
        session and strangers do not see plans.
        """
        if user.is_superuser:
            return self
        own = self.model._base_manager.filter(authors__user=user).values("pk")
        return self.filter(Q(pk__in=own) | Q(created_by=user) | self._concerns(user))

    def open_to(self, user: User) -> "PlanQuerySet":
        """The plans that this person reads as a colleague: of the sessions they are taught in the
        host, the lead's people, subject teachers and heads of the units taking part, the roster,
        and who was asked to read one. Authors and the administrator are none for being that.
        """
        return self.filter(self._concerns(user))

    def _concerns(self, user: User) -> Q:
        standing = standing_of(user)
        # Of a draft those whom it concerns know nothing yet: only its makers and hosts do.
        told = (
            ~Q(state=SessionState.DRAFT)
            | Q(created_by=user)
            | Q(lead_cluster__in=standing.officed_clusters)
            | Q(lead_school__in=standing.led_schools)
            | Q(lead_authority__in=standing.officer_of)
        )
        taking_part = ExchangeSession.objects.filter(
            Q(units__hosts=True, units__school__in=standing.led_schools)
            | Q(lead_cluster__in=standing.officed_clusters)
            | Q(lead_school__in=standing.led_schools)
            | Q(lead_authority__in=standing.officer_of)
            | told
            & (
                Q(roster__user=user)
                | Q(units__school__in=standing.led_schools | standing.subject_head_at)
            )
        ).values("pk")
        my_subjects = (
            Post.objects.on(standing.on)
            .filter(user=user, school__isnull=False)
            .values("subjects")
        )
        of_my_subject = Lesson.objects.filter(
            ~Q(exchange__state=SessionState.DRAFT),
            exchange__units__school__in=standing.schools,
            subject__in=my_subjects,
        ).values("pk")
        plans = self.model._base_manager
        asked = plans.filter(
            readers__user=user, readers__state__in=["asked", "read"]
        ).values("pk")
        return (
            Q(pk__in=asked)
            | Q(
                pk__in=plans.filter(teachings__lesson__exchange__in=taking_part).values(
                    "pk"
                )
            )
            | Q(pk__in=plans.filter(teachings__lesson__in=of_my_subject).values("pk"))
        )


class LessonPlan(models.Model):
    """A lesson plan (kế hoạch bài dạy). What it says is in its revisions, which never change."""

    class Form(models.TextChoices):
        CV5512 = "cv5512", _("Structure of CV 5512, appendix IV")
        CV2345 = "cv2345", _("Structure of CV 2345 (primary)")
        FREE = "free", _("Free")
        FILE = "file", _("A file")

    title = models.CharField(_("Title"), max_length=250, blank=True)
    form = models.CharField(max_length=6, choices=Form.choices, default=Form.FILE)
    owner_school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="plans"
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    # The revision that was agreed (thống nhất): what minutes cite and what is taught.
    agreed_revision = models.ForeignKey(
        "PlanRevision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # An agreed plan stands in the bank of the clusters it was taught in until its authors take it out.
    out_of_bank_at = models.DateTimeField(null=True, blank=True)
    # Title, subject, grade, topic, school and authors without accents.
    search_key = models.TextField(editable=False, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="plan_state"
            ),
            models.CheckConstraint(
                condition=Q(form__in=["cv5512", "cv2345", "free", "file"]),
                name="plan_form",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="agreed",
                    agreed_revision__isnull=False,
                    agreed_at__isnull=False,
                )
                | ~Q(state="agreed"),
                name="plan_agreed_says_what",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"#{self.pk}"

    def may_become(self, state: str) -> bool:
        return state in MOVES[self.state]


class PlanAuthor(models.Model):
    """An author of a plan, in order."""

    plan = models.ForeignKey(
        LessonPlan, on_delete=models.CASCADE, related_name="authors"
    )
    order = models.PositiveSmallIntegerField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plans_written"
    )

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "order"], name="plan_author_order"),
            models.UniqueConstraint(fields=["plan", "user"], name="plan_author_once"),
        ]

    def __str__(self) -> str:
        return str(self.user)


class PlanRevision(models.Model):
    """One handed-in version of a plan. Never changed, never deleted; the first one too."""

    class Kind(models.TextChoices):
        FILE = "file", _("A file")
        PHOTOS = "photos", _("Photos of the pages")
        TYPED = "typed", _("Typed here")

    plan = models.ForeignKey(
        LessonPlan, on_delete=models.PROTECT, related_name="revisions"
    )
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.FILE)
    # As it was handed in: for whoever handed it in. Everybody else is given `shared_file`.
    file = models.FileField(upload_to="plans/%Y/%m/", blank=True)
    # The same without what the file says of its authors and of the programs that wrote it.
    shared_file = models.FileField(upload_to="plans/%Y/%m/", blank=True)
    original_name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=120, blank=True)
    # Of the file, of all photos, or of what was typed; in bytes.
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    # What was typed: `lessons.structures` says how it is built. None for files and photos.
    content = models.JSONField(null=True, blank=True)
    # What it says, one paragraph a line, where that can be read: for comparing and for finding.
    text = models.TextField(blank=True)
    note = models.CharField(max_length=500, blank=True)
    late = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["plan", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"], name="plan_revision_number"
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0), name="plan_revision_from_one"
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0), name="plan_revision_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(kind="file", content__isnull=True) & ~Q(file="")
                | Q(kind="photos", content__isnull=True, file="", shared_file="")
                | Q(kind="typed", content__isnull=False, file="", shared_file=""),
                name="plan_revision_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} · {self.number}"

    def save(self, *args, **kwargs) -> None:
        if self.pk is not None:
            raise TypeError("A revision is never changed: hand in a new one.")
        super().save(*args, **kwargs)


class RevisionWithdrawal(models.Model):
    """That a revision was handed in by mistake. The revision itself stays as it is, with its number;
    its file is then for whoever handed it in alone."""

    revision = models.OneToOneField(
        PlanRevision, on_delete=models.PROTECT, related_name="withdrawal"
    )
    reason = models.CharField(_("Reason"), max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="plan_withdrawal_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision}: {self.reason}"


class Teaching(models.Model):
    """Which plan a lesson is taught from, and which revision was taught."""

    # A lesson whose plan was handed in is not removed: the plan would be of nothing any more.
    lesson = models.OneToOneField(
        Lesson, on_delete=models.PROTECT, related_name="teaching"
    )
    plan = models.ForeignKey(
        LessonPlan, on_delete=models.PROTECT, related_name="teachings"
    )
    revision = models.ForeignKey(
        PlanRevision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="teachings",
    )
    # What the teachers would change after teaching it (điều chỉnh sau bài dạy).
    adjustments = models.TextField(blank=True)
    adjusted_at = models.DateTimeField(null=True, blank=True)
    adjusted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(adjustments="") | Q(adjusted_at__isnull=False),
                name="teaching_adjusted_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson}: {self.plan}"
