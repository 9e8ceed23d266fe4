"""Minutes in the form of Decree 30/2020/NĐ-CP (form 1.9): time and place, who, what, conclusion. Pure.

The form has no place and day under the nation's name: both stand in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from clusters.partial_dates import PartialDate
from reports.facts.papers import AgreedFacts, MinutesFacts, SaidFacts, SectionFacts
from reports.rendering.official import (
    Chapter,
    Clause,
    OfficialBlock,
    OfficialDocument,
    Passage,
    Points,
    Signer,
)
from reports.wording.official import (
    DRAFT_MARK,
    about,
    letterhead,
    listed,
    numbered,
    official_day,
    unit_line,
)
from reports.wording.vietnamese import (
    bare_school,
    bind,
    clause,
    join_and,
    lower_first,
    number,
    sentence,
    title_of_paper,
    upper_first,
)

CODE = "BB"
MOST_RECIPIENTS = 12
MOST_SECRETARIES = 2
CONCLUSION = "Kết luận"
_HOUR_ONLY = re.compile(r"\d{1,2} giờ(?: \d{1,2}(?: phút)?)?$")


def minutes_paper(facts: MinutesFacts, *, metadata_date: str) -> OfficialDocument:
    """The minutes as they are printed; what is not confirmed is marked on every page."""
    return OfficialDocument(
        **letterhead(facts.letterhead, CODE, dated=False),
        type_name="BIÊN BẢN",
        summary=title_of_paper(about(facts.event, facts.part)),
        blocks=tuple(_blocks(facts)),
        signers=(
            *_secretaries(facts.secretary),
            Signer("CHỦ TRÌ", _name_of(facts.chair)),
        ),
        recipients=_recipients(facts.recipients),
        mark="" if facts.confirmed else DRAFT_MARK,
        metadata_date=metadata_date,
    )


def _recipients(names: tuple[str, ...]) -> tuple[str, ...]:
    """A line for each, schools with their word; many of them in one line."""
    if len(names) <= MOST_RECIPIENTS:
        return listed(unit_line(one) for one in names)
    return listed([f"Các đơn vị: {join_and(bare_school(one) for one in names)}"])


def _secretaries(line: str) -> list[Signer]:
    """A place to sign for each; for more than have room beside the chair one without a name."""
    people = [one for one in line.split(";") if clause(one)]
    if not 0 < len(people) <= MOST_SECRETARIES:
        people = [""]
    return [Signer("THƯ KÝ", _name_of(one)) for one in people]


def _name_of(line: str) -> str:
    """The name before the title; of several people none: each signs with a hand."""
    return "" if ";" in line else clause(line.split(",")[0])


def _blocks(facts: MinutesFacts) -> Iterator[OfficialBlock]:
    chapters = (
        ("Thời gian, địa điểm", _when_and_where(facts)),
        ("Thành phần", _people(facts)),
        ("Nội dung", _course(facts)),
        (CONCLUSION, _conclusion(facts)),
    )
    at = 0
    for title, blocks in chapters:
        found = list(blocks)
        if found:
            at += 1
            yield Chapter(numbered(at, title))
            yield from found
    if facts.sheets:
        yield Passage(f"Kèm theo bản viết tay: {number(facts.sheets)} trang.")
    if facts.ended:
        yield Passage(f"Cuộc họp kết thúc vào {_ended(facts)}./.")


def _ended(facts: MinutesFacts) -> str:
    """`16 giờ 30, ngày 26 tháng 11 năm 2026`: an hour alone gets the day of the meeting, if it is
    known to the day."""
    ended = clause(facts.ended)
    day = official_day(facts.on)
    whole = PartialDate.parse(facts.on).exact if facts.on else None
    return f"{ended}, {day}" if whole and _HOUR_ONLY.fullmatch(ended) else ended


def _when_and_where(facts: MinutesFacts) -> Iterator[OfficialBlock]:
    if facts.began:
        yield Passage(sentence(facts.began), "Thời gian bắt đầu:")
    if facts.place:
        yield Passage(bind(sentence(facts.place)), "Địa điểm:")


def _people(facts: MinutesFacts) -> Iterator[OfficialBlock]:
    if facts.chair:
        yield Passage(sentence(facts.chair), "Chủ trì:")
    if facts.secretary:
        yield Passage(sentence(facts.secretary), "Thư ký:")
    yield from _line_or_list("Thành phần tham dự:", facts.present)
    yield from _line_or_list("Vắng mặt:", facts.absent)


def _line_or_list(label: str, lines: Iterable[str]) -> Iterator[OfficialBlock]:
    """One line stands behind its label, several below it."""
    said = listed(lines)
    if len(said) == 1:
        yield Passage(bind(upper_first(said[0])), label)
    elif said:
        yield Passage("", label)
        yield Points(tuple(bind(upper_first(one)) for one in said))


def _course(facts: MinutesFacts) -> Iterator[OfficialBlock]:
    """The agenda, then what is there of earlier decisions, lessons and discussion: numbered where
    there is more than one."""
    yield from _line_or_list("Nội dung chính:", facts.agenda)
    parts = [
        ("Kiểm điểm việc đã thống nhất lần trước", [*_agreed(facts.earlier)]),
        ("Dự giờ", [*_lessons(facts.lessons)]),
        ("Thảo luận", [*_sections(facts.discussion)]),
    ]
    kept = [(title, blocks) for title, blocks in parts if blocks]
    for at, (title, blocks) in enumerate(kept, 1):
        if len(kept) > 1 or facts.agenda:
            yield Clause(f"{at}. {title}")
        yield from blocks


def _lessons(lines: Iterable[str]) -> Iterator[OfficialBlock]:
    if said := listed(lines):
        yield Points(tuple(bind(one) for one in said))


def _agreed(decisions: Iterable[AgreedFacts]) -> Iterator[OfficialBlock]:
    if said := listed(agreed_line(one) for one in decisions):
        yield Points(tuple(bind(one) for one in said))


def _sections(sections: Iterable[SectionFacts]) -> Iterator[OfficialBlock]:
    """Each heading once, in bold: before its only line, or above its lines."""
    for section in sections:
        lines = [bind(said_line(one)) for one in section.said if clause(one.text)]
        label = f"{section.heading}:" if section.heading else ""
        if len(lines) == 1:
            yield Passage(upper_first(lines[0]), label)
        elif lines:
            if label:
                yield Passage("", label)
            yield Points(tuple(lines))


def said_line(said: SaidFacts) -> str:
    """`Trịnh Thị Thúy Thụy (về Tiết dạy KHTN lớp 8A2): các nhóm phân công đều.`: who, of what, the words
    as typed."""
    who = join_and(said.speakers)
    of_what = [f"về {lower_first(clause(said.lesson))}"] if said.lesson else []
    if said.to_whom:
        of_what.append(f"với {clause(said.to_whom)}")
    told = f"({'; '.join(of_what)})" if of_what else ""
    lead = " ".join(part for part in (who, told) if part)
    return (
        f"{upper_first(lead)}: {sentence(said.text)}" if lead else sentence(said.text)
    )


def agreed_line(agreed: AgreedFacts) -> str:
    """The text as typed, who sees to it, by when, and how it stands: only what is known."""
    said = [upper_first(clause(agreed.text))]
    if agreed.owners:
        said.append(f"phụ trách: {join_and(agreed.owners)}")
    if agreed.when:
        said.append(f"thời hạn: {clause(agreed.when)}")
    if agreed.status:
        said.append(clause(agreed.status))
    return " – ".join(said)


def _conclusion(facts: MinutesFacts) -> Iterator[OfficialBlock]:
    # What is concluded without a word of its own needs no second heading.
    yield from _sections(
        replace(one, heading="") if one.heading == CONCLUSION else one
        for one in facts.conclusion
    )
    if plans := [*_lessons(facts.plans)]:
        yield Passage("", "Kế hoạch bài dạy đã thống nhất:")
        yield from plans
    decisions = [*_agreed(facts.decisions)]
    if decisions:
        yield Passage("", "Việc đã thống nhất:")
        yield from decisions
