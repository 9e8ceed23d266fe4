"""The people of a school: list, adding, posts, slips, locking."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import actions as accounts
from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.signin_names import shown
from accounts.verbs import Refused, person_of
from clusters import listing, permissions
from clusters.acting import actor_at
from clusters.actions import people as actions
from clusters.forms.people import NameForm, PersonForm, PostEditForm
from clusters.models import Post
from clusters.views.staffing import (
    managed_school,
    person_at,
    posts_of,
    slip_page,
    taken_on,
)

PER_PAGE = 50


@require_safe
def school_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody with a post at the school today."""
    school = managed_school(request, pk)
    user = person_of(request)
    words = request.GET.get("tim", "")
    rows = listing.people_of(school, words=words, today=timezone.localdate())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    phones = permissions.can_see_phones(user, school)
    reached = permissions.within_reach(
        user, [row["person"] for row in page.object_list]
    )
    for row in page.object_list:
        row["reached"] = row["person"].pk in reached
        # Phone numbers are not for people of other schools.
        row["names"] = [shown(name) for name in row["names"]] if phones else []
    waiting = [row["person"] for row in rows if not row["came_in"]]
    context = {
        "school": school,
        "page": page,
        "words": words,
        "phones": phones,
        "waiting_count": len(waiting),
        "can_manage": permissions.can_manage_school(user, school),
    }
    return render(request, "clusters/school_people.html", context)


@form_page
def person_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody new at the school; invited at once unless unticked."""
    school = managed_school(request, pk)
    form = PersonForm(
        request.POST or None,
        school=school,
        may_appoint_principal=permissions.can_appoint_principal(
            person_of(request), school
        ),
    )
    taken = taken_on(
        request, form, place=school, act=partial(actions.take_on, school=school)
    )
    if taken is not None:
        person, slip = taken
        messages.success(
            request,
            _("%(name)s now belongs to the school.") % {"name": person.full_name},
            extra_tags="person-new",
        )
        if "another" in request.POST:
            return redirect("clusters:person_new", pk=school.pk)
        if slip is not None:
            return redirect("clusters:slip", pk=school.pk, person=person.pk)
        return redirect("clusters:school_people", pk=school.pk)
    return render(request, "clusters/person_new.html", {"form": form, "school": school})


@form_page
def person(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """One person at the school: name, post, and what can be done about the account."""
    school, today = managed_school(request, pk), timezone.localdate()
    posts = posts_of(person, place=school, today=today)
    post, user = posts[0], posts[0].user
    reached = permissions.can_issue_slip(person_of(request), user)
    may_appoint = permissions.can_appoint_principal(person_of(request), school)
    form = PostEditForm(
        request.POST or None,
        school=school,
        may_appoint_principal=may_appoint or post.kind == Post.Kind.PRINCIPAL,
        initial={
            "full_name": user.full_name,
            "kind": post.kind,
            "title": post.title,
            "subjects": post.subjects.all(),
        },
    )
    may_change_post = may_appoint or post.kind != Post.Kind.PRINCIPAL
    if not reached:
        form.fields["full_name"].disabled = True
    if form.is_valid():
        require(may_change_post)
        try:
            actions.change_person(
                by=actor_at(request, school),
                person=user,
                post=post,
                today=today,
                **form.cleaned_data,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("clusters:school_people", pk=school.pk)
    came_in = user.has_usable_password()
    # Whoever invites sees by which name the person will sign in, and can correct it.
    phones = (reached and not came_in) or permissions.can_see_phones(
        person_of(request), school
    )
    context = {
        "school": school,
        "person": user,
        "post": post,
        "posts": posts,
        "form": form,
        "reached": reached,
        "may_change_post": may_change_post,
        "is_me": user.pk == person_of(request).pk,
        "names": [shown(name) for name in user.sign_in_names.all()] if phones else [],
        "came_in": came_in,
    }
    return render(request, "clusters/person.html", context)


@never_cache
@form_page
def slip(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """The person's open slip to hand over; POST issues a new one and takes the old one back."""
    school = managed_school(request, pk)
    user = person_at(school, person, today=timezone.localdate())
    here = reverse("clusters:slip", args=[school.pk, user.pk])
    return slip_page(request, user, place=school, here=here)


@require_POST
def slip_revoke(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """What was handed over opens nothing any more: it went to the wrong hands."""
    school, now = managed_school(request, pk), timezone.now()
    user = person_at(school, person, today=timezone.localdate(now))
    require(permissions.can_issue_slip(person_of(request), user))
    accounts.revoke_slips(person=user, by=actor_at(request, school), now=now)
    messages.success(request, _("The slip is taken back and opens nothing any more."))
    return redirect("clusters:slip", pk=school.pk, person=user.pk)


@form_page
def sign_in_name(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """A mistyped phone number of somebody who has not come in yet."""
    school = managed_school(request, pk)
    user = person_at(school, person, today=timezone.localdate())
    require(permissions.can_issue_slip(person_of(request), user))
    form = NameForm(request.POST or None)
    if form.is_valid():
        try:
            accounts.correct_sign_in_name(
                person=user,
                typed=form.cleaned_data["sign_in_name"],
                by=actor_at(request, school),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("clusters:person", pk=school.pk, person=user.pk)
    context = {
        "school": school,
        "person": user,
        "form": form,
        "names": [shown(name) for name in user.sign_in_names.all()],
    }
    return render(request, "clusters/sign_in_name.html", context)


@form_page
def lock(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Lock the account (who left, whose phone was stolen), or unlock it."""
    school, now = managed_school(request, pk), timezone.now()
    user = person_at(school, person, today=timezone.localdate(now))
    require(permissions.can_issue_slip(person_of(request), user))
    if request.method == "POST":
        try:
            if user.is_active:
                accounts.deactivate(person=user, by=actor_at(request, school), now=now)
                messages.success(request, _("The account is locked."))
            else:
                accounts.reactivate(person=user, by=actor_at(request, school))
                messages.success(request, _("The account is unlocked."))
        except Refused as refused:
            messages.error(request, refused.message)
        return redirect("clusters:person", pk=school.pk, person=user.pk)
    return render(request, "clusters/lock.html", {"school": school, "person": user})


@form_page
def post_end(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """The person no longer has this post."""
    school, today = managed_school(request, pk), timezone.localdate()
    row = get_object_or_404(
        Post.objects.at(school).on(today).select_related("user"), pk=post
    )
    require(
        row.kind != Post.Kind.PRINCIPAL
        or permissions.can_appoint_principal(person_of(request), school)
    )
    if request.method == "POST":
        actions.end_post(post=row, by=actor_at(request, school), today=today)
        messages.success(
            request,
            _("%(name)s no longer has this post.") % {"name": row.user.full_name},
        )
        return redirect("clusters:school_people", pk=school.pk)
    context = {
        "school": school,
        "post": row,
        "is_mine": row.user_id == person_of(request).pk,
    }
    return render(request, "clusters/post_end.html", context)
