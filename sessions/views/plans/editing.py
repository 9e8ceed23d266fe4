"""Working on the plan of a year: its table, the texts around it, a table from Excel, last year's plan."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.pressed import press_of
from accounts.verbs import Refused, person_of
from clusters.acting import actor_at
from clusters.models import Cluster, SchoolYear
from sessions import plan_page
from sessions.actions import Overtaken, Repeated
from sessions.actions import plans as verbs
from sessions.actions.plans.guard import last_saved
from sessions.forms.plans.pasted_line import COLUMN_WORDS
from sessions.forms.plans.pasting import PasteSheet
from sessions.forms.plans.scope import PlanScope
from sessions.forms.plans.table import TableSheet
from sessions.forms.plans.words import words_form
from sessions.models import PlanRow, PlanState, PlanVersion, YearPlan
from sessions.planning import rights
from sessions.planning.content import line_of, mark_of, rows_of, words_of
from sessions.views.plans.load import address_of, cluster_of, year_of


class Work:
    """What a page of editing shows: the cluster's plan, the version that is changed, its rows."""

    def __init__(self, cluster: Cluster, year: SchoolYear) -> None:
        self.cluster, self.year = cluster, year
        self.plan: YearPlan | None = plan_page.plan_of(cluster, year)
        self.version = self._version()
        self.rows: list[PlanRow] = rows_of(self.version) if self.version else []

    def _version(self) -> PlanVersion | None:
        if self.plan is None:
            return None
        versions = {one.state: one for one in self.plan.versions.all()}
        order = (
            PlanState.SENT,
            PlanState.RETURNED,
            PlanState.DRAFT,
            PlanState.APPROVED,
        )
        return next((versions[state] for state in order if state in versions), None)

    @property
    def mark(self) -> str:
        return f"{mark_of(self.version, self.rows)}-{secrets.token_hex(6)}"

    @property
    def waits(self) -> bool:
        return self.version is not None and self.version.state == PlanState.SENT

    @property
    def changes_what_is_in_force(self) -> bool:
        return self.version is not None and self.version.state == PlanState.APPROVED

    def said(self) -> list[list[tuple[str, str]]]:
        """What is stored now, in words: with it the other one of two editors is quoted."""
        return [
            [(name, words) for name, words in words_of(line_of(row)).items() if words]
            for row in self.rows
        ]


def _work(request: HttpRequest, pk: int, year: str) -> Work:
    cluster, school_year = cluster_of(request, pk), year_of(year)
    require(rights.can_edit(person_of(request), cluster))
    return Work(cluster, school_year)


def _sent_away(request: HttpRequest, work: Work) -> HttpResponse:
    messages.warning(
        request,
        _(
            "The plan waits for approval and cannot be changed meanwhile. Take it back first, or wait "
            "for the answer."
        ),
    )
    return redirect(address_of(work.cluster, work.year))


def _shown(
    request: HttpRequest, work: Work, template: str, **more: Any
) -> HttpResponse:
    context = {
        "cluster": work.cluster,
        "year": work.year,
        "work": work,
        "back": address_of(work.cluster, work.year),
        "draft": _draft(work, template),
        **more,
    }
    return render(request, f"sessions/plans/{template}.html", context)


def _draft(work: Work, template: str) -> str:
    return f"plan-{work.cluster.pk}-{work.year}-{template}"


def _put(
    request: HttpRequest,
    work: Work,
    verb: Callable[..., PlanVersion | None],
    mark: str,
    **held: Any,
) -> PlanVersion | None:
    """Save what a form holds, by the verb that is meant."""
    return verb(
        cluster=work.cluster,
        school_year=work.year,
        form=press_of(request, mark),
        by=actor_at(request, work.cluster),
        now=timezone.now(),
        **held,
    )


def _saved(
    request: HttpRequest,
    work: Work,
    version: PlanVersion | None,
    template: str,
    said: str = "",
) -> HttpResponse:
    messages.success(request, said or _("Saved."), extra_tags=_draft(work, template))
    query = f"?ban={version.number}" if version is not None and version.is_open else ""
    return redirect(address_of(work.cluster, work.year, query))


def _saved_before(request: HttpRequest, work: Work, template: str) -> HttpResponse:
    """The answer to a second press: what the first one saved."""
    now = Work(work.cluster, work.year)
    return _saved(request, now, now.version, template)


@form_page
def table(request: HttpRequest, pk: int, year: str) -> HttpResponse:
    """The table of the plan: every line at once."""
    work = _work(request, pk, year)
    if work.waits and request.method != "POST":
        return _sent_away(request, work)
    scope = PlanScope(work.cluster, work.year)
    data = request.POST if request.method == "POST" else None
    sheet = TableSheet(scope, work.rows, data)
    mark = request.POST.get("version", "") if data is not None else work.mark
    theirs = None
    if sheet.is_valid():
        try:
            version = _put(request, work, verbs.save, mark, lines=sheet.lines())
        except Repeated:
            return _saved_before(request, work, "edit")
        except Overtaken as overtaken:
            sheet.refuse(overtaken.message)
            work = Work(work.cluster, work.year)
            theirs, mark = work.said(), work.mark
        except Refused as refusal:
            sheet.refuse(refusal.message, refusal.field)
        else:
            return _saved(request, work, version, "edit")
    return _shown(
        request,
        work,
        "edit",
        sheet=sheet,
        scope=scope,
        version=mark,
        theirs=theirs,
        their_change=last_saved(work.plan)
        if theirs is not None and work.plan
        else None,
    )


@form_page
def words(request: HttpRequest, pk: int, year: str) -> HttpResponse:
    """The texts that stand on paper around the table."""
    work = _work(request, pk, year)
    if work.waits and request.method != "POST":
        return _sent_away(request, work)
    data = request.POST if request.method == "POST" else None
    form = words_form(work.version, data)
    mark = request.POST.get("version", "") if data is not None else work.mark
    theirs = None
    if form.is_valid():
        try:
            version = _put(request, work, verbs.save_words, mark, words=form.words())
        except Repeated:
            return _saved_before(request, work, "words")
        except Overtaken as overtaken:
            form.add_error(None, overtaken.message)
            work = Work(work.cluster, work.year)
            theirs, mark = words_form(work.version, None), work.mark
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return _saved(request, work, version, "words")
    return _shown(request, work, "words", form=form, version=mark, theirs=theirs)


@form_page
def paste(request: HttpRequest, pk: int, year: str) -> HttpResponse:
    """A table from Excel: the box, then what was understood line for line, then stored."""
    work = _work(request, pk, year)
    if work.waits and request.method != "POST":
        return _sent_away(request, work)
    scope = PlanScope(work.cluster, work.year)
    data: QueryDict | None = request.POST if request.method == "POST" else None
    sheet = PasteSheet(scope, work.rows, data)
    mark = request.POST.get("version") or secrets.token_hex(6)
    if sheet.is_valid():
        lines = sheet.lines()
        try:
            version = _put(request, work, verbs.paste, mark, lines=lines)
        except Repeated:
            return _saved_before(request, work, "paste")
        except Refused as refusal:
            sheet.errors.append(refusal.message)
        else:
            return _saved(request, work, version, "paste", _pasted(len(lines)))
    return _shown(
        request,
        work,
        "paste",
        sheet=sheet,
        scope=scope,
        version=mark,
        columns=COLUMN_WORDS,
    )


def _pasted(rounds: int) -> str:
    if not rounds:
        return _("Nothing new was in the table: the plan holds all of it already.")
    return ngettext(
        "%(n)s round is in the plan now.", "%(n)s rounds are in the plan now.", rounds
    ) % {"n": rounds}


@require_POST
def copy(request: HttpRequest, pk: int, year: str) -> HttpResponse:
    """Begin the plan from last year's."""
    cluster, school_year = cluster_of(request, pk), year_of(year)
    require(rights.can_edit(person_of(request), cluster))
    try:
        verbs.copy_from_last_year(
            cluster=cluster,
            school_year=school_year,
            by=actor_at(request, cluster),
            now=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(address_of(cluster, school_year))
    messages.success(
        request,
        _(
            "Taken over from the earlier plan. Please look at times, hosts and who teaches."
        ),
    )
    return redirect(reverse("sessions:plan_edit", args=[cluster.pk, school_year]))
