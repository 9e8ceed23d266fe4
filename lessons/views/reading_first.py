"""Words of feedback, read by the secretary of the cluster before anybody else."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import form_page, require
from accounts.text import whole_number
from accounts.verbs import Refused, actor_of, person_of
from lessons import actions
from lessons.feedback_page import reads_first, words_to_read_first
from lessons.models import HeldBackFor
from sessions.views.load import visible

_FIELD = "answer-"


@form_page
def read_first(request: HttpRequest, pk: int) -> HttpResponse:
    """Each text with a choice: let it through, or why not."""
    exchange = visible(request, pk)
    person = person_of(request)
    require(reads_first(exchange, person))
    refused = ""
    if request.method == "POST":
        read = {
            whole_number(name.removeprefix(_FIELD), 0): value
            for name, value in request.POST.items()
            if name.startswith(_FIELD)
        }
        try:
            actions.read_feedback(
                exchange=exchange, read=read, by=actor_of(request), now=timezone.now()
            )
        except Refused as refusal:
            refused = refusal.message
        else:
            messages.success(request, _("Read. What you let through is open now."))
            return redirect("lessons:feedback", exchange.pk)
    context = {
        "exchange": exchange,
        "sheets": words_to_read_first(exchange, person),
        "reasons": HeldBackFor.choices,
        "refused": refused,
    }
    return render(request, "lessons/feedback/read_first.html", context)
