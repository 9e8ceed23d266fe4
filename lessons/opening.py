"""Opening results: the morning after the day, five answers together, mixed once more before anybody
reads them."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notice
from accounts.notices import lazily, tell
from lessons.feedback import LEAST, About, abouts_of
from lessons.feedback_page import address_of_results
from lessons.models import FeedbackAnswer
from lessons.shuffling import shuffle
from sessions.models import ExchangeSession

logger = logging.getLogger(__name__)
TASK = "lessons.open_feedback"


def due(*, now: datetime) -> list[int]:
    """The sessions of which a sheet has enough answers that wait, and whose morning has come."""
    waiting = (
        FeedbackAnswer.objects.filter(is_open=False)
        .order_by()
        .values("exchange", "lesson")
        .annotate(many=Count("pk"))
        .filter(many__gte=LEAST)
        .values_list("exchange", flat=True)
    )
    found = ExchangeSession.objects.filter(pk__in=set(waiting)).order_by("pk")
    return [
        exchange.pk
        for exchange in found.prefetch_related("parts")
        if any(_has_come(one, now) for one in abouts_of(exchange))
    ]


def open_feedback(pk: int, *, now: datetime) -> int:
    """Open what waits of this session and tell who reads it; how many answers were opened. Asked twice
    it opens once; fewer than five that wait go on waiting."""
    opened = 0
    with transaction.atomic():
        exchange = ExchangeSession.objects.select_for_update().filter(pk=pk).first()
        if exchange is None:
            return 0
        for about in abouts_of(exchange):
            if _has_come(about, now):
                opened += _open(about, now)
    return opened


def _has_come(about: About, now: datetime) -> bool:
    return about.opens_at is not None and now >= about.opens_at


def _open(about: About, now: datetime) -> int:
    waiting = FeedbackAnswer.objects.filter(
        exchange=about.exchange, lesson=about.key, is_open=False
    )
    many = waiting.count()
    if many < LEAST:
        return 0
    waiting.update(is_open=True)
    shuffle(exchange=about.exchange.pk, lesson=about.key, forget_keys=True)
    tell(
        about.people_who_read(timezone.localdate(now)),
        kind=Notice.Kind.LESSON,
        key=f"feedback {about.exchange.pk} {about.key or ''} {timezone.localdate(now)}",
        title=lazily(
            lambda: _("Colleagues gave feedback: %(what)s") % {"what": about.title}
        ),
        text=lazily(
            lambda: (
                _("It says what they saw of the pupils' learning. There are no marks.")
                if about.lesson
                else ""
            )
        ),
        path=address_of_results(about),
        now=now,
    )
    return many
