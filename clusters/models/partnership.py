from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.models.authority import Authority
from clusters.models.document import Document
from clusters.models.school import School
from clusters.partial_dates import FirstDayField, PartialDateField


class Partnership(models.Model):
    """An agreement of schools and others (biên bản ghi nhớ, biên bản hợp tác, kết nghĩa)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_FORCE = "in_force", _("In force")
        ENDED = "ended", _("Ended")

    MOVES = {
        State.DRAFT: {State.IN_FORCE},
        State.IN_FORCE: {State.ENDED},
        State.ENDED: set(),
    }

    instrument_as_printed = models.CharField(
        _("Instrument"), max_length=120, blank=True
    )
    programme_name = models.CharField(_("Programme"), max_length=300, blank=True)
    programme_owner_as_printed = models.CharField(max_length=200, blank=True)
    programme_owner = models.ForeignKey(
        Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    period_from = PartialDateField()
    period_to = PartialDateField()
    period_as_printed = models.CharField(max_length=60, blank=True)
    signed_on = PartialDateField()
    signed_sort = FirstDayField(of="signed_on")
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    end_reason = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-signed_sort", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_force", "ended"]),
                name="partnership_state",
            )
        ]

    def __str__(self) -> str:
        return self.programme_name or self.instrument_as_printed or str(self.pk)


class PartnershipParty(models.Model):
    """A party to an agreement, in the order of the paper; signer and title as printed."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="parties"
    )
    order = models.PositiveSmallIntegerField()
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True)
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, null=True, blank=True
    )
    name_as_printed = models.CharField(max_length=200, blank=True)
    signer_as_printed = models.CharField(max_length=120, blank=True)
    signer_title_as_printed = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name_plural = "partnership parties"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "order"], name="partnership_party_order"
            ),
            models.CheckConstraint(
                condition=Q(school__isnull=False, authority=None)
                | Q(school=None, authority__isnull=False)
                | (Q(school=None, authority=None) & ~Q(name_as_printed="")),
                name="partnership_party_is_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.name_as_printed or str(self.school or self.authority)


class Commitment(models.Model):
    """What a partnership promises; all but the text may be empty."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="commitments"
    )
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=600)
    party = models.ForeignKey(
        PartnershipParty, on_delete=models.SET_NULL, null=True, blank=True
    )
    frequency = models.CharField(max_length=80, blank=True)
    quantity = models.CharField(max_length=80, blank=True)
    due = PartialDateField()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "order"], name="commitment_order"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="commitment_has_text"),
        ]

    def __str__(self) -> str:
        return self.text
