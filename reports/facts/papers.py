"""The shapes of the facts of administrative papers. Pure.

Days are ISO or the stored form of a partial date, hours "13:30". What is not known is empty.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.facts.shapes import WhenFacts


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
class EventFacts:
    """What a session is: its kind, its own word, its title and round as written."""

    kind: str
    called: str = ""
    title: str = ""
    rounds: str = ""


@dataclass(frozen=True)
class SignerFacts:
    """Who signs for the issuer, and what the person is at which school: a cluster has no seal."""

    name: str = ""
    title: str = ""
    school: str = ""


@dataclass(frozen=True)
class PersonLine:
    """A person, or a group without names, as printed. `count` is of a group."""

    name: str
    title: str = ""
    unit: str = ""
    count: int | None = None


@dataclass(frozen=True)
class SaidFacts:
    """Something that was said or happened, as typed; `lesson` and `to_whom` where they are known."""

    text: str
    speakers: tuple[str, ...] = ()
    lesson: str = ""
    to_whom: str = ""


@dataclass(frozen=True)
class SectionFacts:
    """A heading of the body and what stands under it, in order."""

    heading: str
    said: tuple[SaidFacts, ...] = ()


@dataclass(frozen=True)
class AgreedFacts:
    """What was agreed to be done; `status` only of what an earlier session agreed."""

    text: str
    owners: tuple[str, ...] = ()
    when: str = ""
    status: str = ""


@dataclass(frozen=True)
class MinutesFacts:
    """The minutes of a session, a part or a group, line by line as their writers left them.

    `on` is the stored day. `confirmed`: nobody changes them any more. `sheets`: how many pages were written by hand.
    """

    letterhead: LetterheadFacts
    event: EventFacts
    part: str = ""
    on: str = ""
    began: str = ""
    ended: str = ""
    place: str = ""
    chair: str = ""
    secretary: str = ""
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    agenda: tuple[str, ...] = ()
    lessons: tuple[str, ...] = ()
    earlier: tuple[AgreedFacts, ...] = ()
    discussion: tuple[SectionFacts, ...] = ()
    conclusion: tuple[SectionFacts, ...] = ()
    decisions: tuple[AgreedFacts, ...] = ()
    sheets: int = 0
    recipients: tuple[str, ...] = ()
    confirmed: bool = False
    # Which revision of its plan was agreed for which lesson.
    plans: tuple[str, ...] = ()


@dataclass(frozen=True)
class SigningSheetFacts:
    """The list that people sign at one part: those who are expected, in printed order.

    `place` is the room as typed, `site` the school it is in. `blanks` lines stay empty for those who come unannounced; `link` and `code` lead to check-in.
    """

    letterhead: LetterheadFacts
    event: EventFacts
    when: WhenFacts
    part: str = ""
    place: str = ""
    site: str = ""
    people: tuple[PersonLine, ...] = ()
    by_unit: bool = False
    phones: bool = False
    blanks: int = 8
    link: str = ""
    code: str = ""
    # The code to scan that holds `link`, as `accounts.qr.squares_of` gives it.
    squares: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanRow:
    """One line of the schedule; the cells of a round stand on its first line only. `when` is as
    people wrote it, `on` the stored day where they wrote none."""

    order: str = ""
    when: str = ""
    on: str = ""
    hosts: tuple[str, ...] = ()
    subject: str = ""
    topic: str = ""
    teachers: tuple[str, ...] = ()
    chair: str = ""
    note: str = ""


@dataclass(frozen=True)
class DecidedFacts:
    """The document that says how many periods a session counts for; `otherwise` where it has neither
    kind nor number."""

    kind: str = ""
    number: str = ""
    on: str = ""
    otherwise: str = ""


@dataclass(frozen=True)
class AttendedFacts:
    """A session that somebody attended: what was taught, in what capacities, the school of that day, at
    how many of the parts, and what it counts for ("" where nobody decided that)."""

    when: str
    event: EventFacts
    lessons: tuple[str, ...] = ()
    capacities: tuple[str, ...] = ()
    school: str = ""
    there: int = 1
    parts: int = 1
    periods: str = ""
    decided: DecidedFacts | None = None


@dataclass(frozen=True)
class ParticipationFacts:
    """What somebody attended in a school year; `left_out` sessions are not in the sum of periods."""

    letterhead: LetterheadFacts | None
    name: str
    title: str
    school: str
    school_year: str
    sessions: tuple[AttendedFacts, ...] = ()
    periods: str = ""
    counted: int = 0
    left_out: int = 0
    signer: SignerFacts | None = None


@dataclass(frozen=True)
class LineFacts:
    """A text as typed, lines and all, under the words that stand before it ("" for none)."""

    label: str
    text: str


@dataclass(frozen=True)
class PlanSectionFacts:
    """A section of a lesson plan: its heading, the chapter that it belongs to ("" for none), its texts."""

    title: str
    chapter: str = ""
    lines: tuple[LineFacts, ...] = ()


@dataclass(frozen=True)
class LessonPlanFacts:
    """A revision of a lesson plan that was typed here, in one of the forms of `lessons.structures`.
    `adjustments` are of the classes taught, of the agreed revision only."""

    form: str
    school: str
    group: str
    teachers: tuple[str, ...]
    title: str
    subjects: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    periods: str = ""
    kindergarten: bool = False
    sections: tuple[PlanSectionFacts, ...] = ()
    adjustments: tuple[LineFacts, ...] = ()


@dataclass(frozen=True)
class CriterionFacts:
    """What to look for, under its group ("" for none); `points`: the most that is given for it, "" where
    none are given."""

    text: str
    group: str = ""
    points: str = ""


@dataclass(frozen=True)
class ObservationSheetFacts:
    """The blank sheet for who observes a lesson without a phone. `host`: the school that receives, by the
    name of the day; `criteria` is the set offered for the lesson, `source` the document it comes from."""

    host: str
    lesson: str
    topic: str
    klass: str
    teachers: tuple[str, ...]
    school: str
    when: WhenFacts
    place: str = ""
    steps: tuple[str, ...] = ()
    criteria: str = ""
    source: str = ""
    rows: tuple[CriterionFacts, ...] = ()


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
