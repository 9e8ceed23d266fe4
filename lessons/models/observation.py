"""Observing a lesson: how pupils learn, noted while it is taught. No totals, no grades, no ranking."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clusters.models import Authority, Level
from sessions.models import Lesson, RosterEntry


class CriteriaSet(models.Model):
    """A set of criteria for observing, of one wording: local sets and new wordings are new rows.

    A set that was used is never changed; `retired_on` takes it out of what is offered.
    """

    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("Title"), max_length=200)
    # The document that it comes from, as it is cited.
    source = models.CharField(_("Source"), max_length=300, blank=True)
    # Whose set it is: offered to the clusters below it. Empty: offered everywhere.
    authority = models.ForeignKey(
        Authority,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="criteria_sets",
    )
    levels = models.ManyToManyField(Level, blank=True, related_name="criteria_sets")
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"], name="criteria_set_version"
            ),
            models.CheckConstraint(
                condition=~Q(title=""), name="criteria_set_has_title"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Criterion(models.Model):
    """One criterion of a set, in order; `points` is what a cluster that gives points gives at most."""

    criteria = models.ForeignKey(
        CriteriaSet, on_delete=models.CASCADE, related_name="rows"
    )
    order = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    points = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)

    class Meta:
        ordering = ["criteria", "order"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(
                fields=["criteria", "order"], name="criterion_order"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="criterion_has_text"),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__gt=0), name="criterion_points"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class ObservationState(models.TextChoices):
    PRIVATE = "private", _("Only I see it")
    SHARED = "shared", _("Shared with the teacher")


OBSERVATION_MOVES: dict[str, set[str]] = {
    ObservationState.PRIVATE: {ObservationState.SHARED},
    ObservationState.SHARED: {ObservationState.PRIVATE},
}


class Observation(models.Model):
    """What one person saw in one lesson. Private until it is shared with who taught."""

    lesson = models.ForeignKey(
        Lesson, on_delete=models.PROTECT, related_name="observations"
    )
    observer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="observations"
    )
    # The observer's line on the list of the session, with name and place as of that day.
    entry = models.ForeignKey(
        RosterEntry,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="observations",
    )
    criteria = models.ForeignKey(
        CriteriaSet, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        max_length=7, choices=ObservationState.choices, default=ObservationState.PRIVATE
    )
    shared_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "observer"], name="observation_once"
            ),
            models.CheckConstraint(
                condition=Q(state="private")
                | Q(state="shared", shared_at__isnull=False),
                name="observation_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.observer}: {self.lesson}"

    @property
    def who(self) -> str:
        """The observer by the name on the list of that day."""
        return self.entry.name_as_printed if self.entry else str(self.observer)


class Moment(models.TextChoices):
    """What pupils and teacher are at: the four steps of an activity (CV 5512, phụ lục IV, mục d)."""

    TASK = "task", _("Giving the task")
    WORK = "work", _("Pupils at work")
    REPORT = "report", _("Reporting and discussing")
    CONCLUDE = "conclude", _("Concluding")


class ObservationNote(models.Model):
    """One note with its minute: a pressed button, a sentence, or both."""

    observation = models.ForeignKey(
        Observation, on_delete=models.CASCADE, related_name="notes"
    )
    moment = models.CharField(max_length=8, choices=Moment.choices, blank=True)
    # When it was seen, by the device's clock set right by the server's.
    at = models.DateTimeField()
    text = models.TextField(blank=True)
    # The key that the device gave the note: sent twice is kept once.
    client_key = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001
    received_at = models.DateTimeField()
    # Rises when the observer changes the words, so that an older copy does not win.
    version = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(moment__in=["", *Moment.values]),
                name="observation_note_moment",
            ),
            models.CheckConstraint(
                condition=~Q(moment="", text=""), name="observation_note_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60] or self.get_moment_display()


class ObservationPhoto(models.Model):
    """A photo taken while observing: apart from the notes, which never wait for it."""

    observation = models.ForeignKey(
        Observation, on_delete=models.CASCADE, related_name="photos"
    )
    # Which note it belongs to, by the key of that note: the photo may arrive before it.
    note_key = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    print_file = models.FileField(upload_to="observations/print/")
    screen_file = models.FileField(upload_to="observations/screen/")
    thumb_file = models.FileField(upload_to="observations/thumb/")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    client_key = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(width__gt=0) & Q(height__gt=0),
                name="observation_photo_has_size",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class CriterionWord(models.Model):
    """What an observer writes to one criterion; points only where the cluster gives them."""

    observation = models.ForeignKey(
        Observation, on_delete=models.CASCADE, related_name="words"
    )
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, related_name="words"
    )
    text = models.TextField(blank=True)
    points = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)

    class Meta:
        ordering = ["observation", F("criterion__order").asc()]
        constraints = [
            models.UniqueConstraint(
                fields=["observation", "criterion"], name="criterion_word_once"
            ),
            models.CheckConstraint(
                condition=~Q(text="", points=None), name="criterion_word_says_something"
            ),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__gte=0),
                name="criterion_word_points",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
