"""Cut the web fonts: one small woff2 a face, from the Fontsource npm packages.

usage: build_fonts.py NODE_MODULES OUT_FOLDER

Fontsource ships "latin" and "vietnamese" apart, which is two requests a weight. Merged and
cut it is one file of 11 to 17 KB with every Vietnamese letter. The faces are renamed, since
the licence of Source Serif reserves its name. Same input, same bytes: the time stamp inside
the files is fixed.
"""

import os
import pathlib
import re
import sys
import tempfile

os.environ["SOURCE_DATE_EPOCH"] = (
    "1767225600"  # 2026-01-01; fontTools writes it into head
)

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

LATIN = (
    "20-7E,A0,A7,A9,AB,B0,B2,B3,B7,BB,C0-C3,C8-CA,CC,CD,D2-D5,D7,D9,DA,DD,"
    "E0-E3,E8-EA,EC,ED,F2-F5,F9,FA,FD,2013,2014,2018,2019,201C,201D,2022,2026,2212"
)
# Every text is kept with whole letters (NFC), so the accents by themselves and what puts them into
# place stay out: 1.5 KB of a first visit.
VIETNAMESE = "102,103,110,111,128,129,168,169,1A0,1A1,1AF,1B0,1EA0-1EF9,20AB"
FEATURES = ["kern", "liga", "locl"]


def codes(ranges: str) -> set[int]:
    """The code points that a list such as "20-7E,A0" names."""
    found: set[int] = set()
    for part in ranges.split(","):
        first, _, last = part.partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found


def cut(font: TTFont, wanted: set[int], features: list[str]) -> TTFont:
    options = subset.Options()
    options.layout_features = features
    options.hinting = False
    options.notdef_outline = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    return font


def opened(path: pathlib.Path, weight: int) -> TTFont:
    font = TTFont(path, recalcTimestamp=False)
    return (
        instancer.instantiateVariableFont(font, {"wght": weight})
        if "fvar" in font
        else font
    )


def renamed(font: TTFont, family: str, weight: int) -> TTFont:
    for record in font["name"].names:
        if record.nameID in (1, 16):
            record.string = family
        elif record.nameID == 4:
            record.string = f"{family} {weight}"
        elif record.nameID == 6:
            record.string = re.sub(r"\W", "", family) + f"-{weight}"
    return font


def save(font: TTFont, path: pathlib.Path) -> None:
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.flavor = "woff2"
    font.save(path)
    print(f"{path.name:16} {path.stat().st_size:6}")


def face(
    latin: pathlib.Path,
    vietnamese: pathlib.Path,
    family: str,
    weight: int,
    out: pathlib.Path,
) -> None:
    """Merge the two halves of a face and write it as woff2; fail when a letter is missing."""
    with tempfile.TemporaryDirectory() as folder:
        have: set[int] = set()
        halves = []
        for number, (path, wanted) in enumerate(
            [(latin, codes(LATIN)), (vietnamese, codes(VIETNAMESE))]
        ):
            font = cut(opened(path, weight), wanted - have, FEATURES)
            font.flavor = None
            have |= set(font.getBestCmap())
            half = f"{folder}/{number}.ttf"
            font.save(half)
            halves.append(half)
        merged = renamed(Merger().merge(halves), family, weight)
    needed = codes(VIETNAMESE) | codes("20-7E")
    missing = needed - set(merged.getBestCmap())
    if missing:
        raise SystemExit(f"{family} {weight} lacks {sorted(map(hex, missing))}")
    save(merged, out)


def digits(inter: pathlib.Path, out: pathlib.Path) -> None:
    """Digits only, all of one width, weights 400 to 700."""
    font = instancer.instantiateVariableFont(
        TTFont(inter, recalcTimestamp=False), {"wght": (400, 700)}
    )
    with tempfile.TemporaryDirectory() as folder:
        font.flavor = None
        font.save(f"{folder}/n.ttf")
        font = cut(
            TTFont(f"{folder}/n.ttf", recalcTimestamp=False), codes("30-39"), ["tnum"]
        )
    save(font, out)


def main(packages: pathlib.Path, out: pathlib.Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    sans = packages / "@fontsource/be-vietnam-pro/files"
    serif = packages / "@fontsource-variable/source-serif-4/files"
    for weight in (400, 600):
        face(
            sans / f"be-vietnam-pro-latin-{weight}-normal.woff2",
            sans / f"be-vietnam-pro-vietnamese-{weight}-normal.woff2",
            "Chung Tay Sans",
            weight,
            out / f"sans-{weight}.woff2",
        )
        face(
            serif / "source-serif-4-latin-wght-normal.woff2",
            serif / "source-serif-4-vietnamese-wght-normal.woff2",
            "Chung Tay Serif",
            weight,
            out / f"serif-{weight}.woff2",
        )
    digits(
        packages / "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
        out / "num.woff2",
    )


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
