"""The facts of minutes on paper: what was sent round last, else what is written so far. Reads only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from clusters.partial_dates import PartialDate
from reports.facts.letterhead import letterhead_facts
from reports.facts.papers import (
    AgreedFacts,
    EventFacts,
    MinutesFacts,
    SaidFacts,
    SectionFacts,
)
from sessions.minutes.page import Agreed, Content, content_from, content_of
from sessions.minutes.words import ELSE
from sessions.models import Minutes, MinutesRevision, MinutesState


def newest_revision(minutes: Minutes) -> MinutesRevision | None:
    """What was sent round last; None before that."""
    if minutes.head == 0:
        return None
    return minutes.revisions.get(number=minutes.head)


def minutes_facts(minutes: Minutes, revision: MinutesRevision | None) -> MinutesFacts:
    """What the paper of these minutes says. A revision is frozen: nothing of it follows the rows of
    today but the word for the event."""
    exchange = minutes.exchange
    content = content_from(revision.content) if revision else content_of(minutes)
    day = day_of(content) or exchange.named_day
    head = letterhead_facts(exchange.lead, day)
    own = head.kind == "cluster" and exchange.lead_cluster_id == exchange.cluster_id
    if revision and content.cluster and own:
        # The label of a cluster has no dates: the one that was sent round holds.
        head = replace(head, issuer=content.cluster)
    talk, concluded = _sections(content)
    return MinutesFacts(
        letterhead=head,
        event=EventFacts(
            kind=content.kind,
            called=exchange.called,
            title=content.title,
            rounds=content.rounds,
        ),
        part=" – ".join(one for one in (content.part, content.group) if one),
        on=content.on,
        began=content.line("began"),
        ended=content.line("ended"),
        place=content.line("place"),
        chair=content.line("chair"),
        secretary=content.line("secretary"),
        present=_lines(content.line("present")),
        absent=_lines(content.line("absent")),
        agenda=_lines(content.line("agenda")),
        lessons=content.lessons,
        earlier=_agreed(content.earlier),
        discussion=talk,
        conclusion=concluded,
        plans=content.plans,
        decisions=_agreed(content.decisions),
        sheets=len(content.sheets),
        recipients=_recipients(head.above, revision, day),
        confirmed=revision is not None
        and minutes.state == MinutesState.CONFIRMED
        and revision.confirmed_at is not None,
    )


def day_of(content: Content) -> date | None:
    """The first day that the minutes can mean, for the names of that day; None if nobody knows."""
    return PartialDate.parse(content.on).first_day if content.on else None


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _agreed(rows: tuple[Agreed, ...]) -> tuple[AgreedFacts, ...]:
    return tuple(
        AgreedFacts(one.text, tuple(one.owners), one.when, one.status) for one in rows
    )


def _sections(
    content: Content,
) -> tuple[tuple[SectionFacts, ...], tuple[SectionFacts, ...]]:
    """What was discussed and what was concluded, by section; items of no section at the end of the
    discussion."""
    sections = content.sections
    talk: list[SectionFacts] = []
    concluded: list[SectionFacts] = []
    for section in sections:
        found = SectionFacts(section.heading, _said(content, {section.kind}))
        (concluded if section.concludes else talk).append(found)
    others = {one.kind for one in content.items} - {one.kind for one in sections}
    talk.append(SectionFacts(ELSE, _said(content, others)))
    return (
        tuple(one for one in talk if one.said),
        tuple(one for one in concluded if one.said),
    )


def _said(content: Content, kinds: set[str]) -> tuple[SaidFacts, ...]:
    return tuple(
        SaidFacts(one.text, tuple(one.speakers), one.lesson, one.to_whom)
        for one in content.items
        if one.kind in kinds
    )


def _recipients(
    above: str, revision: MinutesRevision | None, day: date | None
) -> tuple[str, ...]:
    """The body above whoever leads, and the schools that it was sent to."""
    if revision is None:
        return ()
    answers = revision.answers.select_related("school")
    schools = [answer.school.name_on(day) for answer in answers]
    return tuple(one for one in (above, *schools) if one)
