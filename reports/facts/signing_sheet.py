"""The facts of a signing sheet: who is expected at a part, in printed order. Reads only."""

from __future__ import annotations

from accounts.qr import squares_of
from reports.facts.letterhead import letterhead_facts
from reports.facts.papers import EventFacts, PersonLine, SigningSheetFacts
from reports.facts.shapes import WhenFacts
from sessions.desk import expected_at
from sessions.models import ExchangeSession, Part, RosterEntry


def signing_sheet_facts(
    part: Part, *, link: str, by_unit: bool, phones: bool
) -> SigningSheetFacts:
    """What the sheet of one part says; `link` is the whole address at which people check in."""
    exchange = part.exchange
    on = part.on or exchange.on
    several = exchange.parts.count() > 1
    return SigningSheetFacts(
        letterhead=letterhead_facts(exchange.lead, exchange.named_day),
        event=event_facts(exchange),
        when=WhenFacts(
            on=str(on) if on else "",
            half_day=part.half_day or exchange.half_day,
            starts_at=part.starts_at.strftime("%H:%M") if part.starts_at else "",
            date_as_printed=part.date_as_printed or exchange.date_as_printed,
        ),
        part=part.title if several else "",
        place=part.place_as_printed,
        site=part.site.name_on(exchange.named_day) if part.site else "",
        people=tuple(_line(entry) for entry in expected_at(exchange, part)),
        by_unit=by_unit,
        phones=phones,
        link=link,
        code=exchange.code if link else "",
        squares=squares_of(link) if link else (),
    )


def event_facts(exchange: ExchangeSession) -> EventFacts:
    return EventFacts(
        kind=exchange.kind,
        called=exchange.called,
        title=exchange.title,
        rounds=exchange.rounds_as_printed,
    )


def _line(entry: RosterEntry) -> PersonLine:
    return PersonLine(
        name=entry.name_as_printed,
        title=entry.title_as_printed,
        unit=entry.organisation_as_printed or (entry.unit.label if entry.unit else ""),
        count=entry.group_count,
    )
