"""What arrives about presence: presses that a device kept, ticks of the desk, guests, requests."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.text import nfc
from sessions.forms.fields import OneOfField, WordsForm, text_area
from sessions.models import SessionUnit

MOST_MARKS = 60
_LARGEST = 2**31 - 1
# What no database keeps as text. JSON can hold half of a sign that needs two (an emoji that a
# device cut in the middle): as long as such a press stood in a phone's list, nothing after it came in.
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Guest:
    """Somebody who came unannounced, as typed at the desk; `unit` is the key of a unit taking part."""

    name: str
    title: str
    unit: int
    organisation: str


@dataclass(frozen=True)
class SentMark:
    """One press as the device sent it; times are by the device's clock."""

    key: str
    entry: int
    part: int
    here: bool
    number: int | None
    reason: str
    desk: bool
    pressed: datetime
    guest: Guest | None
    # The code of a personal link that speaks for this press.
    link: str


def read_marks(body: bytes) -> tuple[datetime, list[SentMark]] | None:
    """The device's clock and its presses; None for anything that our script does not send."""
    try:
        told = json.loads(body)
        sending = _moment(told["now"])
        marks = told["marks"]
        if not isinstance(marks, list) or not 0 < len(marks) <= MOST_MARKS:
            return None
        return sending, [_mark(one) for one in marks]
    except (ValueError, TypeError, KeyError, OverflowError, OSError, RecursionError):
        return None


def _mark(told: dict[str, Any]) -> SentMark:
    key = _text(told["key"], 40)
    if not key.isascii() or not key.isalnum() or len(key) < 16:
        raise ValueError(key)
    guest = told.get("guest")
    return SentMark(
        key=key,
        entry=_number(told.get("entry") or 0),
        part=_number(told["part"]),
        here=bool(told["here"]),
        number=_number(told["number"]) or None if told.get("number") else None,
        reason=_text(told.get("reason") or "", 1000),
        desk=bool(told.get("desk")),
        pressed=_moment(told["at"]),
        guest=_guest(guest) if guest else None,
        link=_text(told.get("link") or "", 40),
    )


def _guest(told: dict[str, Any]) -> Guest:
    name = _text(told["name"], 250)
    if not name:
        raise ValueError(told)
    return Guest(
        name=name,
        title=_text(told.get("title") or "", 200),
        unit=_number(told.get("unit") or 0),
        organisation=_text(told.get("organisation") or "", 200),
    )


def _text(value: Any, most: int) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return " ".join(nfc(_NO_TEXT.sub(" ", value)).split())[:most]


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError(value)
    number = int(value)
    if not 0 <= number <= _LARGEST:
        raise ValueError(value)
    return number


def _moment(value: Any) -> datetime:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(value)
    return datetime.fromtimestamp(value / 1000, UTC)


class GuestForm(WordsForm):
    """Somebody who came without being on the list."""

    name = forms.CharField(label=_("Full name"), max_length=250)
    title = forms.CharField(label=_("Position"), max_length=200, required=False)
    unit = OneOfField(label=_("Unit"))
    organisation = forms.CharField(
        label=_("Another unit"),
        max_length=200,
        required=False,
        help_text=_("If none of the units above."),
    )

    def __init__(self, *args: Any, units: list[SessionUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(units, lambda unit: unit.label)


class CorrectionForm(WordsForm):
    """Why the own presence should stand differently."""

    words = forms.CharField(
        label=_("What should be corrected, and why"),
        max_length=500,
        widget=text_area(2),
    )


class AnswerForm(WordsForm):
    """What the secretary says to a request."""

    answer = forms.CharField(
        label=_("Words to the person"), max_length=500, required=False
    )
