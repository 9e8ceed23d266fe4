"""Pages of a school: its facts, and changing them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.verbs import Refused, person_of
from clusters import history, listing, permissions
from clusters.acting import actor_at
from clusters.actions import places
from clusters.forms.people import SchoolForm
from clusters.models import School
from clusters.standing import standing_of


@require_safe
def my_school(request: HttpRequest) -> HttpResponse:
    """The school I work at; a choice if there are several, a word if there is none."""
    standing = standing_of(person_of(request))
    mine = standing.led_schools or standing.schools
    # Not those that the own school took over from.
    there = list(School.objects.filter(pk__in=mine, is_active=True)[:2])
    if len(there) == 1:
        return redirect("clusters:school", pk=there[0].pk)
    schools = listing.schools_listed(
        School.objects.filter(pk__in=standing.schools), words="", today=standing.on
    )
    return render(request, "clusters/my_school.html", {"schools": schools})


@require_safe
def school(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of a school."""
    user = person_of(request)
    row = get_object_or_404(permissions.schools_visible_to(user), pk=pk)
    today = timezone.localdate()
    post = history.principal_post(row, today=today)
    loans = history.loans_of(row, today=today)["open"]
    context = {
        "school": row,
        "can_lend": post is not None and permissions.can_lend(user, post),
        "loans": [loan for loan in loans if loan.valid_from <= today],
        "ended": row.valid_to is not None,
        "own_subject": listing.teachers_of_head(user, row, today=today),
        "successors": history.successors_of(row) if row.valid_to else [],
        "open_pages": standing_of(user).authorities,
        "can_manage": permissions.can_manage_school(user, row),
        "can_write_partnerships": permissions.is_own_party(user, row),
        "can_manage_people": permissions.can_manage_school_people(user, row),
        **listing.school_facts(row, today=today),
    }
    return render(request, "clusters/school.html", context)


@form_page
def school_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The spelling of the name, levels, place, code."""
    row = get_object_or_404(permissions.schools_visible_to(person_of(request)), pk=pk)
    require(permissions.can_manage_school(person_of(request), row))
    initial = {
        "name": row.name,
        "place": row.place,
        "code": row.code or "",
        "levels": row.levels.all(),
    }
    form = SchoolForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            places.save_school(
                school=row,
                by=actor_at(request, row),
                today=timezone.localdate(),
                **form.cleaned_data,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The school is saved."))
            return redirect("clusters:school", pk=row.pk)
    return render(request, "clusters/school_edit.html", {"form": form, "school": row})
