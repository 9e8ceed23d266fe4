"""Who or what is already taken when a session is to be: told while choosing, never forbidding.

`clashes_of(asked, viewer=…, today=…)` is the one question; `asked_of(exchange)` asks it of a
session that is stored, `asked_by(new)` of a form. What the reader may not see is told without its
title: that a school or a person is taken, and no more.
"""

from sessions.clashes.asked import Asked, AskedPart, asked_by, asked_of, with_rows
from sessions.clashes.found import STILL_AHEAD, Clash, Contact, Found, clashes_of
from sessions.clashes.slots import Slot

__all__ = [
    "STILL_AHEAD",
    "Asked",
    "AskedPart",
    "Clash",
    "Contact",
    "Found",
    "Slot",
    "asked_by",
    "asked_of",
    "clashes_of",
    "with_rows",
]
