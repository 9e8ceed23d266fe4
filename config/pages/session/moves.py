"""The buttons of a session: what this person may do with it now, and which of it comes next."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from sessions import permissions
from sessions.approval import waits_for_others
from sessions.days import lies_ahead
from sessions.models import MOVES, PART_MOVES, Part, PartState, State
from sessions.page import SessionFacts


@dataclass(frozen=True)
class Move:
    """A change of the state: the action's name, its words, an icon; `next` is the way the work
    goes, all others stand under "other actions"."""

    verb: str
    words: str
    icon: str
    next: bool = False


def moves_of(
    user: User,
    facts: SessionFacts,
    *,
    may_edit: bool,
    news_out: bool = False,
    unseen: bool = False,
) -> list[Move]:
    """The changes of state that this person may make now, the most likely first.

    `unseen`: somebody else wrote it down in the name of this person's unit. `news_out`: its news are published, so that nothing is left but to close the file.
    """
    exchange = facts.exchange
    state = exchange.state
    approves = state == State.PROPOSED and permissions.can_approve(user, exchange)
    moves = []
    if approves:
        moves.append(Move("approve", _("Approve"), "check", next=True))
    if may_edit and state == State.DRAFT:
        words = (
            _("Send for approval")
            if waits_for_others(user, exchange)
            else _("Invite the schools")
        )
        moves.append(Move("propose", words, "send", next=True))
    if may_edit and state == State.SCHEDULED and facts.may_be_held:
        moves.append(Move("hold", _("Mark as held"), "check", next=True))
    if unseen:
        moves.append(
            Move("confirm_record", _("Confirm what is written"), "check", next=True)
        )
    if may_edit and state == State.HELD:
        moves.append(Move("close", _("Close the file"), "lock", next=news_out))
    if (may_edit or approves) and State.DRAFT in MOVES[state]:
        words = (
            _("Take it back to work on it")
            if permissions.takes_back(user, exchange)
            else _("Back to draft")
        )
        moves.append(Move("back_to_draft", words, "undo-2"))
    known = state != State.DRAFT or exchange.told_at is not None
    if may_edit and known and State.CANCELLED in MOVES[state]:
        moves.append(Move("cancel", _("Cancel the session"), "circle-x"))
    return moves


@dataclass(frozen=True)
class NextStep:
    """The one loud button of the page; `posts` where pressing it makes something."""

    words: str
    icon: str
    address: str
    posts: bool = False


def next_step(
    facts: SessionFacts, moves: list[Move], *, may_edit: bool, awaits_news: bool
) -> NextStep | None:
    """What comes next for this person: a change of state, else the news, else telling everyone.

    None where somebody else is to act.
    """
    exchange = facts.exchange
    for move in moves:
        if move.next:
            address = reverse("sessions:move", args=[exchange.pk, move.verb])
            return NextStep(move.words, move.icon, address)
    if awaits_news:
        address = reverse("reports:news_draft", args=[exchange.pk])
        return NextStep(_("Write the report"), "newspaper", address, posts=True)
    if may_edit and exchange.state == State.SCHEDULED:
        address = reverse("sessions:zalo", args=[exchange.pk])
        return NextStep(_("Zalo message"), "copy", address)
    return None


_PART_WORDS = {
    PartState.HELD: ("hold", gettext_lazy("Mark as held")),
    PartState.PLANNED: ("plan", gettext_lazy("Plan it again")),
    PartState.POSTPONED: ("postpone", gettext_lazy("Postpone")),
    PartState.CANCELLED: ("cancel", gettext_lazy("Cancel the part")),
}


def part_moves_of(
    part: Part, facts: SessionFacts, *, may_edit: bool
) -> list[tuple[str, str]]:
    """The changes of one part's state: (verb, words). A part is held on its day or later."""
    state = facts.exchange.state
    # In a draft only what was postponed needs a decision: it is planned again, or cancelled.
    waits = part.state == PartState.POSTPONED and state in {State.DRAFT, State.PROPOSED}
    if not may_edit or not (waits or state == State.SCHEDULED):
        return []
    early = lies_ahead(part.on or facts.exchange.on, facts.today)
    return [
        (verb, str(words))
        for target, (verb, words) in _PART_WORDS.items()
        if target in PART_MOVES[part.state] and not (verb == "hold" and early)
    ]
