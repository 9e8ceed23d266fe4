"""What was said and done, what was agreed, and the closing words. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from reports.facts.shapes import DecisionFacts, ItemFacts, NewsFacts, UnitFacts
from reports.wording.made import Made, last_day, occasion, person
from reports.wording.signing import signers_named
from reports.wording.vietnamese import (
    clause,
    day_in_news,
    join_and,
    lower_first,
    school,
    sentence,
    with_month,
)

_TOLD = {"remark", "visit", "performance", "gift", "election", "answer"}

# Kind, its name (a fact that drafted blocks remember), the words before one and before several.
_LISTS = (
    ("subject", "Nội dung trao đổi", "Nội dung trao đổi", "Nội dung trao đổi gồm:"),
    ("strength", "Ưu điểm", "Ưu điểm được ghi nhận", "Các ưu điểm được ghi nhận:"),
    (
        "difficulty",
        "Khó khăn, vướng mắc",
        "Khó khăn, vướng mắc được nêu",
        "Các khó khăn, vướng mắc được nêu:",
    ),
    ("proposal", "Đề xuất", "Đề xuất", "Các đề xuất:"),
)
# A text that begins like this says itself that somebody speaks.
_SPEAKS = tuple(
    f"{verb} "
    for verb in (
        "bày tỏ",
        "báo cáo",
        "biểu dương",
        "cảm ơn",
        "chào mừng",
        "chia sẻ",
        "chỉ đạo",
        "cho biết",
        "chúc mừng",
        "đánh giá",
        "đề nghị",
        "đề xuất",
        "ghi nhận",
        "giới thiệu",
        "gợi ý",
        "kêu gọi",
        "khẳng định",
        "kết luận",
        "lưu ý",
        "mong muốn",
        "nêu",
        "nhấn mạnh",
        "phát biểu",
        "phân tích",
        "thông báo",
        "trình bày",
        "yêu cầu",
    )
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
    first = next(
        (item for item in facts.items if item.kind == "speech" and item.said_by), None
    )
    for item in facts.items:
        if item.kind in _TOLD:
            text = sentence(_with_group(item))
            yield Made(f"item:{item.key}", {"type": "paragraph", "text": text}, (item,))
        elif item.kind == "speech":
            event = occasion(facts) if item is first else ""
            known = {
                name for name, _, _ in item.said_by if name in signers_named(facts)
            }
            used = (
                item,
                [facts.units[unit] for _, _, unit in item.said_by if unit >= 0],
                facts.address,
            )
            yield Made(
                f"item:{item.key}",
                {"type": "paragraph", "text": _speech(item, facts, event, known)},
                (*used, event, sorted(known)),
                before=used,
            )


def _speech(item: ItemFacts, facts: NewsFacts, event: str, known: set[str]) -> str:
    """Who said what; the first speech names the event, whose title was told is called by name."""
    text = clause(item.text)
    if not item.said_by:
        return sentence(text)
    titles = [
        ""
        if name in known
        else _title_at(words, facts.units[unit] if unit >= 0 else None)
        for name, words, unit in item.said_by
    ]
    speakers = [
        person(name, title, facts.address)
        for (name, _, _), title in zip(item.said_by, titles, strict=True)
    ]
    who = f"{join_and(speakers)}{',' if titles[-1] else ''}"
    if text.lower().startswith(_SPEAKS):
        at = f"Phát biểu tại {event}, " if event else ""
        return sentence(f"{at}{who} {lower_first(text)}")
    at = f" tại {event}" if event else ""
    return sentence(f"{who} phát biểu{at}: {lower_first(text)}")


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
    """What was discussed, by kind: one thing in a sentence, several in a list after a few words.

    No headings: what follows in the report would stand under them. A remark that ends in a colon
    announces the first list by itself.
    """
    last = next((one for one in reversed(facts.items) if one.kind in _TOLD), None)
    announced = last is not None and last.text.rstrip().endswith(":")
    for kind, name, one, several in _LISTS:
        items = [item for item in facts.items if item.kind == kind]
        if items:
            lines = [_with_group(item) for item in items]
            lead = "" if announced else several
            alone = _alone(one, items[0].text, items[0].group)
            yield from _list(kind, lines, alone, lead, (name,), (items,))
            announced = False


def _alone(head: str, text: str, group: str = "") -> str:
    """What stands alone, as a sentence: `Đề xuất của nhóm Toán: thêm máy`."""
    of = f" của nhóm {group}" if group else ""
    return f"{head}{of}: {lower_first(clause(text))}"


def _list(
    kind: str,
    lines: list[str],
    alone: str,
    several: str,
    name: tuple[str, ...],
    used: tuple[Any, ...],
    before: tuple[Any, ...] | None = None,
) -> Iterator[Made]:
    if len(lines) == 1 and several:
        content = {"type": "paragraph", "text": sentence(alone)}
        yield Made(kind, content, used, before)
        return
    if several:
        lead = {"type": "paragraph", "text": several}
        yield Made(f"{kind}.heading", lead, name)
    items = [sentence(line) for line in lines]
    yield Made(kind, {"type": "list", "items": items}, used, before)


def agreed(facts: NewsFacts) -> Iterator[Made]:
    """Agreements and decisions in one list; a month told from the session's day says which."""
    agreed = [item for item in facts.items if item.kind == "agreement"]
    lines = [_with_group(item) for item in agreed]
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
        day = last_day(facts)
        told = [with_month(line, day) for line in lines]
        used = (agreed, facts.decisions)
        group = agreed[0].group if agreed else ""
        text = with_month(agreed[0].text, day) if agreed else told[0]
        yield from _list(
            "agreed",
            told,
            _alone("Nội dung thống nhất", text, group),
            "Các nội dung thống nhất:",
            ("agreed",),
            used if told == lines else (*used, day),
            used,
        )


def decision_line(decision: DecisionFacts) -> str:
    """A decision with when and who, as far as known."""
    text = clause(decision.text)
    when = clause(decision.when) or _due(decision)
    beside = [decision.frequency]
    if when.lower().startswith("ngày "):
        text += f", thực hiện vào {lower_first(when)}"
    elif when.lower().startswith(_CLAUSES):
        text += f", thực hiện {lower_first(when)}"
    else:
        beside.insert(0, when)
    if decision.owners:
        beside.append(f"thực hiện: {join_and(decision.owners)}")
    said = "; ".join(word for word in beside if word)
    return sentence(f"{text} ({said})" if said else text)


_CLAUSES = ("trước ", "trong ", "từ ", "đến ", "vào ", "chậm nhất ", "sau ", "xong ")


def _due(decision: DecisionFacts) -> str:
    first, last = day_in_news(decision.due), day_in_news(decision.due_until)
    return f"từ {first} đến {last}" if first and last else first or last


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
