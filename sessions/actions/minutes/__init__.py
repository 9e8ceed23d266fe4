"""Everything that changes minutes: begin, write, keep pages, send round, answer, confirm, open
again; and the items and decisions that they are made of."""

from sessions.actions.minutes.answers import answer_minutes, respond
from sessions.actions.minutes.begun import mark_of_item, mark_of_text, start_minutes
from sessions.actions.minutes.choosing import choose_text, drop_item
from sessions.actions.minutes.circulation import (
    circulate,
    confirm_minutes,
    reopen_minutes,
)
from sessions.actions.minutes.files import MOST_PAGES, add_page, remove_page
from sessions.actions.minutes.items import save_decisions, save_items
from sessions.actions.minutes.writing import Cell, Kept, save_cells

__all__ = [
    "MOST_PAGES",
    "Cell",
    "Kept",
    "add_page",
    "answer_minutes",
    "choose_text",
    "circulate",
    "confirm_minutes",
    "drop_item",
    "mark_of_item",
    "mark_of_text",
    "remove_page",
    "reopen_minutes",
    "respond",
    "save_cells",
    "save_decisions",
    "save_items",
    "start_minutes",
]
