"""A second press of a form is known by the form's random key and by all that was typed into it.

The key alone is not enough: who goes back in the browser gets the same form with the same key, and
what is typed there then is something new.
"""

import hashlib
import json

from django.http import HttpRequest

# Drawn anew for every page, so it says nothing about what was typed.
_NOT_TYPED = "csrfmiddlewaretoken"


def press_of(request: HttpRequest, key: str) -> str:
    """The form's key, a dash, and a digest of everything posted; empty for a form without a key."""
    if not key:
        return ""
    typed = sorted((n, v) for n, v in request.POST.lists() if n != _NOT_TYPED)
    said = hashlib.sha256(json.dumps(typed).encode()).hexdigest()[:16]
    return f"{key}-{said}"


def key_of(press: str) -> str:
    """Which form it was: two presses of one form have it in common, whatever they say."""
    return press.rpartition("-")[0]
