from datetime import date
from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clusters.models.authority import Authority
from clusters.models.dated import DatedQuerySet, ends_after_start
from clusters.models.programme import Subject
from clusters.models.school import School


class PostQuerySet(DatedQuerySet["Post"]):
    def at(self, place: School | Authority) -> "PostQuerySet":
        """The posts at this school or this authority."""
        if isinstance(place, School):
            return self.filter(school=place)
        return self.filter(authority=place)


class Post(models.Model):
    """What a person is, where, and since when; the title is as printed."""

    class Kind(models.TextChoices):
        PRINCIPAL = "principal", _("Principal")
        VICE_PRINCIPAL = "vice_principal", _("Vice-principal")
        SUBJECT_HEAD = "subject_head", _("Subject head")
        TEACHER = "teacher", _("Teacher")
        OFFICER = "officer", _("Officer of an authority")
        STAFF = "staff", _("Staff")

    # By one of these somebody leads a school.
    LEADING = (Kind.PRINCIPAL, Kind.VICE_PRINCIPAL)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="posts"
    )
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    kind = models.CharField(max_length=14, choices=Kind.choices)
    title = models.CharField(max_length=120, blank=True)
    subjects = models.ManyToManyField(Subject, blank=True, related_name="posts")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["user", "pk"]
        constraints = [
            ends_after_start("post_ends_after_start"),
            models.CheckConstraint(
                condition=Q(school=None, authority__isnull=False)
                | Q(school__isnull=False, authority=None),
                name="post_at_school_or_authority",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "principal",
                        "vice_principal",
                        "subject_head",
                        "teacher",
                        "officer",
                        "staff",
                    ]
                ),
                name="post_kind",
            ),
            models.CheckConstraint(
                condition=~Q(kind="officer") | Q(authority__isnull=False),
                name="post_officer_at_authority",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["officer", "staff"]) | Q(school__isnull=False),
                name="post_teacher_at_school",
            ),
            models.UniqueConstraint(
                fields=["user", "school", "kind"],
                condition=Q(valid_to=None, school__isnull=False),
                name="post_once_at_school",
            ),
            models.UniqueConstraint(
                fields=["user", "authority", "kind"],
                condition=Q(valid_to=None, authority__isnull=False),
                name="post_once_at_authority",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.title or self.get_kind_display()}"

    @property
    def place(self) -> School | Authority:
        """Where the post is: a school or an authority, one of the two by a rule of the database."""
        if self.school is not None:
            return self.school
        return cast(Authority, self.authority)


class Delegation(models.Model):
    """A post lent for a time: from a principal to a vice-principal, with an end."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="delegations")
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="delegations"
    )
    valid_from = models.DateField()
    valid_to = models.DateField()

    objects = DatedQuerySet["Delegation"].as_manager()

    class Meta:
        ordering = ["-valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="delegation_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.post} → {self.to}"

    @property
    def last_day(self) -> date:
        """The day with which it ends: its own, or that of the post where the post ends before."""
        of_post = self.post.valid_to
        return min(self.valid_to, of_post) if of_post else self.valid_to
