"""The 2018 programme as data: levels, grades, subjects, school years. Loaded, and changeable."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Level(models.Model):
    """A level of schooling (cấp học): mầm non, tiểu học, THCS, THPT, GDTX."""

    code = models.SlugField(max_length=12, unique=True)
    name = models.CharField(max_length=40)
    short_name = models.CharField(max_length=12)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class Grade(models.Model):
    """A grade (khối lớp). Kindergarten groups have no number."""

    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="grades")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    name = models.CharField(max_length=40, unique=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number=None) | Q(number__range=(1, 12)), name="grade_number"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Subject(models.Model):
    """A subject or activity of the programme (môn học, hoạt động giáo dục)."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(_("Name"), max_length=80)
    short_name = models.CharField(_("Short form"), max_length=30, blank=True)
    levels = models.ManyToManyField(Level, related_name="subjects")
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The short form if people use one (KHTN), else the name."""
        return self.short_name or self.name


def subject_said(name: str, short: str) -> str:
    """A subject where people read and choose: its short form if it says something (KHTN), else its
    name; two letters (TA, CN) stand for too many things."""
    return short if len(short) > 2 else name


class SubjectAlias(models.Model):
    """Another way people write a subject ("Lý", "Thể dục", "TV")."""

    subject = models.ForeignKey(
        Subject, on_delete=models.CASCADE, related_name="aliases"
    )
    text = models.CharField(max_length=80)
    folded = models.CharField(max_length=80, unique=True, editable=False)

    class Meta:
        ordering = ["folded"]
        verbose_name_plural = "subject aliases"

    def __str__(self) -> str:
        return self.text


class SchoolYearQuerySet(models.QuerySet["SchoolYear"]):
    def containing(self, day: date) -> "SchoolYear | None":
        """The year that day lies in, or None in the gap between two years."""
        return self.filter(starts_on__lte=day, ends_on__gte=day).first()

    def not_over(self, day: date) -> "SchoolYearQuerySet":
        """The years that end on that day or later, the earliest first: the one it lies in, in the gap
        between two years the next one, then those to come."""
        return self.filter(ends_on__gte=day).order_by("starts_on")

    def offered(self, day: date, *, holding: Q) -> "SchoolYearQuerySet":
        """The years to choose from where something is looked for: those that hold it, the one that
        day lies in and the next."""
        now = self.not_over(day).values("pk")[:2]
        return self.filter(holding | Q(pk__in=now))

    def nearest_first(self, day: date) -> "list[SchoolYear]":
        """The years that have begun, the newest first, then those to come, the next first: in the
        order people look for them."""
        years = list(self.order_by("-starts_on"))
        begun = [year for year in years if year.starts_on <= day]
        to_come = [year for year in years if year.starts_on > day]
        return [*begun, *reversed(to_come)]


class SchoolYear(models.Model):
    """A school year, written "2022-2023"."""

    label = models.CharField(max_length=9, unique=True)
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = SchoolYearQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="school_year_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.label
