"""Editing a section: a page of its own, and the same form as a fragment inside the session page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.vary import vary_on_headers

from accounts.access import form_page, require
from accounts.pressed import press_of
from accounts.text import whole_number
from accounts.verbs import Refused, person_of
from clusters.acting import actor_at
from sessions import actions, permissions, snapshots
from sessions.approval import agreed_units, asked_again
from sessions.forms.deadlines import DeadlinesSheet
from sessions.forms.details import DetailsSheet
from sessions.forms.hours import HoursSheet
from sessions.forms.lessons import LessonSheet
from sessions.forms.minutes.items import DecisionSheet, ItemSheet
from sessions.forms.papers import DocumentSheet
from sessions.forms.parts import OnePartSheet, PartsSheet
from sessions.forms.people import PeopleSheet
from sessions.forms.rows import Sheet
from sessions.forms.units import UnitSheet
from sessions.models import ExchangeSession, Part, SeatRequest, State
from sessions.suggestions import subject_words
from sessions.views.load import page_of, to_complete, visible


@dataclass(frozen=True)
class Section:
    """How one section is edited: its heading, its place on the session page, the sheet that shows
    it, what stores it."""

    heading: str | Promise
    place: str
    sheet: Callable[..., Sheet]
    save: Callable[..., Any]
    # Whether it is decided on a closed session, too.
    after_closing: bool = False
    # Whether it has days, which must not lie ahead of what was held.
    takes_now: bool = False


DETAILS = Section(
    gettext_lazy("The session as a whole"),
    "details",
    DetailsSheet,
    actions.edit_details,
    takes_now=True,
)
PARTS = Section(
    gettext_lazy("Parts"), "parts", PartsSheet, actions.save_parts, takes_now=True
)
DEADLINES = Section(
    gettext_lazy("Deadlines"), "deadlines", DeadlinesSheet, actions.set_deadlines
)
HOURS = Section(
    gettext_lazy("Periods counted"),
    "hours",
    HoursSheet,
    actions.grant_hours,
    after_closing=True,
)
UNITS = Section(
    gettext_lazy("Schools and units"), "units", UnitSheet, actions.save_units
)
LESSONS = Section(gettext_lazy("Lessons"), "lessons", LessonSheet, actions.save_lessons)
PEOPLE = Section(
    gettext_lazy("People"), "people", PeopleSheet, actions.save_roster, takes_now=True
)
DOCUMENTS = Section(
    gettext_lazy("Bases"), "documents", DocumentSheet, actions.save_documents
)
ITEMS = Section(
    gettext_lazy("What was said and done"), "items", ItemSheet, actions.save_items
)
DECISIONS = Section(
    gettext_lazy("What was agreed"),
    "decisions",
    DecisionSheet,
    actions.save_decisions,
)


def one_part(part: Part | None) -> Section:
    """One part in a panel of its own; None is a part to add."""
    sheet = partial(OnePartSheet, part=part, subjects=subject_words())
    if part is None:
        return Section(
            _("Add a part"), "part-new", sheet, actions.add_part, takes_now=True
        )
    return Section(
        _("Part %(number)s") % {"number": part.order},
        f"part-{part.pk}",
        sheet,
        # The part says which session it is of.
        lambda exchange, **given: actions.save_part(part=part, **given),
        takes_now=True,
    )


def editing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that shows its form by GET and saves it by POST, whole or as a fragment."""
    return form_page(vary_on_headers("HX-Request")(view))


def _to_edit(request: HttpRequest, pk: int) -> ExchangeSession:
    """The session, of one of the people who may change what it is."""
    exchange = visible(request, pk)
    require(permissions.can_edit(person_of(request), exchange))
    return exchange


def _to_note(request: HttpRequest, pk: int) -> ExchangeSession:
    """The session, of one of the people who may write down what took place."""
    exchange = visible(request, pk)
    require(permissions.can_note(person_of(request), exchange))
    return exchange


@editing
def details(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, _to_edit(request, pk), DETAILS, user=request.user)


@editing
def parts(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, _to_edit(request, pk), PARTS)


@editing
def edit_part(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    exchange = visible(request, pk)
    parts = exchange.parts.select_related("site").prefetch_related("groups")
    part = get_object_or_404(parts, pk=part_pk)
    require(permissions.can_complete_part(person_of(request), exchange, part))
    return _edit(request, exchange, one_part(part), chosen=_chosen(request))


def _chosen(request: HttpRequest) -> tuple[date, time] | None:
    """The free half-day that was pressed on the page of the session (`?ngay=2026-11-27&gio=13:30`)."""
    try:
        day = date.fromisoformat(request.GET.get("ngay", ""))
        return day, time.fromisoformat(request.GET.get("gio", ""))
    except ValueError:
        return None


@editing
def add_part(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, _to_edit(request, pk), one_part(None))


@editing
def deadlines(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, _to_edit(request, pk), DEADLINES)


@editing
def hours(request: HttpRequest, pk: int) -> HttpResponse:
    """How many periods it counts for: of those who decide that, which is not always who leads."""
    exchange = visible(request, pk)
    require(permissions.can_grant_hours(person_of(request), exchange))
    return _edit(request, exchange, HOURS)


@editing
def units(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, _to_edit(request, pk), UNITS)


@editing
def lessons(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, to_complete(request, pk), LESSONS)


@editing
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """The roster, thirty entries to a page (`?trang=2`)."""
    page = whole_number(request.GET.get("trang"), 1)
    return _edit(request, to_complete(request, pk), PEOPLE, page=page)


@editing
def documents(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, to_complete(request, pk), DOCUMENTS)


@editing
def items(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, _to_note(request, pk), ITEMS)


@editing
def decisions(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, _to_note(request, pk), DECISIONS)


def _edit(
    request: HttpRequest, exchange: ExchangeSession, section: Section, **given: Any
) -> HttpResponse:
    """Bind, act, answer: what all sections share once the person is allowed. `given` is what the
    section's sheet takes beside the session."""
    late = section.after_closing and exchange.state == State.CLOSED
    if not exchange.open_to_edits and not late and request.method != "POST":
        messages.warning(
            request,
            _("This session is “%(state)s”: its data can no longer be changed.")
            % {"state": exchange.get_state_display()},
        )
        return redirect(page_of(exchange))
    sheet = section.sheet(
        exchange, request.POST if request.method == "POST" else None, **given
    )
    # A form that does not say what it was shown is compared all the same: it saw nothing.
    version = (
        request.POST.get("version", "") if sheet.data is not None else sheet.version
    )
    theirs: Sheet | None = None
    if sheet.is_valid():
        agreed = agreed_units(exchange)
        try:
            clock = {"now": timezone.now()} if section.takes_now else {}
            saved = section.save(
                exchange=exchange,
                version=press_of(request, version),
                by=actor_at(request, exchange.lead),
                **clock,
                **sheet.arguments(),
            )
        except actions.Repeated:
            return _saved(request, exchange, section)
        except actions.Overtaken as overtaken:
            sheet.refuse(overtaken.message)
            theirs = section.sheet(exchange, None, **given)
            version = theirs.version
        except actions.RowRefused as refusal:
            sheet.refuse(refusal.message, refusal.field, refusal.row)
        except Refused as refusal:
            sheet.refuse(refusal.message, refusal.field)
        else:
            _tell_who_is_asked_again(request, exchange, agreed)
            if isinstance(sheet, DecisionSheet):
                _tell_who_is_only_words(request, sheet)
            if section is PEOPLE:
                _tell_whose_principals_are_asked(request, saved)
            return _saved(request, exchange, section)
    return _shown(request, exchange, section, sheet, version, theirs)


def _shown(
    request: HttpRequest,
    exchange: ExchangeSession,
    section: Section,
    sheet: Sheet,
    version: str,
    theirs: Sheet | None,
) -> HttpResponse:
    fragment = _is_fragment(request)
    context = {
        "exchange": exchange,
        "section": section,
        "sheet": sheet,
        "version": version,
        "theirs": theirs.said() if theirs else None,
        "their_change": snapshots.last_change(exchange, sheet.section)
        if theirs
        else None,
        "address": request.get_full_path(),
        "back": _back(request, exchange, section),
        "draft": f"session-{exchange.pk}-{section.place}",
        "fragment": fragment,
    }
    template = "sessions/edit/_form.html" if fragment else "sessions/edit/page.html"
    return render(request, template, context)


def _tell_who_is_only_words(request: HttpRequest, sheet: DecisionSheet) -> None:
    for name in sheet.words_for_people():
        messages.warning(
            request,
            _(
                "“%(name)s” was kept as words, so the task stands on nobody's page. If this is the person"
                " of a school here, please choose the name with its school from the suggestions."
            )
            % {"name": name},
        )


def _tell_who_is_asked_again(
    request: HttpRequest, exchange: ExchangeSession, agreed: list[int]
) -> None:
    if agreed and (asked := asked_again(exchange, agreed)):
        messages.warning(
            request,
            _(
                "Day, place or units are not those that had been agreed to. Asked to agree "
                "again: %(schools)s."
            )
            % {"schools": ", ".join(asked)},
        )


def _tell_whose_principals_are_asked(
    request: HttpRequest, asked: list[SeatRequest]
) -> None:
    if asked:
        messages.info(
            request,
            _(
                "Their principals are asked first: %(names)s. They come on the list as soon as the "
                "principal agrees."
            )
            % {"names": ", ".join(map(str, asked))},
        )


def _saved(
    request: HttpRequest, exchange: ExchangeSession, section: Section
) -> HttpResponse:
    draft = f"session-{exchange.pk}-{section.place}"
    if _is_fragment(request):
        context = {
            "exchange": exchange,
            # A new part brings a panel of its own: the whole middle of the page is read again.
            "place": section.place,
            "draft": draft,
        }
        return render(request, "sessions/edit/_saved.html", context)
    messages.success(request, _("Saved."), extra_tags=draft)
    return redirect(_back(request, exchange, section))


def _back(request: HttpRequest, exchange: ExchangeSession, section: Section) -> str:
    """Where the person came from: the minutes that are being written (`?bien-ban=3`), else the page
    of the session."""
    asked = whole_number(request.GET.get("bien-ban"), 0)
    if asked and exchange.minutes.filter(pk=asked).exists():
        return reverse("sessions:minutes_edit", args=[asked]) + f"#{section.place}"
    return page_of(exchange, section.place)


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
