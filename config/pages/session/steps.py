"""The steps of a session's cycle, derived from its rows: planning, parts, what was said, news."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.wording.vietnamese import lower_first
from sessions.models import Part, PartState, State
from sessions.models.part import Purpose
from sessions.page import SessionFacts
from sessions.when import day_words, short_day


@dataclass
class Step:
    """One step: done, off (postponed, cancelled) or still to come; `now` is the first open one."""

    label: str
    note: str = ""
    done: bool = False
    off: bool = False
    now: bool = False


def steps_of(facts: SessionFacts, article_states: list[tuple[str, str]]) -> list[Step]:
    """The cycle of a session. `article_states`: (state, words) of its news, newest first."""
    steps = [
        _planning(facts),
        *[_part(facts, part, number) for number, part in enumerate(facts.parts, 1)],
        _said(facts),
        _news(article_states),
    ]
    for step in steps:
        if facts.exchange.state == State.CANCELLED and not step.done:
            step.off = True
        if not step.done and not step.off:
            step.now = True
            break
    return steps


def _planning(facts: SessionFacts) -> Step:
    exchange = facts.exchange
    if exchange.recorded and exchange.state != State.DRAFT:
        return Step(_("Written down afterwards"), done=True)
    done = exchange.state not in {State.DRAFT, State.PROPOSED, State.CANCELLED}
    note = {
        State.DRAFT: _("still a draft"),
        State.PROPOSED: _("waiting for approval"),
    }.get(exchange.state, "")
    return Step(_("Planning"), note=note, done=done)


def part_title(part: Part) -> str:
    """The part's own title, else what it is for."""
    if part.title:
        return part.title
    words = dict(Purpose.choices)
    named = [str(words[one]) for one in part.purposes if one in words]
    return ", ".join(named[:1] + [lower_first(one) for one in named[1:]])


def part_heading(part: Part, number: int, of: int) -> str:
    """ "Buổi 2: dạy minh họa"; the number only where there are several."""
    title = part_title(part)
    if of == 1:
        return title or _("The meeting")
    if not title:
        return _("Part %(number)s") % {"number": number}
    return _("Part %(number)s: %(title)s") % {"number": number, "title": title}


def _part(facts: SessionFacts, part: Part, number: int) -> Step:
    step = Step(part_heading(part, number, len(facts.parts)))
    exact = part.on.exact if part.on else None
    day = short_day(exact, today=facts.today) if exact else day_words(part.on)
    if part.state == PartState.HELD:
        there = sum(
            # Of a group whose number nobody knows nothing is counted.
            (person.came or person.count or 0) if person.is_group else 1
            for group in facts.people
            for person in group.people
            if part.pk in person.at
        )
        came = ngettext("%(n)s person there", "%(n)s people there", there) % {
            "n": there
        }
        step.done = True
        step.note = " · ".join(words for words in (day, came if there else "") if words)
    elif part.state in {PartState.CANCELLED, PartState.POSTPONED}:
        step.off = True
        step.note = part.get_state_display()
    elif exact is not None and exact < facts.today:
        step.note = _("%(day)s, not yet marked as held") % {"day": day}
    else:
        step.note = day or _("day not known yet")
    return step


def _said(facts: SessionFacts) -> Step:
    count = len(facts.items) + len(facts.decisions)
    note = ngettext("%(n)s line written", "%(n)s lines written", count) % {"n": count}
    return Step(
        _("What was said and agreed"),
        note=note if count else _("nothing written yet"),
        done=bool(count) and facts.exchange.state in {State.HELD, State.CLOSED},
    )


def _news(article_states: list[tuple[str, str]]) -> Step:
    if not article_states:
        return Step(_("News report"), note=_("not begun"))
    for state, words in article_states:
        if state == "published":
            return Step(_("News report"), note=words, done=True)
    return Step(_("News report"), note=article_states[0][1])
