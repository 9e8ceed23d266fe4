"""Reading a pasted list of people, from Excel, Word or Zalo: who they are, of which unit. Pure.

What is read is shown as rows to look over; nothing here is stored. A list says names, so nobody is
tied to an account. What the words say stays as it was written, forms of address included.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from accounts.text import fold, nfc
from sessions.unit_names import Units

_NUMBERING = re.compile(
    r"^\s*(?:(?:\d{1,3}|[IVX]{1,5})\s*[.)/]|[a-zđ]\)|\d{1,3}\s*-|[-+*•–·✓])\s*"
)
_BARE_NUMBER = re.compile(r"^\d{1,3}\s+(?=\S)")
_DASH = re.compile(r"\s+[-–—|]\s+|\s*[;|]\s*")
_COMMA = re.compile(r"\s*,\s*")
_BRACKETS = re.compile(r"^(?P<before>.*\S)\s*\((?P<inside>[^()]+)\)\s*$")
_NO_WORDS = re.compile(r"[\d\s.+()/@-]*|\S+@\S+\.\S+")
_PHONE = re.compile(
    r"(?:\s*[-–,:(]?\s*(?:SĐT|ĐT|Tel)?[:.]?\s*)(?:\+84|0)[\d .]{8,12}\)?\s*$"
)

_ADDRESS = re.compile(
    r"^(?:đồng\s*chí|đ/c|đ\.c\.?|đc|thầy(?:\s+giáo)?|cô(?:\s+giáo)?|ông|bà|anh|chị)\s+",
    re.IGNORECASE,
)
# The posts that people write beside a name; longer ones first, so that they win.
_POST = (
    r"phó\s+hiệu\s+trưởng|hiệu\s+trưởng|hiệu\s+phó|phó\s+trưởng\s+phòng|trưởng\s+phòng|"
    r"tổ\s+trưởng|tổ\s+phó|nhóm\s+trưởng|tổng\s+phụ\s+trách|tptđ|chủ\s+tịch|phó\s+chủ\s+tịch|"
    r"bí\s+thư|giáo\s+viên|chuyên\s+viên|nhân\s+viên|kế\s+toán|thư\s+ký|cán\s+bộ|trưởng\s+ban|"
    r"phó\s+ban|giám\s+đốc|phó\s+giám\s+đốc|cụm\s+trưởng|cụm\s+phó|ttcm|tpcm|pht|ht|gv|cbql"
)
_BEGINS_WITH_POST = re.compile(rf"(?:{_POST})(?!\w)", re.IGNORECASE)
_UNIT_WORDS = (
    r"(?:[Tt]rường|TRƯỜNG|THCS|THPT|PTDTBT|PTDTNT|TH&THCS|TH|MN|[Mm]ầm\s+non|[Tt]iểu\s+học|"
    r"[Pp]hòng\s+(?:GD&ĐT|GDĐT|GD|Giáo|VH)|PGD&ĐT|PGD|[Ss]ở\s+(?:GD&ĐT|GDĐT|GD|Giáo)|UBND|[Cc]ụm)"
    r"(?!\w)"
)
_IS_UNIT = re.compile(rf"{_UNIT_WORDS}")
_UNIT_AT_END = re.compile(
    rf"^(?P<said>.+?)[\s,]+(?:của\s+|tại\s+)?(?<!nhà\s)(?P<unit>{_UNIT_WORDS}.*)$"
)
_CAPITAL = r"[A-ZÀ-ỸĐ][\w'’]*\.?"
_NAME_THEN_POST = re.compile(
    rf"^(?P<name>(?:[^\s,]+\s+)?{_CAPITAL}(?:\s+{_CAPITAL}){{1,5}}?)\s*[\s:]\s*(?P<said>(?i:{_POST})(?!\w).*)$"
)
_POST_THEN_NAME = re.compile(
    rf"^(?P<said>(?i:{_POST}|chủ\s+trì|chủ\s+tọa|thư\s+k[íý](?:\s+cuộc\s+họp)?|đại\s+diện[^:]*|bgh|"
    rf"người\s+ký)[^:,]*)\s*:\s*(?P<name>\S.*)$"
)
_CAPACITIES = {"chu tri": "chair", "chu toa": "chair", "thu ki": "secretary"}
_CAPACITIES |= {"thu ky": "secretary", "nguoi ky": "signer"}

# Words by which a line names several people and none of them.
_GROUP_BEGINS = re.compile(
    r"(?:cac|toan the|tap the|tat ca|nhung|bgh|ban giam hieu|ban giam doc|ban dai dien|dai dien|"
    r"lanh dao|hoi dong su pham|can bo|cbgv|cb gv|cbql|giao vien|gv|hoc sinh|hs|nhan vien|"
    r"phu huynh|cha me|khach moi|to chuyen mon|doi ngu|thay co|quy thay co)(?: |$)"
    r"|nhom (?!truong|pho)"
)
# With their accents: Tô, Đoàn and Tống are family names.
_GROUP_WORDS = re.compile(
    r"(?:tổ\s+(?!trưởng|phó)|đoàn\s+(?:trường|viên|công\s+tác|thanh\s+niên|đại\s+biểu)(?!\w))",
    re.IGNORECASE,
)
_SUM_LINE = re.compile(r"tổng\s*[:(]", re.IGNORECASE)
_GROUP_HOLDS = re.compile(
    r"(?:^| )(?:cac dong chi|cac d c|cac dc|cac thay|cac co|cac giao vien|cac gv|toan the|"
    r"cung cac)(?: |$)"
)
_PEOPLE = (
    r"(?:người|đ/c|đồng\s*chí|đc|gv|giáo\s+viên|cán\s+bộ|cb|thầy\s+cô|thầy|cô|học\s+sinh|hs|"
    r"đại\s+biểu|em)"
)
_COUNT_FIRST = re.compile(
    rf"^(?P<count>\d{{1,5}})\s+(?P<words>{_PEOPLE}(?!\w).*)$", re.IGNORECASE
)
_COUNT_LAST = re.compile(
    rf"^(?P<words>.*?\D)\s*(?:[:–-]\s*|\(\s*|,\s*)(?:gồm\s+|khoảng\s+)?(?P<count>\d{{1,5}})"
    rf"(?:\s*{_PEOPLE})?\s*\)?\s*$",
    re.IGNORECASE,
)
# What stands above the columns of a table, and what a column of that name holds.
_HEADINGS = {
    "ho va ten": "name", "ho ten": "name", "ho va ten gv": "name", "ten": "name",
    "ho va ten dai bieu": "name", "nguoi du": "name", "chuc vu": "title", "chuc danh": "title",
    "nhiem vu": "title", "chuc vu chuc danh": "title", "don vi": "unit", "truong": "unit",
    "don vi cong tac": "unit", "don vi truong": "unit", "noi cong tac": "unit", "stt": "", "tt": "",
    "so tt": "", "ghi chu": "", "sdt": "", "so dien thoai": "", "dien thoai": "", "ngay sinh": "",
    "nam sinh": "", "email": "", "ky ten": "", "chu ky": "", "gioi tinh": "", "mon": "title",
    "mon day": "title", "chuyen mon": "title",
}  # fmt: skip
_TITLE_LINE = re.compile(
    r"(?:danh sach|thanh phan|tong so|tong cong|kinh gui|kinh moi|nguoi lap|cong hoa|doc lap tu do)(?: |$)"
)


# Longer lines are no entry of a list; looking for a name in them would take minutes.
LONGEST_LINE = 1_000


@dataclass(frozen=True)
class ReadPerson:
    """A line of the list; `unit` is the key of a unit that takes part."""

    name: str
    title: str = ""
    unit: int | None = None
    organisation: str = ""
    is_group: bool = False
    count: int | None = None
    capacities: tuple[str, ...] = ()

    def line(self, labels: Mapping[int, str]) -> str:
        """The line again, in columns, to be read later; `labels` are the units' names."""
        unit = labels.get(self.unit or 0, self.organisation)
        name = f"{self.name} ({self.count})" if self.count else self.name
        return "\t".join([name, self.title, unit]).rstrip()


@dataclass
class ReadList:
    """The people of a list in its order, and the lines that were headings and name nobody."""

    people: list[ReadPerson] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read_list(pasted: str, units: Units) -> ReadList:
    """The people of a pasted list, one a line.

    Numbering goes, a line of headings says which column is which, a line that is a unit's name
    holds for the lines below it. A line too long for one entry is left out. Groups without names ("BGH và các đồng chí GV dạy Văn - Toán -
    Anh lớp 9") stay one entry, with their number where one is said.
    """
    found = ReadList()
    columns: list[str] = []
    under = ReadPerson("")
    for raw in nfc(pasted).splitlines():
        line = raw.strip("\ufeff\u200b\r\n ").replace("\u00a0", " ")
        if not fold(line):
            continue
        if len(line) > LONGEST_LINE:
            found.left_out.append(line)
            continue
        cells = [" ".join(cell.split()) for cell in line.split("\t")]
        headings = _headings(cells)
        if headings is not None:
            columns = headings
            continue
        if columns and len(cells) > 1:
            read = _of_columns(cells, columns, units)
            if read is not None:
                found.people.append(_under(read, under))
            continue
        line = _unnumbered("\t".join(cells), of_table=len(cells) > 1)
        if not fold(line):
            continue
        heading = _heading_unit(line, units)
        if heading is not None:
            under = heading
        elif _is_heading(line):
            found.left_out.append(" ".join(line.split()))
        else:
            found.people += [_under(read, under) for read in _people(line, units)]
    return found


def _headings(cells: Sequence[str]) -> list[str] | None:
    """What each column of a table holds, if this is its line of headings."""
    folded = [fold(cell) for cell in cells]
    known = [_HEADINGS.get(cell) for cell in folded if cell]
    if not known or None in known or ("name" not in known and known != [""]):
        return None
    return [_HEADINGS.get(cell, "") or "" for cell in folded]


def _of_columns(
    cells: Sequence[str], columns: Sequence[str], units: Units
) -> ReadPerson | None:
    said: dict[str, list[str]] = {"name": [], "title": [], "unit": []}
    for cell, column in zip(cells, columns, strict=False):
        if cell and column:
            said[column].append(cell)
    if not said["name"]:
        return None
    read = _one(said["name"][0], said["title"], units, sure=True)
    return _with_unit(read, ", ".join(said["unit"]), units) if said["unit"] else read


def _unnumbered(line: str, *, of_table: bool) -> str:
    line = line.strip()
    shorter = _NUMBERING.sub("", line, count=1)
    # "1. - Lê Thị B": a number and a dash.
    shorter = _NUMBERING.sub("", shorter, count=1) if shorter != line else shorter
    if of_table and shorter.split("\t")[0].strip().rstrip(".").isdecimal():
        shorter = shorter.split("\t", 1)[1]
    elif shorter == line and not _COUNT_FIRST.match(line):
        shorter = _BARE_NUMBER.sub("", line)
    return shorter.strip(" \t,;") if not shorter.strip().isdecimal() else ""


def _heading_unit(line: str, units: Units) -> ReadPerson | None:
    """A line that is only a unit: those below are of it."""
    words = " ".join(line.split()).rstrip(":.").strip()
    counted = _COUNT_LAST.match(words)
    name = counted["words"].strip(" (") if counted else words
    unit = units.find(name)
    if unit is not None and (_IS_UNIT.match(name) or line.rstrip().endswith(":")):
        return ReadPerson("", unit=unit)
    if line.rstrip().endswith(":") and _IS_UNIT.match(name):
        return ReadPerson("", organisation=name)
    return None


def _is_heading(line: str) -> bool:
    folded = fold(line)
    return bool(_TITLE_LINE.match(folded) or _SUM_LINE.match(line)) or (
        line.rstrip().endswith(":") and not _COUNT_LAST.match(line)
    )


def _under(read: ReadPerson, heading: ReadPerson) -> ReadPerson:
    if read.unit is not None or read.organisation:
        return read
    return replace(read, unit=heading.unit, organisation=heading.organisation)


def is_group(words: str) -> bool:
    """Whether words name several people without their names."""
    folded = fold(words)
    return bool(
        _COUNT_FIRST.match(words)
        or _GROUP_WORDS.match(words)
        or _GROUP_HOLDS.search(folded)
        or (_GROUP_BEGINS.match(folded) and not _POST_THEN_NAME.match(words))
    )


def _people(line: str, units: Units) -> list[ReadPerson]:
    if "\t" in line:
        cells = [cell for cell in line.split("\t") if fold(cell)]
        cells = [cell for cell in cells if not _NO_WORDS.fullmatch(cell)]
        return [_one(cells[0], cells[1:], units, sure=True)] if cells else []
    line = _PHONE.sub("", line).strip()
    if is_group(line):
        return [_group(line, units)]
    cells = [cell for cell in _DASH.split(line) if fold(cell)]
    if len(cells) > 1:
        return [_one(cells[0], cells[1:], units, sure=True)]
    cells = [cell for cell in _COMMA.split(line) if fold(cell)]
    if len(cells) > 1 and all(_ADDRESS.match(cell) for cell in cells):
        return [_one(cell, [], units) for cell in cells]
    return [_one(cells[0], cells[1:], units)] if cells else []


def _group(words: str, units: Units) -> ReadPerson:
    """A group: its words, its unit where they end with one, its number before or behind the unit."""
    words, count = _counted(words)
    for before, after in _ends_of(words):
        unit = units.find(after)
        if unit is not None:
            words, nearer = _counted(before)
            return ReadPerson(words, unit=unit, is_group=True, count=nearer or count)
    return ReadPerson(words, is_group=True, count=count)


def _counted(words: str) -> tuple[str, int | None]:
    counted = _COUNT_FIRST.match(words) or _COUNT_LAST.match(words)
    if counted and int(counted["count"]) > 0 and not _is_class(counted):
        return counted["words"].strip(" ,(:"), int(counted["count"])
    return words, None


def _is_class(counted: re.Match[str]) -> bool:
    """ "… dạy Toán - 9", "… lớp 8, 9": the last number is a class, nobody counted it."""
    matched = counted.group(0)
    return "(" not in matched and bool(
        re.search(r"(?:lớp|khối)[\s\d,.và-]*$", counted["words"], re.IGNORECASE)
    )


def _ends_of(words: str) -> list[tuple[str, str]]:
    """The ways to part words into what is said and a unit at the end."""
    ends = [
        (words[: found.start()].strip(), words[found.end() :].strip())
        for found in list(re.finditer(r"\s+[-–—|]\s+|\s*[,;]\s*|\s*\(", words))[-6:]
    ]
    at_end = _UNIT_AT_END.match(words)
    while at_end:
        ends.append((at_end["said"].strip(" ,"), at_end["unit"]))
        later = _UNIT_AT_END.match(at_end["unit"])
        if not later:
            break
        at_end = re.match(
            rf"^(?P<said>{re.escape(at_end['said'])}.*?)\s+(?P<unit>{re.escape(later['unit'])})$",
            words,
        )
    return [(before, after.rstrip(") ")) for before, after in ends if before]


def _one(
    name: str, said: Sequence[str], units: Units, *, sure: bool = False
) -> ReadPerson:
    """One person: the name, and what is said of him; `sure`: the cells are columns."""
    if sure and is_group(name):
        read = _group(name, units)
        for cell in said:
            read = _with_unit(read, cell, units)
        return read
    rest = list(said)
    capacities: tuple[str, ...] = ()
    before = _POST_THEN_NAME.match(name)
    if before:
        name, label = before["name"], before["said"].strip()
        known = next(
            (_CAPACITIES[k] for k in _CAPACITIES if fold(label).startswith(k)), None
        )
        capacities = (known,) if known else ()
        if not known:
            rest.insert(0, label)
    bracketed = _BRACKETS.match(name)
    if bracketed:
        name, inside = bracketed["before"], bracketed["inside"].strip()
        rest.insert(0, inside)
    first, *more = _COMMA.split(name)
    after = _NAME_THEN_POST.match(first)
    if after:
        first, more = after["name"], [after["said"], *more]
    elif (found := _UNIT_AT_END.match(first)) and units.find(found["unit"]) is not None:
        first, more = found["said"], [found["unit"], *more]
    rest = [cell for cell in [*more, *rest] if not _NO_WORDS.fullmatch(cell)]
    read = ReadPerson(first.strip(), capacities=capacities)
    for place, cell in enumerate(rest):
        last_of_columns = sure and place == len(rest) - 1 and place > 0
        read = _with_cell(read, cell, units, is_unit=last_of_columns)
    return read


def _with_cell(
    read: ReadPerson, cell: str, units: Units, *, is_unit: bool
) -> ReadPerson:
    """The person with one more thing said: a unit, a post, or a post at a unit."""
    bracketed = _BRACKETS.match(cell)
    if bracketed and units.find(bracketed["inside"]) is not None:
        read = _with_unit(read, bracketed["inside"], units)
        cell = bracketed["before"]
    has_unit = read.unit is not None or read.organisation
    if not has_unit and (_IS_UNIT.match(cell) or units.find(cell) is not None):
        return _with_unit(read, cell, units)
    posted = _BEGINS_WITH_POST.match(cell)
    if posted and not has_unit and (found := _UNIT_AT_END.match(cell)):
        # "Trưởng phòng GD&ĐT": the post itself holds the word.
        if not re.match(r"(?:phó\s+)?trưởng$", found["said"], re.IGNORECASE):
            read = _with_unit(read, found["unit"], units)
            cell = found["said"].strip(" ,-")
    elif is_unit and not posted and not has_unit and read.title:
        return _with_unit(read, cell, units)
    return replace(read, title=f"{read.title}, {cell}" if read.title else cell)


def _with_unit(read: ReadPerson, words: str, units: Units) -> ReadPerson:
    unit = units.find(words)
    if unit is not None:
        return replace(read, unit=unit, organisation="")
    return replace(read, organisation=words)
