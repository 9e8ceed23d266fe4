"""Today's parts at which a person is expected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from clusters.todo import Todo
from sessions.doors import is_open
from sessions.mine import OwnPart


def check_in_todos(parts: Iterable[OwnPart], now: datetime) -> list[Todo]:
    """Today's parts at which the person is expected and has not checked in: one a session, that
    which is open now (of several the later one), and there one press is enough. Pure."""
    found: dict[int, OwnPart] = {}
    for one in parts:
        if one.exchange.pk not in found or is_open(one.part, now):
            found[one.exchange.pk] = one
    return [_to_check_in(one, now) for one in found.values()]


def _to_check_in(one: OwnPart, now: datetime) -> Todo:
    exchange, part = one.exchange, one.part
    opened = is_open(part, now)
    return Todo(
        icon="user-check",
        text=_("Check in: %(title)s") % {"title": exchange},
        note=f"{part.starts_at:%H:%M}" if part.starts_at else "",
        url=reverse("sessions:check_in", args=[exchange.pk])
        if opened
        else reverse("session", args=[exchange.pk]) + "#check-in",
        action=_("I am here") if opened else _("See the session"),
        urgent=True,
        posts=(("part", str(part.pk)),) if opened else (),
        mark=f"{one.entry}:{part.pk}" if opened else "",
    )
