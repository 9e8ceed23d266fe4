from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusters.models import Grade, School, Subject
from sessions.models.exchange import ExchangeSession
from sessions.models.part import Part
from sessions.models.promises import NamedInOrder, never_empty, one_at_a_place


class Lesson(models.Model):
    """A lesson taught (tiết dạy; in kindergarten: hoạt động học). Nearly all of it may be unknown."""

    class Kind(models.TextChoices):
        LESSON = "lesson", _("Lesson (tiết dạy)")
        ACTIVITY = "activity", _("Learning activity (hoạt động học)")

    exchange = models.ForeignKey(
        ExchangeSession, on_delete=models.CASCADE, related_name="lessons"
    )
    part = models.ForeignKey(
        Part, on_delete=models.SET_NULL, null=True, blank=True, related_name="lessons"
    )
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.LESSON)
    word_as_printed = models.CharField(max_length=60, blank=True)
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="lessons"
    )
    subject_as_printed = models.CharField(max_length=80, blank=True)
    grade = models.ForeignKey(
        Grade, on_delete=models.PROTECT, null=True, blank=True, related_name="lessons"
    )
    klass = models.CharField(_("Class"), max_length=40, blank=True)
    topic = models.CharField(_("Topic"), max_length=250, blank=True)
    school = models.ForeignKey(
        School,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="taught_lessons",
    )
    class_school = models.ForeignKey(
        School,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="received_lessons",
    )
    periods = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        db_table = "exchange_lesson"
        ordering = ["order", "pk"]
        constraints = [
            one_at_a_place("exchange", name="exchange_lesson_order"),
            models.CheckConstraint(
                condition=Q(kind__in=["lesson", "activity"]),
                name="exchange_lesson_kind",
            ),
            models.CheckConstraint(
                condition=Q(periods=None) | Q(periods__gt=0),
                name="exchange_lesson_periods",
            ),
            models.CheckConstraint(
                condition=Q(subject__isnull=False)
                | ~Q(subject_as_printed="", klass="", topic="", word_as_printed=""),
                name="exchange_lesson_says_something",
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(
            part for part in (self.subject_label, self.klass, self.topic) if part
        )

    @property
    def subject_label(self) -> str:
        """The subject as printed, else its short form."""
        if self.subject_as_printed:
            return self.subject_as_printed
        return self.subject.label if self.subject else ""

    @property
    def school_name(self) -> str:
        """The teachers' school by the name of the session's day; empty if none is known."""
        if self.school is None or not self.school.name_changes:
            return str(self.school or "")
        return self.school.name_on(self.exchange.named_day)

    @property
    def teacher_names(self) -> list[str]:
        """Names of the teachers, in order."""
        return [teacher.name for teacher in self.teachers.all()]


class AgreedPlan(models.Model):
    """Which revision of its plan was agreed for a lesson, and on which day: what minutes cite. Written
    by the round of the plan, which is no business of a session."""

    lesson = models.OneToOneField(
        Lesson, on_delete=models.CASCADE, related_name="agreed_plan"
    )
    revision = models.PositiveSmallIntegerField()
    on = models.DateField()

    class Meta:
        db_table = "exchange_agreed_plan"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revision__gt=0), name="exchange_agreed_plan_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson}: {self.revision}"


class LessonTeacher(NamedInOrder):
    """Who teaches a lesson: a person who signs in, or a name as printed."""

    lesson = models.ForeignKey(
        Lesson, on_delete=models.CASCADE, related_name="teachers"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lessons_taught",
    )
    name_as_printed = models.CharField(max_length=120)

    class Meta(NamedInOrder.Meta):
        db_table = "exchange_lesson_teacher"
        constraints = [
            one_at_a_place("lesson", name="exchange_lesson_teacher_order"),
            never_empty("name_as_printed", name="exchange_lesson_teacher_name"),
        ]

    @property
    def name(self) -> str:
        return self.name_as_printed
