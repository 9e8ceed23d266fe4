"""The shapes of the facts of administrative papers. Pure.

Days are ISO or the stored form of a partial date, hours "13:30". What is not known is empty.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.facts.shapes import DecisionFacts, LessonFacts, WhenFacts


@dataclass(frozen=True)
class LetterheadFacts:
    """Who issues a paper, by the names of its day. `kind` is cluster, school or authority.

    `number` is what somebody typed: "08", or "08/BB-THCSHT" with its code.
    """

    kind: str = ""
    above: str = ""
    issuer: str = ""
    place: str = ""
    on: str = ""
    number: str = ""


@dataclass(frozen=True)
class SignerFacts:
    """Who signs for the issuer. `post` is what the person is at a school: "Hiệu trưởng Trường THCS
    Hồng Tiến"; a cluster has no seal of its own."""

    name: str = ""
    post: str = ""


@dataclass(frozen=True)
class PersonLine:
    """A person, or a group without names, as printed. `count` is of a group."""

    name: str
    title: str = ""
    unit: str = ""
    count: int | None = None


@dataclass(frozen=True)
class SectionFacts:
    """A heading of the body and what was typed under it, line by line."""

    heading: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class MinutesFacts:
    """The minutes of a session, a part or a group. `confirmed`: nobody changes them any more.

    The lines of time, place, opening and end are as the writers of the minutes left them.
    """

    letterhead: LetterheadFacts
    about: str
    started: str = ""
    ended: str = ""
    place: str = ""
    chair: PersonLine | None = None
    secretary: PersonLine | None = None
    present: tuple[PersonLine, ...] = ()
    totals: tuple[str, ...] = ()
    absent: tuple[PersonLine, ...] = ()
    lessons: tuple[LessonFacts, ...] = ()
    discussion: tuple[SectionFacts, ...] = ()
    conclusion: tuple[str, ...] = ()
    decisions: tuple[DecisionFacts, ...] = ()
    recipients: tuple[str, ...] = ()
    confirmed: bool = False


@dataclass(frozen=True)
class SigningSheetFacts:
    """The list that people sign at one part: those who are expected, in printed order.

    `blanks` lines stay empty for those who come unannounced; `link` and `code` lead to check-in.
    """

    letterhead: LetterheadFacts
    about: str
    when: WhenFacts
    part: str = ""
    place: str = ""
    people: tuple[PersonLine, ...] = ()
    by_unit: bool = False
    phones: bool = False
    blanks: int = 8
    link: str = ""
    code: str = ""


@dataclass(frozen=True)
class PlanRow:
    """One line of the schedule; the cells of a round stand on its first line only."""

    order: str = ""
    when: str = ""
    host: str = ""
    subject: str = ""
    topic: str = ""
    teachers: str = ""
    chair: str = ""
    note: str = ""


@dataclass(frozen=True)
class YearPlanFacts:
    """One version of the plan of a cluster for a school year. `confirmed`: it was approved."""

    letterhead: LetterheadFacts
    school_year: str
    cluster: str
    bases: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    schedule_words: tuple[str, ...] = ()
    rows: tuple[PlanRow, ...] = ()
    organisation: tuple[str, ...] = ()
    signer: SignerFacts | None = None
    recipients: tuple[str, ...] = ()
    confirmed: bool = False
