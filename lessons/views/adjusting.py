"""What the teachers of a lesson would change after it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.verbs import Refused, actor_of, person_of
from lessons import actions, permissions, reading
from lessons.forms.rounds import AdjustForm
from lessons.models import Teaching
from lessons.views.rounds import plan_seen


@form_page
def adjust(request: HttpRequest, pk: int) -> HttpResponse:
    """What the teachers would change after the lesson."""
    lesson = get_object_or_404(reading.visible_lessons(request.user), pk=pk)
    teaching = Teaching.objects.select_related("plan").filter(lesson=lesson).first()
    if teaching is None:
        raise Http404
    plan = plan_seen(request, teaching.plan_id)
    require(permissions.can_answer(person_of(request), plan, [lesson]))
    back = reverse("lessons:plan", args=[plan.pk])
    form = AdjustForm(
        request.POST if request.method == "POST" else None,
        initial={"text": teaching.adjustments},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.adjust_teaching(
                teaching=teaching,
                text=form.cleaned_data["text"],
                by=actor_of(request),
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(
                request,
                _("The adjustments are saved."),
                extra_tags=f"adjust-{lesson.pk}",
            )
            return redirect(back)
    context = {
        "plan": plan,
        "lesson": lesson,
        "form": form,
        "cancel": back,
        "draft_key": f"adjust-{lesson.pk}",
    }
    return render(
        request, "lessons/adjust.html", context, status=422 if form.errors else 200
    )
