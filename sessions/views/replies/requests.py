"""What others ask of one's own people: a principal says yes, or no and why."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms import add_refusal
from accounts.verbs import Refused, person_of
from clusters.acting import actor_at
from clusters.models import Post
from sessions import actions
from sessions.forms.replies import RequestForm
from sessions.models import SeatRequest, SeatState, SessionUnit
from sessions.replies.requests import requests_of


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Every request that waits for this person's word, and the last ones that had it."""
    return _page(request)


@require_POST
def answer_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes, or no with a reason."""
    seat = get_object_or_404(
        SeatRequest.objects.visible_to(person_of(request)).select_related(
            "exchange", "school"
        ),
        pk=pk,
    )
    form = RequestForm(request.POST)
    if form.is_valid():
        by, now = (
            actor_at(request, seat.school, needs=Post.Kind.PRINCIPAL),
            timezone.now(),
        )
        try:
            if form.cleaned_data["answer"] == SessionUnit.Reply.YES:
                stored = actions.agree_to_request(seat=seat, by=by, now=now)
            else:
                stored = actions.refuse_request(
                    seat=seat, reason=form.cleaned_data["reason"], by=by, now=now
                )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            say = messages.warning if _left(stored) else messages.success
            say(request, _left(stored) or _done(stored))
            return redirect("sessions:requests")
    return _page(request, refused=form, of=seat.pk)


def _left(seat: SeatRequest) -> str:
    """What became of a request for somebody who works at the school no more; empty else."""
    if seat.state != SeatState.ASKED:
        return ""
    return _("%(name)s works at %(school)s now: the request went to its principal.") % {
        "name": seat.name_as_printed,
        "school": seat.school,
    }


def _done(seat: SeatRequest) -> str:
    words = {
        SeatState.SEATED: _("Agreed: %(name)s has a place. Both were told."),
        SeatState.WAITING: _(
            "Agreed. All places are taken just now: %(name)s is on the waiting list."
        ),
        SeatState.REFUSED: _("Refused: %(name)s is not sent. Who asked was told why."),
    }[SeatState(seat.state)]
    return words % {"name": seat.name_as_printed}


def _page(
    request: HttpRequest, *, refused: RequestForm | None = None, of: int | None = None
) -> HttpResponse:
    asked = requests_of(person_of(request), now=timezone.now())
    context = {
        **asked,
        "form": refused,
        "of": of,
        # Taken back or answered meanwhile: the word about it stands alone, its box is gone.
        "gone": refused is not None
        and of not in [one.seat.pk for one in asked["open"]],
    }
    return render(request, "sessions/replies/requests.html", context)
