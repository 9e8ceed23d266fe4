"""What waits for a person in the news: approve, write again, write at all."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from clusters.todo import Todo


def todo_of(user: User, now: datetime) -> list[Todo]:
    """Nothing yet."""
    return []
