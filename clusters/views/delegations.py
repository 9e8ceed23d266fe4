"""A post at a school that is lent for a time: given, seen, taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.verbs import Refused, person_of
from clusters import history, permissions
from clusters.acting import actor_at
from clusters.actions import delegations as actions
from clusters.forms.changes import LendForm
from clusters.models import Post, School


def _lent_at(request: HttpRequest, pk: int) -> tuple[School, Post | None]:
    """The school and the post of its principal, which this person may lend."""
    school = get_object_or_404(
        permissions.schools_visible_to(person_of(request)), pk=pk
    )
    post = history.principal_post(school, today=timezone.localdate())
    require(
        permissions.can_lend(person_of(request), post)
        if post is not None
        else permissions.can_appoint_principal(person_of(request), school)
    )
    return school, post


@form_page
def delegations(request: HttpRequest, pk: int) -> HttpResponse:
    """Who stands in for the principal, until when; somebody new is chosen."""
    school, post = _lent_at(request, pk)
    now = timezone.now()
    today = timezone.localdate(now)
    form = None
    if post is not None:
        form = LendForm(
            request.POST or None,
            offered={"to": history.who_can_stand_in(post, today=today)},
            initial={"since": today},
        )
    if form is not None and form.is_valid():
        try:
            made = actions.lend_post(
                post=post,
                to=form.cleaned_data["to"].user,
                since=form.cleaned_data["since"],
                until=form.cleaned_data["until"],
                by=actor_at(request, school, needs=Post.Kind.PRINCIPAL),
                now=now,
                today=today,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(
                request,
                _("%(name)s stands in until %(day)s, and is told.")
                % {"name": made.to.full_name, "day": f"{made.valid_to:%d/%m/%Y}"},
            )
            return redirect("clusters:delegations", pk=school.pk)
    loans = history.loans_of(school, today=today)
    context = {"school": school, "post": post, "form": form, **loans}
    return render(request, "clusters/delegations.html", context)


@form_page
def delegation_end(request: HttpRequest, pk: int, delegation: int) -> HttpResponse:
    """The post is lent no longer, from now on."""
    school, _post = _lent_at(request, pk)
    now = timezone.now()
    today = timezone.localdate(now)
    row = get_object_or_404(history.open_loans(school, today=today), pk=delegation)
    if request.method == "POST":
        actions.take_back(
            delegation=row, by=actor_at(request, school), now=now, today=today
        )
        messages.success(
            request,
            _("%(name)s no longer stands in.") % {"name": row.to.full_name},
        )
        return redirect("clusters:delegations", pk=school.pk)
    return render(
        request, "clusters/delegation_end.html", {"school": school, "loan": row}
    )
