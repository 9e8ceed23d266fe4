"""Marks of what a form was shown, by which it is noticed that somebody else changed it meanwhile."""

import hashlib
import json
from typing import Any


def version_of(content: dict[str, Any]) -> str:
    """A short mark of JSON values: equal content, equal mark."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
