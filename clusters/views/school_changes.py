"""What happens to a school from a day on: new name, cluster, authority, principal; merged; closed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import form_page, require
from accounts.verbs import Refused, person_of
from clusters import choosing, foresight, history, permissions
from clusters.acting import actor_at
from clusters.actions import moves, places, schools
from clusters.forms.changes import (
    ClusterOfSchoolForm,
    MergeForm,
    MoveForm,
    PrincipalForm,
    RelationForm,
    RenameForm,
    SinceForm,
)
from clusters.models import Post, School
from clusters.views.changing import answer
from clusters.views.staffing import managed_school, posts_of


def _school(request: HttpRequest, pk: int) -> School:
    return get_object_or_404(permissions.schools_visible_to(person_of(request)), pk=pk)


def _context(school: School, title: str, intro: str = "", **more) -> dict:
    return {
        "title": title,
        "intro": intro,
        "place": school,
        "back": reverse("clusters:school_changes", args=[school.pk]),
        **more,
    }


@require_safe
def school_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What was, what is to come, and what can be changed from a day on."""
    user, school = person_of(request), _school(request, pk)
    require(permissions.can_manage_school_people(user, school))
    today = timezone.localdate()
    context = {
        "school": school,
        "history": history.of_school(school, today=today),
        "can_rename": permissions.can_manage_school(user, school),
        "can_appoint": permissions.can_appoint_principal(user, school),
        "can_reorganise": permissions.can_reorganise(user, school),
        "manages_clusters": choosing.clusters_managed_by(user).exists(),
        "ended": school.valid_to is not None,
    }
    return render(request, "clusters/school_changes.html", context)


@form_page
def school_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """A new name from a day on."""
    school = _school(request, pk)
    require(permissions.can_manage_school(person_of(request), school))
    form = RenameForm(request.POST or None)
    return answer(
        request,
        form,
        foretell=lambda: foresight.renamed(school, **form.cleaned_data),
        act=lambda: places.rename_school(
            school=school,
            by=actor_at(request, school),
            today=timezone.localdate(),
            **form.cleaned_data,
        ),
        done=lambda: _("The new name is noted."),
        context=_context(school, _("The school gets a new name")),
    )


@form_page
def school_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another cluster from a day on."""
    user, school = person_of(request), _school(request, pk)
    mine = choosing.clusters_managed_by(user)
    require(permissions.can_manage_school_people(user, school) and mine.exists())
    now = timezone.now()
    leaves, joins = choosing.clusters_to_leave_and_join(
        user, school, today=timezone.localdate(now)
    )
    form = ClusterOfSchoolForm(
        request.POST or None,
        offered={"leaves": leaves, "joins": joins},
        initial={"leaves": leaves.first()},
    )
    return answer(
        request,
        form,
        foretell=lambda: foresight.cluster_changed(school, **form.cleaned_data),
        act=lambda: schools.change_cluster_of(
            school=school, by=actor_at(request, school), now=now, **form.cleaned_data
        ),
        done=lambda: _("The change of the cluster is noted."),
        context=_context(
            school,
            _("The school changes its cluster"),
            _("Offered are the clusters that you manage."),
        ),
    )


@form_page
def school_relation(request: HttpRequest, pk: int) -> HttpResponse:
    """Another authority from a day on, as owner or for the professional work."""
    user, school = person_of(request), _school(request, pk)
    require(permissions.can_reorganise(user, school))
    form = RelationForm(
        request.POST or None,
        offered={"authority": choosing.authorities_to_choose(user)},
    )
    return answer(
        request,
        form,
        foretell=lambda: foresight.relation_changed(school, **form.cleaned_data),
        act=lambda: schools.change_relation(
            school=school, by=actor_at(request, school), **form.cleaned_data
        ),
        done=lambda: _("The change of the authority is noted."),
        context=_context(school, _("The school comes under another authority")),
    )


@form_page
def school_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """The school becomes part of another, or makes a new one with others."""
    user, school = person_of(request), _school(request, pk)
    require(permissions.can_reorganise(user, school))
    try:
        # Asked first: of a school that ended no school is near, and all that was chosen would be wrong.
        schools.refuse_ended(school)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("clusters:school", pk=school.pk)
    now = timezone.now()
    today = timezone.localdate(now)
    near = choosing.schools_to_merge_with(user, school, today=today)
    form = MergeForm(request.POST or None, offered={"into": near, "others": near})
    ending = [school]
    if form.is_valid():
        wish = form.cleaned_data
        if wish["into"] is None:
            ending += wish["others"]
        form.ask_about(history.leaders_of(ending, on=wish["since"]))

    def leaders() -> dict[Post, str]:
        return form.kinds_of_leaders()

    return answer(
        request,
        form,
        foretell=lambda: foresight.merged(
            ending,
            into=form.cleaned_data["into"],
            new_name=form.cleaned_data["new_name"],
            leaders=leaders(),
            since=form.cleaned_data["since"],
        ),
        act=lambda: schools.merge_schools(
            schools=ending,
            into=form.cleaned_data["into"],
            new_name=form.cleaned_data["new_name"],
            leaders={post.pk: kind for post, kind in leaders().items()},
            since=form.cleaned_data["since"],
            by=actor_at(request, school),
            now=now,
            today=today,
        ),
        done=lambda: _("The merger is noted. Everybody concerned is told."),
        context=_context(school, _("The school is merged with another"), danger=True),
    )


@form_page
def school_close(request: HttpRequest, pk: int) -> HttpResponse:
    """The school is there no more from a day on."""
    school = _school(request, pk)
    require(permissions.can_reorganise(person_of(request), school))
    now = timezone.now()
    form = SinceForm(request.POST or None)
    return answer(
        request,
        form,
        foretell=lambda: foresight.closed(school, **form.cleaned_data),
        act=lambda: schools.close_school(
            school=school,
            by=actor_at(request, school),
            now=now,
            today=timezone.localdate(now),
            **form.cleaned_data,
        ),
        done=lambda: _("The end of the school is noted. Its people are told."),
        context=_context(
            school,
            _("The school is closed"),
            _(
                "If another school takes its people over, please note a merger instead: they then keep "
                "their posts."
            ),
            danger=True,
        ),
    )


@form_page
def principal_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another principal from a day on."""
    user, school = person_of(request), _school(request, pk)
    require(permissions.can_appoint_principal(user, school))
    now = timezone.now()
    posts = choosing.next_principals(user, school, today=timezone.localdate(now))
    form = PrincipalForm(request.POST or None, offered={"person": posts})
    wish = {}
    if form.is_valid() and not permissions.can_release(
        user, form.cleaned_data["person"].user, school
    ):
        form.add_error(
            "person",
            _(
                "This person leads another school. Whoever appoints the principals of both notes the "
                "change: the head of the cluster or the managing authority."
            ),
        )
    if form.is_valid():
        wish = {**form.cleaned_data, "person": form.cleaned_data["person"].user}
    seen = {name: wish.get(name) for name in ("person", "stays_as", "since")}
    # Asked before what will happen is told, so that the change is refused if it is overtaken.
    led = history.posts_of_principals(school, since=wish.get("since"))
    return answer(
        request,
        form,
        foretell=lambda: foresight.principal_changed(school, **seen),
        act=lambda: moves.change_principal(
            school=school,
            instead_of=led,
            by=actor_at(request, school),
            now=now,
            **wish,
        ),
        done=lambda: _("The new principal is noted and told."),
        context=_context(
            school,
            _("Another person leads the school"),
            ""
            if posts.exists()
            else _(
                "Nobody is noted yet who could be chosen. Please add the new principal to the school first, "
                "for example as a vice-principal."
            ),
            help_url=reverse("clusters:person_new", args=[school.pk]),
            help_words=_("Add a person"),
            nobody=not posts.exists(),
        ),
    )


@form_page
def person_move(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Somebody goes to another school from a day on."""
    school, now = managed_school(request, pk), timezone.now()
    posts = posts_of(person, place=school, today=timezone.localdate(now))
    user, me = posts[0].user, person_of(request)
    require(
        permissions.can_appoint_principal(me, school)
        or all(post.kind != Post.Kind.PRINCIPAL for post in posts)
    )
    others = choosing.schools_with_people_managed_by(me).exclude(pk=school.pk)
    form = MoveForm(
        request.POST or None,
        offered={"to": others.order_by("sort_key")},
        initial={"kind": posts[0].kind, "title": posts[0].title},
    )
    if not permissions.can_appoint_principal(me, school):
        form.fields["kind"].choices = [
            one for one in form.fields["kind"].choices if one[0] != Post.Kind.PRINCIPAL
        ]
    wish = {}
    if form.is_valid():
        wish = form.cleaned_data
        require(
            wish["kind"] != Post.Kind.PRINCIPAL
            or permissions.can_appoint_principal(me, wish["to"])
        )
    seen = {name: wish.get(name) for name in ("to", "kind", "since")}
    return answer(
        request,
        form,
        foretell=lambda: foresight.moved(user, leaves=school, **seen),
        act=lambda: moves.move_person(
            person=user,
            leaves=school,
            by=actor_at(request, school),
            now=now,
            **wish,
        ),
        done=lambda: _("The move of %(name)s is noted.") % {"name": user.full_name},
        context={
            **_context(
                school,
                _("%(name)s goes to another school") % {"name": user.full_name},
                ""
                if others.exists()
                else _(
                    "You manage the people of this school only. Please end the post here; the principal "
                    "of the other school adds the person by the same phone number and name."
                ),
            ),
            "back": reverse("clusters:school_people", args=[school.pk]),
        },
    )
