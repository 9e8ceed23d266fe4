"""What a messenger may show of a link to a session: title, day and place, and nobody's name.

Whoever draws the preview is not signed in, and everybody in the group sees it. Of a draft there is
none. Pure but for the parts handed in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.text import shortened
from sessions.models import ExchangeSession, Part, PartState, State
from sessions.when import long_day_words

# Messengers cut after about as much.
_LONGEST = 200


@dataclass(frozen=True)
class Preview:
    """The title, and day and place in a line."""

    title: str
    text: str


def preview_of(exchange: ExchangeSession, parts: Iterable[Part]) -> Preview | None:
    """The preview of a session that was announced; None of a draft. `parts` with their sites."""
    if exchange.state == State.DRAFT:
        return None
    taking = [part for part in parts if part.state != PartState.CANCELLED]
    # Of what has taken place nobody needs the hour while something is still to come.
    ahead = [part for part in taking if part.state != PartState.HELD]
    lines = [line for part in ahead or taking if (line := _line(part))]
    if not lines and exchange.on is not None:
        lines = [long_day_words(exchange.on)]
    return Preview(
        shortened(str(exchange), _LONGEST), shortened("; ".join(lines), _LONGEST)
    )


def _line(part: Part) -> str:
    day = long_day_words(part.on) or part.date_as_printed
    hour = f"{part.starts_at:%H:%M}" if part.starts_at else ""
    words = ", ".join(word for word in [day, hour, part.whole_place] if word)
    if part.state == PartState.POSTPONED:
        return f"{PartState.POSTPONED.label} ({words})"
    return words
