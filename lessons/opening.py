"""Opening results: the morning after the day, five answers together, mixed once more before anybody
reads them; where the cluster wants it, after its secretary has read the words.

The secretary has three days and is reminded after one. Then results open unread, and the reader is told:
feedback that nobody ever gets is worse than a rude word that somebody got.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notice, User
from accounts.notices import lazily, tell
from accounts.widgets import date_in_words
from lessons.feedback import LEAST, About, abouts_of
from lessons.feedback_page import address_of_results
from lessons.models import FeedbackAnswer
from lessons.shuffling import shuffle
from sessions.models import ExchangeSession

TASK = "lessons.open_feedback"
READ_WITHIN = timedelta(days=3)
REMINDED_AFTER = timedelta(days=1)


def due(*, now: datetime) -> list[int]:
    """The sessions of which a sheet has enough answers that wait and whose morning has come, and those
    whose words are being read."""
    closed = FeedbackAnswer.objects.filter(is_open=False).order_by()
    waiting = (
        closed.filter(given_on=None)
        .values("exchange", "lesson")
        .annotate(many=Count("pk"))
        .filter(many__gte=LEAST)
        .values_list("exchange", flat=True)
    )
    read = closed.exclude(given_on=None).values_list("exchange", flat=True)
    found = ExchangeSession.objects.filter(pk__in={*waiting, *read}).order_by("pk")
    return [
        exchange.pk
        for exchange in found.prefetch_related("parts")
        if any(_has_come(one, now) for one in abouts_of(exchange))
    ]


def open_feedback(pk: int, *, now: datetime) -> int:
    """Open what waits of this session, or give it to be read first, and tell those whom it concerns; how
    many answers were opened. Asked twice it opens once; fewer than five that wait go on waiting."""
    opened = 0
    with transaction.atomic():
        exchange = ExchangeSession.objects.select_for_update().filter(pk=pk).first()
        if exchange is None:
            return 0
        for about in abouts_of(exchange):
            if _has_come(about, now):
                opened += _go_on(about, now)
    return opened


def _has_come(about: About, now: datetime) -> bool:
    return about.opens_at is not None and now >= about.opens_at


def _go_on(about: About, now: datetime) -> int:
    answers = FeedbackAnswer.objects.filter(exchange=about.exchange, lesson=about.key)
    today = timezone.localdate(now)
    given = answers.being_read()
    day = given.values_list("given_on", flat=True).first()
    if day is not None:
        if given.filter(is_read=False).exists() and today < day + READ_WITHIN:
            _remind(about, day, now)
            return 0
        return _open(about, given, now)
    waiting = answers.waiting()
    if waiting.count() < LEAST:
        return 0
    shuffle(exchange=about.exchange.pk, lesson=about.key, forget_keys=True)
    words = ~Q(learned="", suggestion="")
    if about.reads_first is None or not waiting.filter(words).exists():
        return _open(about, waiting, now)
    waiting.update(given_on=today)
    given.filter(learned="", suggestion="").update(is_read=True)
    _tell_first(
        about,
        f"to read {about.exchange.pk} {about.key or ''} {today}",
        until=today + READ_WITHIN,
        now=now,
    )
    return 0


def _open(about: About, answers, now: datetime) -> int:
    many = answers.update(is_open=True)
    what = about.title
    tell(
        about.people_who_read(timezone.localdate(now)),
        kind=Notice.Kind.LESSON,
        key=f"feedback {about.exchange.pk} {about.key or ''} {timezone.localdate(now)}",
        title=lazily(lambda: _("Colleagues gave feedback: %(what)s") % {"what": what}),
        text=lazily(
            lambda: _("It says what they saw and learned. There are no marks.")
        ),
        path=address_of_results(about),
        now=now,
    )
    return many


def _remind(about: About, given_on: date, now: datetime) -> None:
    if timezone.localdate(now) < given_on + REMINDED_AFTER:
        return
    _tell_first(
        about,
        f"to read still {about.exchange.pk} {about.key or ''} {given_on}",
        until=given_on + READ_WITHIN,
        now=now,
    )


def _tell_first(about: About, key: str, *, until: date, now: datetime) -> None:
    """The secretary hears what is to be read, and until when. Told once: the key says so."""
    if about.reads_first is None:
        return
    what = about.title
    tell(
        User.objects.filter(about.reads_first.among),
        kind=Notice.Kind.REMINDER,
        key=f"feedback {key}",
        title=lazily(
            lambda: (
                _("Please read the words of feedback first: %(what)s") % {"what": what}
            )
        ),
        text=lazily(
            lambda: (
                _("On %(day)s they open, read or not.") % {"day": date_in_words(until)}
            )
        ),
        path=reverse("lessons:read_first", args=[about.exchange.pk]),
        now=now,
    )
