"""What a new session starts from: its parts, its title. Pure. Words here go on paper: Vietnamese."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sessions.models.exchange import Kind
from sessions.models.part import Purpose
from sessions.rows import LessonRow

A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class DefaultPart:
    """A part as a new session offers it: title, what for, days after the first one."""

    title: str = ""
    purposes: tuple[str, ...] = ()
    after: timedelta = timedelta(0)


# The usual steps of lesson study fall into two meetings; the other kinds take one.
PARTS: dict[str, list[DefaultPart]] = {
    Kind.LESSON_STUDY: [
        DefaultPart("Thống nhất kế hoạch bài dạy", (Purpose.AGREE_PLAN,)),
        DefaultPart(
            "Dạy minh họa và rút kinh nghiệm",
            (Purpose.TEACH, Purpose.DRAW_LESSONS),
            A_WEEK,
        ),
    ],
    Kind.DEMO_LESSONS: [DefaultPart("", (Purpose.TEACH, Purpose.DRAW_LESSONS))],
    Kind.EXCHANGE: [DefaultPart()],
    Kind.JOINT_EXAM: [DefaultPart("", (Purpose.EXAM,))],
    Kind.SIGNING: [DefaultPart("", (Purpose.SIGNING,))],
    Kind.CONFERENCE: [DefaultPart("", (Purpose.PLENARY,))],
    Kind.VISIT: [DefaultPart("", (Purpose.VISIT,))],
}
# Kinds whose sessions are about lessons: their form asks for them.
WITH_LESSONS = {Kind.LESSON_STUDY, Kind.DEMO_LESSONS}
# Kinds in which nobody teaches: their page does not ask for lessons.
WITHOUT_LESSONS = {Kind.JOINT_EXAM, Kind.SIGNING}
# Kinds that a cluster does together; the others are between schools.
OF_CLUSTERS = {Kind.LESSON_STUDY, Kind.DEMO_LESSONS, Kind.JOINT_EXAM}


def parts_of(kind: str) -> list[DefaultPart]:
    return PARTS[kind]


def day_of(part: DefaultPart, first: date | None) -> date | None:
    """The day a default part falls on, counted from the first one's."""
    return first + part.after if first else None


def title_from(lessons: Sequence[LessonRow]) -> str:
    """The title of a session whose title was left empty: its first lesson's topic, else subject
    and class. Empty when no lesson says anything."""
    for lesson in lessons:
        if lesson.topic:
            return lesson.topic
        said = [lesson.subject_as_printed, lesson.klass]
        if any(said):
            return " ".join(part for part in said if part)
    return ""


def taught_in(kind: str) -> int | None:
    """The number of the part that the lessons of a new session are taught in."""
    for number, part in enumerate(PARTS[kind], start=1):
        if Purpose.TEACH in part.purposes:
            return number
    return None
