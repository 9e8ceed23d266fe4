"""Confirming minutes: by somebody's press, or by the clock when the days to answer are over."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit
from accounts.models import Notice
from accounts.notices import tell
from accounts.verbs import SYSTEM, Actor, Refused
from sessions import telling
from sessions.follow_up import owners_of, page_of_decision
from sessions.minutes import page
from sessions.minutes.circulation import edited_since, overdue, unanswered
from sessions.models import (
    Decision,
    ExchangeSession,
    Minutes,
    MinutesRevision,
    MinutesState,
)


def confirm_overdue(*, now: datetime) -> int:
    """Confirm all minutes whose days are over; how many. What is due is read from rows, so a night
    without a clock costs nothing."""
    today = timezone.localtime(now).date()
    keys = list(overdue(today=today).values_list("pk", flat=True))
    return sum(confirm_when_over(minutes_pk=key, now=now) for key in keys)


def confirm_when_over(*, minutes_pk: int, now: datetime) -> bool:
    """Confirm minutes whose days are over: schools that are silent have no objection. Whether it was
    done now; not while a comment waits, or something was changed and not sent. Looks at the rows
    again under the lock, so that two clocks confirm once."""
    with transaction.atomic():
        try:
            locked, revision = sent_row(minutes_pk)
        except Refused:
            return False
        today = timezone.localtime(now).date()
        if (
            locked.state != MinutesState.CIRCULATED
            or today <= revision.answer_until
            or edited_since(revision, page.content_of(locked), locked)
            or any(one.waits_for_response for one in revision.answers.all())
        ):
            return False
        confirm_row(locked, revision, by=SYSTEM, now=now)
        return True


def sent_row(pk: int) -> tuple[Minutes, MinutesRevision]:
    """The row and its newest revision, locked. Refuses when nothing was sent round."""
    # The session first: everybody takes the locks in this order.
    held = ExchangeSession.objects.filter(minutes=pk).order_by().values("pk")
    exchange = ExchangeSession.objects.select_for_update().filter(pk__in=held).first()
    locked = Minutes.objects.select_for_update().filter(pk=pk).first()
    revision = (
        locked.revisions.filter(number=locked.head).first()
        if locked is not None
        else None
    )
    if exchange is None or locked is None or revision is None:
        raise Refused(_("These minutes were not sent round yet."))
    locked.exchange = exchange
    return locked, revision


def confirm_row(
    minutes: Minutes, revision: MinutesRevision, *, by: Actor, now: datetime
) -> None:
    """Confirm locked minutes as this revision has them, tell everybody concerned, and the owners of
    what was agreed. Refuses where the state does not allow it."""
    MinutesRevision.objects.filter(pk=revision.pk, confirmed_at=None).update(
        confirmed_at=now, confirmed_by=by.user
    )
    become(minutes, MinutesState.CONFIRMED, by=by, now=now)
    silent = unanswered(revision)
    audit.record(
        by=by,
        verb="sessions.confirm_minutes",
        row=minutes,
        before={"state": MinutesState.CIRCULATED},
        after={
            "state": minutes.state,
            "revision": revision.number,
            "digest": revision.digest,
            "silent": silent,
        },
    )
    today = timezone.localtime(now).date()
    schools = [one.school_id for one in revision.answers.all()]
    people = {
        *telling.people_of(minutes.exchange, today=today),
        *telling.leaders_of_schools(schools, today=today),
    }
    tell(
        [one for one in people if one != by.user],
        kind=Notice.Kind.MINUTES,
        key=f"minutes {minutes.pk} confirmed {revision.number}",
        title=format_lazy(
            gettext_lazy("Minutes confirmed: {title}"), title=minutes.exchange
        ),
        path=page_of_minutes(minutes),
        now=now,
    )
    _tell_owners(page.content_from(revision.content), now=now)


def _tell_owners(content: page.Content, *, now: datetime) -> None:
    """Tell whoever sees to an open decision of the confirmed minutes, once a decision."""
    keys = [one.key for one in content.decisions]
    rows = Decision.objects.filter(pk__in=keys, status=Decision.Status.OPEN)
    when = {one.key: one.when for one in content.decisions}
    for decision, people in owners_of(rows, today=timezone.localtime(now).date()):
        tell(
            people,
            kind=Notice.Kind.DECISION,
            key=f"decision {decision.pk} agreed",
            title=format_lazy(
                gettext_lazy("Agreed, for you to see to: {text}"),
                text=decision.text[:120],
            ),
            text=format_lazy(gettext_lazy("Due: {when}"), when=when[decision.pk])
            if when[decision.pk]
            else "",
            path=page_of_decision(decision.pk),
            now=now,
        )


def become(
    minutes: Minutes, state: str, *, by: Actor, now: datetime, reason: str = ""
) -> None:
    """Move locked minutes to this state, or refuse; `head` is stored with it."""
    refuse_move(minutes, state)
    minutes.state, minutes.state_at, minutes.state_by = state, now, by.user
    minutes.state_reason = reason
    minutes.save(
        update_fields=["state", "state_at", "state_by", "state_reason", "head"]
    )


def refuse_move(minutes: Minutes, state: str) -> None:
    """Refuse a state that minutes cannot take from where they are."""
    if not minutes.may_become(state):
        raise Refused(
            _("Minutes that are “%(from)s” cannot become “%(to)s”.")
            % {"from": minutes.get_state_display(), "to": MinutesState(state).label}
        )


def page_of_minutes(minutes: Minutes) -> str:
    """Where they are read."""
    return reverse("sessions:minutes_one", args=[minutes.pk])
