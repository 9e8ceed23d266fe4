from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.text import fold, nfc, search_words, title_sort_key
from clusters.models.authority import Authority
from clusters.models.dated import (
    DatedQuerySet,
    Succession,
    ends_after_start,
    one_current,
    takes_over_once,
)
from clusters.models.programme import Level


class SchoolQuerySet(models.QuerySet["School"]):
    def named_like(self, words: str) -> "SchoolQuerySet":
        """Schools whose folded name holds every word, in any order."""
        found = self
        for word in search_words(words):
            found = found.filter(search_key__contains=word)
        return found


class School(models.Model):
    """A school. Its id stays; names and authorities are dated; two schools may bear one name.

    `name` is today's name without the word "trường" ("THCS Hồng Tiến"); `SchoolName` keeps all.
    """

    code = models.CharField(
        _("Code"), max_length=20, null=True, blank=True, unique=True
    )
    name = models.CharField(_("Name"), max_length=160)
    search_key = models.CharField(max_length=160, editable=False, db_index=True)
    sort_key = models.CharField(max_length=400, editable=False)
    place = models.CharField(_("Place"), max_length=160, blank=True)
    levels = models.ManyToManyField(Level, blank=True, related_name="schools")
    # False from the day on after `valid_to`: what is chosen from today.
    is_active = models.BooleanField(default=True)
    # The first day of a school that was made of others, empty for all that were always there.
    valid_from = models.DateField(null=True, blank=True)
    # The last day of a school that was closed or merged into another.
    valid_to = models.DateField(null=True, blank=True)
    # Its dated names in brief, so that whoever holds the row knows them all without a question:
    # one a line, the first day and the name. Empty for a school that never changed its name.
    name_changes = models.TextField(blank=True, editable=False, default="")

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [
            ends_after_start("school_ends_after_start"),
            models.CheckConstraint(condition=~Q(name=""), name="school_has_name"),
            models.CheckConstraint(
                condition=~Q(code=""), name="school_code_empty_is_null"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def set_name(self, name: str) -> None:
        """Set today's name and the keys that follow from it."""
        self.name = nfc(" ".join(name.split()))
        self.search_key = fold(self.name)[:160]
        self.sort_key = title_sort_key(self.name)

    def name_on(self, day: date | None) -> str:
        """The name that the school bore on that day; of a day that nobody knows, today's. No query."""
        if not self.name_changes or day is None:
            return self.name
        return name_among(self.name_changes, day)

    def keep_name_changes(self) -> None:
        """Bring `name_changes` to what the dated names say; to be called after each change of them."""
        rows = list(self.names.order_by(F("valid_from").asc(nulls_first=True), "pk"))
        self.name_changes = (
            "\n".join(f"{row.valid_from or ''}\t{row.name}" for row in rows)
            if len(rows) > 1
            else ""
        )
        self.save(update_fields=["name_changes"])


def name_among(changes: str, day: date) -> str:
    """The name of that day among the lines of `School.name_changes`; before the first, the first."""
    lines = [line.split("\t", 1) for line in changes.splitlines()]
    held = [name for since, name in lines if since <= day.isoformat()]
    return held[-1] if held else lines[0][1]


class SchoolName(models.Model):
    """A name that a school bears or bore; old papers keep the old name."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=160)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet["SchoolName"].as_manager()

    class Meta:
        ordering = ["school", F("valid_from").asc(nulls_first=True), "pk"]
        constraints = [
            ends_after_start("school_name_ends_after_start"),
            one_current("school", name="school_name_one_current"),
        ]

    def __str__(self) -> str:
        return self.name


class SchoolAuthority(models.Model):
    """The relation of a school to an authority, of two kinds, dated."""

    class Kind(models.TextChoices):
        OWNER = "owner", _("Administrative owner (chủ quản)")
        GUIDANCE = "guidance", _("Professional direction (chỉ đạo chuyên môn)")

    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="authority_relations"
    )
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="school_relations"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet["SchoolAuthority"].as_manager()

    class Meta:
        ordering = ["school", "kind", "pk"]
        verbose_name_plural = "school authorities"
        constraints = [
            ends_after_start("school_authority_ends_after_start"),
            models.CheckConstraint(
                condition=Q(kind__in=["owner", "guidance"]),
                name="school_authority_kind",
            ),
            one_current("school", "kind", name="school_authority_one_current"),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.authority}"


class SchoolSuccession(Succession):
    """Which school took over from which, and when: schools that were merged, or one that was split.

    A school that took over also holds what its predecessor had taken over: those rows stand here too.
    """

    predecessor = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="succeeded_by"
    )
    successor = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="succeeds"
    )

    class Meta(Succession.Meta):
        constraints = takes_over_once("school_succession")
