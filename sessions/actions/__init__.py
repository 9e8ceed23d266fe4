"""Everything that changes a session. Each verb: lock, look again, refuse or change, audit.

Called through this package: `actions.propose(exchange=…, by=…, now=…)`. A verb refuses with a whole
sentence (`Refused`); who may call it is the view's question (`sessions.permissions`).
"""

from sessions.actions.calendar_addresses import (
    make_calendar_address,
    renew_calendar_address,
    revoke_calendar_address,
)
from sessions.actions.corrections import (
    ask_correction,
    decide_correction,
    take_back_correction,
)
from sessions.actions.create import record, schedule
from sessions.actions.details import edit_details
from sessions.actions.guard import Overtaken, Repeated, RowRefused, refresh_search_key
from sessions.actions.lessons import save_lessons
from sessions.actions.linking import link_entry, link_teacher, link_unit
from sessions.actions.links import issue_link, revoke_link
from sessions.actions.marks import (
    TooEarly,
    add_guest,
    check_in,
    mark_at_desk,
    press_at_desk,
)
from sessions.actions.minutes import save_decisions, save_items
from sessions.actions.papers import save_documents
from sessions.actions.parts import (
    add_part,
    cancel_part,
    hold_part,
    plan_part_again,
    postpone_part,
    save_part,
    save_parts,
)
from sessions.actions.people import save_roster
from sessions.actions.presence import Presence, Press
from sessions.actions.states import (
    approve,
    back_to_draft,
    cancel,
    close,
    confirm_record,
    delete,
    hold,
    mark_told,
    propose,
)
from sessions.actions.units import reply_for_school, save_units

__all__ = [
    "Overtaken",
    "Presence",
    "Press",
    "Repeated",
    "RowRefused",
    "TooEarly",
    "add_guest",
    "add_part",
    "approve",
    "ask_correction",
    "back_to_draft",
    "cancel",
    "cancel_part",
    "check_in",
    "close",
    "confirm_record",
    "decide_correction",
    "delete",
    "edit_details",
    "hold",
    "hold_part",
    "issue_link",
    "link_entry",
    "link_teacher",
    "link_unit",
    "make_calendar_address",
    "mark_at_desk",
    "mark_told",
    "plan_part_again",
    "postpone_part",
    "press_at_desk",
    "propose",
    "record",
    "refresh_search_key",
    "renew_calendar_address",
    "reply_for_school",
    "revoke_calendar_address",
    "revoke_link",
    "save_decisions",
    "save_documents",
    "save_items",
    "save_lessons",
    "save_part",
    "save_parts",
    "save_roster",
    "save_units",
    "schedule",
    "take_back_correction",
]
