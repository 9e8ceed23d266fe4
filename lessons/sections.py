"""What of a plan a comment can be about: its sections by their keys. Pure.

`goals`, `materials`, then the activities `a1`, `a2` … (their four steps `a1.a` to `a1.d`); of photos the
pages `p1`, `p2` …; the empty key is the whole plan. The four activities of a file are those of CV
5512/BGDĐT-GDTrH, appendix IV.
"""

import re

from django.utils.translation import gettext as _

WHOLE = ""
_ACTIVITY = re.compile(r"a(\d{1,2})(?:\.([a-d]))?")
_PAGE = re.compile(r"p(\d{1,3})")
STANDARD = ("goals", "materials", "a1", "a2", "a3", "a4", WHOLE)


def title_of(key: str) -> str:
    """What a section is called; of a key that nobody knows the whole plan."""
    named = {
        "goals": _("Goals"),
        "materials": _("Teaching equipment and materials"),
        "a1": _("Activity 1: opening"),
        "a2": _("Activity 2: new knowledge"),
        "a3": _("Activity 3: practice"),
        "a4": _("Activity 4: application"),
    }
    if key in named:
        return named[key]
    if activity := _ACTIVITY.fullmatch(key):
        number, step = activity.groups()
        words = named.get(f"a{number}") or _("Activity %(number)s") % {"number": number}
        return f"{words}, {step})" if step else words
    if page := _PAGE.fullmatch(key):
        return _("Page %(number)s") % {"number": page[1]}
    return _("The whole plan")


def sections_of(pages: int = 0) -> tuple[str, ...]:
    """The keys that can be commented on, in order: of photos their pages first."""
    return (*(f"p{number}" for number in range(1, pages + 1)), *STANDARD)


def is_section(key: str, pages: int = 0) -> bool:
    """Whether a comment may carry this key."""
    return key in sections_of(pages) or bool(_ACTIVITY.fullmatch(key))
