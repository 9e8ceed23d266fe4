from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusters.models.authority import Authority
from clusters.models.school import School
from clusters.partial_dates import FirstDayField, PartialDateField


class Document(models.Model):
    """An official paper (văn bản) that others cite. Number and type may disagree; nothing is corrected.

    `type_as_printed` is the word people wrote ("công văn"), `number` the code as printed ("1000/KH-PGDĐT").
    """

    raw = models.TextField(
        blank=True, help_text=_("The line as it was written, if it was.")
    )
    type_as_printed = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=60, blank=True)
    issued_on = PartialDateField()
    issued_sort = FirstDayField(of="issued_on")
    issuer_as_printed = models.CharField(max_length=200, blank=True)
    summary = models.CharField(max_length=500, blank=True)
    file = models.FileField(upload_to="documents/", blank=True)

    class Meta:
        ordering = ["issued_sort", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(raw="", type_as_printed="", number="", summary=""),
                name="document_says_something",
            )
        ]

    def __str__(self) -> str:
        return (
            " ".join(part for part in (self.type_as_printed, self.number) if part)
            or self.raw
        )


class DocumentIssuer(models.Model):
    """Who issued a document, in order; several for a joint paper."""

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="issuers"
    )
    order = models.PositiveSmallIntegerField()
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, null=True, blank=True
    )
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True)
    cluster = models.ForeignKey(
        "clusters.Cluster", on_delete=models.PROTECT, null=True, blank=True
    )

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "order"], name="document_issuer_order"
            ),
            models.CheckConstraint(
                condition=Q(authority__isnull=False, school=None, cluster=None)
                | Q(authority=None, school__isnull=False, cluster=None)
                | Q(authority=None, school=None, cluster__isnull=False),
                name="document_issuer_exactly_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.authority or self.school or self.cluster)
