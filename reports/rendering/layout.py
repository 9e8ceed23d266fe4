"""Where photos and columns go on the page: plain arithmetic in millimetres.

The PDF and the Word file share it, so both show the same rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import ceil, log

GUTTER = 3.2  # between photos of a row
CAPTION_GUTTER = 4.2  # between photos with captions of their own
PANORAMA = 2.1  # from this shape on (width / height) a photo has a row to itself
MOST = 4  # photos in a row
LOWEST = 33.0  # a row of several photos is at least this high
HIGHEST = 92.0  # and no photo is higher than this
HIGHEST_BLOCK = 128.0  # two rows with one caption stay on one page
NARROWEST = 30.0  # of a caption
TORN = 6.0  # more than anything else that a row can suffer
MOST_ROWS_TRIED = 120  # of a table whose columns are weighed
CELL_LINE = 0.35  # of the height of a row: what a line in any of its cells costs
WIDTH_STEP = 1.5  # millimetres given to a column at a time
FLAT, SLIM = 7.0, 0.4  # beyond these shapes a photo is shown whole inside its cell


@dataclass(frozen=True)
class Cell:
    """One photo on the page: its place in the list of photos, its size."""

    index: int
    width: float
    height: float


@dataclass(frozen=True)
class Group:
    """Photos with one caption under them: one row of cells, or several."""

    width: float
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Strip:
    """Groups side by side, never broken over a page."""

    groups: tuple[Group, ...]


def place(
    shapes: Sequence[float], captions: Sequence[str], width: float
) -> tuple[Strip, ...]:
    """Set photos in justified rows: order kept, shapes kept, nothing cropped.

    `shapes` are width / height of each photo (0 = not known, taken as 4:3), `captions`
    the words under each. Neighbours with the same words share them, over two rows too.
    """
    shapes = [min(max(shape or 4 / 3, SLIM), FLAT) for shape in shapes]
    if len(shapes) == 1:
        return (_strip(0, shapes, captions, min(HIGHEST, width / shapes[0])),)
    best = _best_rows(shapes, captions, width)
    strips: list[Strip] = []
    for start, end, height in best:
        row = shapes[start:end]
        strips.append(_strip(start, row, captions[start:end], height))
    return _join_runs(strips, captions)


def _target(count: int) -> float:
    return 60.0 if count <= 4 else 47.0


def _best_rows(
    shapes: Sequence[float], captions: Sequence[str], width: float
) -> list[tuple[int, int, float]]:
    """The cheapest way to cut the photos into rows: (first, end, height) of each row."""
    target = _target(len(shapes))
    runs = [len(list(members)) for _, members in groupby(captions)]
    short_run = [length <= MOST for length in runs for _ in range(length)]
    costs = [0.0] + [float("inf")] * len(shapes)
    cuts: list[tuple[int, float]] = [(0, 0.0)] * (len(shapes) + 1)
    for end in range(1, len(shapes) + 1):
        for start in range(max(0, end - MOST), end):
            cost, height = _row_cost(
                shapes[start:end], captions[start:end], width, target
            )
            cost += _cuts(captions, short_run, start, end)
            if costs[start] + cost < costs[end] - 1e-9:
                costs[end] = costs[start] + cost
                cuts[end] = (start, height)
    rows: list[tuple[int, int, float]] = []
    end = len(shapes)
    while end:
        start, height = cuts[end]
        rows.insert(0, (start, end, height))
        end = start
    return rows


def _cuts(
    captions: Sequence[str], short_run: Sequence[bool], start: int, end: int
) -> float:
    """What a row costs that parts the photos of one lesson, where they would fit one row.

    Two rows of the same lesson alone become one block under one caption; a row that it shares with
    another would leave its words standing twice.
    """
    torn = [
        at
        for at in (start, end)
        if 0 < at < len(captions) and short_run[at] and captions[at - 1] == captions[at]
    ]
    shared = len(set(captions[start:end])) > 1
    return len(torn) * (TORN if shared else 0.45)


def _row_cost(
    shapes: Sequence[float], captions: Sequence[str], width: float, target: float
) -> tuple[float, float]:
    """How unhappy a row is, and how high it becomes."""
    if len(shapes) == 1:
        full = width / shapes[0]
        if shapes[0] >= PANORAMA:
            return abs(log(full / target)) * 0.2, full
        return 0.9, min(full, target * 1.2)
    room = width - sum(
        GUTTER if before and before == after else CAPTION_GUTTER
        for before, after in pairwise(captions)
    )
    full = room / sum(shapes)
    height = min(full, HIGHEST)
    while (
        sum(max(NARROWEST, part * height) for part in _groups(shapes, captions))
        > room + 0.1
    ):
        height *= 0.995  # so that narrow photos have room for their words
    cost = log(height / target) ** 2 * 4
    cost += max(0.0, 1 - height / full) * 1.5  # white space beside the row
    if full < LOWEST:
        cost += 3
    if max(shapes) >= PANORAMA:
        # Beside a photo of its own lesson it may stand, smaller, under the words they share.
        cost += 1 if captions[0] and len(set(captions)) == 1 else 5
    narrowest = min(shapes) * height
    if narrowest < NARROWEST and len(set(captions)) > 1:
        cost += (NARROWEST - narrowest) / 20
    return cost, height


def _groups(shapes: Sequence[float], captions: Sequence[str]) -> list[float]:
    """The shapes of neighbours under one caption, taken together."""
    parts: list[float] = []
    for caption, members in groupby(
        zip(shapes, captions, strict=True), key=lambda pair: pair[1]
    ):
        found = [shape for shape, _ in members]
        parts += [sum(found)] if caption else found
    return parts


def _strip(
    start: int, shapes: Sequence[float], captions: Sequence[str], height: float
) -> Strip:
    cells = [
        Cell(start + n, round(shape * height, 2), round(height, 2))
        for n, shape in enumerate(shapes)
    ]
    groups: list[Group] = []
    for caption, members in groupby(
        cells, key=lambda cell: captions[cell.index - start]
    ):
        found = list(members)
        rows = [found] if caption else [[cell] for cell in found]
        groups.extend(Group(_row_width(row), (tuple(row),)) for row in rows)
    return Strip(tuple(groups))


def _row_width(row: Sequence[Cell]) -> float:
    return round(
        max(NARROWEST, sum(cell.width for cell in row) + GUTTER * (len(row) - 1)), 2
    )


def _join_runs(strips: Sequence[Strip], captions: Sequence[str]) -> tuple[Strip, ...]:
    """Two rows of photos that all have the same words become one block with one caption."""
    joined: list[Strip] = []
    for strip in strips:
        last = joined[-1] if joined else None
        if (
            last
            and _only_caption(strip, captions)
            and _only_caption(strip, captions) == _only_caption(last, captions)
        ):
            rows = (*last.groups[0].rows, *strip.groups[0].rows)
            if len(rows) <= 2 and sum(row[0].height for row in rows) <= HIGHEST_BLOCK:
                joined[-1] = Strip(
                    (Group(max(last.groups[0].width, strip.groups[0].width), rows),)
                )
                continue
        joined.append(strip)
    return tuple(joined)


def _only_caption(strip: Strip, captions: Sequence[str]) -> str:
    if len(strip.groups) != 1:
        return ""
    return captions[strip.groups[0].rows[0][0].index]


def columns(
    cells: Sequence[Sequence[str]],
    width: float,
    measure: Callable[[str], float],
    *,
    padding: float = 4.8,
) -> list[float]:
    """Widths in millimetres of table columns that share `width`.

    `cells` are the rows, the head among them; `measure` tells how wide a text is. No
    column is narrower than its longest word while that is possible; the rest goes to
    those with more to say.
    """
    longest = [
        max(measure(cell) for cell in column) + padding
        for column in zip(*cells, strict=True)
    ]
    least = [
        max((measure(word) for cell in column for word in cell.split()), default=0.0)
        + padding
        for column in zip(*cells, strict=True)
    ]
    if sum(longest) <= width:
        return [round(part * width / sum(longest), 2) for part in longest]
    if sum(least) > width:
        least = [max(9.0, min(part, width / len(least))) for part in least]
    if sum(least) > width:
        return [round(part * width / sum(least), 2) for part in least]
    # Those who lack little get all of it, those who lack much share the rest.
    hunger = {
        n: max(0.0, full - part)
        for n, (full, part) in enumerate(zip(longest, least, strict=True))
    }
    spare = width - sum(least)
    for turn, n in enumerate(sorted(hunger, key=lambda n: hunger[n])):
        given = min(hunger[n], spare / (len(least) - turn))
        least[n], spare = least[n] + given, spare - given
    return [round(part, 2) for part in least]


def low_columns(
    cells: Sequence[Sequence[str]],
    width: float,
    measure: Callable[[str], float],
    *,
    padding: float = 4.8,
) -> list[float]:
    """Widths in millimetres of columns that share `width`, so that the table becomes as low as can be.

    No column is narrower than its longest word while that is possible. What is left goes, step by
    step, to the column that saves most lines; of equals to the fullest one.
    """
    rows = [[measure(cell) for cell in row] for row in cells[:MOST_ROWS_TRIED]]
    least = [
        max((measure(word) for cell in column for word in cell.split()), default=0.0)
        + padding
        for column in zip(*cells, strict=True)
    ]
    if sum(least) >= width:
        return columns(cells, width, measure, padding=padding)
    widths = least

    def lines(at: int, wide: float) -> list[int]:
        """How many lines the cells of a column take; words break a little before the edge."""
        room = (wide - padding) * 0.94
        return [max(1, ceil(row[at] / room)) if row[at] else 0 for row in rows]

    fullest = [max(column, default=0.0) for column in zip(*rows, strict=True)]

    def cost(taken: list[list[int]]) -> float:
        """How high the rows are; a cell of several lines beside a higher one costs a little, too."""
        return sum(max(row) + CELL_LINE * sum(row) for row in zip(*taken, strict=True))

    taken = [lines(at, wide) for at, wide in enumerate(widths)]
    spare = width - sum(widths)
    while spare > 0:
        step = min(WIDTH_STEP, spare)
        now = cost(taken)
        best, saved = 0, (-1.0, -1.0)
        for at, wide in enumerate(widths):
            # Looking further than one step: some words need more before a line is saved.
            for ahead in (1, 2, 4, 8, 12, 16):
                if step * ahead > spare:
                    break
                tried = lines(at, wide + step * ahead)
                lower = now - cost([*taken[:at], tried, *taken[at + 1 :]])
                gain = (lower / ahead, fullest[at] / wide)
                if gain > saved:
                    best, saved = at, gain
        widths[best] += step
        taken[best] = lines(best, widths[best])
        spare -= step
    return [round(part, 2) for part in widths]
