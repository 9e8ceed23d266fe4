"""From bytes to cells: whatever a school's computer saves, or a sentence that says what to do."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from clusters.importing.tables import MOST_LINES, Unreadable, table_of
from clusters.importing.words import FILE, file_sentence
from tests.clusters.importing.making import workbook

NAMES = "Họ và tên,Số điện thoại\nVàng Thị Mai,0912000001\n"
READ = [["Họ và tên", "Số điện thoại"], ["Vàng Thị Mai", "0912000001"]]


@pytest.mark.parametrize(
    "data",
    [
        NAMES.encode(),
        b"\xef\xbb\xbf" + NAMES.encode(),
        NAMES.replace(",", ";").encode(),
        NAMES.replace(",", "\t").encode("utf-16"),
        NAMES.replace("\n", "\r\n").encode(),
        NAMES.replace("à", "a\u0300").encode(),
        workbook(
            ("Vàng Thị Mai", "0912000001"), headings=("Họ và tên", "Số điện thoại")
        ),
    ],
    ids=[
        "utf-8",
        "BOM",
        "semicolons",
        "unicode text of Excel",
        "Windows lines",
        "NFD",
        "xlsx",
    ],
)
def test_the_same_list_however_it_was_saved(data):
    assert table_of(data) == READ


def _numbers() -> bytes:
    book = Workbook()
    book.active.append(
        [912000001, 7.0, 7.5, date(1980, 2, 1), None, " Vàng \u200b Thị\nMai ", None]
    )
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_cells_become_text_as_people_read_it():
    assert table_of(_numbers()) == [
        ["912000001", "7", "7.5", "01/02/1980", "", "Vàng Thị Mai"]
    ]


def test_the_first_sheet_with_content_counts():
    book = Workbook()
    book.create_sheet("Danh sách").append(["Họ và tên"])
    file = io.BytesIO()
    book.save(file)
    assert table_of(file.getvalue()) == [["Họ và tên"]]


def _zip(**parts) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("_", "/"), data)
    return file.getvalue()


def _bomb() -> bytes:
    return _zip(xl_workbook=b"0" * (101 * 2**20))


def _laughs() -> bytes:
    """A workbook whose XML unfolds to much more than it is."""
    data = workbook(("Vàng Thị Mai",), headings=("Họ và tên",))
    evil = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    )
    old, new = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(new, "w") as archive:
        for part in old.infolist():
            body = evil if part.filename.endswith("sheet1.xml") else old.read(part)
            archive.writestr(part.filename, body)
    return new.getvalue()


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (workbook(headings=()), "empty"),
        (NAMES.encode("windows-1258", errors="replace"), "not_unicode"),
        (NAMES.encode("latin-1", errors="replace") + b"\xe0\xe8", "not_unicode"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "old_excel"),
        (_zip(word_document="<x/>"), "no_workbook"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "no_workbook"),
        (b"PK\x03\x04" + b"broken" * 40, "broken"),
        (workbook(("a",))[:-900], "broken"),
        (_bomb(), "broken"),
        (_laughs(), "broken"),
        (b"\xff\xfeabc", "broken"),
        (b"x" * (5 * 2**20 + 1), "too_large"),
        ("\n".join(["Tên"] * (MOST_LINES + 500)).encode(), "too_long"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(data, word):
    with pytest.raises(Unreadable) as refused:
        table_of(data)
    assert refused.value.word == word
    said = file_sentence({"word": word, "params": refused.value.params})
    assert "%" not in said
    assert said.endswith(".")


def test_a_small_file_that_unpacks_to_more_than_any_list_is_not_opened():
    """A sheet without its size is read whole before its first row: minutes, and ten times its size."""
    rows = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Họ và tên</t></is></c></row>'
        + "<row/>" * (6 * 2**20)
        + "</sheetData></worksheet>"
    )
    data = workbook(("Vàng Thị Mai",), headings=("Họ và tên",))
    old, new = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in old.infolist():
            body = rows if part.filename.endswith("sheet1.xml") else old.read(part)
            archive.writestr(part.filename, body)
    with pytest.raises(Unreadable) as refused:
        table_of(new.getvalue())
    assert refused.value.word == "broken"


def test_signs_that_no_workbook_may_hold_are_spaces():
    table = table_of("Họ và tên\nLò\x01Thị\x1f Ánh\n".encode())
    assert table == [["Họ và tên"], ["Lò Thị Ánh"]]


def test_every_word_about_a_file_has_a_sentence():
    assert {"nobody", "fault", "no_names"} <= FILE.keys()


def test_thousands_of_empty_formatted_rows_do_not_count():
    lines = [["Họ và tên"], ["Vàng Thị Mai"], *([""] for _ in range(4000))]
    assert len(table_of(workbook(*lines, headings=()))) == 2
