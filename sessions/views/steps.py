"""The changes of state as they are asked and answered: the words of each, who may, what it takes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from sessions import actions, permissions
from sessions.approval import approvers_of, waits_for_others
from sessions.models import ExchangeSession, State


@dataclass(frozen=True)
class Step:
    """One change of state: what it asks, what it says, who may, what it takes.

    `leads_to` are the states it makes: who pressed already, and is in one of them, is not refused.
    """

    act: Callable[..., Any]
    title: str | Promise
    text: str | Promise
    submit: str | Promise
    done: str | Promise | Callable[[ExchangeSession], str]
    allowed: Callable[[User, Any], bool] = permissions.can_edit
    asks_reason: bool = False
    takes_now: bool = True
    danger: bool = False
    leads_to: tuple[State, ...] = ()

    def done_words(self, exchange: ExchangeSession) -> str:
        """What is said once the session has changed."""
        return str(self.done(exchange) if callable(self.done) else self.done)


def _may_take_back(user: User, exchange: ExchangeSession) -> bool:
    """Who edits it, and who was asked to approve it and does not."""
    return permissions.can_edit(user, exchange) or permissions.can_approve(
        user, exchange
    )


def said_of(exchange: ExchangeSession) -> str:
    """What became of a session that was saved, sent or approved: one true sentence for each state."""
    if exchange.state == State.SCHEDULED:
        return _("The session is scheduled. Copy the Zalo message to tell everyone.")
    if exchange.state == State.PROPOSED:
        return _("Sent for approval. To be approved by: %(people)s.") % {
            "people": ", ".join(approvers_of(exchange))
        }
    if exchange.state == State.HELD:
        return _(
            "The session is written down. Add people, bases and what was said below; then draft the news."
        )
    return _("The draft is saved. Only you and the lead's people see it.")


def _agreed_words(exchange: ExchangeSession) -> str:
    """After an approval: it takes place, or the word of others is still missing."""
    if exchange.state != State.PROPOSED:
        return said_of(exchange)
    return _("Your agreement is noted. Still asked: %(people)s.") % {
        "people": ", ".join(approvers_of(exchange))
    }


STEPS = {
    "propose": Step(
        actions.propose,
        gettext_lazy("Invite the schools?"),
        gettext_lazy(
            "The session is then scheduled: the schools concerned and those on the list see it."
        ),
        gettext_lazy("Invite the schools"),
        said_of,
        leads_to=(State.PROPOSED, State.SCHEDULED),
    ),
    "approve": Step(
        actions.approve,
        gettext_lazy("Approve the session?"),
        gettext_lazy("It is then on the calendar of all schools concerned."),
        gettext_lazy("Approve"),
        _agreed_words,
        allowed=permissions.can_approve,
        leads_to=(State.SCHEDULED,),
    ),
    "hold": Step(
        actions.hold,
        gettext_lazy("Has the session taken place?"),
        gettext_lazy("Then what was said, photos and the news report can be written."),
        gettext_lazy("Mark as held"),
        gettext_lazy("The session is marked as held."),
        leads_to=(State.HELD,),
    ),
    "confirm_record": Step(
        actions.confirm_record,
        gettext_lazy("Is this written down rightly?"),
        gettext_lazy(
            "Somebody else wrote this session down in your unit's name. It stays as it is; what is "
            "wrong you can change on its page."
        ),
        gettext_lazy("Confirm"),
        gettext_lazy("Confirmed. Thank you."),
        allowed=permissions.leads,
    ),
    "close": Step(
        actions.close,
        gettext_lazy("Close the file of this session?"),
        gettext_lazy(
            "Its data can no longer be changed. News reports can still be written."
        ),
        gettext_lazy("Close the file"),
        gettext_lazy("The file is closed."),
        leads_to=(State.CLOSED,),
    ),
    "cancel": Step(
        actions.cancel,
        gettext_lazy("Cancel the session?"),
        gettext_lazy(
            "It stays visible as cancelled, with the reason. This cannot be undone."
        ),
        gettext_lazy("Cancel the session"),
        gettext_lazy(
            "The session is cancelled. Copy the Zalo message to tell everyone."
        ),
        asks_reason=True,
        leads_to=(State.CANCELLED,),
        danger=True,
    ),
    "back_to_draft": Step(
        actions.back_to_draft,
        gettext_lazy("Take the session back to a draft?"),
        gettext_lazy("Only its makers see it until it is announced again."),
        gettext_lazy("Back to draft"),
        gettext_lazy("The session is a draft again."),
        allowed=_may_take_back,
        asks_reason=True,
        leads_to=(State.DRAFT,),
    ),
}
# The same steps where they mean something else: to this person, of this session.
_SEND_FOR_APPROVAL = replace(
    STEPS["propose"],
    title=gettext_lazy("Send the session for approval?"),
    text=gettext_lazy(
        "The schools concerned see it as waiting. Until it is approved you can still change it, or "
        "take it back."
    ),
    submit=gettext_lazy("Send for approval"),
)
_TAKE_BACK = replace(
    STEPS["back_to_draft"],
    title=gettext_lazy("Take the session back to work on it?"),
    text=gettext_lazy("Nobody else sees it until it is sent again."),
    submit=gettext_lazy("Take it back"),
    asks_reason=False,
)
# Others know of it: it can come back, or be cancelled, but no longer be deleted.
_UNDER_WORK = replace(
    STEPS["back_to_draft"],
    text=gettext_lazy(
        "Only its makers see it until it is announced again. Others know of it already: it can "
        "then be cancelled with a reason, not deleted."
    ),
)


def step_of(user: User, exchange: ExchangeSession, verb: str) -> Step:
    """The step of this verb (one of `STEPS`) as it is asked of this person now."""
    if verb == "propose" and exchange.state == State.DRAFT:
        return _SEND_FOR_APPROVAL if waits_for_others(user, exchange) else STEPS[verb]
    if verb == "back_to_draft" and permissions.takes_back(user, exchange):
        return _TAKE_BACK
    if verb == "back_to_draft" and exchange.told_at is not None:
        return _UNDER_WORK
    return STEPS[verb]


PART_STEPS = {
    "hold": Step(
        actions.hold_part,
        gettext_lazy("Has this part taken place?"),
        gettext_lazy("With its last part the whole session is held."),
        gettext_lazy("Mark as held"),
        gettext_lazy("The part is marked as held."),
    ),
    "postpone": Step(
        actions.postpone_part,
        gettext_lazy("Postpone this part?"),
        gettext_lazy("The old day stays on record until there is a new one."),
        gettext_lazy("Postpone"),
        gettext_lazy("The part is postponed."),
        asks_reason=True,
        takes_now=False,
    ),
    "plan": Step(
        actions.plan_part_again,
        gettext_lazy("Put this part back on the plan?"),
        gettext_lazy("Afterwards give it its new day under “Edit”."),
        gettext_lazy("Plan it again"),
        gettext_lazy("The part is planned again."),
        takes_now=False,
    ),
    "cancel": Step(
        actions.cancel_part,
        gettext_lazy("Cancel this part?"),
        gettext_lazy("The other parts take place. This cannot be undone."),
        gettext_lazy("Cancel the part"),
        gettext_lazy("The part is cancelled."),
        asks_reason=True,
        danger=True,
    ),
}
