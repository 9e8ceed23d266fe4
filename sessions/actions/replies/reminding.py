"""Reminding the schools that have not answered: at most once a day each."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit, notices
from accounts.models import Notice
from accounts.verbs import Actor, Refused
from sessions.actions.guard import lock
from sessions.models import ExchangeSession, SessionUnit
from sessions.paths import reply_path
from sessions.replies.named import asks
from sessions.replies.places import INVITING, reply_deadline
from sessions.telling import leaders_of_unit


def remind_silent(
    *,
    exchange: ExchangeSession,
    unit: int | None = None,
    by: Actor,
    now: datetime,
) -> list[str]:
    """Remind the leaders of the schools that have not answered, or of this one (`unit`, by key).

    The names of the schools that were reminded now: whoever was reminded today already, and schools
    that nobody leads here, are left out. Refuses once nobody is invited any more.
    """
    with transaction.atomic():
        locked = lock(exchange)
        if locked.state not in INVITING:
            raise Refused(
                _("Nobody is invited: the session is “%(state)s”.")
                % {"state": locked.get_state_display()}
            )
        today = timezone.localdate(now)
        deadline = reply_deadline(locked, locked.parts.all())
        silent = locked.units.filter(reply="").select_related(
            "school", "authority", "cluster"
        )
        reminded: list[SessionUnit] = []
        for row in silent.filter(pk=unit) if unit is not None else silent:
            last = row.reminded_at
            if not asks(locked, row) or (
                last is not None and timezone.localdate(last) == today
            ):
                continue
            people = leaders_of_unit(row, today=today)
            if not people:
                continue
            notices.tell(
                people,
                kind=Notice.Kind.REPLY,
                key=f"remind-{row.pk}-{today.isoformat()}",
                title=format_lazy(
                    gettext_lazy("Please answer for {unit}: {title}"),
                    unit=row.label,
                    title=str(locked),
                ),
                text=format_lazy(
                    gettext_lazy("The host waits for an answer until {day}."),
                    day=f"{deadline:%d/%m/%Y}",
                )
                if deadline
                else "",
                path=reply_path(locked, row.pk),
                now=now,
            )
            row.reminded_at = now
            row.save(update_fields=["reminded_at"])
            reminded.append(row)
        if reminded:
            audit.record(
                by=by,
                verb="sessions.remind_silent",
                row=locked,
                after={"units": [row.pk for row in reminded]},
            )
        return [row.label for row in reminded]
