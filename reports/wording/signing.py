"""A partnership that was signed, who signed and who witnessed it, and what it promises. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from reports.facts.shapes import NewsFacts, PartnershipFacts, PersonFacts
from reports.wording.made import Made, occasion, person
from reports.wording.vietnamese import (
    all_addressed,
    day_in_news,
    join_and,
    lower_first,
    school,
    sentence,
)


def signing(facts: NewsFacts) -> Iterator[Made]:
    """Who signed what, for which programme and period, before whom."""
    agreement = facts.partnership
    named = _named(facts)
    if agreement is None:
        if named:
            verb = "là" if facts.held else "sẽ là"
            who, _ = _joined(named, facts.address)
            text = sentence(f"Đại diện các bên ký kết {verb} {who}")
            yield Made(
                "signing",
                {"type": "paragraph", "text": text + _witnesses(facts)},
                (named, _present(facts, "witness"), facts.address),
            )
        return
    event = occasion(facts)
    said = _signed(facts, agreement, named)
    if event and facts.held:
        said = f"Tại {event}, {lower_first(said)}"
    if agreement.programme:
        said += f" thực hiện chương trình “{agreement.programme}”"
    if agreement.period:
        said += f" giai đoạn {agreement.period}"
    if agreement.owner:
        said += f", do {agreement.owner} triển khai"
    witnessed = _witnesses(facts) if agreement.signed else ""
    yield Made(
        "signing",
        {"type": "paragraph", "text": sentence(said) + witnessed},
        (
            agreement,
            facts.address,
            named,
            _present(facts, "witness") if witnessed else [],
            event,
        ),
        before=(agreement, facts.address),
    )


def _signed(
    facts: NewsFacts, agreement: PartnershipFacts, named: list[tuple[str, str]]
) -> str:
    instrument = lower_first(agreement.instrument) or "văn bản hợp tác"
    if not agreement.signed:
        return f"Các bên trao đổi dự thảo {instrument}"
    if named:
        who, comma = _joined(named, facts.address)
        said = f"{who}{comma} đã ký {instrument}"
    else:
        said = f"{_parties(facts, agreement) or 'Các bên'} đã ký {instrument}"
    days = {facts.when.on, *(part.when.on for part in facts.parts)}
    if agreement.signed_on and agreement.signed_on not in days:
        said += f" {day_in_news(agreement.signed_on)}"
    return said


def _parties(facts: NewsFacts, agreement: PartnershipFacts) -> str:
    schools = {unit.name for unit in facts.units if unit.kind == "school"}
    return join_and(
        school(party.name) if party.name in schools else party.name
        for party in agreement.parties
    )


def _joined(named: list[tuple[str, str]], address: str) -> tuple[str, str]:
    """Signers with their titles in a row, and the comma that closes the last title."""
    people = [person(name, title, address) for name, title in named]
    between = ", và " if any(title for _, title in named) else " và "
    *first, last = people
    row = f"{', '.join(first)}{between}{last}" if first else last
    return row, "," if named[-1][1] else ""


def _named(facts: NewsFacts) -> list[tuple[str, str]]:
    """Who signed, with title: as the instrument names them, else as the list of people does."""
    agreement = facts.partnership
    of_parties = [
        (party.signer, party.title)
        for party in (agreement.parties if agreement else ())
        if party.signer
    ]
    return of_parties or [
        (entry.name, _title(facts, entry)) for entry in _present(facts, "signer")
    ]


def signers_named(facts: NewsFacts) -> set[str]:
    """Names of those whom the report names as signers, with their titles."""
    agreement = facts.partnership
    if agreement is not None and not agreement.signed:
        return set()
    return {name for name, title in _named(facts) if title}


def _present(facts: NewsFacts, capacity: str) -> list[PersonFacts]:
    return [entry for entry in facts.people if capacity in entry.capacities]


def _title(facts: NewsFacts, entry: PersonFacts) -> str:
    """`Hiệu trưởng trường THCS A`; the title alone where no unit is known."""
    if entry.unit < 0:
        return ", ".join(word for word in (entry.title, entry.organisation) if word)
    unit = facts.units[entry.unit]
    where = school(unit.name) if unit.kind == "school" else unit.name
    if where.lower() in entry.title.lower():
        return entry.title
    return f"{entry.title} {where}" if entry.title else where


def _witnesses(facts: NewsFacts) -> str:
    """A sentence of who witnessed the signing, by name alone: the list of people has the titles."""
    found = _present(facts, "witness")
    if not found or not facts.held:
        return ""
    names = [entry.name for entry in found if entry.kind != "group"]
    groups = [entry.name for entry in found if entry.kind == "group"]
    people = all_addressed(names, facts.address)
    if people and groups:
        people += " cùng "
    return " " + sentence(f"Chứng kiến lễ ký có {people}{join_and(groups)}")


def commitments(facts: NewsFacts) -> Iterator[Made]:
    """What the parties promise."""
    agreement = facts.partnership
    if agreement and agreement.commitments:
        head = f"Nội dung {lower_first(agreement.instrument) or 'hợp tác'}"
        lead = {"type": "paragraph", "text": f"{head} gồm:"}
        yield Made("commitments.heading", lead, (head,))
        items = [sentence(text) for text in agreement.commitments]
        yield Made(
            "commitments", {"type": "list", "items": items}, (agreement.commitments,)
        )
