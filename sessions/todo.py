"""What waits for a person in the sessions: check in, reply, approve, confirm, take up again."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.models import Cluster
from clusters.partial_dates import PartialDate
from clusters.standing import Standing, standing_of
from clusters.todo import Todo
from sessions.days import over, with_day, with_last_day
from sessions.filters import Filters
from sessions.models import (
    Attendance,
    ExchangeSession,
    Part,
    PartState,
    SessionUnit,
    State,
)
from sessions.when import short_day

# More than this of one kind become one line with a link to the list.
SINGLE = 6


def todo_of(user: User, now: datetime) -> list[Todo]:
    """Everything of the sessions that waits for this person, most pressing first; three queries."""
    today = timezone.localtime(now).date()
    standing = standing_of(user)
    return [
        *_check_in(user, today),
        *_reply(standing, today),
        *_decide(user, standing, today),
    ]


def _page(exchange: int, place: str = "") -> str:
    return reverse("session", args=[exchange]) + place


def _check_in(user: User, today: date) -> list[Todo]:
    """Today's parts at which the person is expected and has not checked in."""
    parts = (
        Part.objects.filter(
            on=PartialDate.of(today),
            state__in=[PartState.PLANNED, PartState.HELD],
            exchange__state__in=[State.SCHEDULED, State.HELD],
            exchange__recorded=False,
            exchange__roster__user=user,
        )
        .exclude(
            Exists(Attendance.objects.filter(part=OuterRef("pk"), entry__user=user))
        )
        .select_related("exchange")
        .order_by("starts_at", "pk")
    )
    found = {part.exchange_id: part for part in reversed(parts)}
    return [
        Todo(
            icon="user-check",
            text=_("Check in: %(title)s") % {"title": part.exchange},
            note=f"{part.starts_at:%H:%M}" if part.starts_at else "",
            url=_page(exchange, "#check-in"),
            action=_("Check in"),
            urgent=True,
        )
        for exchange, part in reversed(found.items())
    ]


def _reply(standing: Standing, today: date) -> list[Todo]:
    """Invitations of the schools that the person leads, not over, not answered, not their own."""
    if not standing.led_schools:
        return []
    units = (
        SessionUnit.objects.filter(
            school__in=standing.led_schools,
            invited=True,
            hosts=False,
            organises=False,
            reply="",
            exchange__in=_ahead(today).values("pk"),
        )
        .exclude(exchange__lead_school__in=standing.led_schools)
        .select_related("exchange", "school")
        .order_by("exchange__on_sort", "pk")
    )
    return _single_or_sum(
        [
            Todo(
                icon="send",
                text=_("Reply for %(school)s: %(title)s")
                % {"school": unit.label, "title": unit.exchange},
                url=_page(unit.exchange_id),
                action=_("Reply"),
                urgent=True,
            )
            for unit in units
        ],
        _("%(n)s invitations wait for your school's reply"),
        Filters(state=State.SCHEDULED),
    )


def _ahead(today: date) -> QuerySet[ExchangeSession]:
    """Sessions that are announced and not over."""
    return ExchangeSession.objects.filter(
        state__in=[State.PROPOSED, State.SCHEDULED]
    ).exclude(over(today))


def _decide(user: User, standing: Standing, today: date) -> list[Todo]:
    """What waits for a decision: to approve, to say that it took place, to send; one query."""
    approve = Q(state=State.PROPOSED) & _approves(standing)
    confirm = Q(state=State.SCHEDULED) & _leads(standing) & over(today)
    drafts = Q(state=State.DRAFT, created_by=user)
    waiting = list(
        with_last_day(with_day(ExchangeSession.objects.all()))
        .filter(approve | confirm | drafts)
        .order_by("day", "pk")
    )
    return [
        *_single_or_sum(
            [_to_approve(one, today) for one in waiting if one.state == State.PROPOSED],
            _("%(n)s sessions wait for your approval"),
            Filters(state=State.PROPOSED),
        ),
        *_single_or_sum(
            [
                _to_confirm(one, today)
                for one in waiting
                if one.state == State.SCHEDULED
            ],
            _("%(n)s sessions are over and not marked as held"),
            Filters(state=State.SCHEDULED, oldest_first=True),
        ),
        *_single_or_sum(
            [_to_send(one) for one in waiting if one.state == State.DRAFT],
            _("%(n)s drafts of yours are not sent yet"),
            Filters(state=State.DRAFT),
        ),
    ]


def _approves(standing: Standing) -> Q:
    """Sessions that wait for this person's word (who: `permissions.can_approve`)."""
    approver = Cluster.SessionApprover
    asked = SessionUnit.objects.filter(
        exchange=OuterRef("pk"), organises=True, school__in=standing.principal_of
    )
    own = (
        Q(lead_school__in=standing.principal_of)
        | (Q(lead_school__isnull=False) & Exists(asked))
    ) & ~Exists(asked.filter(reply=SessionUnit.Reply.YES))
    return (
        own
        | Q(
            lead_cluster__in=standing.headed_clusters,
            lead_cluster__session_approver=approver.HEAD,
        )
        | Q(
            lead_cluster__managing_authority__in=standing.authorities,
            lead_cluster__session_approver=approver.AUTHORITY,
        )
        | Q(
            lead_cluster__in=standing.officed_clusters,
            lead_cluster__session_approver=approver.NOBODY,
        )
        | Q(lead_authority__in=standing.officer_of)
    )


def _leads(standing: Standing) -> Q:
    """Sessions whose lead's people the person belongs to."""
    return (
        Q(lead_cluster__in=standing.officed_clusters)
        | Q(lead_school__in=standing.led_schools)
        | Q(lead_authority__in=standing.officer_of)
    )


def _to_approve(exchange: ExchangeSession, today: date) -> Todo:
    return Todo(
        icon="clipboard-check",
        text=_("Approve: %(title)s") % {"title": exchange},
        note=short_day(exchange.day, today=today) if exchange.day else "",  # type: ignore[attr-defined]
        url=_page(exchange.pk),
        action=_("Look and approve"),
        urgent=True,
    )


def _to_confirm(exchange: ExchangeSession, today: date) -> Todo:
    return Todo(
        icon="calendar-days",
        text=_("Did it take place? %(title)s") % {"title": exchange},
        note=short_day(exchange.last_day, today=today),  # type: ignore[attr-defined]
        url=_page(exchange.pk),
        action=_("Mark as held"),
    )


def _to_send(exchange: ExchangeSession) -> Todo:
    """A draft of one's own; one sent back says why."""
    back = bool(exchange.state_reason)
    words = _("Sent back to you: %(title)s") if back else _("Your draft: %(title)s")
    return Todo(
        icon="undo-2" if back else "pencil",
        text=words % {"title": exchange},
        note=exchange.state_reason[:80],
        url=_page(exchange.pk),
        action=_("Go on"),
    )


def _single_or_sum(todos: list[Todo], many: str, filters: Filters) -> list[Todo]:
    """The few as they are; many of one kind as one line that leads to the list."""
    if len(todos) <= SINGLE:
        return todos
    return [
        Todo(
            icon=todos[0].icon,
            text=many % {"n": len(todos)},
            url=reverse("sessions:list") + filters.query(),
            action=_("See the list"),
            urgent=todos[0].urgent,
        )
    ]
