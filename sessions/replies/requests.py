"""The page on which a principal answers what others ask of his people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Prefetch

from accounts.models import User
from sessions.models import Part, SeatRequest, SeatState
from sessions.replies.places import parts_ahead

# The last answers stand below, so that nobody wonders whether the press did anything.
_LAST = 10


@dataclass(frozen=True)
class Asked:
    """One request with the days it is about."""

    seat: SeatRequest
    parts: list[Part]


def requests_of(user: User, *, now: datetime) -> dict[str, Any]:
    """`open`: requests for one's own people, of sessions that have not begun; `answered`: the last
    ones that were. Three queries."""
    mine = SeatRequest.objects.visible_to(user).select_related(
        "exchange__lead_cluster",
        "exchange__lead_school",
        "exchange__lead_authority",
        "school",
        "named_by",
        "decided_by",
        "user",
    )
    parts = Prefetch("exchange__parts", Part.objects.select_related("site"))
    waiting = (
        mine.to_answer().prefetch_related(parts).order_by("exchange__on_sort", "pk")
    )
    asked = [Asked(seat, list(seat.exchange.parts.all())) for seat in waiting]
    answered = (
        mine.filter(decided_at__isnull=False, decided_by__isnull=False)
        .exclude(state__in=[SeatState.ASKED, SeatState.WITHDRAWN])
        # Whom a school named by itself nobody asked for.
        .exclude(named_by=F("decided_by"))
        .order_by("-decided_at", "-pk")[:_LAST]
    )
    return {
        "open": [one for one in asked if parts_ahead(one.parts, now)],
        "answered": list(answered),
    }
