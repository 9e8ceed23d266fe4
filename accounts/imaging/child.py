"""The child that decodes one photo: started fresh with `python -I`, never forked, never imported.

A HEIC photo comes through `heic_child.py`, which brings its reader.

Reads the file from standard input. Writes one JSON line and, when all went well, the bytes of the
three derivatives one after the other. Limits: address space, processor time, no files written.
Usage: child.py KIND MOST_PIXELS MEGABYTES CPU_SECONDS PRINT_EDGE
"""

import io
import json
import resource
import sys
import warnings

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

PANORAMA_EDGE = 1600  # a panorama has a row of the page to itself: 170 mm at 240
PANORAMA = 2.1  # width / height, as in the layout of the page
SCREEN_EDGE = 1280
THUMB_EDGE = 400
FORMATS = {
    "jpeg": ("JPEG", "MPO"),
    "png": ("PNG",),
    "webp": ("WEBP",),
    "heif": ("HEIF",),
}


class Unfit(Exception):  # noqa: N818  (an answer, not a fault)
    """The photo cannot be taken; `args[0]` is the reason code."""


def limit(megabytes: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def opened(data: bytes, kind: str, most_pixels: int) -> Image.Image:
    """The picture with only its header read; raises Unfit."""
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS[kind])
    except UnidentifiedImageError as error:
        raise Unfit("broken") from error
    if picture.width * picture.height > most_pixels:
        raise Unfit("too_many_pixels")
    if min(picture.size) < 1:
        raise Unfit("broken")
    # The several pictures of a JPEG (depth, preview) are one photo; frames of others are a film.
    if kind in ("png", "webp") and getattr(picture, "n_frames", 1) > 1:
        raise Unfit("animated")
    return picture


def whole(picture: Image.Image, edge: int) -> Image.Image:
    """Decode: a JPEG at the smallest scale that still serves, everything of it read."""
    if picture.format in ("JPEG", "MPO"):
        picture.draft(None, (edge, edge))
    picture.load()
    return picture


def is_panorama(size: tuple[int, int]) -> bool:
    return max(size) >= PANORAMA * min(size)


def upright(picture: Image.Image) -> Image.Image:
    """Turned as its EXIF says. HEIC arrives turned already, with the tag taken away by its reader."""
    return ImageOps.exif_transpose(picture)


def as_rgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Plain sRGB, transparency on white."""
    if picture.mode.startswith("I;16") or picture.mode == "I":
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in ("P", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    if picture.mode in ("LA", "La", "RGBa"):
        picture = picture.convert("RGBA")
    if picture.mode == "RGBA":
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture).convert("RGB")
    if picture.mode == "1":
        picture = picture.convert("L")
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        picture = in_srgb(picture, profile)
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        changed = ImageCms.profileToProfile(
            picture,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a broken profile: the colours as they are
    return changed or picture


def shrunk(picture: Image.Image, edge: int) -> Image.Image:
    small = picture.copy()
    small.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return small


def written(picture: Image.Image, kind: str, **options: int | bool) -> bytes:
    """The file. A new picture carries no metadata; nothing of the old one is handed over."""
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    made = io.BytesIO()
    clean.save(made, kind, **options)
    return made.getvalue()


def derivatives(
    picture: Image.Image, print_edge: int
) -> tuple[dict[str, object], list[bytes]]:
    """What is said of the three files, and the files: for print at most `print_edge` pixels wide or high."""
    profile = picture.info.get("icc_profile")
    if is_panorama(picture.size):
        print_edge = max(print_edge, PANORAMA_EDGE)
    picture = whole(picture, max(print_edge, SCREEN_EDGE))
    picture = upright(picture)
    widest = max(print_edge, PANORAMA_EDGE, SCREEN_EDGE)
    if picture.mode in ("RGB", "RGBA", "L", "LA", "CMYK") and max(picture.size) > (
        2 * widest
    ):
        # Smaller first: everything after it costs a tenth of the memory.
        picture.thumbnail((2 * widest, 2 * widest), reducing_gap=2.0)
    picture = as_rgb(picture, profile)
    printed = shrunk(picture, print_edge)
    screen = shrunk(picture, SCREEN_EDGE)
    thumb = shrunk(screen, THUMB_EDGE)
    files = [
        written(printed, "JPEG", quality=80, optimize=True),
        written(screen, "WEBP", quality=72, method=4),
        written(thumb, "WEBP", quality=62, method=4),
    ]
    answer = {
        "width": printed.width,
        "height": printed.height,
        "sizes": [len(data) for data in files],
    }
    return answer, files


def main() -> None:
    kind = sys.argv[1]
    most_pixels, megabytes, seconds, print_edge = map(int, sys.argv[2:6])
    limit(megabytes, seconds)
    Image.MAX_IMAGE_PIXELS = None  # counted by `opened`, before anything is decoded
    data = sys.stdin.buffer.read()
    files: list[bytes] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answer, files = derivatives(opened(data, kind, most_pixels), print_edge)
    except Unfit as reason:
        answer = {"error": reason.args[0]}
    except MemoryError:
        answer = {"error": "too_many_pixels"}
    except Exception as error:  # whatever a decoder raises for a damaged file
        answer = {"error": "broken", "detail": f"{type(error).__name__}: {error}"[:200]}
    out = sys.stdout.buffer
    out.write(json.dumps(answer).encode() + b"\n")
    for content in files:
        out.write(content)
    out.flush()


if __name__ == "__main__":
    main()
