"""How wide words are, from the fonts' own tables."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
POINT = 25.4 / 72  # millimetres
UNKNOWN = 1.0  # the width of a character that the face lacks, in ems


def ruler(face: str, size: float) -> Callable[[str], float]:
    """A function that gives the width in millimetres of a text set in `face` (a file of
    `fonts/` without its ending) at `size` points."""
    advances = _advances(face)
    scale = size * POINT

    def measure(text: str) -> float:
        return scale * sum(advances.get(ord(letter), UNKNOWN) for letter in text)

    return measure


@cache
def _advances(face: str) -> dict[int, float]:
    with TTFont(FONTS / f"{face}.ttf", lazy=True) as font:
        unit = font["head"].unitsPerEm
        widths = font["hmtx"].metrics
        return {
            code: widths[name][0] / unit for code, name in font.getBestCmap().items()
        }
