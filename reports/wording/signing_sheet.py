"""The list that people sign when they come (danh sách ký tên). Pure."""

from __future__ import annotations

from collections.abc import Iterable

from reports.facts.papers import PersonLine, SigningSheetFacts
from reports.facts.shapes import WhenFacts
from reports.rendering.official import (
    CheckIn,
    Grid,
    OfficialBlock,
    OfficialDocument,
    Passage,
    Rows,
)
from reports.wording.official import about, letterhead, official_day, unit_line
from reports.wording.vietnamese import (
    HALF_DAYS,
    bare_school,
    bind,
    clause,
    clock,
    number,
    school,
    sentence,
    title_of_paper,
    upper_first,
)

ROW_HEIGHT = 10  # millimetres: room for a signature
UNIT_COLUMN = "Đơn vị"
UNANNOUNCED = "Đại biểu đến thêm"
MOST_BLANKS = 120


def signing_sheet_paper(
    facts: SigningSheetFacts, *, metadata_date: str
) -> OfficialDocument:
    """The list in printed order, numbered as the desk's page numbers it, then empty lines."""
    check_in = None
    if facts.link:
        words = (
            "Quét mã để điểm danh bằng điện thoại, hoặc mở địa chỉ dưới đây và gõ mã:"
        )
        check_in = CheckIn(facts.link, facts.code, words, facts.squares)
    return OfficialDocument(
        **letterhead(facts.letterhead, "", dated=False),
        landscape=facts.phones,
        type_name="DANH SÁCH KÝ TÊN",
        summary=title_of_paper(about(facts.event)),
        blocks=_blocks(facts),
        check_in=check_in,
        metadata_date=metadata_date,
    )


def _blocks(facts: SigningSheetFacts) -> tuple[OfficialBlock, ...]:
    said: list[OfficialBlock] = []
    if facts.part:
        said.append(Passage(bind(sentence(facts.part)), "Buổi:"))
    when = when_words(facts.when)
    if when:
        said.append(Passage(f"{upper_first(when)}.", "Thời gian:"))
    if place := _place(facts):
        said.append(Passage(bind(sentence(place)), "Địa điểm:"))
    return (*said, _grid(facts))


def _place(facts: SigningSheetFacts) -> str:
    """`phòng Hội đồng, trường THCS Hồng Tiến`: the room, and its school unless the room names it."""
    site = bare_school(facts.site) if facts.site else ""
    said = [facts.place]
    if site and site not in facts.place:
        said.append(school(site))
    return ", ".join(clause(one) for one in said if clause(one))


def when_words(when: WhenFacts) -> str:
    """`13 giờ 30, ngày 26 tháng 11 năm 2026`, `sáng ngày …`; as typed where only words are known."""
    day = official_day(when.on)
    if not day:
        return clause(when.date_as_printed)
    if when.starts_at:
        return f"{clock(when.starts_at)}, {day}"
    half = HALF_DAYS.get(when.half_day, "")
    return f"{half} {day}" if half else day


def _grid(facts: SigningSheetFacts) -> Grid:
    several = not facts.by_unit
    columns = [("TT", "center", 10), ("Họ và tên", "left", 0), ("Chức vụ", "left", 0)]
    if several:
        columns.append((UNIT_COLUMN, "left", 0))
    if facts.phones:
        columns.append(("Số điện thoại", "left", 36))
    columns.append(("Chữ ký", "left", 36))
    people = list(enumerate(facts.people, 1))
    if facts.by_unit:
        units = dict.fromkeys(person.unit for person in facts.people)
        groups = [
            Rows(
                tuple(_row(at, one, facts) for at, one in people if one.unit == unit),
                unit_line(unit),
            )
            for unit in sorted(units, key=lambda unit: unit == "")
        ]
    else:
        groups = [Rows(tuple(_row(at, one, facts) for at, one in people))]
    blanks = _blanks(facts)
    titled = UNANNOUNCED if facts.by_unit and facts.people else ""
    empty = ("",) * (len(columns) - 1)
    first = len(facts.people) + 1
    groups.append(
        Rows(tuple((str(first + at), *empty) for at in range(blanks)), titled)
    )
    return Grid(
        columns=tuple(name for name, _, _ in columns),
        aligns=tuple(side for _, side, _ in columns),
        widths=tuple(width for _, _, width in columns),
        groups=tuple(group for group in groups if group.rows),
        height=ROW_HEIGHT,
    )


def _row(at: int, person: PersonLine, facts: SigningSheetFacts) -> tuple[str, ...]:
    name = (
        f"{person.name} ({number(person.count)} người)" if person.count else person.name
    )
    cells = [str(at), upper_first(name), person.title]
    if not facts.by_unit:
        cells.append(bare_school(person.unit))
    return (*cells, *([""] if facts.phones else []), "")


def _blanks(facts: SigningSheetFacts) -> int:
    """Lines for those who come unannounced, and for the people of groups that nobody named."""
    return min(facts.blanks + _unnamed(facts.people), MOST_BLANKS)


def _unnamed(people: Iterable[PersonLine]) -> int:
    return sum(person.count or 0 for person in people)
