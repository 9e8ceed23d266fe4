from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reports.models.article import Article
from reports.models.bulletin import Bulletin


class PaperState(models.TextChoices):
    QUEUED = "queued", _("Waiting to be made")
    RENDERING = "rendering", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be made")


PAPER_MOVES: dict[str, set[str]] = {
    PaperState.QUEUED: {PaperState.RENDERING, PaperState.FAILED},
    # Back to queued when what failed may heal; rendering again when a lease ran out.
    PaperState.RENDERING: {
        PaperState.RENDERING,
        PaperState.QUEUED,
        PaperState.READY,
        PaperState.FAILED,
    },
    PaperState.READY: set(),
    PaperState.FAILED: {PaperState.QUEUED},
}


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, user: User) -> "PaperQuerySet":
        """The current papers of the articles and bulletins that this person may see.

        An older paper may hold what was taken out before publishing, so nobody is given one.
        """
        return self.current().filter(
            Q(article__in=Article.objects.visible_to(user).values("pk"))
            | Q(bulletin__in=Bulletin.objects.visible_to(user).values("pk"))
        )

    def current(self) -> "PaperQuerySet":
        """The paper asked for last, of each article and bulletin."""
        return self.exclude(Exists(self.model._base_manager.filter(_later())))

    def superseded(self) -> "PaperQuerySet":
        """Papers of drafts and proofs that later ones replaced; what was published is kept."""
        return self.filter(Exists(self.model._base_manager.filter(_later()))).exclude(
            article__published_at__isnull=False,
            requested_at__gte=F("article__published_at"),
        )


def _later() -> Q:
    """Condition on a paper: asked for after the paper of the outer query, of the same thing."""
    same = Q(article=OuterRef("article")) | Q(bulletin=OuterRef("bulletin"))
    after = Q(requested_at__gt=OuterRef("requested_at")) | Q(
        requested_at=OuterRef("requested_at"), pk__gt=OuterRef("pk")
    )
    return same & after


class Paper(models.Model):
    """Anything printable: its frozen document, and what became of it.

    The row is the truth; the message in the broker only rings. Same document, same paper:
    `digest` covers the blocks, the photos, the templates and the engine.
    """

    class Kind(models.TextChoices):
        NEWS = "news", _("News report")
        BULLETIN = "bulletin", _("Bulletin")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, null=True, blank=True, related_name="papers"
    )
    bulletin = models.ForeignKey(
        Bulletin, on_delete=models.CASCADE, null=True, blank=True, related_name="papers"
    )
    document = models.JSONField()
    # Keys of the photos in the document → path of the print derivative in storage.
    photos = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    state = models.CharField(
        max_length=9, choices=PaperState.choices, default=PaperState.QUEUED
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    claim = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    # When somebody last asked for this paper; the latest of an article is its current one.
    requested_at = models.DateTimeField(default=timezone.now)
    # When the sweep last rang for it.
    rung_at = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error = models.TextField(blank=True)
    pdf = models.FileField(upload_to="papers/", blank=True)
    docx = models.FileField(upload_to="papers/", blank=True)
    pdf_size = models.PositiveIntegerField(null=True, blank=True)
    docx_size = models.PositiveIntegerField(null=True, blank=True)
    page_count = models.PositiveSmallIntegerField(null=True, blank=True)
    # Paths of the page images in storage, in order.
    pages = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "claimed_at"], name="paper_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PaperState.values), name="paper_state"
            ),
            models.CheckConstraint(
                condition=Q(kind="news", article__isnull=False, bulletin=None)
                | Q(kind="bulletin", article=None, bulletin__isnull=False),
                name="paper_of_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready")
                | (~Q(pdf="") & Q(pdf_size__gt=0) & Q(finished_at__isnull=False)),
                name="paper_ready_has_file",
            ),
            models.CheckConstraint(
                condition=~Q(state="rendering") | Q(claimed_at__isnull=False),
                name="paper_rendering_is_claimed",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(error=""),
                name="paper_failed_has_reason",
            ),
            models.UniqueConstraint(
                fields=["article", "digest"],
                condition=Q(article__isnull=False),
                name="paper_once_an_article",
            ),
            models.UniqueConstraint(
                fields=["bulletin", "digest"],
                condition=Q(bulletin__isnull=False),
                name="paper_once_a_bulletin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}: {self.get_state_display()}"

    def may_become(self, state: str) -> bool:
        return state in PAPER_MOVES[self.state]
