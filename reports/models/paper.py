from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lessons.models import PlanRevision
from lessons.reading import readable_revisions
from reports.models.article import Article
from reports.models.bulletin import Bulletin
from reports.models.participation import Participation
from sessions.models import (
    ExchangeSession,
    Lesson,
    Minutes,
    Part,
    PlanVersion,
)


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


# Which column holds the thing that a kind of paper is of.
OWNERS = {
    "news": "article",
    "bulletin": "bulletin",
    "minutes": "minutes",
    "signing": "part",
    "plan": "plan_version",
    "taken": "participation",
    "lesson": "plan_revision",
    "observe": "lesson",
}
_ONCE = {
    "article": "an_article",
    "bulletin": "a_bulletin",
    "minutes": "minutes",
    "part": "a_part",
    "plan_version": "a_plan",
    "participation": "a_participation",
    "plan_revision": "a_revision",
    "lesson": "a_lesson",
}


def _of_one_thing() -> Q:
    """Each kind has its own column filled, and only that one."""
    allowed = Q()
    for kind, own in OWNERS.items():
        others = {owner: None for owner in OWNERS.values() if owner != own}
        allowed |= Q(kind=kind, **{f"{own}__isnull": False}, **others)
    return allowed


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, user: User) -> "PaperQuerySet":
        """The current papers of what this person may see.

        An older paper may hold what was taken out before publishing, so nobody is given one. Minutes
        that were printed before they were sent round are for those who write them.
        """
        exchanges = ExchangeSession.objects.visible_to(user).order_by().values("pk")
        minutes = Minutes.objects.visible_to(user).order_by().values("pk")
        written = Minutes.objects.written_by(user).order_by().values("pk")
        plans = PlanVersion.objects.visible_to(user).order_by().values("pk")
        return self.current().filter(
            Q(article__in=Article.objects.visible_to(user).values("pk"))
            | Q(bulletin__in=Bulletin.objects.visible_to(user).values("pk"))
            | Q(part__exchange__in=exchanges)
            | Q(lesson__exchange__in=exchanges)
            | (Q(minutes__in=minutes) & (Q(edition__gt=0) | Q(minutes__in=written)))
            | Q(plan_version__in=plans)
            | Q(participation__user=user)
            | Q(plan_revision__in=readable_revisions(user).order_by().values("pk"))
        )

    def current(self) -> "PaperQuerySet":
        """The paper asked for last, of each article and bulletin."""
        return self.exclude(Exists(self.model._base_manager.filter(_later())))

    def superseded(self) -> "PaperQuerySet":
        """Papers of drafts and proofs that later ones replaced; what was published, confirmed or
        approved is kept."""
        return (
            self.filter(Exists(self.model._base_manager.filter(_later())), final=False)
        ).exclude(
            article__published_at__isnull=False,
            requested_at__gte=F("article__published_at"),
        )


def _later() -> Q:
    """Condition on a paper: asked for after the paper of the outer query, of the same thing."""
    same = Q()
    for owner in OWNERS.values():
        same |= Q(**{owner: OuterRef(owner)})
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
        MINUTES = "minutes", _("Minutes")
        SIGNING_SHEET = "signing", _("Signing sheet")
        YEAR_PLAN = "plan", _("Plan of the year")
        PARTICIPATION = "taken", _("Confirmation of participation")
        LESSON_PLAN = "lesson", _("Lesson plan")
        OBSERVATION = "observe", _("Blank sheet for observing")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, null=True, blank=True, related_name="papers"
    )
    bulletin = models.ForeignKey(
        Bulletin, on_delete=models.CASCADE, null=True, blank=True, related_name="papers"
    )
    # A signing sheet is of one part, a plan of the year of one version.
    part = models.ForeignKey(
        Part, on_delete=models.CASCADE, null=True, blank=True, related_name="papers"
    )
    minutes = models.ForeignKey(
        Minutes, on_delete=models.CASCADE, null=True, blank=True, related_name="papers"
    )
    plan_version = models.ForeignKey(
        PlanVersion,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="papers",
    )
    # A confirmation is of one person and school year, and for that person alone.
    participation = models.ForeignKey(
        Participation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="papers",
    )
    # A lesson plan that was typed here is of one revision.
    plan_revision = models.ForeignKey(
        PlanRevision,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="papers",
    )
    # The blank sheet for observing is of one lesson.
    lesson = models.ForeignKey(
        Lesson, on_delete=models.CASCADE, null=True, blank=True, related_name="papers"
    )
    # Of minutes: the number of the revision that it prints; 0 for what is still being written.
    edition = models.PositiveIntegerField(default=0)
    # Confirmed minutes, approved plans: kept although a later paper took its place.
    final = models.BooleanField(default=False)
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
                condition=_of_one_thing(),
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
            *(
                models.UniqueConstraint(
                    fields=[owner, "digest"],
                    condition=Q(**{f"{owner}__isnull": False}),
                    name=f"paper_once_{name}",
                )
                for owner, name in _ONCE.items()
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}: {self.get_state_display()}"

    @property
    def subject(self) -> models.Model:
        """What it is the paper of."""
        subject: models.Model = getattr(self, OWNERS[self.kind])
        return subject

    def may_become(self, state: str) -> bool:
        return state in PAPER_MOVES[self.state]
