"""What minutes say: their rows, what the data give to them, and the frozen content of a revision."""

from sessions.minutes.page.content import (
    Agreed,
    Change,
    Content,
    Said,
    Sheet,
    agreed_words,
    as_json,
    changes,
    content_from,
    digest_of,
    typed_part,
)
from sessions.minutes.page.facts import Facts, content_of, facts_of, lines_shown, said
from sessions.minutes.page.rows import (
    decisions_of,
    frozen_rows,
    is_only_part,
    items_of,
    parts_of,
)

__all__ = [
    "Agreed",
    "Change",
    "Content",
    "Facts",
    "Said",
    "Sheet",
    "agreed_words",
    "as_json",
    "changes",
    "content_from",
    "content_of",
    "decisions_of",
    "digest_of",
    "facts_of",
    "frozen_rows",
    "is_only_part",
    "items_of",
    "lines_shown",
    "parts_of",
    "said",
    "typed_part",
]
