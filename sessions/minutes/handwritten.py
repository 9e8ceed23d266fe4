"""Photos and PDFs of minutes written by hand: told by their bytes, and rid of what a phone adds. Pure.

A photo of a paper names the place where it was taken, the phone and the hour; none of that belongs
into the file of a session. Only which way up it is stays.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_BYTES = 10 * 2**20
ENDINGS = ".pdf,.jpg,.jpeg,.png"
_ORIENTATION = 0x0112
# JFIF, colour profile, Adobe's colour transform: what a reader needs to draw the picture.
_NEEDED = {0xE0, 0xE2, 0xEE}
_CHUNKS = {
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"iCCP",
    b"sBIT",
    b"pHYs",
}


class WrongFile(ValueError):  # noqa: N818  (an answer to a person, like Refused)
    """The file is not accepted; the message is a sentence for the person."""


@dataclass(frozen=True)
class Page:
    """What is kept of an upload."""

    data: bytes
    content_type: str
    ending: str


def read(data: bytes) -> Page:
    """The page as it is kept: a PDF as it is, a photo without what the phone wrote into it. Raises
    WrongFile with what to do."""
    if not data:
        raise WrongFile(_("This file is empty (0 bytes). Please choose it again."))
    if len(data) > MOST_BYTES:
        raise WrongFile(
            _("This file is too large: at most %(limit)s MB are accepted.")
            % {"limit": MOST_BYTES // 2**20}
        )
    try:
        if data.lstrip()[:5] == b"%PDF-":
            return Page(data, "application/pdf", ".pdf")
        if data.startswith(b"\xff\xd8\xff"):
            return Page(_jpeg(data), "image/jpeg", ".jpg")
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return Page(_png(data), "image/png", ".png")
    except (struct.error, IndexError, ValueError, zlib.error) as error:
        raise WrongFile(
            _(
                "This file cannot be opened. Please save it again and choose it once more."
            )
        ) from error
    if data[4:8] == b"ftyp":
        raise WrongFile(
            _("This photo is in the HEIC format. Please send it as JPG, or as PDF.")
        )
    raise WrongFile(_("Only photos (.jpg, .png) and PDF files are accepted here."))


def _jpeg(data: bytes) -> bytes:
    kept = [b"\xff\xd8"]
    turned = 1
    at = 2
    segments: list[bytes] = []
    while True:
        if data[at] != 0xFF:
            raise ValueError("no marker")
        marker = data[at + 1]
        if marker == 0xFF:  # padding before a marker
            at += 1
            continue
        if marker == 0xD9:
            segments.append(b"\xff\xd9")
            break
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        segment = data[at : at + 2 + length]
        if length < 2 or len(segment) != 2 + length:
            raise ValueError("cut off")
        at += 2 + length
        if marker == 0xE1 and segment[4:10] == b"Exif\0\0":
            turned = _orientation(segment[10:])
        elif not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in _NEEDED:
            segments.append(segment)
        if marker == 0xDA:
            end = _end_of_scan(data, at)
            segments.append(data[at:end])
            at = end
    if turned != 1:
        kept.append(_exif(turned))
    return b"".join(kept + segments)


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next marker after the picture's data stands; what follows the picture is not kept."""
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 2
        elif data[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _orientation(tiff: bytes) -> int:
    """Which way up; 1 where it is not said, or badly."""
    try:
        order = {b"II": "<", b"MM": ">"}[tiff[:2]]
        (first,) = struct.unpack(order + "I", tiff[4:8])
        (count,) = struct.unpack(order + "H", tiff[first : first + 2])
        for place in range(min(count, 200)):
            entry = tiff[first + 2 + place * 12 : first + 14 + place * 12]
            tag, _kind, _number, value, _rest = struct.unpack(order + "HHIHH", entry)
            if tag == _ORIENTATION:
                return value if 1 <= value <= 8 else 1
    except (KeyError, struct.error):
        pass
    return 1


def _exif(orientation: int) -> bytes:
    tiff = b"MM\0*" + struct.pack(">IH", 8, 1)
    tiff += struct.pack(">HHIHHI", _ORIENTATION, 3, 1, orientation, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(data: bytes) -> bytes:
    kept = [data[:8]]
    at = 8
    while True:
        length, name = struct.unpack(">I4s", data[at : at + 8])
        chunk = data[at : at + 12 + length]
        if len(chunk) != 12 + length:
            raise ValueError("cut off")
        if zlib.crc32(chunk[4:-4]) != struct.unpack(">I", chunk[-4:])[0]:
            raise ValueError("damaged")
        if name in _CHUNKS:
            kept.append(chunk)
        at += 12 + length
        if name == b"IEND":
            return b"".join(kept)
