from collections.abc import Collection
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.text import fold, nfc
from clusters.models import Post, School
from clusters.standing import standing_of
from sessions.models.exchange import ExchangeSession, State
from sessions.models.part import Part
from sessions.models.promises import never_empty
from sessions.models.roster import RosterEntry
from sessions.models.unit import SessionUnit


class SeatState(models.TextChoices):
    ASKED = "asked", _("Waits for the principal's word")
    WAITING = "waiting", _("On the waiting list")
    SEATED = "seated", _("Has a place")
    REFUSED = "refused", _("Refused by the principal")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Who was refused or withdrew may be named again: that is a new row.
SEAT_MOVES: dict[str, set[str]] = {
    SeatState.ASKED: {
        SeatState.WAITING,
        SeatState.SEATED,
        SeatState.REFUSED,
        SeatState.WITHDRAWN,
    },
    SeatState.WAITING: {SeatState.SEATED, SeatState.WITHDRAWN},
    SeatState.SEATED: {SeatState.WITHDRAWN},
    SeatState.REFUSED: set(),
    SeatState.WITHDRAWN: set(),
}
# Those that still mean somebody who is to come.
OPEN_SEATS = (SeatState.ASKED, SeatState.WAITING, SeatState.SEATED)


def asked_of(schools: Collection[int], *, on: date) -> Q:
    """What is asked of these schools; also of another school that has not answered, for somebody who
    works there no more but here."""
    posts = Post.objects.on(on).filter(user=OuterRef("user")).order_by()
    return Q(school__in=schools) | (
        Q(state=SeatState.ASKED)
        & ~Exists(posts.filter(school=OuterRef("school")))
        & Exists(posts.filter(school__in=schools))
    )


class SeatRequestQuerySet(models.QuerySet["SeatRequest"]):
    def visible_to(self, user: User) -> "SeatRequestQuerySet":
        """What is asked of the schools that this person leads, once it is announced; nothing else."""
        standing = standing_of(user)
        if not standing.led_schools:
            return self.none()
        return self.filter(asked_of(standing.led_schools, on=standing.on)).exclude(
            exchange__state=State.DRAFT
        )

    def to_answer(self) -> "SeatRequestQuerySet":
        """Requests that still wait for a principal's word, of sessions still to come."""
        return self.filter(
            state=SeatState.ASKED,
            exchange__state__in=[State.PROPOSED, State.SCHEDULED],
        )


class SeatRequest(models.Model):
    """That somebody was named for a session: asked of his principal, waiting for a place, or seated.

    The roster holds only those who have a place: `entry` is theirs. Who waits stands here, in the
    order of naming. A typed name without account is named by the school itself.
    """

    State = SeatState

    exchange = models.ForeignKey(
        ExchangeSession, on_delete=models.CASCADE, related_name="seat_requests"
    )
    # The order of naming; a colleague who comes instead takes the number over.
    position = models.PositiveIntegerField()
    state = models.CharField(
        max_length=9, choices=SeatState.choices, default=SeatState.ASKED
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seat_requests",
    )
    name_as_printed = models.CharField(max_length=250)
    search_key = models.CharField(max_length=250, editable=False, default="")
    title_as_printed = models.CharField(max_length=200, blank=True)
    organisation_as_printed = models.CharField(max_length=200, blank=True)
    capacities = models.JSONField(default=list, blank=True)
    # Empty means all parts.
    parts = models.ManyToManyField(Part, blank=True, related_name="+")
    # The school whose principal names the person, or is asked for him.
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="seat_requests"
    )
    unit = models.ForeignKey(
        SessionUnit,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="seat_requests",
    )
    entry = models.OneToOneField(
        RosterEntry,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="seat",
    )
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)

    objects = SeatRequestQuerySet.as_manager()

    class Meta:
        db_table = "exchange_seat"
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["school", "state"], name="exchange_seat_of_school")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["asked", "waiting", "seated", "refused", "withdrawn"]
                ),
                name="exchange_seat_state",
            ),
            models.UniqueConstraint(
                fields=["exchange", "user"],
                condition=Q(
                    user__isnull=False, state__in=["asked", "waiting", "seated"]
                ),
                name="exchange_seat_person_once",
            ),
            models.UniqueConstraint(
                fields=["exchange", "school", "search_key"],
                condition=Q(user=None, state__in=["asked", "waiting", "seated"]),
                name="exchange_seat_name_once",
            ),
            models.UniqueConstraint(
                fields=["exchange", "position"],
                condition=Q(state__in=["asked", "waiting", "seated"]),
                name="exchange_seat_position",
            ),
            models.CheckConstraint(
                condition=Q(state="seated", entry__isnull=False)
                | (~Q(state="seated") & Q(entry=None)),
                name="exchange_seat_has_entry",
            ),
            models.CheckConstraint(
                condition=~Q(state="asked") | Q(user__isnull=False),
                name="exchange_seat_asks_for_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""),
                name="exchange_seat_refused_with_reason",
            ),
            never_empty("name_as_printed", name="exchange_seat_has_name"),
        ]

    def __str__(self) -> str:
        return self.name_as_printed

    def may_become(self, state: str) -> bool:
        return state in SEAT_MOVES[self.state]

    def set_name(self, name: str) -> None:
        """Set the name as printed and the key that tells two typed names apart."""
        self.name_as_printed = nfc(" ".join(name.split()))
        self.search_key = fold(self.name_as_printed)[:250]


class PersonReply(models.Model):
    """What one person on the roster answered by a personal link: comes or not.

    It moves nobody: a forwarded link must not cost anyone his place. Who leads the school, or the
    session, withdraws the person or sends somebody else.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("Will come")
        NO = "no", _("Cannot come")

    entry = models.OneToOneField(
        RosterEntry, on_delete=models.CASCADE, related_name="answer"
    )
    answer = models.CharField(max_length=3, choices=Answer.choices)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "exchange_person_reply"
        verbose_name_plural = "person replies"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=["yes", "no"]),
                name="exchange_person_reply_answer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.get_answer_display()}"
