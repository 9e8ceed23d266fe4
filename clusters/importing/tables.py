"""From the bytes of a file to rows of cells. Knows Excel workbooks and CSV; looks at the content only."""

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import islice
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from accounts.text import nfc

# More than the largest province has in one school or cluster, and no more than a page can show.
MOST_LINES = 5000
MOST_COLUMNS = 60
MOST_BYTES = 5 * 2**20
# The longest list that is taken has five thousand lines: far below. A sheet may be read whole before
# its first row is known, and takes ten times its size in memory.
_MOST_UNPACKED = 32 * 2**20
_LONGEST_CELL = 500
# No workbook that we hand out again may hold them.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    InvalidFileException,
    ParseError,
    DefusedXmlException,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
)

Table = list[list[str]]


class Unreadable(Exception):  # noqa: N818  (an answer to a person, not a fault)
    """The file is no list that can be read; `word` is one of `clusters.importing.words.FILE`."""

    def __init__(self, word: str, **params: object) -> None:
        super().__init__(word)
        self.word = word
        self.params = params


def table_of(data: bytes) -> Table:
    """The rows of the first sheet that has any, each a list of cells as text (NFC, single spaces).

    Row 0 is line 1 of the list; empty rows stay, so that numbers agree with what Excel shows.
    Raises Unreadable for anything that is neither an .xlsx workbook nor CSV in Unicode.
    """
    if not data.strip():
        raise Unreadable("empty")
    if len(data) > MOST_BYTES:
        raise Unreadable("too_large", limit=MOST_BYTES // 2**20)
    if data.startswith(b"PK\x03\x04"):
        return _of_workbook(data)
    if data.startswith(_OLD_OFFICE):
        raise Unreadable("old_excel")
    return _of_csv(data)


def _bounded(rows: Iterable[Iterable[object]]) -> Table:
    table: Table = []
    for row in rows:
        cells = [_text(cell) for cell in islice(row, MOST_COLUMNS)]
        while cells and not cells[-1]:
            cells.pop()
        table.append(cells)
        # Formatted rows without content follow the list in many workbooks; they do not count.
        if len(table) > MOST_LINES + 200 and any(table[MOST_LINES:]):
            raise Unreadable("too_long", limit=MOST_LINES)
        if len(table) > MOST_LINES * 4:
            break
    while table and not table[-1]:
        table.pop()
    if len(table) > MOST_LINES + 50:
        raise Unreadable("too_long", limit=MOST_LINES)
    return table


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = nfc(_CONTROL.sub(" ", str(cell)).replace("\u200b", "").replace("\ufeff", ""))
    return " ".join(text.split())[:_LONGEST_CELL]


def _of_workbook(data: bytes) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
        if sum(part.file_size for part in parts) > _MOST_UNPACKED:
            raise Unreadable("broken")
        if not any(part.filename.startswith("xl/") for part in parts):
            raise Unreadable("no_workbook")
        book = load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        for sheet in book.worksheets:
            # What the sheet says of its own size is often wrong, and then rows are missing.
            sheet.reset_dimensions()
            table = _bounded(sheet.iter_rows(values_only=True))
            if table:
                return table
    except Unreadable:
        raise
    except _BROKEN as error:
        raise Unreadable("broken") from error
    raise Unreadable("empty")


def _of_csv(data: bytes) -> Table:
    text = _decoded(data)
    if "\x00" in text:
        raise Unreadable("no_workbook")
    first = max(text[:5000].splitlines(), key=len, default="")
    mark = max("\t;,", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as error:
        raise Unreadable("broken") from error
    table = _bounded(rows)
    if not table:
        raise Unreadable("empty")
    return table


def _decoded(data: bytes) -> str:
    """The text of a CSV file in UTF-8, or in UTF-16 as Excel's "Unicode text".

    The old Vietnamese code pages are refused: nobody can tell Windows-1258 from Latin-1 or TCVN3, and
    a name read wrongly would stand on papers.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Unreadable("broken") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if any(byte < 9 for byte in data[:2000]):
            raise Unreadable("no_workbook") from error
        raise Unreadable("not_unicode") from error
