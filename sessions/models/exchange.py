import re
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.codes import random_code
from accounts.models import User
from accounts.text import search_words
from clusters.models import (
    Authority,
    Cluster,
    Document,
    Grade,
    Partnership,
    School,
    SchoolYear,
    Subject,
)
from clusters.partial_dates import FirstDayField, PartialDateField
from clusters.standing import standing_of

CODE_LENGTH = 6
# Whose people edit a session, and its cluster: what nearly every page asks of it.
LEADS = ("lead_cluster", "lead_school", "lead_authority", "cluster")


_DAY = re.compile(r"(?<!\S)(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?(?!\S)")
_JOINED = re.compile(r"([a-z]{2,})(\d+)")


def new_code() -> str:
    """A six-character code for short links and check-in."""
    return random_code(CODE_LENGTH)


class Kind(models.TextChoices):
    """Picks form and template only; the event's own word is `called`."""

    LESSON_STUDY = "lesson_study", _("Lesson study")
    DEMO_LESSONS = "demo_lessons", _("Demo lessons")
    EXCHANGE = "exchange", _("Exchange between schools")
    JOINT_EXAM = "joint_exam", _("Joint survey exam")
    SIGNING = "signing", _("Signing of a partnership")
    CONFERENCE = "conference", _("Conference")
    VISIT = "visit", _("Visit")


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    SCHEDULED = "scheduled", _("Scheduled")
    HELD = "held", _("Held")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


# What took place, whether its file is closed or not.
TOOK_PLACE = (State.HELD, State.CLOSED)


# draft → held is a session recorded afterwards; back to draft needs a reason. A draft is cancelled
# only when it was announced before; one that nobody was told of is deleted.
MOVES: dict[str, set[str]] = {
    State.DRAFT: {State.PROPOSED, State.SCHEDULED, State.HELD, State.CANCELLED},
    State.PROPOSED: {State.SCHEDULED, State.DRAFT, State.CANCELLED},
    State.SCHEDULED: {State.HELD, State.CANCELLED, State.DRAFT},
    State.HELD: {State.CLOSED, State.DRAFT},
    State.CLOSED: set(),
    State.CANCELLED: set(),
}


class HalfDay(models.TextChoices):
    MORNING = "morning", _("Morning")
    AFTERNOON = "afternoon", _("Afternoon")
    EVENING = "evening", _("Evening")
    ALL_DAY = "all_day", _("All day")


class ExchangeQuerySet(models.QuerySet["ExchangeSession"]):
    def visible_to(self, user: User) -> "ExchangeQuerySet":
        """The sessions that this person may see; all others do not exist for them.

        A draft: its creator, the lead's people, the hosts' principals. From proposed on: people
        with a post at a unit concerned or at a school of the cluster, everyone on the roster,
        the authorities that manage them today and those above.
        """
        if user.is_superuser:
            return self
        standing = standing_of(user)
        # Each branch costs time to build, on every page: only those that can hold are added.
        mine = Q(created_by=user)
        if standing.officed_clusters:
            mine |= Q(lead_cluster__in=standing.officed_clusters)
        if standing.led_schools:
            mine |= Q(lead_school__in=standing.led_schools) | self._where(
                units__hosts=True, units__school__in=standing.led_schools
            )
        if standing.officer_of:
            mine |= Q(lead_authority__in=standing.officer_of)
        concerned = self._where(roster__user=user) | self._where(
            lessons__teachers__user=user
        )
        if standing.schools:
            concerned |= self._where(units__school__in=standing.schools)
        if standing.clusters:
            concerned |= Q(cluster__in=standing.clusters)
        if standing.authorities:
            concerned |= (
                Q(cluster__in=standing.overseen_clusters())
                | Q(lead_authority__in=standing.authorities)
                | self._where(units__authority__in=standing.authorities)
                | self._where(units__school__in=standing.overseen_schools())
            )
        return self.filter(mine | (~Q(state=State.DRAFT) & concerned))

    def of_cluster(self, cluster: Cluster | int) -> "ExchangeQuerySet":
        """What a cluster leads, and what its schools lead within it."""
        return self.filter(Q(cluster=cluster) | Q(lead_cluster=cluster))

    def of_year(self, year: SchoolYear) -> "ExchangeQuerySet":
        """What was written for a school year; where none was written, by its day."""
        return self.filter(
            Q(school_year=year)
            | Q(school_year=None, on_sort__range=(year.starts_on, year.ends_on))
        )

    def announced(self, code: str) -> "ExchangeQuerySet":
        """The session with this code, typed in any case, unless it is a draft, of which nobody is told."""
        return self.filter(code=code.upper()).exclude(state=State.DRAFT)

    def attended_by(self, user: User) -> "ExchangeQuerySet":
        """The sessions at a part of which this person was there."""
        return self.filter(
            self._where(roster__user=user, roster__attendances__isnull=False)
        )

    def with_door(self, code: str) -> "ExchangeQuerySet":
        """The session with this code, typed in any case, if people can check in to it by the code: not
        what is still being prepared, nor what was called off or written down afterwards."""
        return self.filter(
            code=code.upper(), state__in=(State.SCHEDULED, *TOOK_PLACE), recorded=False
        )

    def _where(self, **conditions) -> Q:
        """A condition on related rows as a subquery, so that rows are never doubled."""
        return Q(pk__in=self.model._base_manager.filter(**conditions).values("pk"))

    def matching(self, words: str) -> "ExchangeQuerySet":
        """Sessions whose search key holds every word, accents or not, in any order; a day and month
        ("25/11", "25/11/2026") finds what is on that day, "KHTN8" also "KHTN 8". Signs that are no
        word find nothing."""
        rest = _DAY.sub(" ", words)
        wanted = search_words(rest)
        if rest.strip() and not wanted:
            return self.none()
        found = self
        for day, month, year in _DAY.findall(words[:500])[:20]:
            on = {"on_sort__day": int(day), "on_sort__month": int(month)}
            if year:
                on["on_sort__year"] = int(year)
            parts = {f"parts__{name}": number for name, number in on.items()}
            found = found.filter(Q(**on) | self._where(**parts))
        for word in wanted:
            holds = Q(search_key__contains=word)
            if (joined := _JOINED.fullmatch(word)) is not None:
                holds |= Q(search_key__contains=" ".join(joined.groups()))
            found = found.filter(holds)
        return found


class ExchangeSession(models.Model):
    """An exchange session (buổi, đợt sinh hoạt chuyên môn, giao lưu, ký kết …).

    Nearly everything may be unknown: what is not known stays empty and stays out of the text.
    """

    class Address(models.TextChoices):
        COMRADE = "dong_chi", "đồng chí"
        TEACHER = "thay_co", "thầy cô"

    kind = models.CharField(_("Kind"), max_length=12, choices=Kind.choices)
    called = models.CharField(max_length=80, blank=True)
    title = models.CharField(_("Title"), max_length=250, blank=True)
    code = models.CharField(
        max_length=CODE_LENGTH, unique=True, default=new_code, editable=False
    )
    search_key = models.TextField(editable=False, default="")

    lead_cluster = models.ForeignKey(
        Cluster,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_exchanges",
    )
    lead_school = models.ForeignKey(
        School,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_exchanges",
    )
    lead_authority = models.ForeignKey(
        Authority,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_exchanges",
    )
    cluster = models.ForeignKey(
        Cluster,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="exchanges",
    )
    partnership = models.ForeignKey(
        Partnership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="exchanges",
    )
    school_year = models.ForeignKey(
        SchoolYear,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="exchanges",
    )
    follows = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="followed_by",
    )

    on = PartialDateField()
    on_sort = FirstDayField(of="on", db_index=True)
    half_day = models.CharField(max_length=9, choices=HalfDay.choices, blank=True)
    date_as_printed = models.CharField(max_length=120, blank=True)
    duration_as_printed = models.CharField(max_length=80, blank=True)
    rounds_as_printed = models.CharField(max_length=120, blank=True)

    purpose = models.TextField(blank=True)
    subjects = models.ManyToManyField(Subject, blank=True, related_name="exchanges")
    grades = models.ManyToManyField(Grade, blank=True, related_name="exchanges")
    address = models.CharField(
        max_length=8, choices=Address.choices, default=Address.COMRADE
    )
    # How many periods of further training it counts for, and the document that says so: nobody but
    # a cluster or an authority decides that (`sessions.actions.hours`).
    hours = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    hours_document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hours_granted",
    )

    # How many people there is room for: in all, and from each invited school. None: no limit.
    seats = models.PositiveSmallIntegerField(null=True, blank=True)
    seats_each = models.PositiveSmallIntegerField(null=True, blank=True)
    # Until when the schools answer; None: three days before (`sessions.replies.places.reply_deadline`).
    reply_by = models.DateField(null=True, blank=True)

    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    state_at = models.DateTimeField()
    state_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    state_reason = models.TextField(blank=True)
    # True for a session written down after it took place: no approval, no notices, no deadlines.
    recorded = models.BooleanField(default=False)
    # When the first person outside heard of it (scheduled, published news): no deleting after that.
    told_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Rises with every change that a calendar shows: what it is called, its day, its state. An entry
    # of a calendar is a part: its number is this one and that of the part together.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    # Deadlines that somebody set; empty: they follow from the parts (`sessions.deadlines`).
    comments_due = models.DateField(null=True, blank=True)
    minutes_due = models.DateField(null=True, blank=True)
    news_due = models.DateField(null=True, blank=True)
    # One press, one row: the form carries a random key, a second press meets the constraint.
    client_key = models.CharField(max_length=40, null=True, unique=True, editable=False)  # noqa: DJ001

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        db_table = "exchange"
        ordering = ["-on_sort", "-pk"]
        indexes = [models.Index(fields=["state", "on_sort"], name="exchange_state_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="exchange_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="exchange_state"
            ),
            models.CheckConstraint(
                condition=Q(half_day__in=["", *HalfDay.values]),
                name="exchange_half_day",
            ),
            models.CheckConstraint(
                condition=Q(
                    lead_cluster__isnull=False, lead_school=None, lead_authority=None
                )
                | Q(lead_cluster=None, lead_school__isnull=False, lead_authority=None)
                | Q(lead_cluster=None, lead_school=None, lead_authority__isnull=False),
                name="exchange_exactly_one_lead",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CANCELLED) | ~Q(state_reason=""),
                name="exchange_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(address__in=["dong_chi", "thay_co"]),
                name="exchange_address",
            ),
            models.CheckConstraint(
                condition=Q(hours=None) | Q(hours__gt=0), name="exchange_hours_positive"
            ),
            models.CheckConstraint(
                condition=Q(hours_document=None) | Q(hours__isnull=False),
                name="exchange_hours_document_grants",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()

    @property
    def lead(self) -> Cluster | School | Authority:
        """Whose people edit it: exactly one cluster, school or authority."""
        return self.lead_cluster or self.lead_school or self.lead_authority  # type: ignore[return-value]

    @cached_property
    def named_day(self) -> date | None:
        """The day whose names it bears: its own, else the first of its parts; None if nobody knows.

        Ask it only of what changed its name: it may cost a query where the parts are not at hand.
        """
        days = [part.on_sort for part in self.parts.all()] if not self.on_sort else []
        return self.on_sort or min((day for day in days if day), default=None)

    @cached_property
    def heard(self) -> set[int]:
        """Who was told of a place, or of losing it, while this row is being changed: the change of
        the list tells them no second time. Users' keys; never stored."""
        return set()

    @property
    def lead_name(self) -> str:
        """Who leads it, by the name of its day."""
        school = self.lead_school
        return (
            school.name_on(self.named_day)
            if school is not None and school.name_changes
            else str(self.lead)
        )

    @property
    def open_to_edits(self) -> bool:
        """A closed or cancelled session is a record: its data no longer changes."""
        return self.state not in {State.CLOSED, State.CANCELLED}

    @property
    def hours_decided(self) -> bool:
        """Whether a document says how many periods it counts for; a number alone decides nothing."""
        return self.hours is not None and self.hours_document_id is not None

    @property
    def on_calendars(self) -> bool:
        """Whether people may have it in their calendars, to be added there or taken out."""
        planned = {State.PROPOSED, State.SCHEDULED, State.CANCELLED}
        return self.state in planned and not self.recorded

    def may_become(self, state: str) -> bool:
        return state in MOVES[self.state]
