"""A teacher's own page: what is owed, the lessons and the sessions of a school year, what they count for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.verbs import person_of
from lessons import todo
from lessons.reading import lessons_taught_by
from sessions.own_year import own_year, years_of


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """One's own year (`?nam=2026-2027`, else the one now); it goes along to another school."""
    user, now = person_of(request), timezone.now()
    today = timezone.localtime(now).date()
    years = years_of(user, today=today)
    asked = request.GET.get("nam", "")
    now_year = next((one for one in years if one.starts_on <= today), None)
    year = next((one for one in years if one.label == asked), now_year)
    mine = own_year(user, year) if year else None
    exchanges = {one.exchange.pk for one in mine.sessions} if mine else set()
    context = {
        "todos": [*todo.todo_of(user, now), *todo.feedback_owed(user, now)],
        "years": years,
        "year": year,
        "mine": mine,
        "lessons": [
            one
            for one in lessons_taught_by(user, today=today)
            if one.lesson.exchange_id in exchanges
        ],
    }
    return render(request, "pages/own.html", context)
