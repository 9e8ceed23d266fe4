"""The plan of a cluster for a school year (kế hoạch sinh hoạt chuyên môn cụm). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields

from reports.facts.papers import PlanRow, YearPlanFacts
from reports.rendering.official import (
    Chapter,
    Grid,
    Grounds,
    OfficialBlock,
    OfficialDocument,
    Passage,
    Rows,
)
from reports.wording.official import (
    DRAFT_MARK,
    as_typed,
    cluster_head,
    letterhead,
    listed,
    numbered,
)
from reports.wording.vietnamese import (
    bind,
    clause,
    day_in_news,
    join_and,
    sentence,
    title_of_paper,
    upper_first,
)

CODE = "KH"
# Heading and side of each column, in the order of the form.
COLUMNS = {
    "order": ("Lần", "center"),
    "when": ("Thời gian", "left"),
    "hosts": ("Trường đăng cai", "left"),
    "subject": ("Môn/lớp", "left"),
    "topic": ("Tên bài", "left"),
    "teachers": ("Giáo viên dạy", "left"),
    "chair": ("Chủ trì", "left"),
    "note": ("Ghi chú", "left"),
}
# What stands on the first line of a round only.
OF_A_ROUND = ("order", "when", "hosts", "chair", "note")
_ROUND = re.compile(r"^lần\s+(?:thứ\s+)?", re.IGNORECASE)


def year_plan_paper(facts: YearPlanFacts, *, metadata_date: str) -> OfficialDocument:
    """The plan as it is printed; what is not approved is marked on every page."""
    year = f" năm học {facts.school_year}" if facts.school_year else ""
    return OfficialDocument(
        **letterhead(facts.letterhead, CODE),
        type_name="KẾ HOẠCH",
        summary=title_of_paper(f"Sinh hoạt chuyên môn cụm{year}"),
        blocks=tuple(_blocks(facts)),
        signers=(cluster_head(facts.letterhead, facts.signer),),
        recipients=listed(facts.recipients),
        mark="" if facts.confirmed else DRAFT_MARK,
        metadata_date=metadata_date,
    )


def _blocks(facts: YearPlanFacts) -> Iterator[OfficialBlock]:
    if grounds := listed(facts.bases):
        yield Grounds(tuple(bind(one) for one in grounds))
    yield Passage(bind(_opening(facts)))
    schedule = [*as_typed(facts.schedule_words), *_schedule(facts.rows)]
    chapters = (
        ("Mục đích, yêu cầu", [*as_typed(facts.purposes)]),
        ("Nội dung, hình thức", [*as_typed(facts.contents)]),
        ("Thời gian, địa điểm, thành phần", schedule),
        ("Tổ chức thực hiện", [*as_typed(facts.organisation)]),
    )
    at = 0
    for title, blocks in chapters:
        if blocks:
            at += 1
            yield Chapter(numbered(at, title))
            yield from blocks


def _opening(facts: YearPlanFacts) -> str:
    typed = " ".join(sentence(line) for line in facts.opening if clause(line))
    if typed:
        return typed
    year = f" năm học {facts.school_year}" if facts.school_year else ""
    return f"{facts.cluster} xây dựng kế hoạch sinh hoạt chuyên môn{year} như sau:"


def _schedule(rows: Iterable[PlanRow]) -> Iterator[OfficialBlock]:
    """The table of rounds; a column that is empty in every row is left out."""
    said = [row for row in rows if any(getattr(row, one.name) for one in fields(row))]
    used = [name for name in COLUMNS if any(_cell(row, name) for row in said)]
    if not used:
        return
    rounds: list[list[PlanRow]] = []
    for row in said:
        if rounds and not any(_cell(row, name) for name in OF_A_ROUND):
            rounds[-1].append(row)
        else:
            rounds.append([row])
    yield Grid(
        columns=tuple(COLUMNS[name][0] for name in used),
        aligns=tuple(COLUMNS[name][1] for name in used),
        widths=(0,) * len(used),
        groups=tuple(
            Rows(tuple(tuple(_cell(row, name) for name in used) for row in lines))
            for lines in rounds
        ),
        spanning=tuple(at for at, name in enumerate(used) if name in OF_A_ROUND),
    )


def _cell(row: PlanRow, name: str) -> str:
    """Under "Lần" stands `2` for "lần 2"; "Đợt 3" stays as it was written. A day in short form."""
    held = getattr(row, name)
    words = clause(held if isinstance(held, str) else join_and(held))
    if name == "order":
        return _ROUND.sub("", words)
    if name == "when" and not words:
        return upper_first(day_in_news(row.on))
    return words
