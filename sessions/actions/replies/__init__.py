"""Everything that schools answer: whether they come, whom they name, send instead or withdraw; who
gets a place and who waits; requests to a principal, personal links, reminding the silent."""

from sessions.actions.replies.leaving import send_instead, withdraw
from sessions.actions.replies.links import issue_link, reply_by_link, revoke_link
from sessions.actions.replies.naming import Named, name_people, reply_for_school
from sessions.actions.replies.people import TypedName
from sessions.actions.replies.reminding import remind_silent
from sessions.actions.replies.requests import (
    agree_to_request,
    refuse_request,
    take_back_request,
)
from sessions.actions.replies.seats import set_seats

__all__ = [
    "Named",
    "TypedName",
    "agree_to_request",
    "issue_link",
    "name_people",
    "refuse_request",
    "remind_silent",
    "reply_by_link",
    "reply_for_school",
    "revoke_link",
    "send_instead",
    "set_seats",
    "take_back_request",
    "withdraw",
]
