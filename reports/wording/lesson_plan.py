"""A lesson plan on paper, in the form of its letter. Pure.

CV 5512/BGDĐT-GDTrH, appendix IV, for secondary schools; CV 2345/BGDĐT-GDTH, appendix 3, for primary
schools; what is free has the head of the first. It is a teacher's paper: no authority issues it, so it
bears neither the nation's name nor a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.facts.papers import LessonPlanFacts, LineFacts, PlanSectionFacts
from reports.rendering.official import (
    Chapter,
    Clause,
    OfficialBlock,
    OfficialDocument,
    Passage,
)
from reports.wording.official import as_typed
from reports.wording.vietnamese import bare_school, bind, clause, title_of_paper

PRIMARY = "cv2345"
ADJUSTED = "Điều chỉnh sau bài dạy"


def lesson_plan_paper(
    facts: LessonPlanFacts, *, metadata_date: str
) -> OfficialDocument:
    """The plan as it is printed; what was left empty stays out."""
    title = clause(facts.title)
    primary = facts.form == PRIMARY
    return OfficialDocument(
        above="\n".join(_left(facts)),
        beside=("Họ và tên giáo viên:", ", ".join(facts.teachers)),
        type_name="KẾ HOẠCH BÀI DẠY"
        if primary
        else title_of_paper(f"{_called(facts)}: {title.upper()}"),
        under=tuple(bind(one) for one in _under(facts, title if primary else "")),
        blocks=(*_body(facts.sections), *_adjusted(facts.adjustments)),
        metadata_date=metadata_date,
    )


def _called(facts: LessonPlanFacts) -> str:
    """A kindergarten has activities, no lessons."""
    return "TÊN HOẠT ĐỘNG" if facts.kindergarten else "TÊN BÀI DẠY"


def _left(facts: LessonPlanFacts) -> Iterator[str]:
    if facts.school:
        yield f"Trường: {bare_school(facts.school)}"
    if facts.group:
        yield f"Tổ: {clause(facts.group).removeprefix('Tổ ')}"


def _under(facts: LessonPlanFacts, title: str) -> Iterator[str]:
    """Below the title: the subject and the class, in the form for primary schools what the lesson is
    called, then how long it takes."""
    said = []
    if facts.subjects:
        said.append(f"Môn học/hoạt động giáo dục: {', '.join(facts.subjects)}")
    if facts.classes:
        said.append(f"lớp: {', '.join(facts.classes)}")
    if said:
        words = "; ".join(said)
        yield words[0].upper() + words[1:]
    if title:
        yield f"Tên bài học: {title}"
    if facts.periods:
        yield f"Thời gian thực hiện: {clause(facts.periods)}"


def _body(sections: Sequence[PlanSectionFacts]) -> Iterator[OfficialBlock]:
    """The sections under their chapters. An own section within a chapter stands in it."""
    chapter = ""
    for at, one in enumerate(sections):
        if one.chapter and one.chapter != chapter:
            chapter = one.chapter
            yield Chapter(chapter)
        within = chapter and chapter in {later.chapter for later in sections[at:]}
        yield (Clause if within else Chapter)(one.title)
        for line in one.lines:
            yield from _said(line)


def _said(line: LineFacts) -> Iterator[OfficialBlock]:
    """A text under its words ("a) Mục tiêu:"), line by line; lines with a dash are a list."""
    blocks = list(as_typed(line.text.split("\n")))
    label = bind(f"{clause(line.label)}:") if line.label else ""
    if not label:
        yield from blocks
    elif blocks and isinstance(blocks[0], Passage):
        yield Passage(blocks[0].text, label)
        yield from blocks[1:]
    else:
        yield Passage("", label)
        yield from blocks


def _adjusted(lines: Sequence[LineFacts]) -> Iterator[OfficialBlock]:
    """What the teachers would change, of each class that was taught from the plan."""
    if not lines:
        return
    yield Chapter(ADJUSTED)
    several = len(lines) > 1
    for line in lines:
        label = f"Lớp {line.label}" if several and line.label else ""
        yield from _said(LineFacts(label, line.text))
