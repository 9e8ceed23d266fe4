"""Who is expected to get what: sets of people, written down by hand, apart from the app's own rules."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.access.stage import Stage

PEOPLE = (
    "nobody",
    "teacher",
    "far_teacher",
    "subject_head",
    "principal",
    "far_principal",
    "cluster_head",
    "officer",
    "other_officer",
    "admin",
    "left",
)
EVERYONE = frozenset(PEOPLE)
SIGNED_IN = EVERYONE - {"nobody"}
NORTH = frozenset(
    {"teacher", "subject_head", "principal", "cluster_head", "officer", "admin"}
)
LEAD = frozenset({"cluster_head"})

SESSION_STATES = ("draft", "scheduled", "held", "cancelled")
ARTICLE_STATES = ("draft", "in_review", "published", "withdrawn")

Who = frozenset[str] | dict[str, frozenset[str]]


@dataclass(frozen=True)
class Row:
    """A route: its arguments, who may know that it exists, and who may read (GET) and act (POST).

    `states` is which object's states the row is tried in: "session", "article" or "".
    None for `read` or `act` means that the method is not offered (405).
    """

    args: Callable[[Stage], dict[str, Any]]
    sees: Who
    read: Who | None
    act: Who | None
    states: str = ""
    # The view itself asks whether somebody is signed in (an upload must not end in a redirect).
    asks_itself: bool = False
    # What an empty POST of somebody who may act ends in: "let_in" is the form again, nothing done;
    # "done" the act and a way on; "refused" a way on with a sentence why not. By state where they
    # differ.
    post: str | dict[str, str] = "let_in"

    def expected(self, person: str, state: str, method: str) -> str:
        """One of: sign_in, not_offered, missing, forbidden; who is let through is "allowed" to read,
        and by POST what the row says: let_in, done or refused."""
        who = self.read if method == "GET" else self.act
        if who is None and (person != "nobody" or self.asks_itself):
            return "not_offered"
        if person == "nobody":
            return "sign_in"
        if person not in _in_state(self.sees, state):
            return "missing"
        if person not in _in_state(who, state):
            return "forbidden"
        if method == "GET":
            return "allowed"
        return self.post[state] if isinstance(self.post, dict) else self.post


def _in_state(who: Who, state: str) -> frozenset[str]:
    return who[state] if isinstance(who, dict) else who


def states_of(row: Row) -> tuple[str, ...]:
    return {"session": SESSION_STATES, "article": ARTICLE_STATES, "": ("",)}[row.states]
