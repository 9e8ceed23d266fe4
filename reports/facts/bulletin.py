"""A month of a cluster in figures and rows, as it is frozen with its bulletin. Pure."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from reports.periods import Period


@dataclass(frozen=True)
class SessionRow:
    """One session of the month. `people` is None when nobody wrote down who came."""

    pk: int
    title: str
    when: str
    hosts: str
    held: bool
    schools: int
    lessons: int
    people: int | None


@dataclass(frozen=True)
class SchoolRow:
    """What one school did in the month."""

    pk: int
    name: str
    sessions: int
    hosted: int
    lessons: int
    news: int


@dataclass(frozen=True)
class TaughtRow:
    """One lesson taught, with the session it was taught in."""

    exchange: int
    subject: str
    klass: str
    topic: str
    teachers: str

    @property
    def title(self) -> str:
        return self.topic or self.subject or self.klass

    @property
    def detail(self) -> str:
        """What the title does not say."""
        said = [self.subject, self.klass, self.teachers]
        return " · ".join(one for one in said if one and one != self.title)


@dataclass(frozen=True)
class CorrectionRow:
    """A report that an issued bulletin of the same owner holds and that was withdrawn since.

    `withdrawn_on` is a day in ISO form, empty where nobody wrote it down.
    """

    article: int
    title: str
    printed_in: str
    withdrawn_on: str

    @property
    def day(self) -> date | None:
        return date.fromisoformat(self.withdrawn_on) if self.withdrawn_on else None


@dataclass(frozen=True)
class Digest:
    """A month in figures and rows. `articles` and `late` are ids, in the order of printing.

    `corrections` take back what earlier bulletins printed.
    """

    starts_on: date
    ends_before: date
    sessions: tuple[SessionRow, ...] = ()
    schools: tuple[SchoolRow, ...] = ()
    lessons: tuple[TaughtRow, ...] = ()
    articles: tuple[int, ...] = ()
    late: tuple[int, ...] = ()
    corrections: tuple[CorrectionRow, ...] = ()

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_before)

    @property
    def planned(self) -> int:
        return len(self.sessions)

    @property
    def held(self) -> int:
        return sum(row.held for row in self.sessions)

    @property
    def taking_part(self) -> int:
        """How many schools took part in at least one session that was held."""
        return sum(row.sessions > 0 for row in self.schools)

    @property
    def people(self) -> int | None:
        """How many came, summed over the sessions; None when no session knows."""
        known = [row.people for row in self.sessions if row.people is not None]
        return sum(known) if known else None

    @property
    def taught(self) -> int:
        return len(self.lessons)

    @property
    def news(self) -> int:
        return len(self.articles) + len(self.late)

    def as_facts(self) -> dict[str, Any]:
        """As JSON, to be frozen in the row."""
        return asdict(self) | {
            "starts_on": self.starts_on.isoformat(),
            "ends_before": self.ends_before.isoformat(),
        }

    @classmethod
    def of_facts(cls, facts: dict[str, Any]) -> "Digest":
        """Read what `as_facts` gave; later columns may be missing in old facts."""
        return cls(
            starts_on=date.fromisoformat(facts["starts_on"]),
            ends_before=date.fromisoformat(facts["ends_before"]),
            sessions=_read(SessionRow, facts.get("sessions", [])),
            schools=_read(SchoolRow, facts.get("schools", [])),
            lessons=_read(TaughtRow, facts.get("lessons", [])),
            articles=tuple(facts.get("articles", [])),
            late=tuple(facts.get("late", [])),
            corrections=_read(CorrectionRow, facts.get("corrections", [])),
        )


def _read(kind: type, rows: list[dict[str, Any]]) -> tuple[Any, ...]:
    known = {field.name for field in fields(kind)}
    return tuple(kind(**{k: v for k, v in row.items() if k in known}) for row in rows)
