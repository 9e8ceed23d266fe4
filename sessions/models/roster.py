from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.text import fold, nfc
from sessions.models.exchange import ExchangeSession
from sessions.models.part import Part
from sessions.models.promises import never_empty, one_at_a_place
from sessions.models.unit import SessionUnit


class Capacity(models.TextChoices):
    """In what capacity somebody is there; several at once."""

    CHAIR = "chair", _("Chair")
    SECRETARY = "secretary", _("Secretary")
    DELEGATE = "delegate", _("Delegate")
    SPEAKER = "speaker", _("Speaker")
    OBSERVER = "observer", _("Observer")
    WITNESS = "witness", _("Witness")
    SIGNER = "signer", _("Signer")


# Whoever holds one of these on the roster writes in the lead's name; only who may edit gives them.
WRITERS = {Capacity.CHAIR, Capacity.SECRETARY}


def writes(entry: str = "") -> Q:
    """That an entry is the chair's or the secretary's; `entry` is the way to it (`"roster__"`)."""
    found = Q()
    for capacity in WRITERS:
        found |= Q(**{f"{entry}capacities__icontains": f'"{capacity.value}"'})
    return found


class RosterEntry(models.Model):
    """Somebody who is to be there, as printed: a person, a name only, or a group without names.

    Name, title and organisation are kept on every entry: they are those of that day.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("Person with an account")
        NAME = "name", _("Name only")
        GROUP = "group", _("Group without names")

    exchange = models.ForeignKey(
        ExchangeSession, on_delete=models.CASCADE, related_name="roster"
    )
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=Kind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="roster_entries",
    )
    # Of a group: the words that name it ("các đồng chí GV dạy Văn – Toán – Anh lớp 9").
    name_as_printed = models.CharField(max_length=250)
    search_key = models.CharField(max_length=250, editable=False, default="")
    title_as_printed = models.CharField(max_length=200, blank=True)
    organisation_as_printed = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey(
        SessionUnit,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="roster",
    )
    capacities = models.JSONField(default=list, blank=True)
    group_count = models.PositiveIntegerField(null=True, blank=True)
    # Empty means all parts.
    parts = models.ManyToManyField(Part, blank=True, related_name="roster")

    class Meta:
        db_table = "exchange_roster"
        ordering = ["order", "pk"]
        verbose_name_plural = "roster entries"
        constraints = [
            one_at_a_place("exchange", name="exchange_roster_order"),
            models.UniqueConstraint(
                fields=["exchange", "user"],
                condition=Q(user__isnull=False),
                name="exchange_roster_person_once",
            ),
            never_empty("name_as_printed", name="exchange_roster_has_name"),
            models.CheckConstraint(
                condition=Q(kind="person", user__isnull=False)
                | Q(kind__in=["name", "group"], user=None),
                name="exchange_roster_person_has_user",
            ),
            models.CheckConstraint(
                condition=Q(kind="group") | Q(group_count=None),
                name="exchange_roster_count_only_group",
            ),
        ]

    def __str__(self) -> str:
        return self.name_as_printed

    @property
    def unit_label(self) -> str:
        """The name of the unit on the day of the session, else the organisation as printed."""
        if self.unit is None:
            return self.organisation_as_printed
        # The unit asks its session for the day: the one at hand, or each entry would fetch it.
        self.unit.exchange = self.exchange
        return self.unit.label

    @property
    def about(self) -> str:
        """Position and unit, as far as they are known: "Giáo viên Toán · THCS Hồng Tiến"."""
        return " · ".join(filter(None, [self.title_as_printed, self.unit_label]))

    def set_name(self, name: str) -> None:
        """Set the name as printed and the key to find it by, which holds the organisation, too."""
        self.name_as_printed = nfc(" ".join(name.split()))
        self.search_key = fold(
            f"{self.name_as_printed} {self.organisation_as_printed}"
        )[:250]


class Attendance(models.Model):
    """That a roster entry was there, at one part: how, when, by whom; of a group: a number."""

    class How(models.TextChoices):
        BUTTON = "button", _("Own device")
        DESK = "desk", _("At the desk")
        PAPER = "paper", _("Paper list")
        RECORDED = "recorded", _("Recorded afterwards")

    entry = models.ForeignKey(
        RosterEntry, on_delete=models.CASCADE, related_name="attendances"
    )
    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="attendances")
    how = models.CharField(max_length=8, choices=How.choices)
    # When the mark was made; None for history, whose hour nobody knows.
    at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    number = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        db_table = "exchange_attendance"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "part"], name="exchange_attendance_once"
            ),
            models.CheckConstraint(
                condition=Q(how__in=["button", "desk", "paper", "recorded"]),
                name="exchange_attendance_how",
            ),
            models.CheckConstraint(
                condition=Q(how="recorded") | Q(at__isnull=False),
                name="exchange_attendance_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} @ {self.part}"
