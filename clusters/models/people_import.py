from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.models.cluster import Cluster
from clusters.models.school import School


class ImportState(models.TextChoices):
    READING = "reading", _("Being read")
    CHECKED = "checked", _("To be looked through")
    WRITING = "writing", _("Being written")
    DONE = "done", _("Done")
    FAILED = "failed", _("Not readable")
    DROPPED = "dropped", _("Dropped")


IMPORT_MOVES: dict[str, set[str]] = {
    ImportState.READING: {ImportState.CHECKED, ImportState.FAILED},
    ImportState.CHECKED: {ImportState.WRITING, ImportState.DROPPED},
    ImportState.WRITING: {ImportState.DONE, ImportState.CHECKED},
    ImportState.DONE: set(),
    ImportState.FAILED: set(),
    ImportState.DROPPED: set(),
}
# What a machine is at: it is claimed, and looked for by the sweep when nobody came.
AT_WORK = (ImportState.READING, ImportState.WRITING)


class ImportQuerySet(models.QuerySet["PeopleImport"]):
    def visible_to(self, user: User) -> "ImportQuerySet":
        """The lists that this person brought; a list of names and numbers is shown to nobody else."""
        return self.filter(created_by=user)


class PeopleImport(models.Model):
    """A list of people that somebody brings from Excel (danh sách nhân sự): for one school, or for the
    schools of one cluster, which a column then names.

    The file lies in the row until it was read; afterwards only what was read of it.
    """

    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=200)
    data = models.BinaryField(null=True)
    state = models.CharField(
        max_length=7, choices=ImportState.choices, default=ImportState.READING
    )
    # Headings that no column of ours answers to, as they stand in the list.
    unread = models.JSONField(default=list)
    # Why it could not be read: a word of `clusters.importing.words`.
    fault = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    state_at = models.DateTimeField()
    # A lease: who is at it, since when; and how often it ended in a fault.
    claim = models.CharField(max_length=32, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    client_key = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001

    objects = ImportQuerySet.as_manager()

    class Meta:
        db_table = "clusters_people_import"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(school__isnull=False, cluster=None)
                | Q(school=None, cluster__isnull=False),
                name="people_import_of_one",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="people_import_state"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> School | Cluster:
        """What the list is of: a school or a cluster, one of the two by a rule of the database."""
        if self.school is not None:
            return self.school
        assert self.cluster is not None  # noqa: S101  (the constraint people_import_of_one)
        return self.cluster

    @property
    def stopped(self) -> bool:
        """Whether its writing was given up: what was written stays, somebody has to press again."""
        return self.state == ImportState.CHECKED and self.attempts > 0

    def may_become(self, state: str) -> bool:
        return state in IMPORT_MOVES[self.state]


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def tally(self) -> dict[str, int]:
        """How many lines there are of each verdict and of each outcome, of questions without an answer
        (`open`), and of those that would be written (`to_write`); one query."""
        question = Q(verdict=ImportRow.Verdict.QUESTION)
        counted = {word: Q(verdict=word) for word in ImportRow.Verdict.values}
        counted |= {word: Q(outcome=word) for word in ImportRow.Outcome.values}
        waits = Q(outcome="")
        counted["open"] = waits & question & Q(answer="")
        counted["to_write"] = waits & (
            Q(verdict=ImportRow.Verdict.NEW) | (question & ~Q(answer__in=["", "skip"]))
        )
        return self.aggregate(
            **{name: models.Count("pk", filter=of) for name, of in counted.items()}
        )


class ImportRow(models.Model):
    """One line of a list: what it says, what it means here, and what became of it."""

    class Verdict(models.TextChoices):
        NEW = "new", _("New")
        SAME = "same", _("Here already")
        QUESTION = "question", _("Question")
        ERROR = "error", _("Error")

    class Outcome(models.TextChoices):
        ADDED = "added", _("Added")
        JOINED = "joined", _("Post added")
        LEFT_OUT = "left_out", _("Left out")

    brought = models.ForeignKey(
        PeopleImport, on_delete=models.CASCADE, related_name="rows"
    )
    # The number of the line in the list, as Excel shows it.
    number = models.PositiveIntegerField()
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True)
    # The cells as they were typed, by our word for the column.
    cells = models.JSONField(default=dict)
    # What was understood: full_name, phone, email, staff_code, kind, title, subjects.
    read = models.JSONField(default=dict)
    # Same line, same digest: a list that is brought again is known by it.
    digest = models.CharField(max_length=40, db_index=True)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    # What is to be said about it: [word, parameters], see `clusters.importing.words`.
    says = models.JSONField(default=list)
    # Whom the question is about: keys of people.
    candidates = models.JSONField(default=list)
    # "" (not answered), "skip", "new", or the key of a person.
    answer = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        db_table = "clusters_import_row"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["brought", "number"], name="import_row_once"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["new", "same", "question", "error"]),
                name="import_row_verdict",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "added", "joined", "left_out"]),
                name="import_row_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.read.get('full_name', '')}"

    def choices(self) -> list[str]:
        """What may be answered: the keys of the people it is about, somebody new, left out. Who bears
        this very number is never somebody new."""
        if self.verdict != self.Verdict.QUESTION:
            return []
        about = self.says[0][0] if self.says else ""
        new = [] if about == "elsewhere" else ["new"]
        return [*(str(pk) for pk in self.candidates), *new, "skip"]
