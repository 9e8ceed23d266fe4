"""The changes in the words of a file, put under the headings that stand in them. Pure.

A Word file has no sections that can be relied on: headings are typed by hand, numbered anew and moved.
So the words are compared as one text first, and only what came of it is cut where a heading stands.
"""

import re
from dataclasses import replace

from lessons.comparing import Change, Paragraph

# Longer lines are sentences that begin like a heading.
MOST_LETTERS = 150
# As plans write them: "II. THIẾT BỊ…", "Hoạt động 2.1: …", "B. HOẠT ĐỘNG…", "Tiết 2", and the four
# parts of CV 2345/BGDĐT-GDTH, whose numbers alone would be those of any list.
_HEADING = re.compile(
    r"""(?: (?:I{1,3}|IV|VI{0,3}|IX|X) \s* [.)/:] \s* \w
        | (?:\d{1,2} [.)] \s*)? hoạt\ động \s+ \d{1,2} (?:\.\d{1,2})? \b
        | [A-E] [.)/] \s* hoạt\ động \b
        | tiết \s+ \d{1,2} \b
        | [1-4] [.)] \s* (?:yêu\ cầu\ cần\ đạt|đồ\ dùng|các\ hoạt\ động|điều\ chỉnh) )""",
    re.VERBOSE | re.IGNORECASE,
)


def is_heading(line: str) -> bool:
    """Whether a line of a plan reads like the heading of one of its parts."""
    return len(line) <= MOST_LETTERS and bool(_HEADING.match(line))


def under_headings(change: Change, beginning: str) -> list[Change]:
    """A change cut where headings stand, each part with its heading as title and what became of it;
    what stands before the first one is called `beginning`. Without headings the change itself."""
    parts: list[tuple[str, list[Paragraph]]] = [(beginning, [])]
    for one in change.paragraphs:
        # Of what was taken out the heading that stood there, of all else the one that stands there now.
        line = one.text or "".join(part.text for part in one.parts)
        if is_heading(line):
            parts.append((line, []))
        parts[-1][1].append(one)
    if len(parts) == 1:
        return [change]
    told = [
        _part(f"{change.key}{place}", title, rows)
        for place, (title, rows) in enumerate(parts)
        if rows
    ]
    return [*told[:-1], replace(told[-1], cut=change.cut)]


def _part(key: str, title: str, rows: list[Paragraph]) -> Change:
    kind = _became(rows)
    first = rows[0]
    line = "".join(part.text for part in first.parts)
    if title not in (first.text, line):
        return Change(key, title, kind, tuple(rows))
    # The title says already that the heading is new, gone or another one.
    shown = first.parts if kind == "changed" and first.kind == "changed" else ()
    told = (
        rows
        if kind == "changed" and first.kind not in ("same", "changed")
        else rows[1:]
    )
    return Change(key, title, kind, tuple(told), heading=shown)


def _became(rows: list[Paragraph]) -> str:
    """ "same", "in" or "out" where that is so of every paragraph, else "changed"."""
    kinds = {one.kind for one in rows}
    return (
        kinds.pop() if len(kinds) == 1 and kinds <= {"same", "in", "out"} else "changed"
    )
