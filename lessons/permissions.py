"""Who may hand in a plan, comment on it, answer, agree. About people only; whether it is late, or
whose turn it is, is the action's business."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.models import User
from clusters.models import Post
from clusters.standing import standing_of
from lessons.models import (
    CriteriaSet,
    LessonPlan,
    PlanAuthor,
    PlanComment,
    PlanRevision,
)
from sessions.models import Lesson, RosterEntry
from sessions.permissions import leads, sits_at_the_desk


def can_hand_in(user: User, lesson: Lesson, *, wrote: bool | None = None) -> bool:
    """Who teaches the lesson, the authors of its plan, and the lead's people for a teacher who has
    no account. `wrote` says whether the person is an author, where that is known already.
    """
    if not user.is_authenticated:
        return False
    if wrote is None:
        written = PlanAuthor.objects.filter(plan__teachings__lesson=lesson, user=user)
        wrote = written.exists()
    return (
        wrote
        or any(teacher.user_id == user.pk for teacher in lesson.teachers.all())
        or leads(user, lesson.exchange)
    )


def teaches(user: User, lesson: Lesson) -> bool:
    """Who teaches the lesson: reads what colleagues share of it, and does not observe it."""
    return user.is_authenticated and any(
        teacher.user_id == user.pk for teacher in lesson.teachers.all()
    )


def can_observe(user: User, lesson: Lesson, entry: RosterEntry | None) -> bool:
    """Who is on the list of the session with this line and does not teach the lesson."""
    return entry is not None and entry.user_id == user.pk and not teaches(user, lesson)


def can_keep_criteria(user: User) -> bool:
    """Who sees to the sets of criteria: officers, each for the own authorities, and the administrator."""
    return user.is_superuser or bool(standing_of(user).officer_of)


def can_change_criteria(user: User, criteria: CriteriaSet) -> bool:
    """Follow a set by a new version or retire it: whose authority it is; of everybody's the
    administrator."""
    return user.is_superuser or criteria.authority_id in standing_of(user).authorities


def can_withdraw(user: User, revision: PlanRevision) -> bool:
    """Who handed it in takes it back, nobody else."""
    return user.is_authenticated and revision.created_by_id == user.pk


def writes(user: User, plan: LessonPlan, lessons: Iterable[Lesson]) -> bool:
    """An author, or a teacher of a lesson that is taught from it: whose plan it is."""
    if not user.is_authenticated:
        return False
    if any(author.user_id == user.pk for author in plan.authors.all()):
        return True
    return any(
        teacher.user_id == user.pk
        for lesson in lessons
        for teacher in lesson.teachers.all()
    )


def can_comment(user: User, plan: LessonPlan, lessons: Iterable[Lesson]) -> bool:
    """Colleagues whom the plan concerns; nobody comments on the own one."""
    if not user.is_authenticated or writes(user, plan, lessons):
        return False
    return LessonPlan.objects.open_to(user).filter(pk=plan.pk).exists()


def can_take_back(user: User, comment: PlanComment) -> bool:
    """Who wrote a comment takes it back, nobody else."""
    return user.is_authenticated and comment.by_id == user.pk


def can_answer(user: User, plan: LessonPlan, lessons: Iterable[Lesson]) -> bool:
    """Whose plan it is; of teachers without an account the lead's people write the answer down."""
    lessons = list(lessons)
    return writes(user, plan, lessons) or (
        not plan.authors.all()
        and any(leads(user, lesson.exchange) for lesson in lessons)
    )


def can_bank(user: User, plan: LessonPlan) -> bool:
    """Whether a plan stands in the bank is for its authors to say, for nobody else."""
    return user.is_authenticated and any(
        author.user_id == user.pk for author in plan.authors.all()
    )


def can_settle(user: User, plan: LessonPlan, lessons: Iterable[Lesson]) -> bool:
    """Return a plan, agree it, open it again, ask readers: the lead's people, chair and secretary of a
    session it is taught in, and the head of the subject at its hosting school. Never an author, also
    not as one of these.
    """
    lessons = list(lessons)
    if not user.is_authenticated or writes(user, plan, lessons):
        return False
    return any(
        leads(user, lesson.exchange)
        or sits_at_the_desk(user, lesson.exchange)
        or _heads_the_subject(user, lesson)
        for lesson in lessons
    )


def _heads_the_subject(user: User, lesson: Lesson) -> bool:
    """Head of a subject group at a school that hosts; of which subjects is asked where it is known."""
    standing = standing_of(user)
    hosting = {
        unit.school_id for unit in lesson.exchange.units.all() if unit.hosts
    } & standing.subject_head_at
    if not hosting:
        return False
    posts = Post.objects.on(standing.on).filter(
        user=user, school__in=hosting, kind=Post.Kind.SUBJECT_HEAD
    )
    if lesson.subject_id is None:
        return posts.exists()
    return posts.filter(Q(subjects=None) | Q(subjects=lesson.subject_id)).exists()
