"""What templates need to show things: icons, tags of states and kinds, dates and sizes in words.

Colours and icons of states live here and nowhere else; the words come from the models.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django import template
from django.forms import BaseForm, BaseFormSet
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from accounts.rows import RowFormSet
from accounts.widgets import date_in_words, time_in_words

register = template.Library()
_BEFORE_NUMBER = re.compile(r" (?=\d)")

# state or derived state: (colour, icon). Colour is never alone: the tag holds icon and words.
STATES = {
    "draft": ("grey", "pencil"),
    "proposed": ("amber", "clock"),
    "scheduled": ("indigo", "calendar-days"),
    "planned": ("indigo", "calendar-days"),
    "in_progress": ("amber", "radio"),
    "held": ("green", "check"),
    "closed": ("green", "lock"),
    "cancelled": ("red", "circle-x"),
    "postponed": ("amber", "history"),
    "submitted": ("indigo", "send"),
    "returned": ("amber", "undo-2"),
    "agreed": ("green", "check"),
    "circulated": ("indigo", "send"),
    "confirmed": ("green", "check"),
    "in_review": ("amber", "clock"),
    "published": ("green", "check"),
    "withdrawn": ("red", "circle-x"),
    "queued": ("grey", "clock"),
    "rendering": ("indigo", "refresh-cw"),
    "ready": ("green", "check"),
    "failed": ("red", "triangle-alert"),
    "collecting": ("grey", "clock"),
    "proof": ("amber", "eye"),
    "approved": ("green", "check"),
    "sent": ("green", "send"),
    "replaced": ("grey", "history"),
    "in_force": ("green", "check"),
    "ended": ("grey", "lock"),
    "open": ("amber", "circle"),
    "done": ("green", "check"),
    "dropped": ("grey", "circle-x"),
    "overdue": ("red", "triangle-alert"),
    "none": ("grey", "circle"),
}
KINDS = {
    "lesson_study": ("indigo", "book-open-check"),
    "demo_lessons": ("teal", "presentation"),
    "joint_exam": ("amber", "clipboard-check"),
    "exchange": ("plum", "arrow-left-right"),
    "signing": ("green", "handshake"),
    "conference": ("grey", "users"),
    "visit": ("amber", "map-pin"),
}


# What a notice is about.
NOTICES = {
    "invited": "send",
    "changed": "calendar-days",
    "reminder": "clock",
    "reply": "clipboard-check",
    "request": "user-plus",
    "minutes": "file-text",
    "decision": "circle-check",
    "plan": "list",
    "lesson": "book-open-check",
    "news": "newspaper",
    "people": "users",
}


@register.simple_tag
def icon(name: str, look: str = "") -> SafeString:
    """An icon of the sprite (assets/icons.txt); hidden from screen readers, words stand beside it."""
    return format_html(
        '<svg class="ic{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {look}" if look else "",
        static("icons.svg"),
        name,
    )


@register.simple_tag
def tag(tone: str, symbol: str, words: str) -> SafeString:
    """A coloured tag: tone is indigo, green, amber, red, teal, plum or grey."""
    return format_html(
        '<span class="tag tag-{}">{}{}</span>', tone, icon(symbol), words
    )


@register.simple_tag
def state(thing: Any, words: str = "") -> SafeString:
    """The tag of a row's state, or of a state's value with words of its own (derived states)."""
    value = thing if isinstance(thing, str) else thing.state
    tone, symbol = STATES[value]
    return tag(tone, symbol, words or thing.get_state_display())


@register.simple_tag
def kind(thing: Any) -> SafeString:
    """The tag of a session's kind."""
    tone, symbol = KINDS[thing.kind]
    return tag(tone, symbol, thing.get_kind_display())


@register.filter
def kind_icon(value: str) -> str:
    """The icon that stands for a kind of session."""
    return KINDS[value][1]


@register.filter
def initials(full_name: str) -> str:
    """The first letters of the last two words: "Nguyễn Thu Hà" is TH."""
    return "".join(word[0] for word in full_name.split()[-2:]).upper()


@register.filter
def in_words(day: date | datetime | None) -> str:
    """A date with its weekday: "Thứ Năm, ngày 26/11/2026"."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return date_in_words(day)


@register.filter
def day_or_today(day: date, today: date) -> str:
    """A day as a heading of a list: "Hôm nay", "Hôm qua", else with its weekday."""
    if day == today:
        return pgettext("day", "Today")
    if day == today - timedelta(days=1):
        return pgettext("day", "Yesterday")
    return date_in_words(day)


@register.filter
def notice_icon(kind: str) -> str:
    """The icon that stands for a kind of notice."""
    return NOTICES.get(kind, "bell")


@register.filter
def month_words(day: date) -> str:
    """A month inside a sentence: "tháng 11/2026"; "November 2026" in English."""
    if get_language() == "en":
        return f"{MONTHS[day.month]} {day.year}"
    return f"tháng {day.month}/{day.year}"


@register.filter
def month_name(day: date) -> str:
    """A month without its year: "tháng 11"; "November" in English."""
    return str(MONTHS[day.month]) if get_language() == "en" else f"tháng {day.month}"


@register.filter
def whole(words: Any) -> str:
    """A title whose numbers stay with the word before them: "Ngữ văn 7" does not break there."""
    return _BEFORE_NUMBER.sub("\u00a0", str(words))


@register.filter
def clock(moment: datetime | time | None) -> str:
    """A time inside a sentence, which does not break there: "13 giờ 30", "8 giờ"; "13:30" in English.
    Tables use |time."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment).time()
    return time_in_words(moment).replace(" ", "\u00a0")


@register.filter
def file_size(size: int) -> str:
    """Bytes as people say them: "412 KB", "1,2 MB" (1 MB is 1,000,000 bytes)."""
    if size < 999_500:
        return f"{max(1, round(size / 1000))} KB"
    mega = f"{size / 1_000_000:.1f}"
    return f"{mega if get_language() == 'en' else mega.replace('.', ',')} MB"


@register.simple_tag
def wrong_places(*checked: BaseForm | BaseFormSet | None) -> list[dict[str, str]]:
    """Where the errors of forms and formsets stand, in page order: an anchor and the field's label.

    A field of a row says the number of its row first. Nothing is checked that was not bound.
    """
    places = []
    for one in checked:
        if isinstance(one, BaseFormSet):
            rows = one.in_order() if isinstance(one, RowFormSet) else one.forms
            for number, form in enumerate(rows, start=1):
                word = getattr(form, "word", None) or gettext("Row")
                number = getattr(form, "row_number", number)
                places += _places(form, f"{word} {number}: ")
        elif isinstance(one, BaseForm):
            places += _places(one, "")
    return places


def _places(form: BaseForm, before: str) -> list[dict[str, str]]:
    return [
        {
            # a group of choices has no field of its own to jump to, its frame has
            "anchor": field.id_for_label or f"div_{field.auto_id}",
            "label": f"{before}{field.label}",
        }
        for field in form.visible_fields()
        if field.errors
    ]
