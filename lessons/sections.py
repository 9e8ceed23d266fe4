"""What of a plan a comment can be about: its sections by their keys. Pure.

`goals`, `materials`, then the activities `a1`, `a2` … (their four steps `a1.a` to `a1.d`); of photos the
pages `p1`, `p2` …; the empty key is the whole plan. The four activities of a file are those of CV
5512/BGDĐT-GDTrH, appendix IV. A typed plan has the sections of its form, own ones (`x1` …) among them.
"""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from lessons import structures

WHOLE = ""
_ACTIVITY = re.compile(r"a(\d{1,2})(?:\.([a-d]))?")
_PAGE = re.compile(r"p(\d{1,3})")
_OWN = re.compile(r"x\d{1,2}")
# Of forms other than CV 5512: adjustments after the lesson, the body of a free plan.
_TYPED = ("body", "adjust")
STANDARD = ("goals", "materials", "a1", "a2", "a3", "a4", WHOLE)


def title_of(key: str, content: Mapping[str, str] | None = None) -> str:
    """What a section is called, in a typed plan (`content`) as it is called there; of a key that nobody
    knows the whole plan."""
    if content and key:
        section, _dot, step = key.partition(".")
        for one in structures.sections_of(content):
            if one.key == section:
                return f"{one.title}, {step})" if step else one.title
    named = {
        "goals": _("Goals"),
        "materials": _("Teaching equipment and materials"),
        "a1": _("Activity 1: opening"),
        "a2": _("Activity 2: new knowledge"),
        "a3": _("Activity 3: practice"),
        "a4": _("Activity 4: application"),
        "body": _("Course of the activity"),
        "adjust": _("Adjustments after the lesson"),
    }
    if key in named:
        return named[key]
    if activity := _ACTIVITY.fullmatch(key):
        number, step = activity.groups()
        words = named.get(f"a{number}") or _("Activity %(number)s") % {"number": number}
        return f"{words}, {step})" if step else words
    if page := _PAGE.fullmatch(key):
        return _("Page %(number)s") % {"number": page[1]}
    if _OWN.fullmatch(key):
        return _("Another section")
    return _("The whole plan")


def sections_of(
    pages: int = 0, content: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """The keys that can be commented on, in order: of photos their pages first, of a typed plan its own
    sections."""
    if content:
        return (*(one.key for one in structures.sections_of(content)), WHOLE)
    return (*(f"p{number}" for number in range(1, pages + 1)), *STANDARD)


def is_section(key: str, pages: int = 0) -> bool:
    """Whether a comment may carry this key."""
    return (
        key in sections_of(pages)
        or key in _TYPED
        or bool(_ACTIVITY.fullmatch(key) or _OWN.fullmatch(key))
    )
