"""The chart of a school year: a bar a month, what was held by kind, what is planned as an outline.

Drawn on the server as SVG with presentation attributes only: it passes the strict policy, is read
aloud by its title and description, and could stand in a PDF as it is. Pure.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import accumulate

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# The colours of assets/scss/_tokens.scss, from the bottom of a bar to its top.
COLOURS = {
    "lesson_study": "#245499",
    "demo_lessons": "#0b7a84",
    "joint_exam": "#a66200",
    "exchange": "#8a4588",
    "signing": "#3b7a45",
    "conference": "#4e5b70",
    "visit": "#7a4e00",
}
_FONT = "Chung Tay Sans, Be Vietnam Pro, system-ui, sans-serif"
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True)
class Bar:
    """A month: its short name, how many sessions of each kind were held, how many are planned in all."""

    label: str
    held: Counter[str]
    planned: int

    @property
    def done(self) -> int:
        return sum(self.held.values())


@dataclass(frozen=True)
class Size:
    """Drawn twice, wide and narrow, so that words keep their size on a phone; CSS shows one."""

    name: str
    look: str
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    bar: float
    words: float
    numbers: float


WIDE = Size("wide", "hide-narrow", 620, 268, 30, 6, 22, 30, 0.56, 12.5, 13)
NARROW = Size("narrow", "hide-wide", 300, 230, 22, 2, 20, 26, 0.68, 11, 11.5)


def year_bars(
    bars: list[Bar],
    *,
    now: str,
    title: str,
    description: str,
    kind_words: dict[str, str],
    size: Size,
) -> SafeString:
    """The chart as SVG; `now` is the label of the month to stress."""
    highest = max((max(bar.done, bar.planned) for bar in bars), default=0)
    # At most six lines, at round numbers.
    step = next((one for one in _STEPS if highest <= 5 * one), highest // 5 + 1)
    top = (highest // step + 1) * step

    def y(value: float) -> float:
        room = size.height - size.top - size.bottom
        return size.top + room * (1 - value / top)

    slot = (size.width - size.left - size.right) / max(1, len(bars))
    drawn = [_grid(size, y, top, step)]
    for number, bar in enumerate(bars):
        x = size.left + slot * number + slot * (1 - size.bar) / 2
        drawn.append(_bar(bar, x, slot * size.bar, y, kind_words))
        drawn.append(_labels(bar, x + slot * size.bar / 2, y, size, now))
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" class="{}" aria-labelledby="bars-{}-t bars-{}-d" font-family="{}"><title id="bars-{}-t">{}</title><desc id="bars-{}-d">{}</desc>{}</svg>',
        size.width,
        size.height,
        size.look,
        size.name,
        size.name,
        _FONT,
        size.name,
        title,
        size.name,
        description,
        format_html_join("", "{}", ((one,) for one in drawn)),
    )


def _px(value: float) -> str:
    return f"{value:.1f}"


def _grid(size: Size, y, top: int, step: int) -> SafeString:
    return format_html_join(
        "",
        '<path d="M{} {}H{}" stroke="{}" stroke-width="1"/><text x="{}" y="{}" font-size="12" fill="#4e5b70" text-anchor="end">{}</text>',
        (
            (
                size.left,
                _px(y(value)),
                size.width - size.right,
                "#e4e7ec" if value else "#7c8798",
                size.left - 7,
                _px(y(value) + 4),
                value,
            )
            for value in range(0, top + 1, step)
        ),
    )


def _bar(bar: Bar, x: float, width: float, y, kind_words: dict[str, str]) -> SafeString:
    outline = ""
    if bar.planned > bar.done:
        outline = format_html(
            '<rect x="{}" y="{}" width="{}" height="{}" rx="2" fill="#f1f5fa" stroke="#7c8798" stroke-width="1.25" stroke-dasharray="3 3"/>',
            _px(x + 0.75),
            _px(y(bar.planned)),
            _px(width - 1.5),
            _px(y(0) - y(bar.planned)),
        )
    kinds = [kind for kind in COLOURS if bar.held[kind]]
    tops = accumulate(bar.held[kind] for kind in kinds)
    solid = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"><title>{}</title></rect>',
        (
            (
                _px(x),
                _px(y(height)),
                _px(width),
                _px(max(0.5, y(height - bar.held[kind]) - y(height) - 1)),
                COLOURS[kind],
                f"{bar.label}: {kind_words[kind]} {bar.held[kind]}",
            )
            for kind, height in zip(kinds, tops, strict=True)
        ),
    )
    return format_html("{}{}", outline, solid)


def _labels(bar: Bar, middle: float, y, size: Size, now: str) -> SafeString:
    highest = max(bar.done, bar.planned)
    number = (
        f"{bar.done}/{bar.planned}"
        if bar.done and bar.planned > bar.done
        else str(highest)
    )
    above = (
        format_html(
            '<text x="{}" y="{}" font-size="{}" font-weight="600" fill="{}" text-anchor="middle">{}</text>',
            _px(middle),
            _px(y(highest) - 6),
            size.numbers,
            "#17212f" if bar.done else "#4e5b70",
            number,
        )
        if highest
        else ""
    )
    here = bar.label == now
    return format_html(
        '{}<text x="{}" y="{}" font-size="{}" fill="{}" font-weight="{}" text-anchor="middle">{}</text>',
        above,
        _px(middle),
        size.height - 10,
        size.words,
        "#17212f" if here else "#4e5b70",
        600 if here else 400,
        bar.label,
    )
