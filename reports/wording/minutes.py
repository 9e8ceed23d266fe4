"""Minutes in the form of Decree 30/2020/NĐ-CP (form 1.9): time and place, who, what, conclusion. Pure.

The form has no place and day under the nation's name: both stand in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reports.facts.papers import MinutesFacts, PersonLine, SectionFacts
from reports.facts.shapes import DecisionFacts, LessonFacts
from reports.rendering.official import (
    Chapter,
    Clause,
    OfficialBlock,
    OfficialDocument,
    Passage,
    Points,
    Signer,
)
from reports.wording.lessons import lesson_name
from reports.wording.official import (
    DRAFT_MARK,
    letterhead,
    listed,
    numbered,
    official_day,
    person_words,
    unit_line,
)
from reports.wording.vietnamese import (
    bind,
    clause,
    join_and,
    school,
    sentence,
    upper_first,
)

CODE = "BB"


def minutes_paper(facts: MinutesFacts, *, metadata_date: str) -> OfficialDocument:
    """The minutes as they are printed; what is not confirmed is marked on every page."""
    return OfficialDocument(
        **letterhead(facts.letterhead, CODE, dated=False),
        type_name="BIÊN BẢN",
        summary=bind(facts.about),
        blocks=tuple(_blocks(facts)),
        signers=(
            Signer("THƯ KÝ", facts.secretary.name if facts.secretary else ""),
            Signer("CHỦ TRÌ", facts.chair.name if facts.chair else ""),
        ),
        recipients=listed(facts.recipients),
        mark="" if facts.confirmed else DRAFT_MARK,
        metadata_date=metadata_date,
    )


def _blocks(facts: MinutesFacts) -> Iterator[OfficialBlock]:
    chapters = (
        ("Thời gian, địa điểm", _when_and_where(facts)),
        ("Thành phần", _people(facts)),
        ("Nội dung", _course(facts)),
        ("Kết luận", _conclusion(facts)),
    )
    at = 0
    for title, blocks in chapters:
        found = list(blocks)
        if found:
            at += 1
            yield Chapter(numbered(at, title))
            yield from found
    if facts.ended:
        yield Passage(f"Cuộc họp kết thúc vào {clause(facts.ended)}./.")


def _when_and_where(facts: MinutesFacts) -> Iterator[OfficialBlock]:
    if facts.started:
        yield Passage(sentence(facts.started), "Thời gian bắt đầu:")
    if facts.place:
        yield Passage(bind(sentence(facts.place)), "Địa điểm:")


def _people(facts: MinutesFacts) -> Iterator[OfficialBlock]:
    """Chair, secretary, then everybody else by unit, in the order in which units come first."""
    if facts.chair:
        yield Passage(f"{person_words(facts.chair)}.", "Chủ trì:")
    if facts.secretary:
        yield Passage(f"{person_words(facts.secretary)}.", "Thư ký:")
    if facts.present:
        yield Passage("", "Thành phần tham dự:")
        yield Points(_by_unit(facts.present))
    if facts.totals:
        yield Passage(sentence(join_and(facts.totals)), "Số người dự:")
    if facts.absent:
        yield Passage("", "Vắng mặt:")
        yield Points(listed(person_words(one) for one in facts.absent))


def _by_unit(people: Iterable[PersonLine]) -> tuple[str, ...]:
    """`Trường THCS Hồng Tiến: Nguyễn Văn An, Hiệu trưởng; …`: a line for each unit."""
    units: dict[str, list[str]] = {}
    for one in people:
        units.setdefault(one.unit, []).append(person_words(one, unit=False))
    lines = [
        f"{unit_line(unit)}: {'; '.join(said)}" for unit, said in units.items() if unit
    ]
    return listed([*lines, *units.get("", [])])


def _course(facts: MinutesFacts) -> Iterator[OfficialBlock]:
    sections = [one for one in facts.discussion if one.lines]
    both = bool(facts.lessons and sections)
    at = 0
    if facts.lessons:
        at += 1
        if both:
            yield Clause(f"{at}. Dự giờ")
        yield Points(listed(lesson_line(one) for one in facts.lessons))
    if sections:
        at += 1
        if both:
            yield Clause(f"{at}. Thảo luận")
        yield from _sections(sections)


def _sections(sections: Iterable[SectionFacts]) -> Iterator[OfficialBlock]:
    """Each heading once, in bold before its only line or above its lines."""
    for section in sections:
        lines = [sentence(line) for line in section.lines if clause(line)]
        label = f"{section.heading}:" if section.heading else ""
        if len(lines) == 1:
            yield Passage(bind(lines[0]), label)
        elif lines:
            if label:
                yield Passage("", label)
            yield Points(tuple(bind(line) for line in lines))


def lesson_line(lesson: LessonFacts) -> str:
    """`Tiết dạy KHTN lớp 8A2: "Áp suất chất lỏng"; giáo viên dạy: Vàng Thị Mai (trường THCS Hoa Ban)`."""
    said = upper_first(lesson_name(lesson))
    if lesson.topic:
        said += f": “{clause(lesson.topic)}”"
    if lesson.teachers:
        said += f"; giáo viên dạy: {join_and(lesson.teachers)}"
    if lesson.school:
        said += f" ({school(lesson.school)})"
    return bind(said)


def _conclusion(facts: MinutesFacts) -> Iterator[OfficialBlock]:
    for line in facts.conclusion:
        if clause(line):
            yield Passage(bind(sentence(line)))
    if facts.decisions:
        yield Passage("", "Các việc đã thống nhất:")
        yield Points(listed(decision_line(one) for one in facts.decisions))


def decision_line(decision: DecisionFacts) -> str:
    """The text as typed, who is in charge, by when: only what is known."""
    said = [upper_first(clause(decision.text))]
    if decision.owners:
        said.append(f"phụ trách: {join_and(decision.owners)}")
    when = decision.when or _due(decision)
    if when:
        said.append(f"thời hạn: {clause(when)}")
    if decision.frequency:
        said.append(clause(decision.frequency))
    return bind(" – ".join(said))


def _due(decision: DecisionFacts) -> str:
    first, last = official_day(decision.due), official_day(decision.due_until)
    return f"từ {first} đến {last}" if first and last else first or last
