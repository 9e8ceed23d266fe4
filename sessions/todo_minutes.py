"""What minutes and tasks ask of a person, for the page of today. Four queries at most."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from clusters.standing import standing_of
from clusters.todo import SINGLE, Todo
from sessions import follow_up
from sessions.deadlines import AFTER_THE_LAST_PART, MINUTES
from sessions.minutes.circulation import answers_awaited_of
from sessions.models import (
    Decision,
    ExchangeSession,
    Minutes,
    MinutesAnswer,
    MinutesState,
    PartState,
    RosterEntry,
    State,
)
from sessions.models.roster import Capacity
from sessions.permissions import led_by
from sessions.when import short_day

# Minutes that nobody wrote for so long are not asked for any more.
LONG_AGO = timedelta(days=60)
# A task is pressing so many days before its last one.
SOON = timedelta(days=7)


def todo_of(user: User, now: datetime) -> list[Todo]:
    """Minutes to confirm for one's school, to write, to answer for; tasks that are late or due soon."""
    today = timezone.localtime(now).date()
    return [
        *_to_confirm(user, today),
        *_going_round(user),
        *_late(user, today),
        *_tasks(user, today),
    ]


def _to_confirm(user: User, today: date) -> list[Todo]:
    if not standing_of(user).led_schools:
        return []
    rows = answers_awaited_of(user).select_related(
        "revision__minutes__exchange", "school"
    )
    return [
        Todo(
            icon="notebook-pen",
            text=_("Confirm the minutes for %(school)s: %(title)s")
            % {"school": one.school, "title": one.revision.minutes.exchange},
            note=_("until %(day)s")
            % {"day": short_day(one.revision.answer_until, today=today)},
            url=reverse("sessions:minutes_one", args=[one.revision.minutes_id]),
            action=_("Read and confirm"),
            urgent=one.revision.answer_until <= today,
        )
        for one in rows[: SINGLE * 2]
    ]


def _going_round(user: User) -> list[Todo]:
    """For the writers: a comment that waits, or everybody has answered."""
    standing = standing_of(user)
    if not (standing.officed_clusters or standing.led_schools or standing.officer_of):
        return []
    answers = MinutesAnswer.objects.filter(
        revision__minutes=OuterRef("pk"), revision__number=OuterRef("head")
    ).order_by()
    commented = answers.filter(answer="comments", response="")
    rows = (
        Minutes.objects.filter(_led_minutes(user), state=MinutesState.CIRCULATED)
        .annotate(waits=Exists(commented), silent=Exists(answers.filter(answer="")))
        .filter(Q(waits=True) | Q(silent=False))
        .select_related("exchange")
        .order_by("pk")
    )
    return [
        Todo(
            icon="pencil" if one.waits else "check",
            text=_("A school commented on the minutes: %(title)s")
            % {"title": one.exchange}
            if one.waits
            else _("Every school has answered, confirm the minutes: %(title)s")
            % {"title": one.exchange},
            url=reverse("sessions:minutes_one", args=[one.pk]),
            action=_("Answer") if one.waits else _("Look and confirm"),
        )
        for one in rows[:SINGLE]
    ]


def _led_minutes(user: User) -> Q:
    led = ExchangeSession.objects.filter(led_by(user)).order_by().values("pk")
    return Q(exchange__in=led)


def late_minutes(user: User, *, today: date) -> list[ExchangeSession]:
    """The held sessions that this person writes for, whose minutes are over their last day and were not sent
    round; the oldest first. One query."""
    desk = Q()
    for capacity in (Capacity.CHAIR, Capacity.SECRETARY):
        desk |= Q(capacities__icontains=f'"{capacity.value}"')
    sits = RosterEntry.objects.filter(desk, exchange=OuterRef("pk"), user=user.pk)
    sent = Minutes.objects.filter(exchange=OuterRef("pk"), head__gt=0)
    off = [PartState.CANCELLED, PartState.POSTPONED]
    overdue = Q(minutes_due__lt=today) | Q(
        minutes_due=None, last__lt=today - AFTER_THE_LAST_PART[MINUTES]
    )
    rows = (
        ExchangeSession.objects.filter(
            led_by(user) | Q(Exists(sits.order_by())),
            state=State.HELD,
            recorded=False,
        )
        .exclude(Exists(sent.order_by()))
        .annotate(last=Max("parts__on_sort", filter=~Q(parts__state__in=off)))
        .filter(overdue, last__gte=today - LONG_AGO, last__lte=today)
        .order_by("last", "pk")
    )
    return list(rows)


def _late(user: User, today: date) -> list[Todo]:
    found = late_minutes(user, today=today)
    if len(found) > SINGLE:
        return [
            Todo(
                icon="notebook-pen",
                text=ngettext(
                    "%(n)s session has no minutes yet, and the day for them is over",
                    "%(n)s sessions have no minutes yet, and the day for them is over",
                    len(found),
                )
                % {"n": len(found)},
                note=str(found[0]),
                url=reverse("sessions:minutes", args=[found[0].pk]),
                action=_("Write the minutes"),
                urgent=True,
            )
        ]
    return [
        Todo(
            icon="notebook-pen",
            text=_("The minutes are late: %(title)s") % {"title": one},
            note=short_day(one.last, today=today),  # type: ignore[attr-defined]
            url=reverse("sessions:minutes", args=[one.pk]),
            action=_("Write the minutes"),
            urgent=True,
        )
        for one in found
    ]


def _tasks(user: User, today: date) -> list[Todo]:
    """The open tasks that this person sees to: each one that is late or due soon, the others in one
    line."""
    rows = list(
        Decision.objects.filter(
            follow_up.seen_to_by(user, follow_up.MINE), status=Decision.Status.OPEN
        )
        .exclude(exchange__state__in=[State.DRAFT, State.CANCELLED])
        .order_by("due_last", "pk")[:50]
    )
    pressing = [
        one for one in rows if one.due_last is not None and one.due_last <= today + SOON
    ]
    rest = len(rows) - len(pressing[:SINGLE])
    found = [
        Todo(
            icon="clipboard-check",
            text=_("Overdue task: %(text)s") % {"text": one.text[:120]}
            if one.is_late(today)
            else _("Task due soon: %(text)s") % {"text": one.text[:120]},
            note=short_day(one.due_last, today=today),  # type: ignore[arg-type]
            url=follow_up.page_of_decision(one.pk),
            action=_("Note what came of it"),
            urgent=one.is_late(today),
        )
        for one in pressing[:SINGLE]
    ]
    if rest:
        found.append(
            Todo(
                icon="clipboard-check",
                text=ngettext(
                    "%(n)s task that was agreed is open",
                    "%(n)s tasks that were agreed are open",
                    rest,
                )
                % {"n": rest},
                url=reverse("sessions:open_decisions"),
                action=_("See the tasks"),
            )
        )
    return found
