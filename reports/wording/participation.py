"""The confirmation that somebody took part in sessions of a school year (giấy xác nhận). Pure.

It is no certificate and never called one: it says what was attended and what a document decided.
"""

from __future__ import annotations

from collections.abc import Iterator

from reports.facts.papers import AttendedFacts, DecidedFacts, ParticipationFacts
from reports.rendering.official import (
    Grid,
    OfficialBlock,
    OfficialDocument,
    Passage,
    Rows,
    Signer,
)
from reports.wording.official import about, issuer_name, letterhead
from reports.wording.vietnamese import (
    bare_school,
    bind,
    clause,
    day_in_news,
    join_and,
    title_of_paper,
    upper_first,
)

CODE = "GXN"
UNDECIDED = "chưa quy định"
_CAPACITIES = {
    "chair": "chủ trì",
    "secretary": "thư ký",
    "delegate": "đại biểu",
    "speaker": "báo cáo viên",
    "observer": "dự giờ",
    "witness": "chứng kiến",
    "signer": "ký kết",
}
_COLUMNS = (
    ("TT", "center", 10),
    ("Thời gian", "left", 22),
    ("Nội dung", "left", 0),
    ("Vai trò", "left", 0),
    ("Đơn vị khi tham gia", "left", 0),
    ("Số tiết", "center", 15),
    ("Văn bản quy định", "left", 0),
)


def participation_paper(
    facts: ParticipationFacts, *, metadata_date: str
) -> OfficialDocument:
    """A table with a line for each session that was attended, oldest first."""
    if facts.letterhead is None:
        raise ValueError("Nobody issues this paper.")
    signed = facts.signer
    return OfficialDocument(
        **letterhead(facts.letterhead, CODE),
        type_name="GIẤY XÁC NHẬN",
        summary=title_of_paper(
            f"Tham gia sinh hoạt chuyên môn năm học {facts.school_year}"
        ),
        blocks=tuple(_blocks(facts)),
        signers=(
            Signer(role="HIỆU TRƯỞNG", name=signed.name)
            if signed
            else Signer(role="NGƯỜI XÁC NHẬN"),
        ),
        metadata_date=metadata_date,
    )


def _blocks(facts: ParticipationFacts) -> Iterator[OfficialBlock]:
    issuer = issuer_name(facts.letterhead) if facts.letterhead else ""
    yield Passage(bind(f"{issuer} xác nhận:"))
    yield Passage(bind(f"{facts.name}."), "Họ và tên:")
    where = ", ".join(filter(None, [clause(facts.title), issuer]))
    yield Passage(bind(f"{upper_first(where)}."), "Chức vụ, đơn vị công tác:")
    yield Passage(
        bind(
            f"Đã tham gia các buổi sinh hoạt chuyên môn sau đây trong năm học {facts.school_year} (theo danh sách điểm danh của từng buổi):"
        )
    )
    yield Grid(
        columns=tuple(name for name, _side, _width in _COLUMNS),
        aligns=tuple(side for _name, side, _width in _COLUMNS),
        widths=tuple(width for _name, _side, width in _COLUMNS),
        groups=(
            Rows(tuple(_row(at, one) for at, one in enumerate(facts.sessions, 1))),
        ),
    )
    if facts.periods:
        yield Passage(
            bind(f"{_periods(facts.periods)} tiết, của {facts.counted} buổi."),
            "Tổng số tiết đã có văn bản quy định:",
        )
    if facts.left_out:
        yield Passage(
            bind(
                f"Không cộng vào tổng {facts.left_out} buổi chưa quy định số tiết hoặc chỉ tham gia một phần."
            )
        )


def _row(at: int, one: AttendedFacts) -> tuple[str, ...]:
    event = about(one.event)
    if one.there < one.parts:
        event = f"{event} (có mặt {one.there}/{one.parts} buổi)"
    return (
        str(at),
        one.when,
        bind(event),
        bind(upper_first(_role(one))),
        bind(bare_school(one.school)),
        _periods(one.periods) if one.periods else UNDECIDED,
        _document(one.decided) if one.decided else "",
    )


def _role(one: AttendedFacts) -> str:
    """`dạy KHTN 8, 8A2 và thư ký`; whoever has no task took part."""
    roles = [f"dạy {lesson.replace(' · ', ', ')}" for lesson in one.lessons]
    roles += [_CAPACITIES[name] for name in one.capacities if name in _CAPACITIES]
    return join_and(roles) or "tham dự"


def _document(decided: DecidedFacts) -> str:
    """`Quyết định số 12/QĐ-SGDĐT ngày 05/9/2026`; without kind and number as it was written."""
    numbered = f"số {decided.number}" if decided.number else ""
    words = " ".join(filter(None, [clause(decided.kind), numbered]))
    if not words:
        return clause(decided.otherwise)
    dated = day_in_news(decided.on) if decided.on else ""
    return " ".join(filter(None, [upper_first(words), dated]))


def _periods(number: str) -> str:
    """`1,5`; tens come from the row as "1E+1" and are written out."""
    return f"{float(number):g}".replace(".", ",")
