"""Text that makes a careless pattern look for hours: what reads a long paste is done in a moment."""

import time

import pytest

from clusters.setup_rows import read_schools
from reports.rendering import docx_parts
from sessions.pasting import read_list
from sessions.planning.table import read_table
from sessions.planning.words import parted
from sessions.unit_names import Units

HEADINGS = "Lần\tThời gian\tTrường đăng cai\tMôn/lớp\tTên bài\tGV dạy\tChủ trì"
# As much as the largest box takes.
LENGTH = 60_000
# A machine that is busy otherwise needs some of it; before, each took minutes.
MOST_SECONDS = 5.0

READERS = {
    "people": lambda text: read_list(text, Units({})),
    "schools": read_schools,
    "plan": lambda text: read_table(
        f"{HEADINGS}\n" + "\t".join([text[: LENGTH // 7]] * 7), columns=[], merged=True
    ),
    "names": parted,
    "word": docx_parts._pieces,
}
REPEATED = (
    " ",
    "a",
    "a ",
    "A ",
    "đại diện ",
    "a.",
    "a@a.",
    "1 ",
    "- ",
    "(",
    "lớp 8 ",
    '"',
)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("repeated", REPEATED)
def test_the_worst_line_is_read_in_a_moment(reader, repeated):
    text = f"Nguyễn Văn A{(repeated * LENGTH)[:LENGTH]}b!"
    began = time.monotonic()
    READERS[reader](text)
    assert time.monotonic() - began < MOST_SECONDS


def test_a_line_too_long_for_an_entry_is_shown_as_left_out():
    line = "Lò Thị Hoa, " * 200
    read = read_list(f"{line}\nLò Văn Minh – Giáo viên", Units({}))
    assert [one.name for one in read.people] == ["Lò Văn Minh"]
    assert read.left_out == [line.strip()]


def test_a_line_too_long_for_a_school_stays_for_its_field_to_refuse():
    line = "THCS Hoa Ban " * 100
    assert [row.name for row in read_schools(f"{line}\nTHCS Pa Sương")] == [
        line.strip(),
        "THCS Pa Sương",
    ]
