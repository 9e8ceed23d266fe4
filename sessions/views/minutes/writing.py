"""Minutes: begun, written line by line, read."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import form_page, require
from accounts.text import nfc, whole_number
from accounts.verbs import Refused, person_of
from clusters.acting import actor_at
from sessions import actions
from sessions.forms.minutes.sheet import MinutesSheet, typed
from sessions.minutes import page, rights, words
from sessions.models import ExchangeSession, Minutes, MinutesState
from sessions.views.load import visible


def minutes_visible(request: HttpRequest, pk: int) -> Minutes:
    """The minutes, or 404: what one may not see does not exist."""
    seen = Minutes.objects.visible_to(person_of(request)).select_related(
        "exchange__lead_cluster",
        "exchange__lead_school",
        "exchange__lead_authority",
        "exchange__cluster",
        "part",
        "group",
        "state_by",
    )
    return get_object_or_404(seen, pk=pk)


def _to_write(request: HttpRequest, pk: int) -> Minutes:
    minutes = minutes_visible(request, pk)
    require(rights.can_write_minutes(person_of(request), minutes.exchange))
    return minutes


@form_page
def minutes_of(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of a session, of its parts and groups: those there are, and those to begin."""
    exchange = visible(request, pk)
    writes = rights.can_write_minutes(person_of(request), exchange)
    if request.method == "POST":
        require(writes)
        return _begin(request, exchange)
    seen = Minutes.objects.visible_to(person_of(request)).filter(exchange=exchange)
    context = {
        "exchange": exchange,
        "scopes": _scopes(exchange, list(seen), writes=writes),
        "writes": writes and exchange.open_to_edits and exchange.state != "draft",
    }
    return render(request, "sessions/minutes/list.html", context)


def _begin(request: HttpRequest, exchange: ExchangeSession) -> HttpResponse:
    part = group = None
    what, _dash, key = request.POST.get("of", "").partition("-")
    parts = page.parts_of(exchange)
    number = whole_number(key, 0)
    if what == "part":
        part = next((one for one in parts if one.pk == number), None)
    elif what == "group":
        groups = [one for part in parts for one in part.groups.all()]
        group = next((one for one in groups if one.pk == number), None)
    if what not in {"", "whole"} and part is None and group is None:
        messages.error(request, _("Somebody else removed this part meanwhile."))
        return redirect("sessions:minutes", exchange.pk)
    try:
        minutes = actions.start_minutes(
            exchange=exchange,
            part=part,
            group=group,
            by=actor_at(request, exchange.lead),
            now=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("sessions:minutes", exchange.pk)
    return redirect("sessions:minutes_edit", minutes.pk)


def _scopes(
    exchange: ExchangeSession, known: list[Minutes], *, writes: bool
) -> list[dict[str, Any]]:
    """What minutes can be of, in order, each with its minutes; readers are shown what there is."""
    by_scope = {(one.part_id, one.group_id): one for one in known}
    parts = page.parts_of(exchange)
    several = len(parts) > 1
    rows: list[dict[str, Any]] = []
    for number, part in enumerate(parts, start=1):
        if several or (part.pk, None) in by_scope:
            rows.append(
                {
                    "of": f"part-{part.pk}",
                    "heading": _("Part %(number)s") % {"number": number},
                    "name": part.title,
                    "minutes": by_scope.pop((part.pk, None), None),
                }
            )
        rows += [
            {
                "of": f"group-{group.pk}",
                "heading": _("Subject group"),
                "name": group.name,
                "minutes": by_scope.pop((part.pk, group.pk), None),
            }
            for group in part.groups.all()
        ]
    rows.append(
        {
            "of": "whole",
            "heading": _("The whole session"),
            "name": _("Plenary and what belongs to no part") if several else "",
            "minutes": by_scope.pop((None, None), None),
        }
    )
    # Of a part that was cancelled since.
    rows += [
        {"of": "", "heading": str(one.part), "name": "", "minutes": one}
        for one in by_scope.values()
    ]
    if not several:
        rows.sort(key=lambda row: row["of"] != "whole")
    return [row for row in rows if writes or row["minutes"]]


@form_page
def minutes_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The desk: every line and row is saved by itself; without script, all of them by the button."""
    minutes = _to_write(request, pk)
    if minutes.state == MinutesState.CONFIRMED or not minutes.exchange.open_to_edits:
        messages.info(
            request,
            _(
                "These minutes are confirmed. Open them again with a reason to change them."
            )
            if minutes.state == MinutesState.CONFIRMED
            else _("This session is closed: its minutes can no longer be changed."),
        )
        return redirect("sessions:minutes_one", minutes.pk)
    if request.method == "POST":
        return _save(request, minutes)
    sheet = MinutesSheet(minutes)
    context = {
        "minutes": minutes,
        "exchange": minutes.exchange,
        "sheet": sheet,
        "content": page.content_of(minutes, sheet.facts),
        "words": words,
    }
    return render(request, "sessions/minutes/edit.html", context)


def _save(request: HttpRequest, minutes: Minutes) -> HttpResponse:
    """Save everything that was posted, then do what the button says."""
    cells, problems = typed(request.POST, minutes)
    by, now = actor_at(request, minutes.exchange.lead), timezone.now()
    address = reverse("sessions:minutes_edit", args=[minutes.pk])
    try:
        kept = actions.save_cells(
            minutes=minutes,
            cells=cells,
            final=True,
            by=by,
            now=now,
        )
    except Refused as refusal:
        return _not_saved(request, minutes, refusal.message)
    try:
        _do(request, minutes, by=by, now=now)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(address)
    refused = [one.words for one in kept if one.outcome == "refused"]
    for sentence in [*problems.values(), *refused]:
        messages.warning(request, sentence)
    undecided = set(minutes.asides.values_list("cell", flat=True))
    aside = [
        one.name for one in kept if one.outcome == "aside" and one.name in undecided
    ]
    if aside:
        messages.warning(
            request,
            _(
                "Somebody else wrote the same row while this page was open. Both texts are kept: "
                "please choose below."
            ),
        )
        return redirect(f"{address}#c-{aside[0]}")
    if problems or refused:
        return redirect(address)
    do = request.POST.get("do", "")
    messages.success(request, _("Saved."), extra_tags=f"minutes-{minutes.pk}")
    if do in {"view", "send"}:
        name = {"view": "minutes_one", "send": "minutes_send"}[do]
        return redirect(f"sessions:{name}", minutes.pk)
    return redirect(address)


def _not_saved(request: HttpRequest, minutes: Minutes, sentence: str) -> HttpResponse:
    """Nothing could be saved (confirmed or closed meanwhile): what was typed is shown, to be copied."""
    cells, _problems = typed(request.POST, minutes)
    texts = [
        one.text
        for one in cells
        if one.text.strip()
        and actions.mark_of_text(words.clean(nfc(one.text)))
        != one.was.partition(".")[0]
    ]
    context = {
        "minutes": minutes,
        "exchange": minutes.exchange,
        "sentence": sentence,
        "texts": texts,
    }
    return render(request, "sessions/minutes/not_saved.html", context, status=409)


def _do(request: HttpRequest, minutes: Minutes, *, by: Any, now: Any) -> None:
    """A row's own button, after everything was saved."""
    if dropped := request.POST.get("drop", ""):
        what, _dash, key = dropped.partition("-")
        if what == "item":
            actions.drop_item(
                minutes=minutes,
                pk=whole_number(key, 0),
                text=request.POST.get(f"text-{dropped}", ""),
                by=by,
            )
    if chosen := request.POST.get("choose", ""):
        key, _colon, take = chosen.partition(":")
        actions.choose_text(
            minutes=minutes, pk=whole_number(key, 0), take=take, by=by, now=now
        )


@login_not_required
@require_POST
def minutes_cells(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what was typed in the background. Answers are for the script: JSON, or a plain sentence."""
    if not request.user.is_authenticated:
        # A redirect to the sign-in page would look like success, and the text would be lost.
        sentence = _(
            "You were signed out. Please sign in again; the text stays on this page."
        )
        return JsonResponse({"error": sentence}, status=401)
    minutes = _to_write(request, pk)
    cells, problems = typed(request.POST, minutes)
    now = timezone.now()
    try:
        kept = actions.save_cells(
            minutes=minutes,
            cells=cells,
            final=False,
            by=actor_at(request, minutes.exchange.lead),
            now=now,
        )
    except Refused as refusal:
        return JsonResponse({"error": refusal.message}, status=409)
    asides: dict[str, list] = {}
    if any(one.outcome == "aside" for one in kept):
        for aside in minutes.asides.select_related("by"):
            asides.setdefault(aside.cell, []).append(aside)
    stored = {row.cell: row for row in _stored_rows(minutes)} if asides else {}
    answer = {
        one.cell: {
            "name": one.name,
            "mark": one.mark,
            "outcome": one.outcome,
            "words": problems.get(one.cell) or one.words,
            "html": render_to_string(
                "sessions/minutes/_asides.html",
                {"row": stored.get(one.name), "asides": asides.get(one.name, [])},
                request,
            )
            if one.outcome == "aside"
            else "",
        }
        for one in kept
    }
    at = timezone.localtime(now)
    return JsonResponse({"at": f"{at:%H:%M}", "cells": answer})


def _stored_rows(minutes: Minutes) -> list:
    sheet = MinutesSheet(minutes)
    return [
        *sheet.lines.values(),
        *(row for block in sheet.blocks for row in block.rows),
    ]
