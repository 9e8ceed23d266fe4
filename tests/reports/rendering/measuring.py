"""Measuring a made PDF: where its words stand, in which face and size; where its lines are drawn."""

import io
from dataclasses import dataclass

import pypdf

MILLIMETRES = 25.4 / 72


@dataclass(frozen=True)
class Run:
    """A piece of text: its page, its left end and baseline in millimetres from the upper left corner of
    the page, its size in points, its face."""

    page: int
    x: float
    y: float
    size: float
    face: str
    text: str


@dataclass(frozen=True)
class Stroke:
    """A straight line, level: its page, its left end, its height on the page, its length."""

    page: int
    x: float
    y: float
    length: float


def measured(pdf: bytes) -> tuple[list[Run], list[Stroke]]:
    """Everything that is written and every level line, in the order of drawing."""
    runs: list[Run] = []
    strokes: list[Stroke] = []
    for number, page in enumerate(pypdf.PdfReader(io.BytesIO(pdf)).pages, start=1):
        tall = float(page.mediabox.height)
        start: list[tuple[float, float]] = []

        def place(matrix, x, y, tall=tall):
            left = matrix[0] * x + matrix[2] * y + matrix[4]
            up = matrix[1] * x + matrix[3] * y + matrix[5]
            return left * MILLIMETRES, (tall - up) * MILLIMETRES

        def written(text, cm, tm, font, size, number=number, place=place):
            if text.strip():
                x, y = place(cm, tm[4], tm[5])
                face = str((font or {}).get("/BaseFont", "")).split("+")[-1]
                runs.append(
                    Run(number, x, y, round(size * abs(tm[0] * cm[0]), 2), face, text)
                )

        def drawn(operator, operands, cm, tm, number=number, place=place, start=start):
            if operator in (b"m", b"l"):
                point = place(cm, *(float(one) for one in operands))
                if operator == b"m":
                    start[:] = [point]
                elif start and abs(start[0][1] - point[1]) < 0.05:
                    left = min(start[0][0], point[0])
                    length = abs(start[0][0] - point[0])
                    strokes.append(Stroke(number, left, point[1], length))

        page.extract_text(visitor_text=written, visitor_operand_before=drawn)
    return runs, strokes
