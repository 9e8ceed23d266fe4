"""One page for every change that has a day: typed, seen what will happen, then pressed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.forms import add_refusal
from accounts.verbs import Refused
from accounts.versions import version_of
from clusters.foresight import Line


class _RehearsedError(Exception):
    """Ends a rehearsal: nothing of it is kept."""


def rehearse(act: Callable[[], Any]) -> None:
    """Do it and take it back: raises what the change itself would raise, and leaves nothing behind."""
    try:
        with transaction.atomic():
            act()
            raise _RehearsedError
    except _RehearsedError:
        pass


def answer(
    request: HttpRequest,
    form: forms.Form,
    *,
    foretell: Callable[[], list[Line]],
    act: Callable[[], Any],
    done: Callable[[], str],
    context: dict[str, Any],
    template: str = "clusters/change.html",
) -> HttpResponse:
    """Show the form; once it is whole also what will happen; and do it when that was confirmed.

    The confirmation carries a mark of what was shown: if it would happen otherwise by now, because
    something else was typed or somebody else changed something, it is shown again instead.
    `context` holds title, intro, submit and `back`, where it leads afterwards.
    """
    lines: list[Line] = []
    mark, otherwise = "", False
    if form.is_valid():
        try:
            lines = foretell()
            mark = version_of({"lines": [line.text for line in lines]})
            confirmed = request.POST.get("confirm", "")
            if confirmed == mark:
                act()
                messages.success(request, done())
                return redirect(context["back"])
            rehearse(act)
            otherwise = bool(confirmed)
        except Refused as refused:
            add_refusal(form, refused)
            lines = []
    return render(
        request,
        template,
        {
            "form": form,
            "lines": lines,
            "mark": mark,
            "otherwise": otherwise,
            **context,
        },
    )
