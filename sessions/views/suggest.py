"""What a form suggests while somebody types: a fragment of options for its list, nothing else."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.text import fold
from accounts.verbs import person_of
from sessions import permissions
from sessions.suggestions import (
    Scope,
    find_people,
    find_units,
    scope_of_exchange,
    scope_of_leads,
)
from sessions.views.kinds import leads_of
from sessions.views.load import visible

# Of each list of a form: the questions it asks.
FINDERS = {
    "don-vi": (find_units,),
    "nguoi": (find_people,),
    "nguoi-viec": (find_units, find_people),
}
MOST_TYPED = 600


@dataclass(frozen=True)
class Option:
    """What is put into the field, and the words by which a browser finds it: what was typed without
    accents is no part of the value."""

    value: str
    label: str


@require_safe
def for_session(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """For the forms of a session, to those who may fill them in."""
    exchange = visible(request, pk)
    require(permissions.can_note(person_of(request), exchange))
    return _options(request, what, scope_of_exchange(exchange))


@require_safe
def for_new(request: HttpRequest, what: str) -> HttpResponse:
    """For the form of a new session, to those who may make one."""
    return _options(request, what, scope_of_leads(leads_of(request)))


def _options(request: HttpRequest, what: str, scope: Scope) -> HttpResponse:
    if what not in FINDERS:
        raise Http404
    # Of several names the last one is being typed; the others stay before it.
    before, between, typed = request.GET.get("q", "")[:MOST_TYPED].rpartition(";")
    typed = " ".join(typed.split())
    kept = f"{before.strip()}; " if between else ""
    found = [label for find in FINDERS[what] for label in find(scope, typed)]
    options = [Option(kept + label, _label(label, typed)) for label in found]
    return render(request, "sessions/_options.html", {"options": options})


def _label(label: str, typed: str) -> str:
    """The words a browser filters by, where the value alone would not do: accents were left out."""
    return "" if typed.casefold() in label.casefold() else f"{label} ({fold(typed)})"
