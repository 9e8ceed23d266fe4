"""What the page of a plan shows of its round: whose turn it is, what was said of which section, what
the author answered, what is still open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from accounts.models import User
from lessons import permissions
from lessons.models import (
    LessonPlan,
    PlanComment,
    PlanReader,
    PlanRevision,
    ReaderState,
    State,
)
from lessons.reading import teachings_of
from lessons.sections import sections_of, title_of
from sessions.deadlines import COMMENTS, deadline_of
from sessions.models import Lesson
from sessions.models import State as SessionState


@dataclass(slots=True)
class Said:
    """A comment as one person sees it."""

    comment: PlanComment
    number: int
    # Said of a revision before the newest one.
    earlier: bool
    taken_back_by_me: bool
    answered_by_me: bool


@dataclass(slots=True)
class Section:
    """A section with its comments: first those still open, then those that were answered."""

    key: str
    title: str
    open: list[Said] = field(default_factory=list)
    settled: list[Said] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"phan-{self.key.replace('.', '-') or 'chung'}"


@dataclass(slots=True)
class Round:
    """The round of a plan, and what one person may do in it."""

    plan: LessonPlan
    newest: PlanRevision | None
    sections: list[Section]
    choices: list[tuple[str, str]]
    readers: list[PlanReader]
    reading: PlanReader | None
    due: date | None
    due_is_over: bool
    writes: bool
    comments: bool
    settles: bool
    revisions: list[PlanRevision]
    teachings: list
    hands_in: list[Lesson]
    adjusts: set[int]

    @property
    def open_count(self) -> int:
        return sum(len(section.open) for section in self.sections)

    @property
    def earlier_count(self) -> int:
        """How many comments of earlier revisions are still open."""
        return sum(said.earlier for section in self.sections for said in section.open)

    @property
    def count(self) -> int:
        return self.open_count + sum(len(one.settled) for one in self.sections)


def round_of(plan: LessonPlan, user: User, *, today: date) -> Round:
    """The whole round in a fixed number of queries, however many comments there are. `plan` has its
    authors at hand (`prefetch_related`)."""
    teachings = teachings_of(plan, user)
    lessons = [teaching.lesson for teaching in teachings]
    revisions = list(plan.revisions.select_related("created_by", "withdrawal"))
    standing = [one for one in revisions if not hasattr(one, "withdrawal")]
    newest = standing[0] if standing else None
    pages = newest.pages.count() if newest and newest.kind == "photos" else 0
    writes = permissions.writes(user, plan, lessons)
    answers = plan.state != State.AGREED and permissions.can_answer(user, plan, lessons)
    readers = list(
        plan.readers.exclude(state=ReaderState.RELEASED).select_related("user")
    )
    # Who reads for another school does not see the session, but has to know the day.
    due = due_of(lessons or _all_lessons(plan))
    return Round(
        plan=plan,
        newest=newest,
        sections=_sections(plan, user, newest, pages, answers=answers),
        choices=[
            (key, title_of(key, _typed(newest)))
            for key in sections_of(pages, _typed(newest))
        ],
        readers=readers,
        reading=next((one for one in readers if one.user_id == user.pk), None),
        due=due,
        due_is_over=due is not None and due < today,
        writes=writes,
        comments=newest is not None
        and plan.state != State.AGREED
        and permissions.can_comment(user, plan, lessons),
        settles=permissions.can_settle(user, plan, lessons),
        revisions=revisions,
        teachings=teachings,
        hands_in=[
            lesson
            for lesson in lessons
            if permissions.can_hand_in(user, lesson, wrote=writes)
        ],
        adjusts={
            lesson.pk
            for lesson in lessons
            if lesson.exchange.state in {SessionState.HELD, SessionState.CLOSED}
            and permissions.can_answer(user, plan, [lesson])
        },
    )


def _typed(revision: PlanRevision | None) -> dict[str, str] | None:
    """What a typed revision says; None of any other."""
    return revision.content or None if revision else None


def open_by_section(plan: LessonPlan) -> dict[str, list[PlanComment]]:
    """What is still open, by section (a step with its activity), oldest first; one query. For pages
    that show it beside the text and answer nothing."""
    found: dict[str, list[PlanComment]] = {}
    said = (
        PlanComment.objects.filter(revision__plan=plan, taken_back_at=None)
        .select_related("by", "revision")
        .order_by("pk")
    )
    for comment in said:
        if comment.is_open:
            found.setdefault(comment.section.partition(".")[0], []).append(comment)
    return found


def _all_lessons(plan: LessonPlan) -> list[Lesson]:
    return list(
        Lesson.objects.filter(teaching__plan=plan)
        .select_related("exchange")
        .prefetch_related("exchange__parts")
    )


def due_of(lessons: list[Lesson]) -> date | None:
    """Until when colleagues comment: the earliest such day of the sessions that are still to come."""
    days = [
        deadline_of(lesson.exchange, COMMENTS)
        for lesson in lessons
        if lesson.exchange.state in {SessionState.PROPOSED, SessionState.SCHEDULED}
    ]
    return min((day for day in days if day is not None), default=None)


def _sections(
    plan: LessonPlan,
    user: User,
    newest: PlanRevision | None,
    pages: int,
    *,
    answers: bool,
) -> list[Section]:
    """The sections with comments, in the order of the plan."""
    found: dict[str, Section] = {}
    said = (
        PlanComment.objects.filter(revision__plan=plan, taken_back_at=None)
        .select_related("by", "revision", "answered_by")
        .order_by("pk")
    )
    for comment in said:
        title = title_of(comment.section, _typed(newest) or _typed(comment.revision))
        section = found.setdefault(comment.section, Section(comment.section, title))
        row = Said(
            comment=comment,
            number=comment.revision.number,
            earlier=newest is not None and comment.revision.number < newest.number,
            taken_back_by_me=not comment.answer
            and permissions.can_take_back(user, comment),
            answered_by_me=answers,
        )
        (section.open if comment.is_open else section.settled).append(row)
    order = {key: place for place, key in enumerate(sections_of(pages, _typed(newest)))}
    return sorted(found.values(), key=lambda one: (_place(order, one.key), one.key))


def _place(order: dict[str, int], key: str) -> int:
    """Where a section stands: a step with its activity, what is no section any more at the end."""
    return order.get(key, order.get(key.partition(".")[0], len(order)))
