"""Who may change a session. Answers about people only; `MOVES` answers about times.

Rights follow from posts and offices of today and from the session's lead. The site administrator
sees everything and changes nothing here: what stands in a session was written by its own people.
"""

from sessions.permissions.approving import (
    Agreement,
    approved_by,
    approves_for_cluster,
    can_approve,
    can_reply,
    gave_the_word,
    leading_posts,
)
from sessions.permissions.creating import Leads, can_clone, can_create_for, earlier_of
from sessions.permissions.deleting import can_delete, nobody_was_told
from sessions.permissions.editing import (
    WRITERS,
    can_check_in,
    can_complete,
    can_complete_part,
    can_edit,
    can_keep_attendance,
    can_note,
    can_write_down,
    sits_at_the_desk,
    takes_back,
)
from sessions.permissions.granting import can_grant_hours
from sessions.permissions.leading import hosted_by, leads, led_by, unseen_by_the_lead

__all__ = [
    "WRITERS",
    "Agreement",
    "Leads",
    "approved_by",
    "approves_for_cluster",
    "can_approve",
    "can_check_in",
    "can_clone",
    "can_complete",
    "can_complete_part",
    "can_create_for",
    "can_delete",
    "can_edit",
    "can_grant_hours",
    "can_keep_attendance",
    "can_note",
    "can_reply",
    "can_write_down",
    "earlier_of",
    "gave_the_word",
    "hosted_by",
    "leading_posts",
    "leads",
    "led_by",
    "nobody_was_told",
    "sits_at_the_desk",
    "takes_back",
    "unseen_by_the_lead",
]
