"""Photos drawn for the tests: good ones, and every way a file can be wrong."""

import io
import struct
import zlib
from pathlib import Path

from PIL import Image, ImageCms, ImageDraw

ROTATED_HEIC = (Path(__file__).parent / "samples" / "rotated.heic").read_bytes()
RED, GREEN, BLUE, WHITE = (204, 34, 34), (34, 170, 34), (51, 102, 204), (255, 255, 255)


def drawn(size: tuple[int, int] = (1200, 800), mode: str = "RGB") -> Image.Image:
    """Blue, with the upper left third red and the lower right third green."""
    width, height = size
    picture = Image.new("RGB", size, BLUE)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, width // 3 - 1, height // 3 - 1), fill=RED)
    pen.rectangle((width - width // 3, height - height // 3, width, height), fill=GREEN)
    return picture if mode == "RGB" else picture.convert(mode)


def packed(picture: Image.Image, kind: str = "JPEG", **options) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


def jpeg(size: tuple[int, int] = (1200, 800), **options) -> bytes:
    return packed(drawn(size), "JPEG", quality=90, **options)


def with_exif(orientation: int = 1, size: tuple[int, int] = (600, 400)) -> bytes:
    """A phone's JPEG: orientation, make, time and a GPS position."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretMaker"
    exif[0x0132] = "2023:12:07 13:30:00"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (21.0, 2.0, 3.0), "E", (105.0, 4.0, 5.0)
    return jpeg(size, exif=exif.tobytes())


_BACK = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def lying(orientation: int, size: tuple[int, int] = (600, 400)) -> bytes:
    """A JPEG whose pixels lie so that its EXIF orientation turns them into `drawn(size)`."""
    picture = drawn(size)
    if orientation in _BACK:
        picture = picture.transpose(_BACK[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    return packed(picture, "JPEG", quality=90, exif=exif.tobytes())


def bomb(width: int = 20_000, height: int = 20_000) -> bytes:
    """A true PNG of 400 million white pixels in some 50 KB."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content)
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)
        )

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    row = b"\x00" + b"\xff" * ((width + 7) // 8)
    press = zlib.compressobj(9)
    data = b"".join(press.compress(row) for _ in range(height)) + press.flush()
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", data)
        + chunk(b"IEND", b"")
    )


def with_transparency() -> bytes:
    picture = drawn((300, 200)).convert("RGBA")
    picture.putpixel((150, 100), (0, 0, 0, 0))
    for x in range(100, 200):
        for y in range(80, 120):
            picture.putpixel((x, y), (0, 0, 0, 0))
    return packed(picture, "PNG")


def with_profile() -> bytes:
    """A JPEG with an ICC profile of another colour space (Lab-built sRGB twin is enough to carry)."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return jpeg((300, 200), icc_profile=profile)


def animated(kind: str) -> bytes:
    first, second = drawn((60, 40)), drawn((60, 40)).transpose(_BACK[3])
    return packed(
        first, kind, save_all=True, append_images=[second], duration=200, loop=0
    )


def near(left: tuple[int, ...], right: tuple[int, ...], within: int = 14) -> bool:
    """The same colour but for what compression does."""
    return all(abs(a - b) <= within for a, b in zip(left, right, strict=True))
