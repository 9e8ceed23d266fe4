from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reports.models.article import Article
from sessions.models import ExchangeSession, Lesson


class PhotoQuerySet(models.QuerySet["Photo"]):
    def visible_to(self, user: User) -> "PhotoQuerySet":
        """Photos of the sessions and articles that this person may see."""
        return self.filter(
            Q(exchange__in=ExchangeSession.objects.visible_to(user).values("pk"))
            | Q(article__in=Article.objects.visible_to(user).values("pk"))
        )


class Photo(models.Model):
    """A photo of a session or an article: upright, without metadata, in three sizes.

    An empty caption means: the line of its lesson, which follows corrections of the lesson.
    """

    class Consent(models.TextChoices):
        NOT_NEEDED = "not_needed", _("No pupil can be recognised")
        # Nobody has said anything yet: consent is never assumed.
        UNSAID = "unsaid", _("Pupils: not answered yet")
        MISSING = "missing", _("Consent not settled")
        GIVEN = "given", _("Consent given")
        WITHDRAWN = "withdrawn", _("Consent withdrawn")

    # A session with photos is not deleted: they are many people's, and their files would stay behind.
    exchange = models.ForeignKey(
        ExchangeSession,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="photos",
    )
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, null=True, blank=True, related_name="photos"
    )
    lesson = models.ForeignKey(
        Lesson, on_delete=models.SET_NULL, null=True, blank=True, related_name="photos"
    )
    order = models.PositiveIntegerField()
    caption = models.CharField(_("Caption"), max_length=300, blank=True)
    print_file = models.FileField(upload_to="photos/print/")
    screen_file = models.FileField(upload_to="photos/screen/")
    thumb_file = models.FileField(upload_to="photos/thumb/")
    # Of the print file, in pixels.
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    consent = models.CharField(
        max_length=10, choices=Consent.choices, default=Consent.UNSAID
    )
    consent_note = models.CharField(max_length=300, blank=True)
    client_key = models.CharField(max_length=40, null=True, blank=True, unique=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(exchange__isnull=False) | Q(article__isnull=False),
                name="photo_of_something",
            ),
            models.CheckConstraint(
                condition=Q(
                    consent__in=[
                        "not_needed",
                        "unsaid",
                        "missing",
                        "given",
                        "withdrawn",
                    ]
                ),
                name="photo_consent",
            ),
            models.CheckConstraint(
                condition=Q(width__gt=0) & Q(height__gt=0), name="photo_has_size"
            ),
        ]

    def __str__(self) -> str:
        return self.caption or f"#{self.pk}"
