"""The text guard: what is typed becomes what the fonts can print.

Every string of a document passes through `clean` before it reaches an engine: the PDF
engine refuses a whole document because of one character that no font can draw, and Word
refuses control characters.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"

# Characters that have no picture of their own but change their neighbours' picture or
# say where a line may break: joiners, zero-width space, soft hyphen, emoji selectors.
INVISIBLE = frozenset({0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFE0E, 0xFE0F})

# Control characters (but tab and newline), line and paragraph separators, direction
# marks and overrides, byte order mark, lone surrogates, tag characters.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
PLAIN = re.compile("[\t\n\x20-\x7e]*")
SPACES = re.compile("[\t\n ]+")


@cache
def covered() -> frozenset[int]:
    """The code points that the bundled fonts can draw: every template lists all families."""
    return INVISIBLE.union(
        {0x09, 0x0A, 0x20, 0xA0}, *(_cmap(path) for path in FONTS.glob("*.ttf"))
    )


def _cmap(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def clean(text: str) -> str:
    """NFC; what cannot be printed becomes a space, what no font can draw U+FFFD."""
    if PLAIN.fullmatch(text):
        return text
    text = unicodedata.normalize("NFC", UNPRINTABLE.sub(" ", text))
    drawn = covered()
    return "".join(
        c if ord(c) in drawn else " " if _is_noncharacter(ord(c)) else "\ufffd"
        for c in text
    )


def line(text: str) -> str:
    """`clean`, on one line: white space is folded, but a no-break space stays."""
    return SPACES.sub(" ", clean(text)).strip(" ")


def _is_noncharacter(code: int) -> bool:
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
