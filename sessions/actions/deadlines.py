"""Deadlines that somebody set, instead of those that follow from the parts."""

from datetime import date

from accounts.verbs import Actor
from sessions.actions.guard import edit
from sessions.models import ExchangeSession


def set_deadlines(
    *,
    exchange: ExchangeSession,
    comments: date | None,
    minutes: date | None,
    news: date | None,
    version: str | None = None,
    by: Actor,
) -> None:
    """Set the last days for comments on plans, for minutes and for the news; None: as it follows from
    the parts. A day that is over is allowed: people agree on such things afterwards, too."""
    with edit("deadlines", exchange=exchange, by=by, version=version) as locked:
        locked.comments_due = comments
        locked.minutes_due = minutes
        locked.news_due = news
        locked.save(update_fields=["comments_due", "minutes_due", "news_due"])
