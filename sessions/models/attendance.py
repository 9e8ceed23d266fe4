"""How presence came about: every change with both values, and what people ask to have corrected."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sessions.models.part import Part
from sessions.models.promises import never_empty
from sessions.models.roster import Attendance, RosterEntry

_HOW = [how.value for how in Attendance.How]


class AppendOnly(models.QuerySet["AttendanceChange"]):
    def update(self, **values):
        raise TypeError("Changes of presence are never changed.")

    def delete(self):
        raise TypeError("Changes of presence are never deleted.")


class AttendanceChange(models.Model):
    """One press about the presence of one roster entry at one part: what stood there before and
    after, who, when and why. Written in the transaction of the change, never changed.

    A press that changed nothing (a second one, an older one that arrived late) is a row, too, if the
    device gave it a key: so it is known when it is sent again.
    """

    class Through(models.TextChoices):
        SIGNED_IN = "signed_in", _("Signed in")
        PHONE = "phone", _("Known phone")
        LINK = "link", _("Personal link")

    entry = models.ForeignKey(
        RosterEntry, on_delete=models.CASCADE, related_name="presence_changes"
    )
    part = models.ForeignKey(
        Part, on_delete=models.CASCADE, related_name="presence_changes"
    )
    # The device's own key of the press; "" for a page without script.
    client_key = models.CharField(max_length=40, blank=True, default="")
    was_here = models.BooleanField()
    was_how = models.CharField(
        max_length=8, choices=Attendance.How.choices, blank=True, default=""
    )
    was_at = models.DateTimeField(null=True, blank=True)
    was_number = models.PositiveIntegerField(null=True, blank=True)
    here = models.BooleanField()
    how = models.CharField(max_length=8, choices=Attendance.How.choices)
    number = models.PositiveIntegerField(null=True, blank=True)
    # When it was pressed, by the server's clock; and when it arrived.
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    # What the device's clock said, where it was clearly wrong.
    device_at = models.DateTimeField(null=True, blank=True)
    # Arrived when checking in was over ("gửi muộn").
    late = models.BooleanField(default=False)
    # A press that a newer one, which arrived before it, had overtaken: it changed nothing.
    overtaken = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    through = models.CharField(
        max_length=9, choices=Through.choices, default=Through.SIGNED_IN
    )
    reason = models.TextField(blank=True)

    objects = AppendOnly.as_manager()

    class Meta:
        db_table = "exchange_attendance_change"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["client_key"],
                condition=~Q(client_key=""),
                name="attendance_change_key_once",
            ),
            models.CheckConstraint(
                condition=Q(how__in=_HOW), name="attendance_change_how"
            ),
            models.CheckConstraint(
                condition=Q(was_how__in=["", *_HOW]), name="attendance_change_was_how"
            ),
            models.CheckConstraint(
                condition=Q(through__in=["signed_in", "phone", "link"]),
                name="attendance_change_through",
            ),
            models.CheckConstraint(
                condition=Q(was_here=True) | Q(was_how="", was_number=None),
                name="attendance_change_was_absent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} @ {self.part}: {self.was_here} → {self.here}"

    def save(self, *args, **kwargs) -> None:
        if self.pk is not None:
            raise TypeError("Changes of presence are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("Changes of presence are never deleted.")


class CorrectionState(models.TextChoices):
    ASKED = "asked", _("Asked")
    GRANTED = "granted", _("Granted")
    DECLINED = "declined", _("Declined")
    TAKEN_BACK = "taken_back", _("Taken back")


CORRECTION_MOVES: dict[str, set[str]] = {
    CorrectionState.ASKED: {
        CorrectionState.GRANTED,
        CorrectionState.DECLINED,
        CorrectionState.TAKEN_BACK,
    },
    CorrectionState.GRANTED: set(),
    CorrectionState.DECLINED: set(),
    CorrectionState.TAKEN_BACK: set(),
}


class CorrectionRequest(models.Model):
    """That a person asks to have the own presence at a part set right; the secretary decides."""

    State = CorrectionState

    entry = models.ForeignKey(
        RosterEntry, on_delete=models.CASCADE, related_name="correction_requests"
    )
    part = models.ForeignKey(
        Part, on_delete=models.CASCADE, related_name="correction_requests"
    )
    # What is asked for: to stand as present, or as absent.
    here = models.BooleanField()
    words = models.TextField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=CorrectionState.choices, default=CorrectionState.ASKED
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        db_table = "exchange_correction_request"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "part"],
                condition=Q(state="asked"),
                name="correction_request_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CorrectionState.values),
                name="correction_request_state",
            ),
            never_empty("words", name="correction_request_has_words"),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at=None)
                | (~Q(state="asked") & Q(decided_at__isnull=False)),
                name="correction_request_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer=""),
                name="correction_request_declined_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} @ {self.part}: {self.get_state_display()}"
