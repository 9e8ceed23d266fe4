"""What is being written and is not handed in yet: the text of a plan, the photos of its pages."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lessons.models.plan import LessonPlan, PlanRevision


class PlanDraft(models.Model):
    """The text of a plan as it is being typed, saved by itself; handing it in makes a revision.

    `content` is built as `lessons.structures` says. `version` rises with every save, so that of two
    writers the second one hears of the first.
    """

    plan = models.OneToOneField(
        LessonPlan, on_delete=models.CASCADE, related_name="draft"
    )
    content = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.plan)


class PlanPage(models.Model):
    """A photo of a page of a plan: of one that is being put together, then of a revision.

    Upright and without metadata, for print and for the screen.
    """

    plan = models.ForeignKey(LessonPlan, on_delete=models.PROTECT, related_name="pages")
    # None as long as the pages are being collected.
    revision = models.ForeignKey(
        PlanRevision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pages",
    )
    order = models.PositiveSmallIntegerField()
    print_file = models.FileField(upload_to="plans/pages/print/")
    screen_file = models.FileField(upload_to="plans/pages/screen/")
    thumb_file = models.FileField(upload_to="plans/pages/thumb/")
    # Of the print file, in pixels and bytes.
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    # The key that the device gave the photo: sent twice is kept once.
    client_key = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "order"], name="plan_page_order"
            ),
            models.CheckConstraint(
                condition=Q(width__gt=0) & Q(height__gt=0), name="plan_page_has_size"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} · {self.order}"
