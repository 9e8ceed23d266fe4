"""A partnership that was signed, and what it promises. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from reports.facts.shapes import NewsFacts
from reports.wording.made import Made, person
from reports.wording.vietnamese import lower_first, sentence


def signing(facts: NewsFacts) -> Iterator[Made]:
    """Who signed what, for which programme and period."""
    agreement = facts.partnership
    if agreement is None:
        return
    instrument = lower_first(agreement.instrument) or "văn bản hợp tác"
    signers = [
        person(party.signer, party.title, facts.address)
        for party in agreement.parties
        if party.signer
    ]
    if agreement.signed and signers:
        comma = "," if agreement.parties[-1].title else ""
        said = f"{', và '.join(signers)}{comma} đã ký {instrument}"
    elif agreement.signed:
        said = f"Các bên đã ký {instrument}"
    else:
        said = f"Các bên trao đổi dự thảo {instrument}"
    if agreement.programme:
        said += f" thực hiện chương trình “{agreement.programme}”"
    if agreement.period:
        said += f" giai đoạn {agreement.period}"
    if agreement.owner:
        said += f", do {agreement.owner} triển khai"
    yield Made(
        "signing",
        {"type": "paragraph", "text": sentence(said)},
        (agreement, facts.address),
    )


def commitments(facts: NewsFacts) -> Iterator[Made]:
    """What the parties promise."""
    agreement = facts.partnership
    if agreement and agreement.commitments:
        head = f"Nội dung {lower_first(agreement.instrument) or 'hợp tác'}"
        yield Made("commitments.heading", {"type": "heading", "text": head}, (head,))
        items = [sentence(text) for text in agreement.commitments]
        yield Made(
            "commitments", {"type": "list", "items": items}, (agreement.commitments,)
        )
