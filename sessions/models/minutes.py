"""Minutes (biên bản): what their writers add to the rows of the session, and what was sent round."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.models import School
from clusters.standing import standing_of
from sessions.models.exchange import ExchangeSession, State
from sessions.models.part import Group, Part
from sessions.models.roster import RosterEntry, writes


class MinutesState(models.TextChoices):
    DRAFT = "draft", _("Being written")
    CIRCULATED = "circulated", _("Sent round")
    CONFIRMED = "confirmed", _("Confirmed")


# What was sent round may be sent again, changed; what is confirmed is opened again with a reason.
MINUTES_MOVES: dict[str, set[str]] = {
    MinutesState.DRAFT: {MinutesState.CIRCULATED},
    MinutesState.CIRCULATED: {MinutesState.CIRCULATED, MinutesState.CONFIRMED},
    MinutesState.CONFIRMED: {MinutesState.DRAFT},
}


class MinutesQuerySet(models.QuerySet["Minutes"]):
    def visible_to(self, user: User) -> "MinutesQuerySet":
        """Of the sessions that this person may see: what was sent round at least once, and what is
        still being written for those who write it."""
        if user.is_superuser:
            return self
        seen = ExchangeSession.objects.visible_to(user).order_by().values("pk")
        return self.filter(
            Q(head__gt=0) | Q(pk__in=self.model.objects.written_by(user).values("pk")),
            exchange__in=seen,
        )

    def written_by(self, user: User) -> "MinutesQuerySet":
        """Those of `permissions.can_note`: the lead's people, chair and secretary of the day, who made
        the session, and who leads a hosting school."""
        standing = standing_of(user)
        at_desk = RosterEntry.objects.filter(writes(), user=user.pk)
        return self.filter(
            Q(exchange__created_by=user.pk)
            | Q(exchange__lead_cluster__in=standing.officed_clusters)
            | Q(exchange__lead_school__in=standing.led_schools)
            | Q(exchange__lead_authority__in=standing.officer_of)
            | Q(
                Exists(at_desk.order_by().filter(exchange=OuterRef("exchange"))),
                ~Q(exchange__state=State.DRAFT),
            )
            | Q(
                exchange__in=ExchangeSession.objects.filter(
                    units__hosts=True, units__school__in=standing.led_schools
                )
                .order_by()
                .values("pk")
            )
        ).order_by()


class Minutes(models.Model):
    """The minutes of a whole session, of one part, or of one subject group of a part.

    What was said are the session's items; here stand only the lines around them. `texts` holds those
    that somebody typed, by name (`sessions.minutes.page.LINES`); a line that is missing there
    follows the session's data.
    """

    exchange = models.ForeignKey(
        ExchangeSession, on_delete=models.CASCADE, related_name="minutes"
    )
    part = models.ForeignKey(
        Part,
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="minutes",
    )
    group = models.ForeignKey(
        Group,
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="minutes",
    )
    texts = models.JSONField(default=dict, blank=True)
    state = models.CharField(
        max_length=10, choices=MinutesState.choices, default=MinutesState.DRAFT
    )
    state_at = models.DateTimeField()
    state_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Why it was opened again.
    state_reason = models.TextField(blank=True)
    # The number of the newest revision; 0 before it was sent round.
    head = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = MinutesQuerySet.as_manager()

    class Meta:
        db_table = "exchange_minutes"
        ordering = ["pk"]
        verbose_name_plural = "minutes"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MinutesState.values),
                name="exchange_minutes_state",
            ),
            models.UniqueConstraint(
                fields=["exchange"],
                condition=Q(part=None, group=None),
                name="exchange_minutes_whole_once",
            ),
            models.UniqueConstraint(
                fields=["part"],
                condition=Q(part__isnull=False, group=None),
                name="exchange_minutes_part_once",
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(group__isnull=False),
                name="exchange_minutes_group_once",
            ),
            models.CheckConstraint(
                condition=Q(group=None) | Q(part__isnull=False),
                name="exchange_minutes_group_part",
            ),
            models.CheckConstraint(
                condition=Q(state=MinutesState.DRAFT) | Q(head__gt=0),
                name="exchange_minutes_sent_has_head",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exchange} · {self.group or self.part or ''}".rstrip(" ·")

    def may_become(self, state: str) -> bool:
        return state in MINUTES_MOVES[self.state]


class MinutesRevision(models.Model):
    """What was sent round to the schools: a frozen copy. Only its confirmation is added later.

    `content` is `sessions.minutes.page.Content` as JSON, `digest` its hash. Confirmed by nobody
    (`confirmed_by` None): the days were over and no school objected.
    """

    minutes = models.ForeignKey(
        Minutes, on_delete=models.CASCADE, related_name="revisions"
    )
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    # What the writers say of the change, for those who read the one before.
    note = models.CharField(max_length=600, blank=True)
    circulated_at = models.DateTimeField()
    circulated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    days = models.PositiveSmallIntegerField()
    # The last day on which a school may answer.
    answer_until = models.DateField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        db_table = "exchange_minutes_revision"
        ordering = ["minutes_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "number"], name="exchange_minutes_revision_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0), name="exchange_minutes_rev_from_one"
            ),
            models.CheckConstraint(
                condition=Q(days__gt=0), name="exchange_minutes_rev_days"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(confirmed_at__isnull=False),
                name="exchange_minutes_rev_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} · {self.number}"

    def save(self, *args, **kwargs) -> None:
        if self.pk is not None:
            raise TypeError("A revision is never changed: send a new one round.")
        super().save(*args, **kwargs)


class MinutesAnswerQuerySet(models.QuerySet["MinutesAnswer"]):
    def visible_to(self, user: User) -> "MinutesAnswerQuerySet":
        """What is said to minutes that the person sees."""
        seen = Minutes.objects.visible_to(user).order_by().values("pk")
        return self.filter(revision__minutes__in=seen)


class MinutesAnswer(models.Model):
    """What one school says to a revision: made silent when it is sent round, so that rows tell who
    was asked. A comment waits for the writers' response."""

    class Answer(models.TextChoices):
        SILENT = "", _("No answer yet")
        AGREES = "agrees", _("Confirmed")
        COMMENTS = "comments", _("Commented")

    revision = models.ForeignKey(
        MinutesRevision, on_delete=models.CASCADE, related_name="answers"
    )
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="minutes_answers"
    )
    order = models.PositiveSmallIntegerField()
    answer = models.CharField(
        max_length=8, choices=Answer.choices, default=Answer.SILENT, blank=True
    )
    text = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(null=True, blank=True)
    response = models.TextField(blank=True)
    responded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    responded_at = models.DateTimeField(null=True, blank=True)

    objects = MinutesAnswerQuerySet.as_manager()

    class Meta:
        db_table = "exchange_minutes_answer"
        ordering = ["revision_id", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "school"], name="exchange_minutes_answer_once"
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["", "agrees", "comments"]),
                name="exchange_minutes_answer",
            ),
            models.CheckConstraint(
                condition=Q(answer="", at=None) | (~Q(answer="") & Q(at__isnull=False)),
                name="exchange_minutes_answer_time",
            ),
            models.CheckConstraint(
                condition=~Q(answer="comments") | ~Q(text=""),
                name="exchange_minutes_comment_text",
            ),
            models.CheckConstraint(
                condition=Q(response="", responded_at=None)
                | (~Q(response="") & Q(responded_at__isnull=False)),
                name="exchange_minutes_response_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.get_answer_display()}"

    @property
    def school_name(self) -> str:
        """The school that was asked, by the name of the session's day."""
        if not self.school.name_changes:
            return self.school.name
        return self.school.name_on(self.revision.minutes.exchange.named_day)

    @property
    def waits_for_response(self) -> bool:
        """A comment that the writers have not responded to."""
        return self.answer == self.Answer.COMMENTS and not self.response


class MinutesAside(models.Model):
    """What somebody typed into a line or row that somebody else had changed meanwhile: kept until
    one of the writers has chosen."""

    minutes = models.ForeignKey(
        Minutes, on_delete=models.CASCADE, related_name="asides"
    )
    # Which line or row: the name of a line, or "item-12".
    cell = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        db_table = "exchange_minutes_aside"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "cell", "by"], name="exchange_minutes_aside_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} · {self.cell}"


class MinutesFileQuerySet(models.QuerySet["MinutesFile"]):
    def visible_to(self, user: User) -> "MinutesFileQuerySet":
        """Pages of minutes that the person sees; of these only writers open one that no revision
        names."""
        seen = Minutes.objects.visible_to(user).order_by().values("pk")
        return self.filter(minutes__in=seen)


class MinutesFile(models.Model):
    """A page of minutes that were written by hand: a photo or a PDF, beside or instead of text.

    Taken off, it stays for the revisions that name it.
    """

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="files")
    order = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to="minutes/%Y/%m/")
    original_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = MinutesFileQuerySet.as_manager()

    class Meta:
        db_table = "exchange_minutes_file"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "sha256"],
                condition=Q(removed_at=None),
                name="exchange_minutes_file_once",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(removed_at__gte=F("added_at")),
                name="exchange_minutes_file_removed",
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def was_sent_round(self) -> bool:
        """Whether a revision names it; one query."""
        return any(
            one["key"] == self.pk
            for revision in self.minutes.revisions.all()
            for one in revision.content["sheets"]
        )
