"""What minutes and tasks ask of a person, for the page of today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.text import shortened
from clusters.standing import standing_of
from clusters.todo import SINGLE, Todo
from sessions import follow_up
from sessions.minutes.circulation import GoingRound, going_round_for
from sessions.models import Decision, ExchangeSession, State
from sessions.when import short_day

# A task is pressing so many days before its last one.
SOON = timedelta(days=7)


def todo_of(user: User, late: Sequence[ExchangeSession], now: datetime) -> list[Todo]:
    """Minutes to confirm for one's school, to write (`late`), to answer for; tasks that are late or due
    soon. Two queries, one for who leads nothing."""
    today = timezone.localtime(now).date()
    return [
        *_going_round(user, today),
        *_late(late, today),
        *_tasks(user, today),
    ]


def _going_round(user: User, today: date) -> list[Todo]:
    """First what one's schools have to confirm, then for the writers: a comment that waits, or
    everybody has answered."""
    standing = standing_of(user)
    if not (standing.officed_clusters or standing.led_schools or standing.officer_of):
        return []
    rows = going_round_for(user)
    to_confirm = [(one, school) for one in rows for school in one.silent_own]
    to_answer = [one for one in rows if one.led and (one.commented or not one.silent)]
    return [
        *[_to_confirm(one, school, today) for one, school in to_confirm[: SINGLE * 2]],
        *map(_to_answer, to_answer[:SINGLE]),
    ]


def _to_confirm(one: GoingRound, school: str, today: date) -> Todo:
    revision = one.revision
    return Todo(
        icon="notebook-pen",
        text=_("Confirm the minutes for %(school)s: %(title)s")
        % {"school": school, "title": revision.minutes.exchange},
        note=_("until %(day)s")
        % {"day": short_day(revision.answer_until, today=today)},
        url=reverse("sessions:minutes_one", args=[revision.minutes_id]),
        action=_("Read and confirm"),
        urgent=revision.answer_until <= today,
    )


def _to_answer(one: GoingRound) -> Todo:
    title = {"title": one.revision.minutes.exchange}
    return Todo(
        icon="pencil" if one.commented else "check",
        text=_("A school commented on the minutes: %(title)s") % title
        if one.commented
        else _("Every school has answered, confirm the minutes: %(title)s") % title,
        url=reverse("sessions:minutes_one", args=[one.revision.minutes_id]),
        action=_("Answer") if one.commented else _("Look and confirm"),
    )


def _late(found: Sequence[ExchangeSession], today: date) -> list[Todo]:
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
            note=short_day(one.last_part, today=today),  # type: ignore[attr-defined]
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
            text=_("Overdue task: %(text)s") % {"text": shortened(one.text, 120)}
            if one.is_late(today)
            else _("Task due soon: %(text)s") % {"text": shortened(one.text, 120)},
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
