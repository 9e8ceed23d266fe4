"""Photos on their way to the page: a clean JPEG of modest size, or nothing.

A good derivative (RGB or gray JPEG, upright, small) passes byte for byte without its
metadata and without being decoded; whatever else is readable is decoded and made anew;
the rest is reported as lost, and the page shows a placeholder.
"""

import io
import struct
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

LONGEST = 1600  # pixels; larger ones are made smaller
MOST_PIXELS = 25_000_000  # a picture with more is not opened at all
LARGEST_FILE = 25_000_000
START_OF_FRAME = {0xC0, 0xC1, 0xC2}  # baseline, extended, progressive
DROPPED = {
    0xE1,
    0xED,
    0xFE,
    *range(0xE3, 0xED),
    0xEF,
}  # EXIF, IPTC, makers' data, comments


@dataclass(frozen=True)
class Picture:
    """A JPEG ready for the page, its size in pixels."""

    data: bytes
    width: int
    height: int


def load(path: str | Path | None) -> Picture | None:
    """The photo at `path`, without metadata; None if it is missing or cannot be shown."""
    try:
        if not path or Path(path).stat().st_size > LARGEST_FILE:
            return None
        data = Path(path).read_bytes()
    except (OSError, ValueError):
        return None
    return _passed_through(data) or _made_anew(data)


def _passed_through(data: bytes) -> Picture | None:
    """A JPEG that needs no work but the removal of its metadata; None for any other."""
    if not data.startswith(b"\xff\xd8\xff") or not data.rstrip(b"\x00").endswith(
        b"\xff\xd9"
    ):
        return None
    kept, position, size = [b"\xff\xd8"], 2, None
    while position + 4 <= len(data):
        if data[position] != 0xFF:
            return None
        marker, (length,) = (
            data[position + 1],
            struct.unpack(">H", data[position + 2 : position + 4]),
        )
        segment = data[position : position + 2 + length]
        if marker in START_OF_FRAME:
            if len(segment) < 10 or segment[4] != 8 or segment[9] not in (1, 3):
                return None
            height, width = struct.unpack(">HH", segment[5:9])
            size = (width, height)
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return None  # lossless and arithmetic coding
        if marker == 0xE1 and b"Exif" in segment[:10]:
            return None  # may have to be turned upright
        if marker == 0xDA:
            if not size or min(size) < 1 or max(size) > LONGEST:
                return None
            if b"Exif" in data[position:]:
                return None  # a second picture hides behind the first
            return Picture(b"".join([*kept, data[position:]]), *size)
        if marker not in DROPPED and (marker != 0xE2 or b"ICC_PROFILE" in segment[:16]):
            kept.append(segment)
        position += 2 + length
    return None


def _made_anew(data: bytes) -> Picture | None:
    try:
        with Image.open(
            io.BytesIO(data), formats=("JPEG", "PNG", "WEBP", "GIF")
        ) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return None
            opened.draft("RGB", (LONGEST, LONGEST))
            upright = ImageOps.exif_transpose(opened)
            if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
                upright = upright.convert("RGBA")
                white = Image.new("RGBA", upright.size, "white")
                upright = Image.alpha_composite(white, upright)
            picture = upright.convert("RGB")
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        struct.error,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        return None
    picture.thumbnail((LONGEST, LONGEST))
    picture.info.clear()  # Pillow would write an old comment into the new file
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=80, optimize=True)
    return Picture(made.getvalue(), picture.width, picture.height)
