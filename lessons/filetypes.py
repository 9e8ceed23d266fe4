"""What a plan's file really is, told from its bytes and never from its name. Pure."""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

# What a real plan never reaches: an archive that unpacks to more is no document.
MOST_PARTS = 5000
MOST_UNPACKED = 500 * 2**20
MOST_TYPES = 2**20


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is accepted: its endings (the first one is written) and its media type."""

    endings: tuple[str, ...]
    media_type: str


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
DOCX = FileKind((".docx",), f"{_OPEN_XML}.wordprocessingml.document")
PPTX = FileKind((".pptx",), f"{_OPEN_XML}.presentationml.presentation")
PDF = FileKind((".pdf",), "application/pdf")
JPEG = FileKind((".jpg", ".jpeg"), "image/jpeg")
PNG = FileKind((".png",), "image/png")
ACCEPTED = (DOCX, PPTX, PDF, JPEG, PNG)

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1")


class WrongFile(ValueError):  # noqa: N818  (an answer to a person, like Refused)
    """The file is not one of those that are accepted; the message is a sentence for the person."""


def ending_of(name: str) -> str:
    """The ending of a file's name, in lower case with its dot; "" without one."""
    stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and stem else ""


def kind_of(file: IO[bytes], name: str) -> FileKind:
    """The kind of this file. Raises WrongFile with what to do when it is not accepted."""
    file.seek(0)
    head = file.read(1024)
    file.seek(0)
    kind = _by_content(file, head)
    if ending_of(name) not in kind.endings:
        raise WrongFile(
            _(
                "The name of this file ends in “%(ending)s”, but inside it is a %(kind)s file. Please save it again under its right kind."
            )
            % {"ending": ending_of(name), "kind": kind.endings[0]}
        )
    return kind


def _by_content(file: IO[bytes], head: bytes) -> FileKind:
    if not head:
        raise WrongFile(_("This file is empty (0 bytes). Please choose it again."))
    if head.startswith(b"PK\x03\x04"):
        return _of_archive(file)
    if head.lstrip().startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(_OLD_OFFICE):
        raise WrongFile(
            _(
                "This is an old Office file, or one with a password. Please save it as .docx or PDF without a password."
            )
        )
    if head[4:12] in _HEIC:
        raise WrongFile(
            _("This photo is in the HEIC format. Please send it as JPG, or as PDF.")
        )
    raise WrongFile(_("Only these files are accepted: .docx, .pptx, .pdf, .jpg, .png."))


def _of_archive(file: IO[bytes]) -> FileKind:
    """Word or PowerPoint, by the parts inside; only the list of parts is read, never unpacked."""
    broken = WrongFile(
        _("This file cannot be opened. Please save it again and choose it once more.")
    )
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if (
                len(parts) > MOST_PARTS
                or sum(part.file_size for part in parts) > MOST_UNPACKED
            ):
                raise broken
            if "[Content_Types].xml" not in names:
                raise WrongFile(
                    _(
                        "This is a packed archive. Please take the plan out of it and send the .docx, .pptx or PDF file."
                    )
                )
            with archive.open("[Content_Types].xml") as types:
                declared = types.read(MOST_TYPES)
    except WrongFile:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        # Offsets before the beginning, names that are no text.
        ValueError,
        OverflowError,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
    ) as error:
        raise broken from error
    finally:
        file.seek(0)
    if b"macroEnabled" in declared or any(
        name.lower().endswith("vbaproject.bin") for name in names
    ):
        raise WrongFile(
            _(
                "This file holds macros, which can carry viruses. Please save it as a .docx or .pptx without macros."
            )
        )
    if "word/document.xml" in names:
        return DOCX
    if "ppt/presentation.xml" in names:
        return PPTX
    raise WrongFile(_("Only these files are accepted: .docx, .pptx, .pdf, .jpg, .png."))
