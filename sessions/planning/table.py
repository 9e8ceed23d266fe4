"""Reading the table of a plan that was copied from Excel or Word: cells, headings, rounds. Pure.

What is read is shown before anything is stored, and no word of it is lost: a cell is kept as it was
written, a column that nobody knows can be named by hand.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from accounts.text import fold, nfc

# What a column can hold, in the order in which people write them.
FIELDS = (
    "label",
    "when",
    "hosts",
    "kind",
    "subject",
    "topic",
    "teachers",
    "chair",
    "note",
)
NUMBER = "number"
# A heading is the first of these that its folded words match.
_HEADINGS = [
    (NUMBER, r"(?:s ?t ?t|t ?t|so t ?t|so thu tu|no)$"),
    ("chair", r"chu tri|chu toa|phu trach|chi dao|dieu hanh"),
    ("hosts", r"dang cai"),
    ("teachers", r"\bgv\b|giao vien|nguoi day|nguoi thuc hien|day minh hoa|phan cong"),
    ("hosts", r"^(?:cac )?(?:truong|don vi)\b|^noi to chuc|^dia diem|^dia chi"),
    ("label", r"^(?:lan|dot|buoi|ky|ki|vong)\b"),
    ("kind", r"hinh thuc|^loai|^kieu"),
    ("when", r"thoi gian|thoi diem|^ngay\b|^thang\b|^tuan\b|^lich\b"),
    ("topic", r"\bbai\b|chu de|chuyen de|noi dung|^tiet\b|ten tiet|^ten\b"),
    ("subject", r"\bmon\b|\blop\b|\bkhoi\b"),
    ("note", r"ghi chu|thanh phan|doi tuong|so luong"),
]
# Of several columns of one kind the cells stand behind each other in these; in others the first wins.
_JOINED = {"subject": " ", "note": "; "}
_LOOKED_AT = 12
_SECTION = re.compile(r"^(?:hoc k[iy]|hk|giai doan|phan|tong|[ivx]{1,4}|[a-d])\b")
_MERGED = ("when", "hosts", "kind", "chair")


@dataclass
class ReadLine:
    """One line of the table: a round, or a further lesson of the round above it (`of_above`).

    `filled` names the cells that were empty and taken from the line above, as merged cells come.
    """

    row: int
    label: str = ""
    when: str = ""
    hosts: str = ""
    kind: str = ""
    subject: str = ""
    topic: str = ""
    teachers: str = ""
    chair: str = ""
    note: str = ""
    of_above: bool = False
    filled: tuple[str, ...] = ()


@dataclass
class ReadTable:
    """The lines of a pasted table. `columns` says what each column was read as ("" is left out);
    `headings` are the words above them, empty when there was no such line."""

    lines: list[ReadLine] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    # Whether a cell was empty that may have been part of a merged one.
    has_gaps: bool = False
    # Beginning of the first lines, to choose by what a column holds.
    samples: list[list[str]] = field(default_factory=list)


def cells_of(pasted: str) -> list[list[str]]:
    """The cells of copied text. Excel puts a cell into quotes only when it has a line break or a tab
    in it; quotes that somebody typed around a title stay."""
    text = nfc(pasted).replace("\r\n", "\n").replace("\r", "\n").strip("\n\ufeff")
    rows: list[list[str]] = [[]]
    place = 0
    while place <= len(text):
        cell, place = _cell(text, place)
        rows[-1].append(_tidied(cell))
        if place >= len(text):
            break
        if text[place] == "\n":
            rows.append([])
        place += 1
    return rows


def _cell(text: str, start: int) -> tuple[str, int]:
    """The cell that begins here, and the place of the tab or line break behind it."""
    quoted = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|\Z)').match(text, start)
    if quoted and re.search(r"[\t\n]", quoted[1]):
        return quoted[1].replace('""', '"').replace("\t", " "), quoted.end()
    stop = re.compile(r"[\t\n]").search(text, start)
    end = stop.start() if stop else len(text)
    return text[start:end], end


def _tidied(cell: str) -> str:
    cell = cell.replace("\u00a0", " ").replace("\u200b", "")
    lines = (" ".join(line.split()) for line in cell.split("\n"))
    return "\n".join(line for line in lines if line)


def heading_of(words: str) -> str:
    """What a column under this heading holds; "" when nobody can tell."""
    folded = fold(words)
    for name, pattern in _HEADINGS:
        if re.search(pattern, folded):
            return name
    return ""


def read_table(
    pasted: str, *, columns: Sequence[str] = (), merged: bool = True
) -> ReadTable:
    """The lines of a table as it was pasted.

    `columns` are what a person said the columns hold; else the line of headings tells, in any order
    and spelling. `merged`: an empty cell for time, host, kind or chair continues the one above it;
    else it is not known.
    """
    rows = [row for row in cells_of(pasted) if any(row)]
    at = next(
        (n for n, row in enumerate(rows[:_LOOKED_AT]) if _is_heading_line(row)), None
    )
    found = ReadTable()
    width = max((len(row) for row in rows), default=0)
    if at is not None:
        found.headings = [*rows[at], *[""] * (width - len(rows[at]))]
        found.left_out = [" ".join(filter(None, row)) for row in rows[:at]]
    guessed = _unique([heading_of(words) for words in found.headings])
    said = [name if name in {*FIELDS, NUMBER, ""} else "" for name in columns]
    found.columns = (said or guessed or [""] * width)[:width]
    found.columns += [""] * (width - len(found.columns))
    body = rows[at + 1 if at is not None else 0 :]
    found.samples = [[*row, *[""] * (width - len(row))] for row in body[:3]]
    if any(found.columns):
        _read_lines(found, body, merged=merged)
    return found


def _is_heading_line(row: Sequence[str]) -> bool:
    """Whether these cells are headings: mostly words that we know, of two kinds at least, without a
    figure in them ("Lần 1" and "tháng 10" stand below headings)."""
    filled = [cell for cell in row if cell]
    known = {
        heading_of(cell)
        for cell in filled
        if len(cell) <= 60 and not any(sign.isdigit() for sign in cell)
    } - {""}
    return len(known) >= 2 and 2 * len(known) >= len(filled)


def _unique(columns: list[str]) -> list[str]:
    """Of two columns of one kind the second is a note, unless their cells stand behind each other."""
    seen: set[str] = set()
    kept = []
    for name in columns:
        again = name in seen and name not in _JOINED
        kept.append(("note" if name != NUMBER else "") if again else name)
        seen.add(name)
    return kept


def _read_lines(found: ReadTable, body: list[list[str]], *, merged: bool) -> None:
    head: ReadLine | None = None
    for number, row in enumerate(body, start=1):
        said = _said(found, row)
        filled = [cell for cell in row if cell]
        if len(filled) == 1 and len(row) > 2 and _SECTION.match(fold(filled[0])):
            found.left_out.append(filled[0])
            continue
        # Headings stand again at the top of every printed page.
        if not any(said[name] for name in FIELDS) or row == found.headings[: len(row)]:
            continue
        line = ReadLine(row=number, **{name: said[name] for name in FIELDS})
        if head is None or _starts(found.columns, said):
            if head is not None:
                _fill(found, line, head, merged=merged)
            head = line
        elif line.when and line.when != head.when:
            # The number alone was merged: another time is a round of its own, of the same number.
            line.label, line.filled = head.label, ("label",)
            _fill(found, line, head, merged=merged)
            head = line
        else:
            _continue(head, line)
            if not (line.subject or line.topic or line.teachers):
                continue
        found.lines += _lessons_of(line)


def _said(found: ReadTable, row: Sequence[str]) -> dict[str, str]:
    said: dict[str, str] = dict.fromkeys((*FIELDS, NUMBER), "")
    for name, cell in zip(found.columns, row, strict=False):
        if name and cell:
            between = _JOINED.get(name, "; ")
            said[name] = f"{said[name]}{between}{cell}" if said[name] else cell
    for name in ("hosts", "chair"):
        said[name] = said[name].replace("\n", "; ")
    for name in ("label", "kind", "note"):
        said[name] = said[name].replace("\n", " ")
    said["when"] = said["when"].replace("\n", ", ")
    return said


def _starts(columns: Sequence[str], said: dict[str, str]) -> bool:
    """Whether a line begins a round: its number says so; a table without numbers says it by the time
    or the host."""
    if "label" in columns:
        return bool(said["label"])
    if NUMBER in columns:
        return bool(said[NUMBER])
    return bool(said["when"] or said["hosts"])


def _fill(found: ReadTable, line: ReadLine, above: ReadLine, *, merged: bool) -> None:
    for name in _MERGED:
        if getattr(line, name) or not getattr(above, name):
            continue
        found.has_gaps = True
        if merged:
            setattr(line, name, getattr(above, name))
            line.filled = (*line.filled, name)


def _continue(head: ReadLine, line: ReadLine) -> None:
    """A further line of a round: another host or chair is one of the round's."""
    for name in ("hosts", "chair", "note"):
        more = getattr(line, name)
        if more and more not in getattr(head, name).split("; "):
            said = getattr(head, name)
            setattr(head, name, f"{said}; {more}" if said else more)
    line.label = line.when = line.hosts = line.kind = line.chair = line.note = ""
    line.of_above = True


def _lessons_of(line: ReadLine) -> list[ReadLine]:
    """Cells of several lines, as many in two columns, are as many lessons; others are one text."""
    columns = {
        name: getattr(line, name).split("\n")
        for name in ("subject", "topic", "teachers")
    }
    counts = [len(cells) for cells in columns.values() if len(cells) > 1]
    if len(counts) < 2 or len(set(counts)) > 1:
        line.subject = ", ".join(columns["subject"])
        line.topic = " ".join(columns["topic"])
        line.teachers = "; ".join(columns["teachers"])
        return [line]
    lines = []
    for place in range(counts[0]):
        cells = {
            name: cells[place] if len(cells) > 1 else (cells[0] if place == 0 else "")
            for name, cells in columns.items()
        }
        if place == 0:
            for name, cell in cells.items():
                setattr(line, name, cell)
            lines.append(line)
        else:
            lines.append(ReadLine(row=line.row, of_above=True, **cells))
    return lines
