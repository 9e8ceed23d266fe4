"""Calendars that others read (.ics): which sessions an address shows, and how each stands in it.

An entry is a part on a day that is known in full, or the session itself where no part has one. Its
UID never changes, its SEQUENCE rises with every change that a calendar shows, and what was called
off stays as cancelled, so that it vanishes from nobody's phone without a word. What is not known is
not made up: no hour is a whole day, no end is none, no day is no entry. No names of people.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneStandard

from accounts.models import User
from accounts.text import fold
from clusters import permissions as clusters_permissions
from clusters.models import Cluster, School
from clusters.partial_dates import PartialDate
from sessions.mine import mine_of
from sessions.models import CalendarAddress, ExchangeSession, Part, PartState, State
from sessions.models.exchange import LEADS, ExchangeQuerySet

ZONE_NAME = "Asia/Ho_Chi_Minh"
_ZONE = ZoneInfo(ZONE_NAME)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  (local by definition, RFC 5545, 3.8.2.4)
# What is longer ago is of no use in a calendar, and would come with every visit.
BACK = timedelta(days=365)
MOST = 1000
_SHOWN = [State.PROPOSED, State.SCHEDULED, State.HELD, State.CLOSED, State.CANCELLED]
_AGREED = [State.SCHEDULED, State.HELD, State.CLOSED]
# How often a reader may come back.
_AGAIN = timedelta(hours=4)


@dataclass(frozen=True)
class Entry:
    """One entry of a calendar, in words and times; `ends` and both hours may be unknown."""

    uid: str
    sequence: int
    changed: datetime
    title: str
    on: date
    starts: time | None
    ends: time | None
    place: str
    text: str
    path: str
    # CONFIRMED, TENTATIVE or CANCELLED.
    status: str


# --- whose calendar -------------------------------------------------------------------------


def sessions_of(address: CalendarAddress) -> QuerySet[ExchangeSession]:
    """What an address shows: of what its owner may see now, that which concerns its subject.

    Nothing once it was taken back, its owner is locked, or may no longer see the school or cluster.
    A cluster's calendar begins with what is agreed; the others also show what still waits for it.
    """
    owner = address.owner
    if address.revoked_at is not None or not owner.is_active:
        return ExchangeSession.objects.none()
    seen = ExchangeSession.objects.visible_to(owner)
    if address.school is not None:
        if not may_follow(owner, address.school):
            return ExchangeSession.objects.none()
        return of_school(seen, address.school)
    if address.cluster is not None:
        if not may_follow(owner, address.cluster):
            return ExchangeSession.objects.none()
        return of_cluster(seen, address.cluster)
    mine = mine_of(owner).order_by().values("pk")
    return seen.filter(pk__in=mine, state__in=_SHOWN)


def may_follow(user: User, unit: School | Cluster) -> bool:
    """Whether the person may read the calendar of this school or cluster: who may see its page."""
    if isinstance(unit, School):
        found = clusters_permissions.schools_visible_to(user)
    else:
        found = clusters_permissions.clusters_visible_to(user)
    return bool(found.filter(pk=unit.pk).exists())


def of_school(seen: QuerySet, school: School) -> QuerySet[ExchangeSession]:
    """The sessions that a school leads or takes part in."""
    takes_part = ExchangeSession.objects.filter(units__school=school)
    concerned = Q(lead_school=school) | Q(pk__in=takes_part.order_by().values("pk"))
    return seen.filter(concerned, state__in=_SHOWN)


def of_cluster(seen: ExchangeQuerySet, cluster: Cluster) -> QuerySet[ExchangeSession]:
    """The sessions of a cluster from the day they were agreed on."""
    agreed = Q(state__in=_AGREED) | Q(state=State.CANCELLED, told_at__isnull=False)
    return seen.of_cluster(cluster).filter(agreed)


def name_of(address: CalendarAddress) -> str:
    """What the calendar is called in the program that reads it."""
    subject = address.school or address.cluster
    words = _("My sessions")
    if subject is not None:
        words = _("Sessions: %(of)s") % {"of": subject}
    if address.revoked_at is not None:
        return _("%(calendar)s (no longer in use)") % {"calendar": words}
    return words


# --- entries --------------------------------------------------------------------------------


def entries_of(rows: QuerySet, *, today: date | None = None) -> list[Entry]:
    """The entries of these sessions, oldest first; two queries. With `today` only those of the last
    year and of all that is to come. What was written down afterwards was never planned: no entry."""
    planned = rows.filter(recorded=False)
    if today is not None:
        recent = Part.objects.filter(on_sort__gte=today - BACK).order_by()
        planned = planned.filter(
            Q(on_sort__gte=today - BACK) | Q(pk__in=recent.values("exchange"))
        )
    parts = Part.objects.select_related("site").order_by("order", "pk")
    fetched = (
        planned.select_related(*LEADS)
        .prefetch_related(Prefetch("parts", parts))
        .order_by("-on_sort", "-pk")[:MOST]
    )
    entries = [entry for exchange in fetched for entry in _entries(exchange)]
    return sorted(entries, key=lambda one: (one.on, one.starts or time.min, one.uid))


def _entries(exchange: ExchangeSession) -> list[Entry]:
    parts = list(exchange.parts.all())
    dated = [part for part in parts if part.on is not None]
    if dated:
        found = [
            _of_part(exchange, part, number if len(parts) > 1 else None)
            for number, part in enumerate(parts, 1)
        ]
        return [entry for entry in found if entry is not None]
    own = _base(exchange, exchange.on)
    if own is None:
        return []
    uid = f"s{exchange.pk}-{exchange.code}@chungtay".lower()
    entry = replace(own, uid=uid, sequence=exchange.sequence)
    return [_titled(entry, exchange.half_day and exchange.get_half_day_display(), "")]


def _base(exchange: ExchangeSession, on: PartialDate | None) -> Entry | None:
    """What all entries of a session share; None where the day is not known in full."""
    day = on.exact if on is not None else None
    if day is None:
        return None
    lines = [str(exchange.get_kind_display()), exchange.lead_name]
    return Entry(
        uid="",
        sequence=0,
        changed=exchange.state_at,
        title=str(exchange),
        on=day,
        starts=None,
        ends=None,
        place="",
        text="\n".join(lines),
        path=f"/D/{exchange.code}",
        status=_STATUS.get(exchange.state, "CONFIRMED"),
    )


_STATUS = {State.PROPOSED: "TENTATIVE", State.CANCELLED: "CANCELLED"}


def _of_part(exchange: ExchangeSession, part: Part, number: int | None) -> Entry | None:
    base = _base(exchange, part.on)
    if base is None:
        return None
    part.exchange = exchange
    off = part.state if part.state in _OFF else ""
    half = "" if part.starts_at else part.half_day and part.get_half_day_display()
    what = ""
    if number is not None:
        what = part.title or _("part %(n)s") % {"n": number}
    entry = replace(
        base,
        uid=f"b{part.pk}-{exchange.code}@chungtay".lower(),
        sequence=part.calendar_sequence,
        starts=part.starts_at,
        ends=part.ends_at if part.starts_at else None,
        place=_place(part),
        status="CANCELLED" if off else base.status,
    )
    return _titled(entry, half, what, postponed=off == PartState.POSTPONED)


_OFF = (PartState.CANCELLED, PartState.POSTPONED)


def _place(part: Part) -> str:
    """As printed, with the school where that does not say it."""
    if part.mode == Part.Mode.ONLINE:
        return str(part.get_mode_display())
    written, school = part.place_as_printed, part.site_name
    if not written or not school or fold(school) in fold(written):
        return written or school
    return f"{written}, {school}"


def _titled(entry: Entry, half: object, what: str, *, postponed: bool = False) -> Entry:
    """With the title as it stands in the grid of a day: what is off or waits says so first."""
    title = " · ".join(word for word in (entry.title, what) if word)
    if half:
        title = f"{title} ({str(half).lower()})"
    words = {"title": title}
    if postponed:
        title = _("Postponed: %(title)s") % words
    elif entry.status == "CANCELLED":
        title = _("Cancelled: %(title)s") % words
    elif entry.status == "TENTATIVE":
        title = _("Waits for approval: %(title)s") % words
    return replace(entry, title=title)


# --- ink ------------------------------------------------------------------------------------


def fingerprint(entries: list[Entry], *more: str) -> str:
    """The same for the same calendar, without setting it: what an ETag needs."""
    return hashlib.sha256(repr((entries, more)).encode()).hexdigest()[:32]


def calendar_of(
    entries: list[Entry], *, name: str = "", site: str, method: str = "PUBLISH"
) -> bytes:
    """The calendar as a file by RFC 5545. `site` is the address that paths are put behind. Pure."""
    calendar = Calendar()
    calendar.add("prodid", "-//Chung Tay//Sinh hoat chuyen mon//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", ZONE_NAME)
        calendar.add("refresh-interval", _AGAIN, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT4H")
    calendar.add_component(_zone())
    for entry in entries:
        calendar.add_component(_event(entry, site))
    return bytes(calendar.to_ical())


def _zone() -> Timezone:
    """Seven hours before Greenwich, all year, in all years that a session can lie in."""
    zone = Timezone()
    zone.add("tzid", ZONE_NAME)
    standard = TimezoneStandard()
    standard.add("dtstart", _EPOCH)
    standard.add("tzoffsetfrom", timedelta(hours=7))
    standard.add("tzoffsetto", timedelta(hours=7))
    standard.add("tzname", "+07")
    zone.add_component(standard)
    return zone


def _event(entry: Entry, site: str) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    # Of a calendar that is published: when the entry was last revised.
    event.add("dtstamp", entry.changed.astimezone(UTC).replace(microsecond=0))
    event.add("summary", _printable(entry.title))
    if entry.starts is None:
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + timedelta(days=1))
    else:
        event.add("dtstart", datetime.combine(entry.on, entry.starts, _ZONE))
        if entry.ends is not None:
            event.add("dtend", datetime.combine(entry.on, entry.ends, _ZONE))
    if entry.place:
        event.add("location", _printable(entry.place))
    event.add("description", _printable(f"{entry.text}\n{site}{entry.path}"))
    event.add("url", f"{site}{entry.path}")
    event.add("status", entry.status)
    free = entry.starts is None or entry.status == "CANCELLED"
    event.add("transp", "TRANSPARENT" if free else "OPAQUE")
    return event


def _printable(text: str) -> str:
    """Without the control signs that no calendar may hold; line breaks stay."""
    return "".join(
        sign if sign.isprintable() or sign == "\n" else " "
        for sign in text.replace("\r\n", "\n").replace("\r", "\n")
    )
