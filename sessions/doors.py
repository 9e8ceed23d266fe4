"""When people check in, and who sets it right afterwards."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from sessions.models import ExchangeSession, Part
from sessions.models.roster import Capacity

OPENS_BEFORE = timedelta(hours=2)


def check_in_times(part: Part) -> tuple[datetime, datetime] | None:
    """From when to when (half-open) people check in at a part: from two hours before it starts, or
    from midnight when its hour is unknown, to the end of the day after. None without a day."""
    day = part.on.exact if part.on else None
    if day is None:
        return None
    zone = timezone.get_current_timezone()
    midnight = datetime.combine(day, time.min, zone)
    opens = midnight
    if part.starts_at is not None:
        opens = datetime.combine(day, part.starts_at, zone) - OPENS_BEFORE
    return opens, midnight + timedelta(days=2)


def is_open(part: Part, now: datetime) -> bool:
    """Whether people check in at this part now."""
    times = check_in_times(part)
    return times is not None and times[0] <= now < times[1]


def keepers_of(exchange: ExchangeSession) -> str:
    """Who can set the list of presence right, by name: secretary, then chair of the day; where
    nobody is named for it, who leads the session."""
    holders = list(
        exchange.roster.values_list("name_as_printed", "capacities", "user_id")
    )
    named = [
        name
        for capacity in (Capacity.SECRETARY, Capacity.CHAIR)
        for name, capacities, user in holders
        # Only who has an account can open the page.
        if user is not None and capacity in capacities
    ]
    return ", ".join(dict.fromkeys(named)) or exchange.lead_name
