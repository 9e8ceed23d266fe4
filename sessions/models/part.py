from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.text import fold
from clusters.models import School, Subject
from clusters.partial_dates import FirstDayField, PartialDateField
from sessions.models.exchange import LEADS, ExchangeSession, HalfDay
from sessions.models.promises import never_empty, one_at_a_place


class PartState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")


PART_MOVES: dict[str, set[str]] = {
    PartState.PLANNED: {PartState.HELD, PartState.POSTPONED, PartState.CANCELLED},
    PartState.POSTPONED: {PartState.PLANNED, PartState.CANCELLED},
    PartState.HELD: {PartState.PLANNED},
    PartState.CANCELLED: set(),
}


class Purpose(models.TextChoices):
    """What a part is for; one part may serve several."""

    AGREE_PLAN = "agree_plan", _("Agree the lesson plan")
    TEACH = "teach", _("Teach demo lessons")
    DRAW_LESSONS = "draw_lessons", _("Draw lessons")
    EXAM = "exam", _("Exam")
    PLENARY = "plenary", _("Plenary")
    VISIT = "visit", _("Visit")
    SIGNING = "signing", _("Signing")


# What takes place or took place: neither put off nor called off.
TAKING_PLACE = (PartState.PLANNED, PartState.HELD)


class PartQuerySet(models.QuerySet["Part"]):
    def visible_to(self, user: User) -> "PartQuerySet":
        """The parts of the sessions that this person may see; no other exists for them."""
        seen = ExchangeSession.objects.visible_to(user).order_by().values("pk")
        return self.filter(exchange__in=seen)

    def with_lead(self) -> "PartQuerySet":
        """Each with its session and who leads that: what nearly every check asks of them."""
        return self.select_related(*(f"exchange__{lead}" for lead in LEADS))

    def expecting(self, entries: models.QuerySet) -> "PartQuerySet":
        """The parts that take place and at which one of these roster entries is expected: an entry
        that names no part is expected at all parts of its session."""
        return self.filter(_expects(entries))

    def telling_who_is_expected(self, entries: models.QuerySet) -> "PartQuerySet":
        """Each part says in `expects` whether `expecting` these entries would hold it."""
        return self.annotate(
            expects=models.ExpressionWrapper(
                _expects(entries), output_field=models.BooleanField()
            )
        )


def _expects(entries: models.QuerySet) -> Q:
    here = entries.order_by().filter(exchange=OuterRef("exchange"))
    return Q(
        Exists(here.filter(parts=OuterRef("pk"))) | Exists(here.filter(parts=None)),
        state__in=TAKING_PLACE,
    )


class Part(models.Model):
    """A part (buổi): one time at one place."""

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        ONLINE = "online", _("Online")
        CORRESPONDENCE = "letter", _("By correspondence")

    exchange = models.ForeignKey(
        ExchangeSession, on_delete=models.CASCADE, related_name="parts"
    )
    order = models.PositiveSmallIntegerField()
    title = models.CharField(_("Title"), max_length=200, blank=True)
    purposes = models.JSONField(default=list, blank=True)
    on = PartialDateField()
    on_sort = FirstDayField(of="on", db_index=True)
    half_day = models.CharField(max_length=9, choices=HalfDay.choices, blank=True)
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    date_as_printed = models.CharField(max_length=120, blank=True)
    duration_as_printed = models.CharField(max_length=80, blank=True)
    site = models.ForeignKey(
        School,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_parts",
    )
    place_as_printed = models.CharField(_("Place"), max_length=250, blank=True)
    mode = models.CharField(max_length=9, choices=Mode.choices, default=Mode.IN_PERSON)
    state = models.CharField(
        max_length=9, choices=PartState.choices, default=PartState.PLANNED
    )
    state_reason = models.TextField(blank=True)
    # Rises with every change that a calendar shows: title, day, time, place, state.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    # Day, time and place as people were first told them, and why they changed since.
    announced = models.JSONField(null=True, blank=True, editable=False)
    change_reason = models.CharField(max_length=300, blank=True, editable=False)

    objects = PartQuerySet.as_manager()

    class Meta:
        db_table = "exchange_part"
        ordering = ["order", "pk"]
        constraints = [
            one_at_a_place("exchange", name="exchange_part_order"),
            models.CheckConstraint(
                condition=Q(state__in=PartState.values), name="exchange_part_state"
            ),
            models.CheckConstraint(
                condition=Q(mode__in=["in_person", "online", "letter"]),
                name="exchange_part_mode",
            ),
            models.CheckConstraint(
                condition=Q(half_day__in=["", *HalfDay.values]),
                name="exchange_part_half_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=TAKING_PLACE) | ~Q(state_reason=""),
                name="exchange_part_off_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None)
                | Q(ends_at=None)
                | Q(ends_at__gt=F("starts_at")),
                name="exchange_part_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=False) | Q(ends_at=None),
                name="exchange_part_end_needs_start",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.exchange} · {self.order}"

    @property
    def calendar_sequence(self) -> int:
        """The number of this part's entry in a calendar: it never falls, and rises with every change
        of the part or of its session that a calendar shows (RFC 5545, SEQUENCE)."""
        return self.exchange.sequence + self.sequence

    @property
    def is_the_only_one_left(self) -> bool:
        """Whether all other parts of the session are cancelled; one query."""
        others = self.exchange.parts.exclude(pk=self.pk)
        return not others.exclude(state=PartState.CANCELLED).exists()

    @property
    def site_name(self) -> str:
        """The school where it takes place, by the name of that day; empty if none is known."""
        if self.site is None or not self.site.name_changes:
            return str(self.site or "")
        return self.site.name_on(self.on_sort or self.exchange.named_day)

    @property
    def whole_place(self) -> str:
        """The place as written, then the school where it is, unless the words name it already."""
        written, school = self.place_as_printed, self.site_name
        if fold(school) in fold(written):
            return written
        return f"{written}, {school}" if written else school

    def may_become(self, state: str) -> bool:
        return state in PART_MOVES[self.state]


class Group(models.Model):
    """A breakout (nhóm chuyên môn) inside a part."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="groups")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    subjects = models.ManyToManyField(Subject, blank=True)

    class Meta:
        db_table = "exchange_group"
        ordering = ["order", "pk"]
        constraints = [
            one_at_a_place("part", name="exchange_group_order"),
            never_empty("name", name="exchange_group_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
