from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusters.models import Document
from sessions.models.exchange import ExchangeSession
from sessions.models.lesson import Lesson
from sessions.models.part import Group, Part
from sessions.models.promises import never_empty, one_at_a_place
from sessions.models.roster import RosterEntry


class Item(models.Model):
    """What was said or happened, one row each, as typed. Minutes and news read these rows."""

    class Kind(models.TextChoices):
        AIM = "aim", _("Aim of the talk")
        REFLECTION = "reflection", _("What the teacher says of the own lesson")
        SPEECH = "speech", _("Speech")
        SUBJECT = "subject", _("Subject discussed")
        COURSE = "course", _("Course of a lesson")
        REMARK = "remark", _("Remark")
        STRENGTH = "strength", _("Strength")
        DIFFICULTY = "difficulty", _("Difficulty")
        PROPOSAL = "proposal", _("Proposal")
        ANSWER = "answer", _("Answer")
        VISIT = "visit", _("Visit")
        PERFORMANCE = "performance", _("Performance")
        GIFT = "gift", _("Gift")
        ELECTION = "election", _("Election")
        AGREEMENT = "agreement", _("Agreement")
        CONCLUSION = "conclusion", _("Conclusion")
        THANKS = "thanks", _("Thanks")
        OUTLOOK = "outlook", _("Outlook")

    exchange = models.ForeignKey(
        ExchangeSession, on_delete=models.CASCADE, related_name="items"
    )
    part = models.ForeignKey(
        Part, on_delete=models.SET_NULL, null=True, blank=True, related_name="items"
    )
    group = models.ForeignKey(
        Group, on_delete=models.SET_NULL, null=True, blank=True, related_name="items"
    )
    lesson = models.ForeignKey(
        Lesson, on_delete=models.SET_NULL, null=True, blank=True, related_name="items"
    )
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=11, choices=Kind.choices)
    text = models.TextField()
    said_by = models.ManyToManyField(RosterEntry, blank=True, related_name="items")
    to_whom = models.CharField(max_length=200, blank=True)
    # A row that a page saved by itself carries a random key: sent twice, it is one row.
    client_key = models.CharField(max_length=40, null=True, unique=True, editable=False)  # noqa: DJ001

    class Meta:
        db_table = "exchange_item"
        ordering = ["order", "pk"]
        constraints = [
            one_at_a_place("exchange", name="exchange_item_order"),
            never_empty("text", name="exchange_item_has_text"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "aim",
                        "reflection",
                        "speech",
                        "subject",
                        "course",
                        "remark",
                        "strength",
                        "difficulty",
                        "proposal",
                        "answer",
                        "visit",
                        "performance",
                        "gift",
                        "election",
                        "agreement",
                        "conclusion",
                        "thanks",
                        "outlook",
                    ]
                ),
                name="exchange_item_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class SessionDocument(models.Model):
    """A document that a session cites, in order, in a role, with the words that open the line."""

    class Role(models.TextChoices):
        BASIS = "basis", _("Basis (căn cứ)")
        CARRIES_OUT = "carries_out", _("Carried out (thực hiện)")
        MENTIONED = "mentioned", _("Only mentioned")

    exchange = models.ForeignKey(
        ExchangeSession, on_delete=models.CASCADE, related_name="documents"
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="citations"
    )
    order = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=11, choices=Role.choices, default=Role.BASIS)
    opening_words = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "exchange_document"
        ordering = ["order", "pk"]
        constraints = [
            one_at_a_place("exchange", name="exchange_document_order"),
            models.UniqueConstraint(
                fields=["exchange", "document"], name="exchange_document_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["basis", "carries_out", "mentioned"]),
                name="exchange_document_role",
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)


class StatedTotal(models.Model):
    """A head-count as people stated it ("69 cán bộ, giáo viên"): wins over counting, never added."""

    exchange = models.ForeignKey(
        ExchangeSession, on_delete=models.CASCADE, related_name="stated_totals"
    )
    part = models.ForeignKey(Part, on_delete=models.CASCADE, null=True, blank=True)
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    number = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        db_table = "exchange_stated_total"
        ordering = ["order", "pk"]
        constraints = [
            one_at_a_place("exchange", name="exchange_stated_total_order"),
            never_empty("text", name="exchange_stated_total_text"),
        ]

    def __str__(self) -> str:
        return self.text
