"""Everything that changes the work on a lesson. Each verb: lock, look again, refuse or change, audit.

Called through this package: `actions.upload_plan(lesson=…, by=…, now=…)`. A verb refuses with a whole
sentence (`Refused`); who may call it is the view's question (`lessons.permissions`). Answering feedback
alone writes no audit entry: nobody is to know who answered when.
"""

from lessons.actions.banking import put_into_bank, take_out_of_bank
from lessons.actions.feedback import AnsweredBefore, answer_feedback
from lessons.actions.handing_in import (
    day_of,
    is_late,
    take_plan_off,
    upload_plan,
    withdraw_revision,
)
from lessons.actions.observing import (
    correct_note,
    keep_observation,
    remove_note,
    share_observation,
    take_note,
    write_words,
)
from lessons.actions.photographed import (
    AlreadyThere,
    add_page,
    collect_again,
    hand_in_pages,
    move_page,
    take_page_out,
)
from lessons.actions.readers import (
    ask_colleagues,
    ask_reader,
    decline_reading,
    finish_reading,
    release_reader,
)
from lessons.actions.reading_first import read_feedback
from lessons.actions.rounds import (
    adjust_teaching,
    agree_plan,
    answer_comment,
    comment,
    reopen_plan,
    return_plan,
    take_back_comment,
)
from lessons.actions.writing import Saved, hand_in_typed, save_draft

__all__ = [
    "AlreadyThere",
    "AnsweredBefore",
    "Saved",
    "add_page",
    "adjust_teaching",
    "agree_plan",
    "answer_comment",
    "answer_feedback",
    "ask_colleagues",
    "ask_reader",
    "collect_again",
    "comment",
    "correct_note",
    "day_of",
    "decline_reading",
    "finish_reading",
    "hand_in_pages",
    "hand_in_typed",
    "is_late",
    "keep_observation",
    "move_page",
    "put_into_bank",
    "read_feedback",
    "release_reader",
    "remove_note",
    "reopen_plan",
    "return_plan",
    "save_draft",
    "share_observation",
    "take_back_comment",
    "take_note",
    "take_out_of_bank",
    "take_page_out",
    "take_plan_off",
    "upload_plan",
    "withdraw_revision",
    "write_words",
]
