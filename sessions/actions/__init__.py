"""Everything that changes a session. Each verb: lock, look again, refuse or change, audit.

Called through this package: `actions.propose(exchange=…, by=…, now=…)`. A verb refuses with a whole
sentence (`Refused`); who may call it is the view's question (`sessions.permissions`).
"""

from sessions.actions.calendar_addresses import (
    make_calendar_address,
    renew_calendar_address,
    revoke_calendar_address,
)
from sessions.actions.citing import cite_no_plan, cite_plan
from sessions.actions.clone import clone
from sessions.actions.corrections import (
    ask_correction,
    decide_correction,
    take_back_correction,
)
from sessions.actions.create import record, schedule
from sessions.actions.deadlines import set_deadlines
from sessions.actions.details import edit_details
from sessions.actions.exam_draft import start_exam
from sessions.actions.following import (
    drop_decision,
    finish_decision,
    hinder_decision,
    reopen_decision,
)
from sessions.actions.guard import Overtaken, Repeated, RowRefused, refresh_search_key
from sessions.actions.handing_over import hand_over
from sessions.actions.hours import grant_hours
from sessions.actions.lessons import save_lessons
from sessions.actions.linking import link_entry, link_teacher, link_unit
from sessions.actions.marks import (
    TooEarly,
    add_guest,
    check_in,
    mark_at_desk,
    press_at_desk,
)
from sessions.actions.minutes import (
    MOST_PAGES,
    Cell,
    Kept,
    add_page,
    answer_minutes,
    choose_text,
    circulate,
    confirm_minutes,
    drop_item,
    mark_of_item,
    mark_of_text,
    remove_page,
    reopen_minutes,
    respond,
    save_cells,
    save_decisions,
    save_items,
    start_minutes,
)
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
from sessions.actions.replies import (
    Named,
    TypedName,
    agree_to_request,
    issue_link,
    name_people,
    refuse_request,
    remind_silent,
    reply_by_link,
    reply_for_school,
    revoke_link,
    send_instead,
    set_seats,
    take_back_request,
    withdraw,
)
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
from sessions.actions.units import save_units

__all__ = [
    "MOST_PAGES",
    "Cell",
    "Kept",
    "Named",
    "Overtaken",
    "Presence",
    "Press",
    "Repeated",
    "RowRefused",
    "TooEarly",
    "TypedName",
    "add_guest",
    "add_page",
    "add_part",
    "agree_to_request",
    "answer_minutes",
    "approve",
    "ask_correction",
    "back_to_draft",
    "cancel",
    "cancel_part",
    "check_in",
    "choose_text",
    "circulate",
    "cite_no_plan",
    "cite_plan",
    "clone",
    "close",
    "confirm_minutes",
    "confirm_record",
    "decide_correction",
    "delete",
    "drop_decision",
    "drop_item",
    "edit_details",
    "finish_decision",
    "grant_hours",
    "hand_over",
    "hinder_decision",
    "hold",
    "hold_part",
    "issue_link",
    "link_entry",
    "link_teacher",
    "link_unit",
    "make_calendar_address",
    "mark_at_desk",
    "mark_of_item",
    "mark_of_text",
    "mark_told",
    "name_people",
    "plan_part_again",
    "postpone_part",
    "press_at_desk",
    "propose",
    "record",
    "refresh_search_key",
    "refuse_request",
    "remind_silent",
    "remove_page",
    "renew_calendar_address",
    "reopen_decision",
    "reopen_minutes",
    "reply_by_link",
    "reply_for_school",
    "respond",
    "revoke_calendar_address",
    "revoke_link",
    "save_cells",
    "save_decisions",
    "save_documents",
    "save_items",
    "save_lessons",
    "save_part",
    "save_parts",
    "save_roster",
    "save_units",
    "schedule",
    "send_instead",
    "set_deadlines",
    "set_seats",
    "start_exam",
    "start_minutes",
    "take_back_correction",
    "take_back_request",
    "withdraw",
]
