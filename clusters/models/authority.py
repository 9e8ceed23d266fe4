from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clusters.models.dated import (
    DatedQuerySet,
    Succession,
    ends_after_start,
    one_current,
    takes_over_once,
)


class Authority(models.Model):
    """Any body that manages or directs (Bộ, Sở, Phòng GD&ĐT, UBND xã, công đoàn, university…).

    The word "Phòng" is data: on 1 July 2025 the district offices ended, old papers keep them.
    """

    class Kind(models.TextChoices):
        MINISTRY = "ministry", _("Ministry")
        DEPARTMENT = "department", _("Department of Education and Training (Sở)")
        DISTRICT_OFFICE = (
            "district_office",
            _("District education office (Phòng GD&ĐT)"),
        )
        PEOPLES_COMMITTEE = "committee", _("People's committee (UBND)")
        COMMUNE_OFFICE = "commune_office", _("Commune culture and social office")
        UNION = "union", _("Trade union")
        UNIVERSITY = "university", _("University")
        OTHER = "other", _("Other body")

    name = models.CharField(_("Name"), max_length=200)
    short_name = models.CharField(_("Short name"), max_length=120, blank=True)
    kind = models.CharField(_("Kind"), max_length=16, choices=Kind.choices)
    place = models.CharField(_("Place"), max_length=120, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet["Authority"].as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "authorities"
        constraints = [
            ends_after_start("authority_ends_after_start"),
            models.CheckConstraint(condition=~Q(name=""), name="authority_has_name"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "ministry",
                        "department",
                        "district_office",
                        "committee",
                        "commune_office",
                        "union",
                        "university",
                        "other",
                    ]
                ),
                name="authority_kind",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="authority_not_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.short_name or self.name


class AuthoritySuccession(Succession):
    """Who took over from whom, and when; merged and split bodies have several rows."""

    predecessor = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="succeeded_by"
    )
    successor = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="succeeds"
    )

    class Meta(Succession.Meta):
        constraints = takes_over_once("authority_succession")


class AuthorityParent(models.Model):
    """The authority above another, dated. Rows exist only where it changed; else `parent` always held.

    An empty parent says that nobody stood above it then.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="dated_parents"
    )
    parent = models.ForeignKey(
        Authority,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dated_children",
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet["AuthorityParent"].as_manager()

    class Meta:
        ordering = ["authority", F("valid_from").asc(nulls_first=True), "pk"]
        constraints = [
            ends_after_start("authority_parent_ends_after_start"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("authority")),
                name="authority_parent_not_self",
            ),
            one_current("authority", name="authority_parent_one_current"),
        ]

    def __str__(self) -> str:
        return f"{self.authority} < {self.parent}"
