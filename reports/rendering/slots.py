"""Photos no heavier than their places on the page need: by slot, and only when it matters.

Most photos pass as they are. When those of a paper weigh more than a measure for each, the ones
with the most pixels to spare are made smaller, to what the slot prints at 300 dots an inch; if that
is not enough, to 220, below which print shows it.
"""

import io
from collections.abc import Iterator, Mapping
from typing import Any

from PIL import Image

from reports.rendering.photos import Picture

EACH = 110_000  # bytes on average; twelve of them leave a paper below 1.5 MB
STEPS = ((300, 82), (220, 78))  # dots an inch, quality
SPARE = 0.85  # a photo is not decoded for less than this part of its pixels' width
MILLIMETRES = 25.4


def fitted(
    pictures: Mapping[str, Picture], made: Mapping[str, Any], each: int = EACH
) -> dict[str, bytes]:
    """The bytes of each picture, by the name under which the sheet `made` shows it."""
    files = {name: picture.data for name, picture in pictures.items()}
    widths = _widths(made)
    size = {name: picture.width for name, picture in pictures.items()}
    most = each * len(files)
    for dots, quality in STEPS:
        wanted = {name: round(widths[name] / MILLIMETRES * dots) for name in files}
        # The one that loses most comes first, so that few are touched.
        for name in sorted(
            files, key=lambda one: _kept(one, wanted, size) * len(files[one])
        ):
            if sum(map(len, files.values())) <= most:
                return files
            if wanted[name] < size[name] * SPARE:
                smaller = _smaller(pictures[name], wanted[name], quality)
                if len(smaller) < len(files[name]):
                    files[name], size[name] = smaller, wanted[name]
    return files


def _kept(name: str, wanted: Mapping[str, int], size: Mapping[str, int]) -> float:
    """Less the more a photo gives: minus the part of its pixels that its slot does not need."""
    return min(wanted[name] / size[name], 1.0) ** 2 - 1.0


def _smaller(picture: Picture, width: int, quality: int) -> bytes:
    with Image.open(io.BytesIO(picture.data)) as opened:
        height = max(1, round(picture.height * width / picture.width))
        opened.draft(None, (width, height))
        small = opened.resize((width, height), Image.Resampling.LANCZOS)
    made = io.BytesIO()
    small.info.clear()
    small.save(made, "JPEG", quality=quality, optimize=True)
    return made.getvalue()


def _widths(made: Mapping[str, Any]) -> dict[str, float]:
    """How wide each file stands on the page, in millimetres; the widest of its places."""
    found: dict[str, float] = {}
    for cell in _cells(made):
        found[cell["file"]] = max(found.get(cell["file"], 0.0), cell["width"])
    return found


def _cells(made: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for article in [made, *made.get("articles", []), *made.get("late_articles", [])]:
        for block in article.get("blocks", []):
            for strip in block.get("strips", []):
                for group in strip["groups"]:
                    for row in group["rows"]:
                        yield from (cell for cell in row if cell["file"])
