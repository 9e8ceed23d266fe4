"""Administrative papers: asked for and fetched on one page each, shown in other pages as a fragment.

A paper in the making is polled, a page that shows it asks for it lazily: both get the fragment.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.addresses import public_url
from accounts.verbs import Refused, actor_of, person_of
from clusters.models import SchoolYear
from lessons.models import LessonPlan, PlanRevision
from lessons.reading import readable_revisions, visible_lessons
from reports import papers, permissions
from reports.actions import papers as actions
from reports.forms.papers import SigningSheetForm
from reports.models import Participation
from reports.official_documents import (
    lesson_plan_document,
    minutes_document,
    observation_sheet_document,
    participation_document,
    plan_document,
    printable_parts,
    says,
    sheet_options,
    signing_sheet_document,
)
from sessions.models import Minutes, Part, PlanVersion

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
def signing_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The list that people sign at one part: POST has it made."""
    seen = Part.objects.visible_to(request.user).select_related("exchange", "site")
    part = get_object_or_404(seen, pk=pk)
    require(permissions.can_print_sheet(request.user, part))
    door = public_url(request, reverse("sessions:door", args=[part.exchange.code]))
    card = papers.paper_of(part, request.user)
    made = sheet_options(card.paper) if card else {}
    form = SigningSheetForm(request.POST or None, initial=SigningSheetForm.told(**made))
    if form.is_valid():
        try:
            actions.ask_for_sheet(
                part=part, by=actor_of(request), link=door, **form.options
            )
        except Refused as no:
            messages.error(request, no.message)
        return redirect(papers.address_of(part))
    document = signing_sheet_document(part, link=door, **made)
    return _answer(
        request,
        card,
        {
            "part": part,
            "parts": printable_parts(part.exchange),
            "form": form,
            "changed": card and not says(card.paper, document),
            "heading": _("Signing sheet"),
            "note": part.title,
            "about": part.exchange,
            "back": reverse("session", args=[part.exchange_id]),
            "back_words": part.exchange,
            "address": papers.address_of(part),
            "says": [
                _(
                    "Everybody expected at this part, numbered in the order of the list of people."
                ),
                _(
                    "Empty lines for those who come unannounced and for groups without names."
                ),
                _(
                    "A QR code and six characters with which people check in on their own phone."
                ),
                _("The head of the table comes again on every page."),
            ],
        },
    )


@require_http_methods(_METHODS)
def observation_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The blank sheet for observing a lesson, for who has no phone: POST has it made."""
    user = person_of(request)
    seen = visible_lessons(user).select_related(
        "exchange__cluster__managing_authority__parent__parent",
        "part__site",
        "subject",
        "grade__level",
        "school",
        "class_school",
    )
    lesson = get_object_or_404(seen, pk=pk)
    today = timezone.localdate()
    if request.method == "POST":
        actions.ask_for_observation_sheet(
            lesson=lesson, by=actor_of(request), today=today
        )
        return redirect(papers.address_of(lesson))
    card = papers.paper_of(lesson, user)
    return _answer(
        request,
        card,
        {
            "changed": card
            and not says(card.paper, observation_sheet_document(lesson, today=today)),
            "heading": _("Blank sheet for observing"),
            "note": str(lesson),
            "about": lesson.exchange,
            "back": reverse("session", args=[lesson.exchange_id]),
            "back_words": lesson.exchange,
            "address": papers.address_of(lesson),
            "says": [
                _("Rows for the time, the step and what pupils do."),
                _("What to look for, from the criteria offered for this lesson."),
                _("No total, no grade. Two pages: front and back of one leaf."),
            ],
        },
    )


@require_http_methods(_METHODS)
def minutes_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper of minutes: POST has it made."""
    minutes = get_object_or_404(
        Minutes.objects.visible_to(request.user).select_related(
            "exchange", "part", "group"
        ),
        pk=pk,
    )
    if request.method == "POST":
        actions.ask_for_minutes(minutes=minutes, by=actor_of(request))
        return redirect(papers.address_of(minutes))
    card = papers.paper_of(minutes, request.user)
    return _answer(
        request,
        card,
        {
            "changed": card and not says(card.paper, minutes_document(minutes)[0]),
            "heading": _("Minutes on paper"),
            "about": minutes.exchange,
            "back": reverse("sessions:minutes_one", args=[pk]),
            "back_words": minutes.exchange,
            "address": papers.address_of(minutes),
            "says": [
                _(
                    "The text that was sent round last; before that, what is written so far."
                ),
                _(
                    "The letterhead of whoever leads, by the names of the day of the session."
                ),
                _("Room for number, signatures and recipients as in Decree 30/2020."),
                _("“DỰ THẢO” on every page until they are confirmed."),
            ],
        },
    )


@require_http_methods(_METHODS)
def plan_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper of one version of a cluster's plan: POST has it made."""
    version = get_object_or_404(
        PlanVersion.objects.visible_to(request.user).select_related(
            "plan__cluster", "plan__school_year"
        ),
        pk=pk,
    )
    if request.method == "POST":
        actions.ask_for_plan(version=version, by=actor_of(request))
        return redirect(papers.address_of(version))
    card = papers.paper_of(version, request.user)
    return _answer(
        request,
        card,
        {
            "changed": card and not says(card.paper, plan_document(version)),
            "heading": _("Plan of the year on paper"),
            "about": version.plan,
            "back": reverse(
                "sessions:plan",
                args=[version.plan.cluster_id, version.plan.school_year.label],
            ),
            "back_words": version.plan,
            "address": papers.address_of(version),
            "says": [
                _(
                    "The texts and the table as they are saved; what is empty stays out."
                ),
                _("The names of schools and authorities on the day of the paper."),
                _("“DỰ THẢO” on every page until it is approved."),
            ],
        },
    )


@require_http_methods(_METHODS)
def participation_paper(request: HttpRequest, year: str) -> HttpResponse:
    """The confirmation of one's own school year, and of nobody else's: POST has it made."""
    user, today = person_of(request), timezone.localdate()
    school_year = get_object_or_404(SchoolYear, label=year)
    address = reverse("reports:participation_paper", args=[year])
    if request.method == "POST":
        try:
            actions.ask_for_participation(
                user=user, year=school_year, by=actor_of(request), today=today
            )
        except Refused as no:
            messages.error(request, no.message)
        return redirect(address)
    record = Participation.objects.filter(user=user, school_year=school_year).first()
    card = papers.paper_of(record, user) if record else None
    document = participation_document(user, school_year, today=today)
    return _answer(
        request,
        card,
        {
            "changed": card and document and not says(card.paper, document),
            "heading": _("Confirmation of participation"),
            "note": _("school year %(year)s") % {"year": school_year},
            "about": school_year,
            "back": f"{reverse('own')}?nam={school_year}",
            "back_words": _("My year"),
            "address": address,
            "says": [
                _(
                    "The sessions of the year at which you were there, by their lists of presence."
                ),
                _(
                    "Your role, and the school you served at on the day of each session."
                ),
                _(
                    "The periods that a document of the cluster or the authority decided; what nobody decided is not added."
                ),
                _("Room for number, day, signature and seal of your school of today."),
            ],
        },
    )


@require_http_methods(_METHODS)
def lesson_paper(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The paper of a lesson plan that was typed here: POST has it made."""
    user = person_of(request)
    revisions = readable_revisions(user).filter(kind=PlanRevision.Kind.TYPED)
    revision = get_object_or_404(
        revisions.select_related("plan__owner_school"), plan=pk, number=number
    )
    if request.method == "POST":
        actions.ask_for_lesson_plan(revision=revision, by=actor_of(request))
        return redirect(papers.address_of(revision))
    card = papers.paper_of(revision, user)
    opens_round = LessonPlan.objects.visible_to(user).filter(pk=pk).exists()
    back = (
        reverse("lessons:revision_read", args=[pk, number])
        if opens_round
        else reverse("lessons:bank_plan", args=[pk])
    )
    return _answer(
        request,
        card,
        {
            "changed": card and not says(card.paper, lesson_plan_document(revision)),
            "heading": _("Lesson plan on paper"),
            "note": _("revision %(n)s") % {"n": number},
            "about": revision.plan,
            "back": back,
            "back_words": revision.plan,
            "address": papers.address_of(revision),
            "says": [
                _("The sections in the form of the letter; what is empty stays out."),
                _("School, teachers, subject and class; no number and no seal."),
                _("After the agreed plan what its teachers would change."),
            ],
        },
    )


def _answer(
    request: HttpRequest, card: papers.PaperCard | None, shown: dict[str, Any]
) -> HttpResponse:
    """The page, or what a page that is open already asks for."""
    context = shown | {"card": card, "can_retry_paper": True}
    if request.headers.get("X-Requested-With") == "poll":
        return render(request, "reports/papers/_status.html", context)
    if request.headers.get("HX-Request"):
        return render(request, "reports/papers/_official.html", context)
    return render(request, "reports/papers/official.html", context)
