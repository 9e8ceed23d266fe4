"""Every thing that has states, with the table of its moves; the diagrams are drawn from here."""

from dataclasses import dataclass

from django.db import models

from accounts.models import MAIL_MOVES, Mail
from clusters.models import IMPORT_MOVES, Partnership, PeopleImport
from lessons.models import MOVES as PLAN_MOVES
from lessons.models import (
    OBSERVATION_MOVES,
    READER_MOVES,
    LessonPlan,
    Observation,
    PlanReader,
)
from reports.models import (
    ARTICLE_MOVES,
    BULLETIN_MOVES,
    PAPER_MOVES,
    Article,
    Bulletin,
    Paper,
)
from sessions.models import (
    CORRECTION_MOVES,
    MINUTES_MOVES,
    PART_MOVES,
    SEAT_MOVES,
    YEAR_PLAN_MOVES,
    CorrectionRequest,
    Decision,
    ExchangeSession,
    Minutes,
    Part,
    PlanVersion,
    SeatRequest,
)
from sessions.models import MOVES as EXCHANGE_MOVES


@dataclass(frozen=True)
class Life:
    """The life of one model: `title` for the diagram, its table of moves."""

    title: str
    model: type[models.Model]
    moves: dict[str, set[str]]
    column: str = "state"

    @property
    def first(self) -> str:
        """The state in which a row begins."""
        return str(self.model._meta.get_field(self.column).get_default())

    @property
    def states(self) -> list[str]:
        """All states, in the order in which the model names them."""
        choices = self.model._meta.get_field(self.column).choices or []
        return [str(value) for value, _ in choices]


LIVES = [
    Life("Exchange session", ExchangeSession, EXCHANGE_MOVES),
    Life("Part of a session (buổi)", Part, PART_MOVES),
    Life("Minutes (biên bản)", Minutes, MINUTES_MOVES),
    Life("Decision (việc đã thống nhất)", Decision, Decision.MOVES, column="status"),
    Life("Plan of the year, one version", PlanVersion, YEAR_PLAN_MOVES),
    Life("Request to correct presence", CorrectionRequest, CORRECTION_MOVES),
    Life("Place of a person at a session", SeatRequest, SEAT_MOVES),
    Life("List of people from Excel", PeopleImport, IMPORT_MOVES),
    Life("Lesson plan", LessonPlan, PLAN_MOVES),
    Life("Reader of a lesson plan", PlanReader, READER_MOVES),
    Life("Observation of a lesson", Observation, OBSERVATION_MOVES),
    Life("News article", Article, ARTICLE_MOVES),
    Life("Paper (PDF and Word)", Paper, PAPER_MOVES),
    Life("Bulletin", Bulletin, BULLETIN_MOVES),
    Life("E-mail of notices", Mail, MAIL_MOVES),
    Life("Partnership", Partnership, Partnership.MOVES),
]


def diagram(life: Life) -> str:
    """The life as a Mermaid state diagram: same table, same text."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {life.first}"]
    for state in life.states:
        targets = {str(target) for target in life.moves[state]}
        lines += [
            f"    {state} --> {target}" for target in life.states if target in targets
        ]
        lines += [] if targets else [f"    {state} --> [*]"]
    return "\n".join([*lines, "```"])


def diagrams() -> str:
    """All diagrams with their headings, as they stand in ARCHITECTURE.md."""
    return "\n\n".join(f"### {life.title}\n\n{diagram(life)}" for life in LIVES)
