"""What was said and done, what was agreed, and the closing words. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reports.facts.shapes import DecisionFacts, ItemFacts, NewsFacts, UnitFacts
from reports.wording.made import Made, person
from reports.wording.vietnamese import (
    clause,
    day_in_news,
    join_and,
    lower_first,
    school,
    sentence,
)

_TOLD = {"remark", "visit", "performance", "gift", "election", "answer"}

_LISTS = (
    ("subject", "Nội dung trao đổi"),
    ("strength", "Ưu điểm"),
    ("difficulty", "Khó khăn, vướng mắc"),
    ("proposal", "Đề xuất"),
)


def groups(facts: NewsFacts) -> Iterator[Made]:
    """That subject groups talked apart."""
    names = [name for part in facts.parts for name in part.groups]
    if names:
        verb = "đã thảo luận" if facts.held else "sẽ thảo luận"
        word = "Các nhóm chuyên môn" if len(names) > 1 else "Nhóm chuyên môn"
        text = f"{word} {join_and(names)} {verb} riêng."
        yield Made("groups", {"type": "paragraph", "text": text}, (names, facts.held))


def told(facts: NewsFacts) -> Iterator[Made]:
    """What was said and what happened, in the order in which it was typed."""
    for item in facts.items:
        if item.kind in _TOLD:
            text = sentence(_with_group(item))
            yield Made(f"item:{item.key}", {"type": "paragraph", "text": text}, (item,))
        elif item.kind == "speech":
            text = _speech(item, facts)
            used = (
                item,
                [facts.units[unit] for _, _, unit in item.said_by if unit >= 0],
            )
            yield Made(
                f"item:{item.key}",
                {"type": "paragraph", "text": text},
                (*used, facts.address),
            )


def _speech(item: ItemFacts, facts: NewsFacts) -> str:
    text = clause(item.text)
    if not item.said_by:
        return sentence(text)
    speakers = [
        person(
            name,
            _title_at(words, facts.units[unit] if unit >= 0 else None),
            facts.address,
        )
        for name, words, unit in item.said_by
    ]
    comma = "," if item.said_by[-1][1] else ""
    return sentence(f"{join_and(speakers)}{comma} phát biểu: {lower_first(text)}")


def _title_at(title_words: str, unit: UnitFacts | None) -> str:
    """`Hiệu trưởng trường X`; `Phó phòng` at a `Phòng …` says the word once."""
    if not title_words or unit is None:
        return title_words
    where = school(unit.name) if unit.kind == "school" else unit.name
    if where.lower() in title_words.lower():
        return title_words
    first, _, rest = where.partition(" ")
    if title_words.split()[-1].lower() == first.lower():
        return f"{title_words} {rest}"
    return f"{title_words} {where}"


def _with_group(item: ItemFacts) -> str:
    return (
        f"{item.group}: {lower_first(clause(item.text))}" if item.group else item.text
    )


def discussed(facts: NewsFacts) -> Iterator[Made]:
    """What was discussed, by kind, each kind under its heading."""
    for kind, head in _LISTS:
        items = [item for item in facts.items if item.kind == kind]
        if items:
            yield Made(f"{kind}.heading", {"type": "heading", "text": head}, (head,))
            lines = [sentence(_with_group(item)) for item in items]
            yield Made(kind, {"type": "list", "items": lines}, (items,))


def agreed(facts: NewsFacts) -> Iterator[Made]:
    """Agreements and decisions in one list."""
    agreed = [item for item in facts.items if item.kind == "agreement"]
    lines = [sentence(_with_group(item)) for item in agreed]
    everyone = {unit.name for unit in facts.units if unit.kind == "school"}
    lines += [
        decision_line(
            replace(decision, owners=())
            if set(decision.owners) == everyone
            else decision
        )
        for decision in facts.decisions
    ]
    if lines:
        yield Made(
            "agreed.heading",
            {"type": "heading", "text": "Nội dung thống nhất"},
            ("agreed",),
        )
        yield Made(
            "agreed", {"type": "list", "items": lines}, (agreed, facts.decisions)
        )


def decision_line(decision: DecisionFacts) -> str:
    """A decision with when and who, as far as known."""
    when = decision.when or " – ".join(
        day
        for day in (day_in_news(decision.due), day_in_news(decision.due_until))
        if day
    )
    owners = f"thực hiện: {join_and(decision.owners)}" if decision.owners else ""
    beside = "; ".join(word for word in (when, decision.frequency, owners) if word)
    text = clause(decision.text)
    return sentence(f"{text} ({beside})" if beside else text)


def closing(facts: NewsFacts) -> Iterator[Made]:
    """Conclusion, thanks and outlook, only as typed."""
    for kind in ("conclusion", "thanks", "outlook"):
        for item in facts.items:
            if item.kind == kind:
                yield Made(
                    f"item:{item.key}",
                    {"type": "paragraph", "text": sentence(_with_group(item))},
                    (item,),
                )
