"""Everything that changes the plan of a year: `plans.save(cluster=…, school_year=…, …)`.

Each verb locks the plan, looks again, refuses with a sentence or changes, and writes the log.
"""

from sessions.actions.plans.saving import (
    copy_from_last_year,
    paste,
    save,
    save_words,
)
from sessions.actions.plans.scheduling import link, schedule, unlink
from sessions.actions.plans.states import approve, drop, give_back, send, take_back

__all__ = [
    "approve",
    "copy_from_last_year",
    "drop",
    "give_back",
    "link",
    "paste",
    "save",
    "save_words",
    "schedule",
    "send",
    "take_back",
    "unlink",
]
