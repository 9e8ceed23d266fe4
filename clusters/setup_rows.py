"""Reading a pasted list of schools. Pure."""

import re
from dataclasses import dataclass, field

from accounts.signin_names import normalise_phone
from accounts.text import fold, nfc
from clusters.programme import guess_levels

_COLUMNS = re.compile(r"[\t;|]")
_COMMA = re.compile(r"\s*,\s*")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_NUMBERING = re.compile(r"^\s*(\d{1,3}\s*[.)]|[-–•*+])\s*")
# Longer lines are no row of a list; looking for columns in them would take minutes.
LONGEST_LINE = 1_000
_HEADINGS = {"tt", "stt", "ten truong", "truong", "don vi", "ten don vi"}
# Digits, with what people write between them.
_DIGITS = re.compile(r"\+?[\d .()\-]{4,}")
# A table calculation drops the 0 of a phone number.
_SHORT_PHONE = re.compile(r"^[35789]\d{8}$")


@dataclass(frozen=True)
class PastedSchool:
    """One line: the school without the word "trường", its levels, its principal and phone if given."""

    name: str
    principal: str = ""
    phone: str = ""
    levels: list[str] = field(default_factory=list)


def without_word(name: str) -> str:
    """The name of a school without "Trường" before it."""
    name = nfc(" ".join(name.split()))
    shorter = re.sub(r"^trường\s+(?=\S)", "", name, flags=re.IGNORECASE)
    return shorter if fold(shorter) else name


def _columns(line: str) -> list[str]:
    """The cells of a line. Commas part them only where a phone number or e-mail stands after one:
    else they belong to the name of a school."""
    cells = [cell.strip() for cell in _COLUMNS.split(line)]
    parted = _COMMA.split(line.strip())
    if len(cells) == 1 and any(_sign_in_name(cell) for cell in parted[1:]):
        return parted
    return cells


def _sign_in_name(cell: str) -> str:
    """A phone number or e-mail as it goes into its field; empty if the cell holds neither."""
    if _EMAIL.match(cell):
        return cell
    digits = re.sub(r"[ .\-]", "", cell)
    if _SHORT_PHONE.match(digits):
        return f"0{digits}"
    return cell if normalise_phone(cell) else ""


def read_schools(pasted: str) -> list[PastedSchool]:
    """The schools of a pasted list, one a line; columns (tab, ; or |, also a
    comma where a phone number follows): school, principal, phone or e-mail.

    Numbering, a first column of numbers, a heading line and empty lines are left out. A line too long
    for any school is a name as it stands, which its field then refuses.
    """
    found = []
    for raw in pasted.splitlines():
        line = "\t".join(" ".join(cell.split()) for cell in raw.split("\t"))
        if len(line) > LONGEST_LINE:
            found.append(PastedSchool(name=line))
            continue
        cells = _columns(_NUMBERING.sub("", line))
        if cells and cells[0].rstrip(".").isdecimal() and len(cells) > 1:
            cells = cells[1:]
        if not cells or not fold(cells[0]) or fold(cells[0]) in _HEADINGS:
            continue
        name = without_word(cells[0])
        phones = [_sign_in_name(cell) for cell in cells[1:]]
        other = [
            cell
            for cell, phone in zip(cells[1:], phones, strict=True)
            if cell and not phone
        ]
        # A number with a digit too few goes into its field, where it is asked about.
        wrong = [cell for cell in other if _DIGITS.fullmatch(cell)]
        words = [cell for cell in other if cell not in wrong]
        found.append(
            PastedSchool(
                name=name,
                principal=words[0] if words else "",
                phone=next(filter(None, [*phones, *wrong]), ""),
                levels=guess_levels(name),
            )
        )
    return found
