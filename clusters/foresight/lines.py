"""A sentence of what will happen."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Line:
    """A sentence of what will happen; `url` leads to what it speaks of, `warns` asks to look twice."""

    text: str
    url: str = ""
    warns: bool = False


def shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"
