"""What a form or a pasted table hands to the actions of a plan. Pure; what is not known is empty."""

from dataclasses import dataclass

from accounts.models import User
from clusters.models import Grade, School, Subject
from clusters.partial_dates import PartialDate
from sessions.models.exchange import Kind


@dataclass(frozen=True, kw_only=True)
class HostLine:
    """A school that hosts; a place that is no school of ours has its name only."""

    name: str
    school: School | None = None


@dataclass(frozen=True, kw_only=True)
class TeacherLine:
    """Who teaches or chairs: a person, a school that is to name one (`school` and its name), a name."""

    name: str
    user: User | None = None
    school: School | None = None

    @property
    def is_school(self) -> bool:
        """A school that is to name somebody: nobody's name stands there yet."""
        school = self.school
        return self.user is None and school is not None and school.name == self.name


@dataclass(frozen=True, kw_only=True)
class LessonLine:
    subject_as_printed: str = ""
    topic: str = ""
    subjects: tuple[Subject, ...] = ()
    grades: tuple[Grade, ...] = ()
    teachers: tuple[TeacherLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RoundLine:
    """A round with its lessons. `round` is the key of the stored one that the line goes on with."""

    round: int | None = None
    label: str = ""
    when_as_printed: str = ""
    on: PartialDate | None = None
    kind: str = Kind.LESSON_STUDY
    hosts: tuple[HostLine, ...] = ()
    chair: TeacherLine | None = None
    note: str = ""
    lessons: tuple[LessonLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanWords:
    """What stands on paper around the table, line by line as typed."""

    number_as_printed: str = ""
    issued_on: PartialDate | None = None
    bases: str = ""
    opening: str = ""
    purposes: str = ""
    contents: str = ""
    schedule_words: str = ""
    organisation: str = ""
    recipients: str = ""
