"""JPEG and PNG without what cameras and programs write into them; not a pixel is changed. Pure."""

import struct

# What draws a JPEG: EXIF, XMP, IPTC and comments (the other segments) do not.
_JFIF, _PROFILE, _ADOBE, _EXIF, _COMMENT = 0xE0, 0xE2, 0xEE, 0xE1, 0xFE
_SCAN, _END = 0xDA, 0xD9
_ORIENTATION = 0x0112
_SHORT = 3
_UPRIGHT = 1

PNG_HEAD = b"\x89PNG\r\n\x1a\n"
# What draws a PNG; text, time, EXIF and private chunks do not.
_PNG_DRAWS = frozenset(
    {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA"}
    | {"iCCP", "sBIT", "sRGB", "cICP", "bKGD", "hIST", "pHYs"}
)
# By these a picture speaks of where, when and with what it was made.
_SPEAKS = (
    b"Exif\x00\x00",
    b"http://ns.adobe.com/",
    b"Photoshop 3.0",
    b"eXIf",
    b"tEXt",
    b"iTXt",
)


class Damaged(ValueError):  # noqa: N818  (an answer, not a fault)
    """The file does not follow its own format, so nobody can say what is in it."""


def clean_picture(data: bytes) -> bytes:
    """The same picture, without metadata; how a photo is turned is kept. Raises Damaged."""
    if data.startswith(PNG_HEAD):
        return clean_png(data)
    return clean_jpeg(data)


def clean_within(data: bytes, *, keep_turn: bool = True) -> bytes:
    """A picture inside a document: one that breaks the rules of its format but says nothing of its
    maker stays as it is, because programs draw it. Raises Damaged when it speaks."""
    try:
        if data.startswith(PNG_HEAD):
            return clean_png(data)
        return clean_jpeg(data, keep_turn=keep_turn)
    except Damaged:
        if any(mark in data for mark in _SPEAKS):
            raise
        return data


def clean_png(data: bytes) -> bytes:
    """Only the chunks that draw, up to the end of the picture."""
    made = bytearray(PNG_HEAD)
    at = len(PNG_HEAD)
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        name = data[at + 4 : at + 8].decode("latin-1")
        after = at + 12 + length
        if after > len(data):
            break
        if name in _PNG_DRAWS:
            made += data[at:after]
        if name == "IEND":
            return bytes(made)
        at = after
    raise Damaged


def clean_jpeg(data: bytes, *, keep_turn: bool = True) -> bytes:
    """Only the segments that draw, up to the end of the first picture."""
    if not data.startswith(b"\xff\xd8"):
        raise Damaged
    kept = bytearray()
    turned = _UPRIGHT
    at = 2
    while True:
        at = _marker_at(data, at)
        marker = data[at + 1]
        if marker == _END:
            kept += b"\xff\xd9"
            break
        if at + 4 > len(data):
            raise Damaged
        (length,) = struct.unpack_from(">H", data, at + 2)
        after = at + 2 + length
        if length < 2 or after > len(data):
            raise Damaged
        segment = data[at:after]
        if marker == _EXIF and segment[4:10] == b"Exif\x00\x00":
            turned = _turn_of(segment[10:]) or turned
        if _draws(marker, segment):
            kept += segment
        if marker == _SCAN:
            end = _end_of_scan(data, after)
            kept += data[after:end]
            after = end
        at = after
    turn = _turn(turned) if keep_turn and turned != _UPRIGHT else b""
    return b"\xff\xd8" + turn + bytes(kept)


def _marker_at(data: bytes, at: int) -> int:
    """The place of the next marker; fill bytes before it are passed."""
    if data[at : at + 1] != b"\xff":
        raise Damaged
    while data[at + 1 : at + 2] == b"\xff":
        at += 1
    if at + 2 > len(data):
        raise Damaged
    return at


def _draws(marker: int, segment: bytes) -> bool:
    if marker == _PROFILE:
        return segment[4:16] == b"ICC_PROFILE\x00"
    if marker == _JFIF:
        return segment[4:9] == b"JFIF\x00"
    return marker != _COMMENT and (marker == _ADOBE or not 0xE0 <= marker <= 0xEF)


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the compressed data end: at the next marker that is no restart and no stuffing."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise Damaged
        after = data[at + 1]
        if after == 0 or 0xD0 <= after <= 0xD7:
            at += 2
        elif after == 0xFF:
            at += 1
        else:
            return at


def _turn_of(exif: bytes) -> int | None:
    """The orientation that EXIF tells, 1 to 8."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    try:
        if order is None:
            return None
        (start,) = struct.unpack_from(f"{order}I", exif, 4)
        (entries,) = struct.unpack_from(f"{order}H", exif, start)
        for number in range(min(entries, 200)):
            place = start + 2 + 12 * number
            tag, kind = struct.unpack_from(f"{order}HH", exif, place)
            if tag == _ORIENTATION and kind == _SHORT:
                (turned,) = struct.unpack_from(f"{order}H", exif, place + 8)
                return turned if 1 <= turned <= 8 else None
    except struct.error:
        return None
    return None


def _turn(turned: int) -> bytes:
    """An EXIF segment that tells how the photo is turned and nothing else."""
    exif = b"MM\x00\x2a\x00\x00\x00\x08" + struct.pack(
        ">HHHIHHI", 1, _ORIENTATION, _SHORT, 1, turned, 0, 0
    )
    body = b"Exif\x00\x00" + exif
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
