"""The shape of an administrative paper in the form of Decree 30/2020/NĐ-CP. Plain data.

Words come ready: upper case, numbers and codes, "TM.", the marks at the end of a basis are the
business of whoever writes the paper. The ink gives each its size, weight and place.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Chapter:
    """A heading of the body: "I. Thời gian, địa điểm"."""

    text: str


@dataclass(frozen=True)
class Clause:
    """A heading below a chapter: "1. Dự giờ"."""

    text: str


@dataclass(frozen=True)
class Passage:
    """A paragraph of the body. `label` stands before it in bold: "Chủ trì:"."""

    text: str
    label: str = ""


@dataclass(frozen=True)
class Points:
    """Lines with a dash before each."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Grounds:
    """The papers it rests on (căn cứ): a line each, in italics."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """Rows of a table that belong together; `title` stands above them over all columns."""

    rows: tuple[tuple[str, ...], ...]
    title: str = ""


@dataclass(frozen=True)
class Grid:
    """A ruled table whose head comes again on every page.

    `aligns` holds "left", "right" or "center" for each column, `widths` its least width in
    millimetres (0: as its words want). `height` is the least height of a row in millimetres: of a
    sheet that people write into by hand. In the columns of `spanning` a cell of a group stands for
    the empty ones below it, too.
    """

    columns: tuple[str, ...]
    aligns: tuple[str, ...]
    widths: tuple[int, ...]
    groups: tuple[Rows, ...]
    height: int = 0
    spanning: tuple[int, ...] = ()


OfficialBlock = Chapter | Clause | Passage | Points | Grounds | Grid


@dataclass(frozen=True)
class Signer:
    """Who signs. `before`: "TM. CỤM CHUYÊN MÔN"; `role`: "CỤM TRƯỞNG"; `post` stands between the
    signature and the name: what the person is where the seal is."""

    role: str
    name: str = ""
    before: str = ""
    post: str = ""


@dataclass(frozen=True)
class CheckIn:
    """A square to scan, the address in it, the code to type, what it is for.

    `squares` are its rows from the top, "1" for a dark square: ink draws and reckons nothing.
    """

    link: str
    code: str
    words: str
    squares: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OfficialDocument:
    """`type_name` is the kind of the paper as printed ("BIÊN BẢN"), `summary` what it is about, `under`
    lines in the middle below it. `beside` are lines that stand where the nation's name does otherwise:
    of a form that no authority issues (a plan of a lesson: its school on the left, its teacher beside).

    One signer stands on the right, several stand side by side. `mark` stands on every page of a text
    that is not final ("DỰ THẢO"). `landscape` is for tables with many columns.
    """

    kind: Literal["official"] = "official"
    landscape: bool = False
    above: str = ""
    issuer: str = ""
    number: str = ""
    dated: str = ""
    type_name: str
    summary: str = ""
    beside: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    blocks: tuple[OfficialBlock, ...] = ()
    check_in: CheckIn | None = None
    signers: tuple[Signer, ...] = ()
    recipients: tuple[str, ...] = ()
    mark: str = ""
    metadata_date: str
