"""Personal links as those who hand them over see them: for whom, open or not, answered or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sessions.models import (
    ExchangeSession,
    Part,
    PersonalLink,
    RosterEntry,
    SessionUnit,
)
from sessions.replies.named import asked_units
from sessions.replies.places import link_ends


@dataclass(frozen=True)
class LinkRow:
    """One unit or person with the link in use, if there is one."""

    unit: SessionUnit | None
    entry: RosterEntry | None
    link: PersonalLink | None

    @property
    def key(self) -> str:
        """`u12` is a unit, `e7` an entry of the roster."""
        return f"u{self.unit.pk}" if self.unit else f"e{self.entry.pk}"  # type: ignore[union-attr]

    @property
    def name(self) -> str:
        return str(self.unit or self.entry)

    @property
    def said(self) -> str:
        """What was answered by it: "yes", "no", ""."""
        if self.unit is not None:
            return self.unit.reply
        answer = getattr(self.entry, "answer", None)
        return answer.answer if answer else ""

    @property
    def by_link(self) -> bool:
        return self.unit.replied_by_link if self.unit is not None else bool(self.said)


@dataclass
class LinksPage:
    units: list[LinkRow]
    people: list[LinkRow]
    parts: list[Part]
    ends: datetime | None

    @property
    def handed(self) -> list[LinkRow]:
        """Those with a link, to print."""
        return [row for row in [*self.units, *self.people] if row.link]

    @property
    def without(self) -> list[LinkRow]:
        """Units that have not answered and have no link yet."""
        return [row for row in self.units if row.link is None and not row.said]

    @property
    def guests(self) -> list[LinkRow]:
        """People without an account who have not answered and have no link yet: those with one are
        asked on their own first page."""
        return [
            row
            for row in self.people
            if row.link is None
            and not row.said
            and row.entry is not None
            and row.entry.user_id is None
        ]


def links_of(exchange: ExchangeSession, *, now: datetime) -> LinksPage:
    """Every unit that is asked and every person on the roster; four queries."""
    links: dict[tuple[int | None, int | None], PersonalLink] = {
        (link.unit_id, link.entry_id): link
        for link in exchange.personal_links.in_use().filter(
            purpose=PersonalLink.Purpose.REPLY
        )
    }
    parts = list(exchange.parts.select_related("site"))
    entries = exchange.roster.exclude(kind=RosterEntry.Kind.GROUP).select_related(
        "answer", "unit__school", "unit__authority", "unit__cluster"
    )
    for link in links.values():
        link.exchange = exchange
    # Who has an account is asked on the first page: the others stand first, else all as on the list.
    people = sorted(entries, key=lambda entry: entry.user_id is not None)
    return LinksPage(
        units=[
            LinkRow(unit, None, links.get((unit.pk, None)))
            for unit in asked_units(exchange)
        ],
        people=[LinkRow(None, entry, links.get((None, entry.pk))) for entry in people],
        parts=parts,
        ends=link_ends(exchange, parts, now),
    )
