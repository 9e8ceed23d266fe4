"""The opening of a report: on what basis, who, when, where, in which parts. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reports.facts.shapes import BasisFacts, NewsFacts, WhenFacts
from reports.wording.made import Made, called
from reports.wording.vietnamese import (
    HALF_DAYS,
    clause,
    clock,
    day_in_news,
    lower_first,
    school,
    schools,
    sentence,
    upper_first,
)

_COUNT = {2: "hai", 3: "ba", 4: "bốn", 5: "năm", 6: "sáu", 7: "bảy", 8: "tám"}


def bases(facts: NewsFacts) -> Iterator[Made]:
    """The papers it rests on, closed like a list; what is only mentioned is left out."""
    cited = [basis for basis in facts.bases if basis.role != "mentioned"]
    if cited:
        lines = [basis_line(basis) for basis in cited]
        if len(lines) == 1:
            text = sentence(lines[0])
            yield Made("bases", {"type": "paragraph", "text": text}, (cited,))
            return
        items = [f"{line};" for line in lines[:-1]] + [f"{lines[-1]}."]
        yield Made("bases", {"type": "list", "items": items}, (cited,))


def basis_line(basis: BasisFacts) -> str:
    """A basis without its closing mark: opening words, type, number, day, issuer, summary.

    What is not known is left out; what was written as one raw line stays as it was.
    """
    opening = basis.opening_words or (
        "Thực hiện" if basis.role == "carries_out" else "Căn cứ"
    )
    if basis.raw and not (basis.number or basis.summary or basis.type):
        return (
            f"{opening} {lower_first(clause(basis.raw))}"
            if basis.opening_words
            else clause(basis.raw)
        )
    words = [opening, clause(basis.type)]
    if basis.number:
        words.append(f"số {basis.number}")
    words.append(day_in_news(basis.issued_on))
    if basis.issuer:
        words.append(f"của {basis.issuer}")
    summary = clause(basis.summary)
    if summary:
        words.append(
            summary
            if summary.lower().startswith("về ")
            else f"về {lower_first(summary)}"
        )
    return " ".join(word for word in words if word)


def opening(facts: NewsFacts) -> Iterator[Made]:
    """Who held what, when, where, in which year; the purpose and the duration if they were typed."""
    who, beside = _organisers(facts)
    verb = "đã tổ chức" if facts.held else "sẽ tổ chức"
    said = f"{who} {verb} {called(facts)}"
    if facts.rounds:
        said += f" ({facts.rounds})"
    if beside:
        said += f" với {beside}"
    place = _one_place(facts)
    if place:
        said += f" tại {place}"
    if facts.school_year:
        said += f", năm học {facts.school_year}"
    when = _when_words(facts)
    text = sentence(f"{when}, {said}" if when else said)
    if facts.purpose.strip():
        text += f" {_purpose(facts.purpose)}"
    if facts.when.duration:
        text += f" Hoạt động diễn ra trong {clause(facts.when.duration)}."
    yield Made(
        "opening",
        {"type": "paragraph", "text": text},
        (
            who,
            beside,
            facts.held,
            facts.called,
            facts.kind,
            facts.rounds,
            place,
            facts.school_year,
            when,
            facts.purpose,
            facts.when.duration,
        ),
    )


def _when_words(facts: NewsFacts) -> str:
    """`Chiều ngày 31/03/2023`; the words as printed win; nothing if nothing is known.

    Without a day of its own the session takes that of its parts if they share one; otherwise
    the parts tell their own days.
    """
    when = _shared_when(facts)
    if when.date_as_printed:
        return clause(when.date_as_printed)
    day = day_in_news(when.on)
    if not day:
        return ""
    half = HALF_DAYS.get(when.half_day, "")
    words = f"{half} {day}" if half else day
    return f"{clock(when.starts_at)} {words}" if when.starts_at else words


def _shared_when(facts: NewsFacts) -> WhenFacts:
    parts = [part for part in facts.parts if part.state != "cancelled"]
    if not (facts.when.on or facts.when.date_as_printed):
        days = {(part.when.on, part.when.half_day) for part in parts}
        if len(days) == 1:
            starts = parts[0].when.starts_at if len(parts) == 1 else ""
            return replace(parts[0].when, starts_at=starts)
        return WhenFacts()
    if len(parts) == 1 and parts[0].when.on == facts.when.on:
        return replace(facts.when, starts_at=parts[0].when.starts_at)
    return facts.when


def _organisers(facts: NewsFacts) -> tuple[str, str]:
    """Who held it, and with whom; the order of the units is kept."""
    if facts.cluster:
        area = f" ({facts.cluster_area})" if facts.cluster_area else ""
        return f"{facts.cluster}{area}", ""
    organising = [
        unit.name for unit in facts.units if unit.organises and unit.kind == "school"
    ]
    others = [
        unit.name
        for unit in facts.units
        if not unit.organises and unit.kind == "school" and unit.took_part is not False
    ]
    if not organising:
        return (school(facts.lead) if facts.lead_kind == "school" else facts.lead), ""
    beside = schools(others) if facts.kind == "exchange" and others else ""
    return schools(organising), beside


def _one_place(facts: NewsFacts) -> str:
    places = {part.place for part in facts.parts if part.place}
    if len(places) == 1:
        return places.pop()
    hosts = [unit.name for unit in facts.units if unit.hosts]
    return schools(hosts) if hosts and not places else ""


def _purpose(purpose: str) -> str:
    words = lower_first(clause(purpose))
    return sentence(
        f"Hoạt động {words}" if words.startswith("nhằm ") else f"Hoạt động nhằm {words}"
    )


def parts(facts: NewsFacts) -> Iterator[Made]:
    """The parts by their titles, if there are several; each tells its own day and place only where they differ."""
    titled = [part for part in facts.parts if part.title and part.state != "cancelled"]
    if len(titled) < 2:
        return
    told = _shared_when(facts).on
    lines = []
    for part in titled:
        day = day_in_news(part.when.on) if part.when.on != told else ""
        place = f"tại {part.place}" if part.place and not _one_place(facts) else ""
        beside = ", ".join(word for word in (day, place) if word)
        line = f"Buổi {part.order}: {upper_first(clause(part.title))}"
        lines.append(f"{line} ({beside})." if beside else f"{line}.")
    count = _COUNT.get(len(titled), str(len(titled)))
    yield Made(
        "parts.intro",
        {"type": "paragraph", "text": f"Nội dung gồm {count} buổi:"},
        (len(titled),),
    )
    yield Made("parts", {"type": "list", "items": lines}, (titled, told))
