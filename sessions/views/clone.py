"""A new session like an earlier one: asked once, with the first new day if it is known."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.verbs import Refused, actor_of, person_of
from sessions import actions, permissions
from sessions.forms.moves import CloneForm
from sessions.views.clashes import found_for
from sessions.views.load import page_of, visible


@form_page
def clone(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever makes sessions for its lead makes another like it."""
    exchange = visible(request, pk)
    require(permissions.can_clone(person_of(request), exchange))
    form = CloneForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = actions.clone(
                exchange=exchange,
                first_day=form.cleaned_data["first_day"],
                client_key=form.cleaned_data["client_key"] or None,
                by=actor_of(request),
                now=timezone.now(),
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return _on(request, made, has_day=bool(form.cleaned_data["first_day"]))
    context = {
        "exchange": exchange,
        "form": form,
        "title": _("Make another session like this one?"),
        "text": _(
            "A draft is made with its parts, schools, lessons, people and bases. Days, replies, "
            "attendance and what was said and agreed stay behind."
        ),
        "submit": _("Make a copy"),
        "cancel": page_of(exchange),
    }
    return render(request, "sessions/confirm.html", context)


def _on(request: HttpRequest, made, *, has_day: bool) -> HttpResponse:
    """To the new draft; where its days are not known yet, to where they are written."""
    if has_day:
        messages.success(
            request, _("The copy is a draft. Look through it, then invite.")
        )
        for clash in found_for(request, made).clashes[:5]:
            messages.warning(request, clash.sentence)
        return redirect(page_of(made))
    messages.success(request, _("The copy is a draft. Write its days here."))
    return redirect(reverse("sessions:parts", args=[made.pk]))
