"""What the session page shows of a session: one function, four queries however many rows there are.

The page has a budget of twelve queries, so rows that only join (a lesson's teachers, a person's
attendance) come flat in one query and are put together here, and the small lists of text (what was
said, agreed, cited, counted) come in one UNION.
"""

from sessions.page.facts import SessionFacts, load, parts_to_check_in, session_facts
from sessions.page.lines import Line
from sessions.page.people import PeopleOf, Person

__all__ = [
    "Line",
    "PeopleOf",
    "Person",
    "SessionFacts",
    "load",
    "parts_to_check_in",
    "session_facts",
]
