"""Keeping the list of presence for others: live with script, a plain list of ticks without."""

import csv
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import form_page, require
from accounts.text import fold, whole_number
from accounts.verbs import Actor, Refused, person_of
from clusters.acting import actor_at
from sessions import actions, permissions
from sessions.desk import (
    DeskRow,
    changes_of,
    expected_at,
    groups_of,
    mark_words,
    marks_at,
    marks_since,
    open_requests,
    parts_to_keep,
    version_of,
)
from sessions.doors import is_over
from sessions.forms.presence import GuestForm
from sessions.models import (
    Attendance,
    ExchangeSession,
    Part,
    PartState,
    State,
)
from sessions.views.load import page_of, visible

_MOST_CHANGES = 300
_MOST_OF_A_GROUP = 100_000


def kept_part(
    request: HttpRequest, pk: int, part_pk: int, now: datetime
) -> tuple[ExchangeSession, Part]:
    """The session and the part whose list this person keeps now; 404 and 403 before that."""
    exchange = visible(request, pk)
    require(permissions.can_keep_attendance(person_of(request), exchange))
    parts = parts_to_keep(exchange, exchange.parts.all(), now)
    part = next((one for one in parts if one.pk == part_pk), None)
    if part is None:
        raise Http404
    return exchange, part


@never_cache
@form_page
def desk(request: HttpRequest, pk: int, part_pk: int = 0) -> HttpResponse:
    """The roster of one part with a tick for each who is there. Only what was ticked or unticked on
    this page is written, so two people can keep the list at once."""
    exchange = visible(request, pk)
    require(permissions.can_keep_attendance(person_of(request), exchange))
    now = timezone.now()
    of_session = list(exchange.parts.all())
    parts = parts_to_keep(exchange, of_session, now)
    part = next((one for one in parts if one.pk == part_pk), None)
    if part is None and part_pk:
        raise Http404
    part = part or (parts[-1] if parts else None)
    units = list(exchange.units.select_related("school", "authority", "cluster"))
    guest = GuestForm(request.POST if "guest" in request.POST else None, units=units)
    refused = ""
    if request.method == "POST" and part is not None:
        by = actor_at(request, exchange.lead)
        try:
            words = (
                _greet(guest, exchange, part, by, now)
                if guest.is_bound
                else _saved(_tick(request, exchange, part, by, now))
            )
        except Refused as refusal:
            refused = refusal.message
        else:
            if words:
                messages.success(request, words)
                return redirect("sessions:desk", exchange.pk, part.pk)
    groups = groups_of(exchange, part) if part else []
    context = {
        "exchange": exchange,
        "part": part,
        "parts": parts,
        "several": len(of_session) > 1,
        "to_come": [
            one
            for one in of_session
            if one.state == PartState.PLANNED and exchange.state == State.SCHEDULED
        ],
        "groups": groups,
        "total": sum(len(group.rows) for group in groups),
        "here": sum(group.here for group in groups),
        "only_missing": request.GET.get("con-thieu") == "1",
        "version": version_of(exchange, part) if part else "",
        "over": part is not None and is_over(part, now),
        "reason": request.POST.get("reason", ""),
        "guest": guest,
        "requests": open_requests(exchange),
        "refused": refused,
        "back_url": page_of(exchange, "people"),
    }
    return render(request, "sessions/desk.html", context)


def _tick(
    request: HttpRequest,
    exchange: ExchangeSession,
    part: Part,
    by: Actor,
    now: datetime,
) -> int:
    """Write what was ticked, unticked or counted anew on the page; how many lines changed."""
    ticked, shown = _numbers(request, "here"), _numbers(request, "was")
    counted = _counted(request, ticked)
    told = {
        pk: whole_number(request.POST.get(f"told-{pk}"), 0) for pk in ticked & shown
    }
    recounted = {pk for pk, number in told.items() if counted.get(pk, number) != number}
    return actions.mark_at_desk(
        exchange=exchange,
        part=part,
        here=(ticked - shown) | recounted,
        gone=shown - ticked,
        numbers=counted,
        reason=request.POST.get("reason", "")[:1000],
        by=by,
        now=now,
    )


def _numbers(request: HttpRequest, name: str) -> set[int]:
    found = {whole_number(text, 0) for text in request.POST.getlist(name)}
    return found - {0}


def _counted(request: HttpRequest, groups: set[int]) -> dict[int, int]:
    """With how many each of these groups came, where that was typed."""
    typed = {pk: whole_number(request.POST.get(f"number-{pk}"), 0) for pk in groups}
    return {
        pk: number for pk, number in typed.items() if 0 < number <= _MOST_OF_A_GROUP
    }


def _saved(changed: int) -> str:
    if not changed:
        return _("Nothing had changed.")
    return ngettext(
        "The presence of %(n)s line is saved.",
        "The presence of %(n)s lines is saved.",
        changed,
    ) % {"n": changed}


def _greet(
    form: GuestForm, exchange: ExchangeSession, part: Part, by: Actor, now: datetime
) -> str:
    """Put the guest on the list; the sentence about it, "" where the form is not right."""
    if not form.is_valid():
        return ""
    data = form.cleaned_data
    actions.add_guest(
        exchange=exchange,
        part=part,
        name=data["name"],
        title=data["title"],
        unit=data["unit"],
        organisation=data["organisation"],
        by=by,
        press=actions.Press.of(now),
    )
    return _("%(name)s stands on the list and is here.") % {"name": data["name"]}


@never_cache
@require_safe
def live(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    """What changed at this part since the page knows it (`?v=`): 204 for nothing, else the lines that
    changed, or that the list itself is another one."""
    exchange, part = kept_part(request, pk, part_pk, timezone.now())
    version = version_of(exchange, part)
    known = request.GET.get("v", "")
    if known == version:
        return HttpResponse(status=204)
    since, _dot, people = known.partition(".")
    pressed = marks_since(part, whole_number(since, 0))
    return JsonResponse(
        {
            "v": version,
            "other_list": people != version.partition(".")[2],
            "rows": [_line(pk, mark, part) for pk, mark in pressed.items()],
        }
    )


def _line(entry: int, mark: Attendance | None, part: Part) -> dict:
    return {
        "entry": entry,
        "here": mark is not None,
        "words": mark_words(mark, part) if mark else "",
        "number": mark.number if mark else None,
    }


@form_page
def paper_list(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    """The list in the order of the sheet that was signed: tick those who signed, or those who did not.
    What others marked on the day stays as it was made."""
    now = timezone.now()
    exchange, part = kept_part(request, pk, part_pk, now)
    entries = expected_at(exchange, part)
    refused = ""
    if request.method == "POST":
        listed = {entry.pk for entry in entries}
        ticked = _numbers(request, "ticked") & listed
        here = listed - ticked if request.POST.get("ticks") == "absent" else ticked
        try:
            changed = actions.mark_at_desk(
                exchange=exchange,
                part=part,
                here=here,
                gone=listed - here,
                numbers=_counted(request, here),
                reason=request.POST.get("reason", "")[:1000],
                how=Attendance.How.PAPER,
                by=actor_at(request, exchange.lead),
                now=now,
            )
        except Refused as refusal:
            refused = refusal.message
        else:
            messages.success(request, _saved(changed), extra_tags=f"paper-{part.pk}")
            return redirect("sessions:desk", exchange.pk, part.pk)
    marks = marks_at(part)
    context = {
        "exchange": exchange,
        "part": part,
        "rows": [DeskRow(entry, marks.get(entry.pk), part) for entry in entries],
        "marked": len(marks),
        "absent": request.POST.get("ticks") == "absent",
        "ticked": _numbers(request, "ticked") if refused else set(),
        "over": is_over(part, now),
        "reason": request.POST.get("reason", ""),
        "refused": refused,
        "back_url": page_of(exchange, "people"),
    }
    return render(request, "sessions/paper_list.html", context)


@require_safe
def history(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    """Every press about this part, newest first: who, when, what stood there before, and why."""
    exchange, part = kept_part(request, pk, part_pk, timezone.now())
    changes = list(changes_of(part)[: _MOST_CHANGES + 1])
    context = {
        "exchange": exchange,
        "part": part,
        "changes": changes[:_MOST_CHANGES],
        "more": len(changes) > _MOST_CHANGES,
        "back_url": page_of(exchange, "people"),
    }
    return render(request, "sessions/presence_history.html", context)


@require_safe
def presence_file(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    """Who was there, by school, as a table for Excel (CSV in UTF-8 with a mark)."""
    exchange, part = kept_part(request, pk, part_pk, timezone.now())
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    name = slugify(fold(str(exchange)))[:60] or "danh-sach"
    answer["Content-Disposition"] = f'attachment; filename="co-mat-{name}.csv"'
    table = csv.writer(answer)
    table.writerow(
        [
            _("Unit"), _("Full name"), _("Position"), _("Number of people"),
            _("Presence"), _("At"), _("How"), _("Written by"),
        ]
    )  # fmt: skip
    for group in groups_of(exchange, part):
        for row in group.rows:
            table.writerow([_harmless(cell) for cell in _cells(group.label, row)])
    return answer


def _cells(unit: str, row: DeskRow) -> list[str]:
    mark = row.mark
    at = timezone.localtime(mark.at) if mark and mark.at else None
    return [
        unit,
        row.entry.name_as_printed,
        row.entry.title_as_printed,
        str(row.number or ""),
        _("present") if mark else _("absent"),
        f"{at:%d/%m/%Y %H:%M}" if at else "",
        str(mark.get_how_display()) if mark else "",
        str(mark.by or "") if mark else "",
    ]


def _harmless(cell: str) -> str:
    """A cell that Excel shows and does not carry out."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
