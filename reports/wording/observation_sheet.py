"""The blank sheet for who observes a lesson without a phone (phiếu quan sát). Pure.

Rows for the time, the step and what pupils do; then what to look for, with room beside it. It asks for no
total, no grade and no rank: CV 5555/BGDĐT-GDTrH looks at how pupils learn.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from reports.facts.papers import CriterionFacts, ObservationSheetFacts
from reports.rendering.official import (
    Chapter,
    Grid,
    OfficialBlock,
    OfficialDocument,
    Passage,
    Rows,
)
from reports.wording.signing_sheet import when_words
from reports.wording.vietnamese import bare_school, bind, clause, sentence, upper_first

TIMED_ROWS = 12  # with the head of the sheet they fill its first page
ROW_HEIGHT, ROOM = 13, 16  # millimetres: two lines, three lines by hand
# As long as both lines are with their words before them.
_NAME, _UNIT = "…" * 11, "…" * 14


def observation_sheet_paper(
    facts: ObservationSheetFacts, *, metadata_date: str
) -> OfficialDocument:
    """The sheet: who, where and what above, then the lesson as it goes, then the criteria."""
    return OfficialDocument(
        above=f"Trường: {bare_school(facts.host)}" if facts.host else "",
        beside=(f"Người quan sát: {_NAME}", f"Đơn vị: {_UNIT}"),
        type_name="PHIẾU QUAN SÁT GIỜ HỌC",
        under=tuple(bind(one) for one in _under(facts)),
        blocks=(*_timed(facts), *_looked_for(facts)),
        metadata_date=metadata_date,
    )


def _under(facts: ObservationSheetFacts) -> Iterator[str]:
    what = [
        facts.lesson and f"môn {facts.lesson}",
        facts.klass and f"lớp {facts.klass}",
        facts.topic and f"bài {clause(facts.topic)}",
    ]
    if said := "; ".join(filter(None, what)):
        yield upper_first(said)
    if facts.teachers:
        where = f" ({bare_school(facts.school)})" if facts.school else ""
        yield f"Giáo viên dạy: {', '.join(facts.teachers)}{where}"
    when = [when_words(facts.when), clause(facts.place)]
    if said := "; ".join(filter(None, when)):
        yield upper_first(said)


def _timed(facts: ObservationSheetFacts) -> Iterator[OfficialBlock]:
    steps = "; ".join(f"{at}. {step}" for at, step in enumerate(facts.steps, 1))
    yield Passage(
        bind(
            "Ghi giờ, số của bước và những gì học sinh làm, nói, vướng ở đâu. "
            "Phiếu nhìn vào việc học của học sinh, không xếp loại người dạy."
        ),
        "Cách ghi:",
    )
    if steps:
        yield Passage(bind(sentence(steps)), "Bước:")
    yield Grid(
        columns=("Giờ", "Bước", "Học sinh làm gì, nói gì; em nào cần chú ý"),
        aligns=("center", "center", "left"),
        widths=(18, 16, 0),
        groups=(Rows((("", "", ""),) * TIMED_ROWS),),
        height=ROW_HEIGHT,
    )


def _looked_for(facts: ObservationSheetFacts) -> Iterator[OfficialBlock]:
    if not facts.rows:
        return
    yield Chapter(bind(clause(facts.criteria)))
    scored = any(row.points for row in facts.rows)
    head = ("Điều cần nhìn", "Thấy gì", *(["Điểm"] if scored else []))
    yield Grid(
        columns=head,
        aligns=("left", "left", "center")[: len(head)],
        widths=(70, 0, 24)[: len(head)],
        groups=tuple(
            Rows(tuple(_row(row, scored=scored) for row in rows), group)
            for group, rows in groupby(facts.rows, key=lambda row: row.group)
        ),
        height=ROOM,
    )
    if facts.source:
        yield Passage(bind(sentence(facts.source)), "Nguồn:")


def _row(row: CriterionFacts, *, scored: bool) -> tuple[str, ...]:
    room = f"……/{row.points}" if row.points else ""
    return (bind(row.text), "", *([room] if scored else []))
