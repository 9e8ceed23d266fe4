"""Who could read a plan: colleagues of other schools who teach the same subject."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from accounts.text import person_sort_key
from clusters.models import ClusterMembership, Post
from lessons.models import LessonPlan, PlanReader, ReaderState
from sessions.models import Lesson, SessionUnit

# Who teaches: leaders of schools have other things to read.
_TEACHING = (Post.Kind.TEACHER, Post.Kind.SUBJECT_HEAD)


def candidates(plan: LessonPlan, *, today: date) -> QuerySet[User]:
    """Who teaches the subject of the plan's lessons today, at a school that takes part or belongs to the
    cluster, and at none of the authors' schools. Without a known subject nobody can be named.
    """
    lessons = Lesson.objects.filter(teaching__plan=plan)
    writers = User.objects.filter(
        Q(plans_written__plan=plan) | Q(lessons_taught__lesson__teaching__plan=plan)
    ).values("pk")
    own = (
        Post.objects.on(today)
        .filter(user__in=writers, school__isnull=False)
        .values("school")
    )
    near = Q(
        school__in=SessionUnit.objects.filter(
            exchange__lessons__in=lessons, school__isnull=False
        ).values("school")
    ) | Q(
        school__in=ClusterMembership.objects.on(today)
        .filter(
            Q(cluster__in=lessons.values("exchange__cluster"))
            | Q(cluster__in=lessons.values("exchange__lead_cluster"))
        )
        .values("school")
    )
    posts = (
        Post.objects.on(today)
        .filter(
            near,
            kind__in=_TEACHING,
            subjects__in=lessons.filter(subject__isnull=False).values("subject"),
        )
        .exclude(school__in=own)
        .exclude(school__in=lessons.filter(school__isnull=False).values("school"))
    )
    if plan.owner_school_id is not None:
        posts = posts.exclude(school=plan.owner_school_id)
    return User.objects.filter(
        pk__in=posts.order_by().values("user"), is_active=True
    ).exclude(pk__in=writers)


def proposals(plan: LessonPlan, *, today: date, most: int) -> list[User]:
    """At most so many people to ask who are not asked yet: who was asked least since the school year
    began, each of another school as far as there are such; three queries.
    """
    if most <= 0:
        return []
    known = PlanReader.objects.filter(plan=plan).values("user")
    counted = Q(plans_to_read__asked_at__date__gte=school_year_began(today)) & ~Q(
        plans_to_read__state__in=[ReaderState.DECLINED, ReaderState.RELEASED]
    )
    found = sorted(
        candidates(plan, today=today)
        .exclude(pk__in=known)
        .annotate(asked=Count("plans_to_read", filter=counted)),
        key=lambda one: (one.asked, person_sort_key(one.full_name), one.pk),
    )
    if not found:
        return []
    schools = dict(
        Post.objects.on(today)
        .filter(
            user__in=[one.pk for one in found],
            kind__in=_TEACHING,
        )
        .order_by("-pk")
        .values_list("user", "school")
    )
    served = set(
        Post.objects.on(today)
        .filter(
            user__in=PlanReader.objects.filter(
                plan=plan, state__in=[ReaderState.ASKED, ReaderState.READ]
            ).values("user"),
            school__isnull=False,
        )
        .order_by()
        .values_list("school", flat=True)
    )
    chosen: list[User] = []
    for person in found:
        if len(chosen) < most and schools.get(person.pk) not in served:
            chosen.append(person)
            served.add(schools.get(person.pk))
    chosen += [one for one in found if one not in chosen][: most - len(chosen)]
    return chosen


def school_year_began(today: date) -> date:
    """The first of August before this day: from then on plans of the school year are read."""
    return date(today.year if today.month >= 8 else today.year - 1, 8, 1)
