from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.text import fold, nfc, search_words, title_sort_key
from clusters.models.authority import Authority
from clusters.models.dated import DatedQuerySet, ends_after_start
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
    is_active = models.BooleanField(default=True)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [
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


class SchoolName(models.Model):
    """A name that a school bears or bore; old papers keep the old name."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=160)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet["SchoolName"].as_manager()

    class Meta:
        ordering = ["school", "valid_from", "pk"]
        constraints = [
            ends_after_start("school_name_ends_after_start"),
            models.UniqueConstraint(
                fields=["school"],
                condition=Q(valid_to=None),
                name="school_name_one_current",
            ),
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
            models.UniqueConstraint(
                fields=["school", "kind"],
                condition=Q(valid_to=None),
                name="school_authority_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.authority}"
