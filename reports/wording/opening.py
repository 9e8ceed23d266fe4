"""The opening of a report: on what basis, who, when, where, in which parts. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from clusters.partial_dates import PartialDate
from reports.facts.shapes import BasisFacts, NewsFacts, PartFacts, WhenFacts
from reports.wording.made import Made, called
from reports.wording.vietnamese import (
    HALF_DAYS,
    bare_school,
    clause,
    clock,
    count_word,
    day_in_news,
    join_and,
    lower_first,
    school,
    schools,
    sentence,
    upper_first,
)

_MOST_DAYS, _MOST_PLACES = 3, 5


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
        about = summary.lower().startswith("về ")
        words.append(lower_first(summary) if about else f"về {lower_first(summary)}")
    return " ".join(word for word in words if word)


def opening(facts: NewsFacts) -> Iterator[Made]:
    """Who held what, when, where, in which year; the purpose and the duration if they were typed."""
    who, beside = _organisers(facts)
    verb = "đã tổ chức" if facts.held else "sẽ tổ chức"
    said = f"{who} {verb} {called(facts)}"
    if facts.school_year and not _year_is_told(facts):
        said += f" năm học {facts.school_year}"
    if facts.rounds:
        said += f" ({facts.rounds})"
    if beside:
        said += f" với {beside}"
    place = _one_place(facts)
    if place:
        said += f" {_at(place)}"
    when = _when_words(facts)
    text = sentence(f"{when}, {said}" if when else said)
    if facts.purpose.strip():
        text += f" {_purpose(facts.purpose)}"
    if facts.when.duration:
        text += f" Hoạt động diễn ra trong {clause(facts.when.duration)}."

    def used(who: str, place: str, when: str) -> tuple[Any, ...]:
        return (
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
        )

    yield Made(
        "opening",
        {"type": "paragraph", "text": text},
        used(who, place, when),
        before=used(_earlier_who(facts), _earlier_place(facts), _earlier_when(facts)),
    )


def _year_is_told(facts: NewsFacts) -> bool:
    """A basis or the event's own word names the school year already."""
    told = [called(facts)]
    told += [basis_line(basis) for basis in facts.bases if basis.role != "mentioned"]
    return any(facts.school_year in words for words in told)


def _when_words(facts: NewsFacts) -> str:
    """`Chiều ngày 31/03/2023`, `Ngày 31/03 và 01/04`; the words as printed win; nothing if nothing is known.

    Parts on several days tell them all; without a day of its own the session takes that of its
    parts.
    """
    when = facts.when
    if when.date_as_printed:
        return clause(when.date_as_printed)
    parts = _standing(facts)
    days = list(dict.fromkeys(day for part in parts if (day := _day(part.when))))
    if len(days) > 1:
        return _several(parts, days)
    return _one_day(_shared_when(facts))


def _one_day(when: WhenFacts) -> str:
    if when.date_as_printed:
        return clause(when.date_as_printed)
    day = day_in_news(when.on)
    half = HALF_DAYS.get(when.half_day, "")
    if not day:
        return ""
    if not day.startswith("ngày "):
        return f"vào một buổi {half} {day}" if half else f"trong {day}"
    if when.starts_at:
        return f"lúc {clock(when.starts_at)} {day}"
    return f"{half} {day}" if half else day


def _several(parts: list[PartFacts], days: list[str]) -> str:
    """`ngày 29/10 và 05/11/2026`: the year once where it is the same; of many days first and last."""
    stored = list(dict.fromkeys(part.when.on for part in parts if part.when.on))
    dates = [PartialDate.parse(on) for on in stored]
    if len(dates) != len(days) or any(date.day is None for date in dates):
        return join_and(days)
    if len(dates) > _MOST_DAYS:
        dates = sorted(dates, key=str)
        return f"từ {day_in_news(str(dates[0]))} đến {day_in_news(str(dates[-1]))}"
    if len({date.year for date in dates}) == 1:
        dates[:-1] = [PartialDate(None, date.month, date.day) for date in dates[:-1]]
    return f"ngày {join_and(date.in_news() for date in dates)}"


def _standing(facts: NewsFacts) -> list[PartFacts]:
    return [part for part in facts.parts if part.state != "cancelled"]


def _day(when: WhenFacts) -> str:
    return clause(when.date_as_printed) or day_in_news(when.on)


def _shared_when(facts: NewsFacts) -> WhenFacts:
    parts = _standing(facts)
    if not (facts.when.on or facts.when.date_as_printed):
        days = {(part.when.on, part.when.half_day) for part in parts}
        if len(days) == 1:
            starts = parts[0].when.starts_at if len(parts) == 1 else ""
            return replace(parts[0].when, starts_at=starts)
        known = {part.when for part in parts if _day(part.when)}
        return replace(known.pop(), starts_at="") if len(known) == 1 else WhenFacts()
    if len(parts) == 1 and parts[0].when.on == facts.when.on:
        return replace(facts.when, starts_at=parts[0].when.starts_at)
    return facts.when


def _earlier_when(facts: NewsFacts) -> str:
    """The day in the words of the first drafts, which their blocks remember as a fact."""
    parts = _standing(facts)
    when = _shared_when(facts)
    if not (facts.when.on or facts.when.date_as_printed) and (
        len({(part.when.on, part.when.half_day) for part in parts}) != 1
    ):
        return ""
    if when.date_as_printed:
        return clause(when.date_as_printed)
    day = day_in_news(when.on)
    half = HALF_DAYS.get(when.half_day, "")
    words = f"{half} {day}" if half and day else day
    return f"{clock(when.starts_at)} {words}" if when.starts_at and day else words


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


def _earlier_who(facts: NewsFacts) -> str:
    """Who held it in the words of the first drafts, which their blocks remember as a fact."""
    if facts.cluster and facts.area_as_typed:
        return f"{facts.cluster} ({facts.area_as_typed})"
    return _organisers(facts)[0]


def _place(part: PartFacts) -> str:
    """`phòng Hội đồng trường THCS Hồng Tiến`: a typed place says whose it is."""
    if not part.site or bare_school(part.site).lower() in part.place.lower():
        return part.place
    comma = "," if "," in part.place else ""
    return f"{lower_first(clause(part.place))}{comma} {school(part.site)}"


def _at(place: str) -> str:
    online = place.lower().startswith(("trực tuyến", "qua "))
    return lower_first(place) if online else f"tại {place}"


def _one_place(facts: NewsFacts) -> str:
    """Where it was, if that is said in the opening: one place, or a few that no list of parts tells."""
    places = list(dict.fromkeys(_place(part) for part in facts.parts if part.place))
    if len(places) == 1:
        return places[0]
    if places:
        told = len(_titled(facts)) > 1 or len(places) > _MOST_PLACES
        return "" if told else join_and(places)
    hosts = [unit.name for unit in facts.units if unit.hosts]
    return schools(hosts) if hosts else ""


def _earlier_place(facts: NewsFacts) -> str:
    """The place in the words of the first drafts, which their blocks remember as a fact."""
    places = {part.place for part in facts.parts if part.place}
    if len(places) == 1:
        return places.pop()
    hosts = [unit.name for unit in facts.units if unit.hosts]
    return schools(hosts) if hosts and not places else ""


def _purpose(purpose: str) -> str:
    words = lower_first(clause(purpose))
    if words.startswith("để "):
        return sentence(f"Hoạt động được tổ chức {words}")
    return sentence(
        f"Hoạt động {words}" if words.startswith("nhằm ") else f"Hoạt động nhằm {words}"
    )


def _titled(facts: NewsFacts) -> list[PartFacts]:
    return [part for part in _standing(facts) if part.title]


def parts(facts: NewsFacts) -> Iterator[Made]:
    """The parts by their titles, if there are several; each tells its own day and place only where they differ."""
    titled = _titled(facts)
    if len(titled) < 2:
        return
    told = _shared_when(facts).on
    days = {_day(part.when) for part in titled} - {"", day_in_news(told)}
    lines = []
    for part in titled:
        day = _day(part.when) if days else ""
        place = _at(_place(part)) if part.place and not _one_place(facts) else ""
        beside = ", ".join(word for word in (day, place) if word)
        line = f"Buổi {part.order}: {upper_first(clause(part.title))}"
        lines.append(f"{line} ({beside})." if beside else f"{line}.")
    yield Made(
        "parts.intro",
        {
            "type": "paragraph",
            "text": f"Nội dung gồm {count_word(len(titled))} buổi:",
        },
        (len(titled),),
    )
    yield Made("parts", {"type": "list", "items": lines}, (titled, told))
