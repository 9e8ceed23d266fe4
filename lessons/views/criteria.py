"""Sets of criteria for observing: an office adds the local set of its province, versions it, retires it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.verbs import Refused, actor_of, person_of
from clusters.models import Authority
from clusters.standing import standing_of
from lessons import criteria, permissions
from lessons.actions import criteria as actions
from lessons.forms.criteria import CriteriaForm, written_out
from lessons.models import CriteriaSet


@require_safe
def sets(request: HttpRequest) -> HttpResponse:
    """Every set that the office sees: those of all, and those of its own authorities."""
    user = person_of(request)
    require(permissions.can_keep_criteria(user))
    context = {"sets": criteria.seen_by(user)}
    return render(request, "lessons/criteria/list.html", context)


def _set(request: HttpRequest, pk: int) -> CriteriaSet:
    user = person_of(request)
    require(permissions.can_keep_criteria(user))
    return get_object_or_404(criteria.seen_by(user), pk=pk)


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One set with its criteria."""
    row = _set(request, pk)
    context = {
        "set": row,
        "may_change": permissions.can_change_criteria(person_of(request), row),
    }
    return render(request, "lessons/criteria/one.html", context)


@form_page
def new(request: HttpRequest) -> HttpResponse:
    """A new set."""
    require(permissions.can_keep_criteria(person_of(request)))
    return _write(request, None)


@form_page
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """The version that follows a set: what was used stays as it is."""
    row = _set(request, pk)
    require(permissions.can_change_criteria(person_of(request), row))
    return _write(request, row)


def _write(request: HttpRequest, after: CriteriaSet | None) -> HttpResponse:
    user = person_of(request)
    authorities = Authority.objects.on(timezone.localdate())
    if not user.is_superuser:
        authorities = authorities.filter(pk__in=standing_of(user).authorities)
    initial: dict = {
        "authority": next(iter(sorted(standing_of(user).officer_of)), None)
    }
    if after is not None:
        initial = {
            "title": after.title,
            "source": after.source,
            "authority": after.authority_id,
            "levels": after.levels.all(),
            "rows": written_out(after),
        }
    form = CriteriaForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        authorities=list(authorities),
        anywhere=user.is_superuser,
    )
    if form.is_valid():
        try:
            row = actions.add_criteria_set(
                after=after,
                by=actor_of(request),
                today=timezone.localdate(),
                **form.cleaned_data,
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The set is offered to observers from now on."))
            return redirect("lessons:criteria_set", row.pk)
    context = {
        "form": form,
        "after": after,
        "cancel": reverse("lessons:criteria_set", args=[after.pk])
        if after
        else reverse("lessons:criteria_sets"),
    }
    return render(request, "lessons/criteria/write.html", context)


@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a set no more."""
    row = _set(request, pk)
    require(permissions.can_change_criteria(person_of(request), row))
    actions.retire_criteria_set(
        criteria=row, by=actor_of(request), today=timezone.localdate()
    )
    messages.success(
        request, _("The set is offered no more. Where it was used it stays.")
    )
    return redirect("lessons:criteria_set", row.pk)
