"""Pages of authorities: the tree, one page each, noting and correcting, officers, who takes over."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.verbs import Refused, actor_of, person_of
from clusters import choosing, foresight, history, listing, permissions, under
from clusters.acting import actor_at
from clusters.actions import authorities as actions
from clusters.actions import officers as serving
from clusters.actions import people, places
from clusters.forms.authorities import AbolishForm, AuthorityForm, OfficerForm
from clusters.models import Authority
from clusters.standing import standing_of
from clusters.views.changing import answer
from clusters.views.staffing import posts_of, slip_page, taken_on


@require_safe
def authority_list(request: HttpRequest) -> HttpResponse:
    """The tree of authorities that this person may see; search without accents."""
    user, words = person_of(request), request.GET.get("tim", "")
    seen = permissions.authorities_visible_to(user)
    require(seen.exists() or permissions.can_add_authority(user))
    context = {
        "rows": listing.authority_tree(seen, words=words, today=timezone.localdate()),
        "words": words,
        "can_add": permissions.can_add_authority(user),
    }
    return render(request, "clusters/authorities.html", context)


def _authority(request: HttpRequest, pk: int) -> Authority:
    return get_object_or_404(
        permissions.authorities_visible_to(person_of(request)).select_related("parent"),
        pk=pk,
    )


@require_safe
def authority(request: HttpRequest, pk: int) -> HttpResponse:
    """One authority: clusters, schools, officers, what stands above and below, before and after."""
    user, row = person_of(request), _authority(request, pk)
    today = timezone.localdate()
    staff = permissions.can_staff_authority(user, row)
    officers = under.officers(row, on=today)
    reached = permissions.within_reach(user, [post.user for post in officers])
    visible = permissions.authorities_visible_to(user)
    context = {
        "authority": row,
        "today": today,
        "can_edit": permissions.can_edit_authority(user, row),
        "can_staff": staff,
        "ended": row.valid_to is not None,
        "officers": [
            {"post": post, "reached": staff and post.user_id in reached}
            for post in officers
        ],
        "clusters": listing.with_counts(under.clusters(row, on=today), today=today),
        "schools": listing.page_of_relations(
            row, today=today, number=request.GET.get("page")
        ),
        "children": under.authorities(row, on=today),
        "open_pages": set(visible.values_list("pk", flat=True)),
        **history.of_authority(row),
    }
    return render(request, "clusters/authority.html", context)


def _form(request: HttpRequest, row: Authority | None) -> AuthorityForm:
    user = person_of(request)
    seen = permissions.authorities_visible_to(user).order_by("name", "pk")
    # Nothing is put below what ended; what stood below it does so still.
    parents = seen.on(timezone.localdate())
    if row is not None:
        parents = (parents | seen.filter(pk=row.parent_id)).exclude(pk=row.pk)
    # What is new stands below the own authority, unless somebody says otherwise.
    initial = {"parent": next(iter(sorted(standing_of(user).officer_of)), None)}
    if row is not None:
        names = ("name", "short_name", "kind", "place", "parent")
        initial = {name: getattr(row, name) for name in names}
    return AuthorityForm(
        request.POST or None,
        offered={"parent": parents},
        may_be_top=user.is_superuser,
        initial=initial,
    )


@form_page
def authority_new(request: HttpRequest) -> HttpResponse:
    """An authority is noted."""
    require(permissions.can_add_authority(person_of(request)))
    form = _form(request, None)
    if form.is_valid():
        try:
            made = places.create_authority(by=actor_of(request), **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The authority is noted."))
            return redirect("clusters:authority", pk=made.pk)
    return render(request, "clusters/authority_edit.html", {"form": form})


@form_page
def authority_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What is noted of it is corrected."""
    row = _authority(request, pk)
    require(permissions.can_edit_authority(person_of(request), row))
    form = _form(request, row)
    if form.is_valid():
        try:
            actions.change_authority(
                authority=row, by=actor_at(request, row), **form.cleaned_data
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("clusters:authority", pk=row.pk)
    return render(
        request, "clusters/authority_edit.html", {"form": form, "authority": row}
    )


@form_page
def authority_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Others take over from a day on: who, and who gets what."""
    user, row = person_of(request), _authority(request, pk)
    require(permissions.can_edit_authority(user, row))
    now = timezone.now()
    others = choosing.authorities_to_choose(user).exclude(pk=row.pk)
    form = AbolishForm(request.POST or None, offered={"heirs": others})
    if form.is_valid():
        since = form.cleaned_data["since"]
        form.share_out(
            schools=under.schools(row, on=since),
            clusters=under.clusters(row, on=since),
            officers=under.officers(row, on=since),
        )
    return answer(
        request,
        form,
        foretell=lambda: foresight.abolished(row, **form.wish()),
        act=lambda: actions.abolish_authority(
            authority=row,
            by=actor_at(request, row),
            now=now,
            today=timezone.localdate(now),
            **form.wish(),
        ),
        done=lambda: _("The succession is noted. Those concerned are told."),
        context={
            "title": _("%(name)s ends, others take over") % {"name": row.label},
            "intro": _(
                "Those who take over are noted as authorities first. Schools, clusters and officers "
                "pass on; sessions and papers of the time before keep the old name."
            ),
            "place": row,
            "back": reverse("clusters:authority", args=[row.pk]),
            "danger": True,
        },
    )


@form_page
def officer_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody serves at the authority from today on; invited unless they came in before."""
    row = _authority(request, pk)
    require(permissions.can_staff_authority(person_of(request), row))
    form = OfficerForm(request.POST or None)
    taken = taken_on(
        request, form, place=row, act=partial(serving.take_on_officer, authority=row)
    )
    if taken is not None:
        person, slip = taken
        messages.success(
            request,
            _("%(name)s serves here from today on.") % {"name": person.full_name},
        )
        if slip is not None:
            return redirect("clusters:officer_slip", pk=row.pk, person=person.pk)
        return redirect("clusters:authority", pk=row.pk)
    return render(
        request, "clusters/officer_new.html", {"form": form, "authority": row}
    )


@form_page
def officer_end(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Somebody serves there no longer."""
    row = _authority(request, pk)
    require(permissions.can_staff_authority(person_of(request), row))
    today = timezone.localdate()
    post = posts_of(person, place=row, today=today)[0]
    if request.method == "POST":
        people.end_post(post=post, by=actor_at(request, row), today=today)
        messages.success(
            request,
            _("%(name)s no longer has this post.") % {"name": post.user.full_name},
        )
        if post.user_id == person_of(request).pk:
            return redirect("today")
        return redirect("clusters:authority", pk=row.pk)
    context = {
        "authority": row,
        "post": post,
        "is_mine": post.user_id == person_of(request).pk,
    }
    return render(request, "clusters/officer_end.html", context)


@never_cache
@form_page
def officer_slip(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """An officer's open slip to hand over; POST issues a new one and takes the old one back."""
    row = _authority(request, pk)
    require(permissions.can_staff_authority(person_of(request), row))
    post = posts_of(person, place=row, today=timezone.localdate())[0]
    here = reverse("clusters:officer_slip", args=[row.pk, post.user_id])
    return slip_page(request, post.user, place=row, here=here)
