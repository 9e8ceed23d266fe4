"""A round of a plan: who was asked to read it, what colleagues say, what the author answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lessons.models.plan import LessonPlan, PlanRevision


class ReaderState(models.TextChoices):
    ASKED = "asked", _("Asked")
    READ = "read", _("Has read it")
    DECLINED = "declined", _("Cannot read it")
    # No longer asked: the round ended or somebody else reads it.
    RELEASED = "released", _("No longer asked")


READER_MOVES: dict[str, set[str]] = {
    ReaderState.ASKED: {ReaderState.READ, ReaderState.DECLINED, ReaderState.RELEASED},
    # A new revision asks again.
    ReaderState.READ: {ReaderState.ASKED},
    ReaderState.DECLINED: {ReaderState.ASKED},
    ReaderState.RELEASED: {ReaderState.ASKED},
}


class PlanReader(models.Model):
    """Somebody of another school who was asked to read a plan (người đọc góp ý)."""

    class How(models.TextChoices):
        PROPOSED = "proposed", _("Proposed by Chung Tay")
        CHOSEN = "chosen", _("Chosen by a person")

    plan = models.ForeignKey(
        LessonPlan, on_delete=models.CASCADE, related_name="readers"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="plans_to_read",
    )
    how = models.CharField(max_length=8, choices=How.choices)
    state = models.CharField(
        max_length=8, choices=ReaderState.choices, default=ReaderState.ASKED
    )
    # Which revision was asked about, then which one was read.
    revision = models.ForeignKey(
        PlanRevision, on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "user"], name="plan_reader_once"),
            models.CheckConstraint(
                condition=Q(how__in=["proposed", "chosen"]), name="plan_reader_how"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReaderState.values), name="plan_reader_state"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["read", "declined"])
                | Q(answered_at__isnull=False),
                name="plan_reader_answered_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.plan}"


class PlanComment(models.Model):
    """What a colleague says of a revision: of one section, or of the whole (`section` empty)."""

    class Answer(models.TextChoices):
        ADOPTED = "adopted", _("Taken up")
        KEPT = "kept", _("Kept as it is")
        LATER = "later", _("For later")

    revision = models.ForeignKey(
        PlanRevision, on_delete=models.PROTECT, related_name="comments"
    )
    # The key of a section (`lessons.structures`), "p3" for the third page of photos.
    section = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plan_comments"
    )
    at = models.DateTimeField()
    # The key that the device gave the comment: sent twice is kept once.
    client_key = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001
    # Taken back by who wrote it, before it was answered; it is shown to nobody any more.
    taken_back_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=7, choices=Answer.choices, blank=True)
    answer_text = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="plan_comment_has_text"),
            models.CheckConstraint(
                condition=Q(answer__in=["", "adopted", "kept", "later"]),
                name="plan_comment_answer",
            ),
            # To keep something as it is takes a reason.
            models.CheckConstraint(
                condition=~Q(answer="kept") | ~Q(answer_text=""),
                name="plan_comment_kept_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | ~Q(answer="") & Q(answered_at__isnull=False, taken_back_at=None),
                name="plan_comment_answered_when",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_open(self) -> bool:
        """Whether the author still has to answer it, or put it off."""
        return self.taken_back_at is None and self.answer in ("", self.Answer.LATER)
