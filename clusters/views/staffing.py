"""What the pages of schools and of authorities share: who is there, is taken on, gets a slip."""

from collections.abc import Callable
from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.addresses import only_this_machine
from accounts.forms import add_refusal
from accounts.models import Slip, User
from accounts.pressed import press_of
from accounts.text import whole_number
from accounts.verbs import Refused, person_of
from clusters import invitations, permissions
from clusters.acting import actor_at
from clusters.actions import people
from clusters.models import Authority, Post, School


def managed_school(request: HttpRequest, pk: int) -> School:
    """The school whose people this person manages: else 404 where it is not seen, 403 where it is."""
    school = get_object_or_404(
        permissions.schools_visible_to(person_of(request)), pk=pk
    )
    require(permissions.can_manage_school_people(person_of(request), school))
    return school


def posts_of(person: int, *, place: School | Authority, today: date) -> list[Post]:
    """The posts of somebody at the place today, at least one; 404 for who has none there."""
    if not whole_number(str(person), 0):
        # Larger than any key: what points at a row refuses to be asked for it.
        raise Http404
    posts = Post.objects.at(place).on(today).filter(user=person)
    if found := list(posts.select_related("user")):
        return found
    raise Http404


def person_at(school: School, person: int, *, today: date) -> User:
    """Somebody with a post at the school today; 404 for who has none there."""
    return posts_of(person, place=school, today=today)[0].user


def taken_on(
    request: HttpRequest,
    form: forms.Form,
    *,
    place: School | Authority,
    act: Callable[..., tuple[User, Slip | None]],
) -> tuple[User, Slip | None] | None:
    """Whom `act` took on with what the form says, and the slip to hand over if there is one.

    None while the form is to be shown: not sent yet, not whole, or refused, which it then says.
    """
    if not form.is_valid():
        return None
    now = timezone.now()
    press = press_of(request, form.cleaned_data["client_key"])
    try:
        return act(
            by=actor_at(request, place),
            now=now,
            today=timezone.localdate(now),
            **form.cleaned_data | {"client_key": press},
        )
    except Refused as refused:
        add_refusal(form, refused)
        return None


def slip_page(
    request: HttpRequest, person: User, *, place: School | Authority, here: str
) -> HttpResponse:
    """The open slip of somebody of the place, at the address `here`; POST issues a new one and takes
    the old one back."""
    require(permissions.can_issue_slip(person_of(request), person))
    now = timezone.now()
    if request.method == "POST":
        replaced = Slip.objects.open_for(person, now=now) is not None
        try:
            people.issue_password_slip(
                person=person,
                by=actor_at(request, place),
                now=now,
                today=timezone.localdate(now),
            )
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            if replaced:
                messages.success(
                    request,
                    _("Here is the new slip. The one before opens nothing any more."),
                )
        return redirect(here)
    slip = Slip.objects.open_for(person, now=now)
    context = {
        "school" if isinstance(place, School) else "authority": place,
        "person": person,
        "came_in": person.has_usable_password(),
        "handed": invitations.handed(request, slip) if slip else None,
        "local_only": only_this_machine(request),
    }
    return render(request, "clusters/slip.html", context)
