"""Changes of state. GET asks, POST does; nothing changes by following a link."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.models import User
from accounts.verbs import Refused, person_of
from clusters.acting import actor_at
from clusters.models import Post
from sessions import actions, permissions
from sessions.approval import approvers_of, waits_for_others
from sessions.forms.moves import NoReasonForm, ReasonForm
from sessions.models import ExchangeSession, Part, State
from sessions.views.clashes import found_for
from sessions.views.load import page_of, visible


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


def _done(step: Step, exchange: ExchangeSession) -> str | Promise:
    return step.done(exchange) if callable(step.done) else step.done


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


def _step(user: User, exchange: ExchangeSession, verb: str) -> Step:
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


def _did_it(user: User, exchange: ExchangeSession, step: Step) -> bool:
    """Whether this very person made this change already: a second press, which finds it done."""
    gave = step is STEPS["approve"] and permissions.gave_the_word(user, exchange)
    return gave or (exchange.state in step.leads_to and exchange.state_by_id == user.pk)


@form_page
def move(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """A change of the session's state."""
    exchange = visible(request, pk)
    if verb not in STEPS:
        raise Http404
    step = _step(person_of(request), exchange, verb)
    if request.method == "POST" and _did_it(person_of(request), exchange, step):
        messages.success(request, _done(step, exchange))
        return redirect(_back(request, exchange))
    require(step.allowed(person_of(request), exchange))
    return _confirm(request, exchange, step, {"exchange": exchange}, place="")


@form_page
def move_part(request: HttpRequest, pk: int, part_pk: int, verb: str) -> HttpResponse:
    """A change of the state of one part."""
    exchange = visible(request, pk)
    part = get_object_or_404(exchange.parts, pk=part_pk)
    if verb not in PART_STEPS:
        raise Http404
    step = PART_STEPS[verb]
    require(step.allowed(person_of(request), exchange))
    if verb == "cancel" and request.method == "GET" and part.is_the_only_one_left:
        # Nothing would take place any more: that is asked of the whole session.
        return redirect("sessions:move", exchange.pk, verb)
    return _confirm(
        request, exchange, step, {"part": part}, place=f"part-{part.pk}", part=part
    )


@form_page
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a session made by mistake, while nobody was told."""
    exchange = visible(request, pk)
    require(permissions.can_delete(person_of(request), exchange))
    form = NoReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.delete(exchange=exchange, by=actor_at(request, exchange.lead))
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The session is deleted."))
            return redirect(reverse("sessions:list"))
    return _page(
        request,
        exchange,
        form,
        title=_("Delete this session?"),
        text=_what_goes(exchange),
        submit=_("Delete the session"),
        danger=True,
    )


def _what_goes(exchange: ExchangeSession) -> str:
    """What deleting means, as true as the session's past: never announced, or only written down."""
    if exchange.state == State.DRAFT:
        return _(
            "Everything in it goes: parts, lessons, people. It was never approved, so no school "
            "was invited."
        )
    return _(
        "Everything in it goes: parts, lessons, people. It was written down afterwards; whoever "
        "saw it on the calendar will no longer find it."
    )


def _confirm(
    request: HttpRequest,
    exchange: ExchangeSession,
    step: Step,
    given: dict[str, Any],
    *,
    place: str,
    part: Part | None = None,
) -> HttpResponse:
    form_class = ReasonForm if step.asks_reason else NoReasonForm
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if step.takes_now:
            given = {**given, "now": timezone.now()}
        # Only a principal approves: whoever stands in does it in the principal's place.
        approves = step.allowed is permissions.can_approve
        by = actor_at(
            request, exchange.lead, needs=Post.Kind.PRINCIPAL if approves else ""
        )
        try:
            step.act(by=by, **given, **form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            exchange.refresh_from_db()
            messages.success(request, _done(step, exchange))
            return redirect(_back(request, exchange, place))
    announces = step.act in {actions.propose, actions.approve}
    return _page(
        request,
        exchange,
        form,
        title=step.title,
        text=step.text,
        submit=step.submit,
        danger=step.danger,
        part=part,
        clashes=found_for(request, exchange) if announces else None,
    )


def _back(request: HttpRequest, exchange: ExchangeSession, place: str = "") -> str:
    """The session's page; the list for whoever sees it no longer, now that it is a draft."""
    seen = ExchangeSession.objects.visible_to(person_of(request))
    if seen.filter(pk=exchange.pk).exists():
        return page_of(exchange, place)
    return reverse("sessions:list")


def _page(
    request: HttpRequest, exchange: ExchangeSession, form: Any, **context: Any
) -> HttpResponse:
    context |= {"exchange": exchange, "form": form, "cancel": page_of(exchange)}
    return render(request, "sessions/confirm.html", context)
