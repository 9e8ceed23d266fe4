"""What waits for a person in the lessons: plans that they owe, plans of colleagues to read, plans of
their own to revise, comments to answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import (
    CharField,
    Count,
    DateField,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from clusters.partial_dates import PartialDate
from clusters.todo import Todo
from lessons.feedback import ANSWERED_FOR
from lessons.models import FeedbackTicket, LessonPlan, PlanReader, ReaderState, State
from lessons.reading import owed_by
from sessions.models import Part, PartState, RosterEntry
from sessions.models import State as SessionState
from sessions.when import short_day

_OWED, _READ, _OWN = "owed", "read", "own"


def todo_of(user: User, now: datetime) -> list[Todo]:
    """What waits in the lessons, plans to hand in first; one query for all kinds of it."""
    today = timezone.localtime(now).date()
    rows = _owed(user, today).union(_to_read(user), _own(user), all=True)
    todos: dict[str, list[Todo]] = {_OWED: [], _READ: [], _OWN: []}
    for row in sorted(rows, key=_place):
        what, pk, name = row[0], row[1], row[2]
        if what == _OWED:
            todos[what].append(_hand_in(row, today))
        elif what == _READ:
            todos[what].append(_read(pk, name))
        else:
            todos[what].append(
                _of_author(pk, name, returned=row[5] == State.RETURNED, count=row[10])
            )
    return [todo for kind in todos.values() for todo in kind]


def feedback_owed(user: User, now: datetime) -> list[Todo]:
    """Sessions at which the person was lately, of which no feedback was given yet: as a whole; those of
    its lessons stand on the same page. One query."""
    since = timezone.localtime(now).date() - ANSWERED_FOR
    lately = Part.objects.filter(on_sort__gte=since).exclude(state=PartState.CANCELLED)
    given = FeedbackTicket.objects.filter(
        Q(entry=OuterRef("pk")) | Q(user=user, exchange=OuterRef("exchange")),
        lesson=None,
    )
    rows = (
        RosterEntry.objects.filter(
            ~Exists(given.order_by()),
            user=user,
            attendances__part__in=lately.values("pk"),
            exchange__state__in=[
                SessionState.SCHEDULED,
                SessionState.HELD,
                SessionState.CLOSED,
            ],
            exchange__recorded=False,
            # Of what an office of education leads nobody may read an answer.
            exchange__lead_authority=None,
        )
        .select_related("exchange")
        .order_by("exchange__on_sort", "exchange")
        .distinct()
    )
    return [
        Todo(
            icon="send",
            text=_("Give feedback: %(session)s") % {"session": entry.exchange},
            url=reverse("lessons:feedback", args=[entry.exchange_id]),
            action=_("Give feedback"),
        )
        for entry in rows
    ]


def _place(row: tuple[Any, ...]) -> tuple[date, int, int]:
    """Lessons by the day and the place in their session, plans as they came."""
    return row[9] or date.max, row[10] if row[0] == _OWED else 0, row[1]


def _said(words: str) -> Value:
    return Value(words, output_field=CharField())


def _owed(user: User, today: date) -> QuerySet:
    """(kind, lesson, words of its subject, class, topic, days, place in the session)."""
    return (
        owed_by(user, today=today)
        .order_by()
        .values_list(
            _said(_OWED),
            "pk",
            "subject_as_printed",
            "subject__short_name",
            "subject__name",
            "klass",
            "topic",
            "part__on",
            "exchange__on",
            "exchange__on_sort",
            "order",
        )
    )


# The columns that a plan leaves empty: days, and the day to sort by.
_NO_DAY = Cast(Value(None), CharField())
_NO_SORT = Cast(Value(None), DateField())


def _to_read(user: User) -> QuerySet:
    """(kind, plan, title): plans of colleagues that the person was asked to read."""
    return (
        PlanReader.objects.filter(
            user=user, state=ReaderState.ASKED, plan__state=State.SUBMITTED
        )
        .order_by()
        .values_list(
            _said(_READ),
            "plan_id",
            "plan__title",
            *[_said("")] * 4,
            _NO_DAY,
            _NO_DAY,
            _NO_SORT,
            Value(0, output_field=IntegerField()),
        )
    )


def _own(user: User) -> QuerySet:
    """(kind, plan, title, state, how many comments wait): own plans returned or commented on."""
    unanswered = Count(
        "revisions__comments",
        filter=Q(revisions__comments__answer="")
        & Q(revisions__comments__taken_back_at=None),
        distinct=True,
    )
    return (
        LessonPlan.objects.filter(
            authors__user=user, state__in=[State.SUBMITTED, State.RETURNED]
        )
        .annotate(unanswered=unanswered)
        .filter(Q(state=State.RETURNED) | Q(unanswered__gt=0))
        .order_by()
        .values_list(
            _said(_OWN),
            "pk",
            "title",
            _said(""),
            _said(""),
            "state",
            _said(""),
            _NO_DAY,
            _NO_DAY,
            _NO_SORT,
            "unanswered",
        )
    )


def _hand_in(row: tuple[Any, ...], today: date) -> Todo:
    _kind, pk, printed, short, name, klass, topic, part_on, on, _sort, _order = row
    subject = printed or short or name
    days: PartialDate | None = part_on or on
    day = days.exact if days else None
    lesson = " · ".join(part for part in (subject, klass, topic) if part)
    return Todo(
        icon="upload",
        text=_("Hand in the plan: %(lesson)s") % {"lesson": lesson},
        note=short_day(day, today=today) if day else "",
        url=reverse("lessons:plan_upload", args=[pk]),
        action=_("Hand in"),
        urgent=True,
    )


def _read(pk: int, title: str) -> Todo:
    return Todo(
        icon="book-open-check",
        text=_("Read and comment: %(plan)s") % {"plan": title or f"#{pk}"},
        url=reverse("lessons:plan", args=[pk]),
        action=_("Read"),
    )


def _of_author(pk: int, title: str, *, returned: bool, count: int) -> Todo:
    words = (
        _("Revise your plan: %(plan)s")
        if returned
        else _("Answer what colleagues say: %(plan)s")
    )
    return Todo(
        icon="undo-2" if returned else "notebook-pen",
        text=words % {"plan": title or f"#{pk}"},
        note=ngettext("%(n)s comment", "%(n)s comments", count) % {"n": count}
        if count
        else "",
        url=reverse("lessons:plan", args=[pk]),
        action=_("Revise") if returned else _("Answer"),
        urgent=returned,
    )
