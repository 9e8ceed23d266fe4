"""Reading a pasted list of schools. Pure."""

import re
from dataclasses import dataclass, field

from accounts.signin_names import normalise_phone
from accounts.text import fold, nfc
from clusters.programme import guess_levels

_COLUMNS = re.compile(r"[\t;|]")
_NUMBERING = re.compile(r"^\s*(\d{1,3}\s*[.)]|[-–•*+])\s*")
_HEADINGS = {"tt", "stt", "ten truong", "truong", "don vi", "ten don vi"}
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


def _phone(cell: str) -> str:
    digits = re.sub(r"[ .\-]", "", cell)
    if _SHORT_PHONE.match(digits):
        return f"0{digits}"
    return cell if normalise_phone(cell) else ""


def read_schools(pasted: str) -> list[PastedSchool]:
    """The schools of a pasted list, one a line; columns (tab, ; or |): school, principal, phone.

    Numbering, a first column of numbers, a heading line and empty lines are left out.
    """
    found = []
    for line in pasted.splitlines():
        cells = [cell.strip() for cell in _COLUMNS.split(_NUMBERING.sub("", line))]
        if cells and cells[0].rstrip(".").isdecimal() and len(cells) > 1:
            cells = cells[1:]
        if not cells or not fold(cells[0]) or fold(cells[0]) in _HEADINGS:
            continue
        name = without_word(cells[0])
        phones = [_phone(cell) for cell in cells[1:]]
        words = [
            cell
            for cell, phone in zip(cells[1:], phones, strict=True)
            if cell and not phone
        ]
        found.append(
            PastedSchool(
                name=name,
                principal=words[0] if words else "",
                phone=next(filter(None, phones), ""),
                levels=guess_levels(name),
            )
        )
    return found
