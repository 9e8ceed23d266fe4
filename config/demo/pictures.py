"""Pictures for the demonstration, drawn at load time: places and classrooms, nobody's face."""

import io
import random
from collections.abc import Callable

from PIL import Image, ImageDraw

SHAPES = {
    "landscape": (1600, 1200),
    "portrait": (1200, 1600),
    "panorama": (2400, 800),
    # Stored lying on its side with an EXIF orientation, as many phones do.
    "exif": (1200, 1600),
}
_EXIF_ORIENTATION = 0x0112
_TURNED_RIGHT = 6
Painter = Callable[[ImageDraw.ImageDraw, int, int, random.Random], None]


def picture(scene: str, shape: str, seed: int) -> bytes:
    """A JPEG of the scene (`classroom`, `computers`, `hall`, `yard`, `signing`) in one of SHAPES.

    The same arguments give the same picture.
    """
    width, height = SHAPES[shape]
    image = Image.new("RGB", (width, height), "#f3ead8")
    _SCENES[scene](ImageDraw.Draw(image), width, height, random.Random(seed))  # noqa: S311
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Chung Tay demo"
    if shape == "exif":
        exif[_EXIF_ORIENTATION] = _TURNED_RIGHT
        image = image.transpose(Image.Transpose.ROTATE_90)
    image.save(out, "JPEG", quality=85, exif=exif)
    return out.getvalue()


def _room(draw: ImageDraw.ImageDraw, w: int, h: int, rnd: random.Random) -> None:
    wall = rnd.choice(["#f2ead6", "#e6eee2", "#e8edf3"])
    draw.rectangle((0, 0, w, h * 0.62), fill=wall)
    draw.rectangle((0, h * 0.62, w, h), fill="#c9a97c")
    for index in range(9):
        x = w * index / 8
        draw.line(
            (w / 2 + (x - w / 2) * 0.55, h * 0.62, x * 1.6 - w * 0.3, h),
            fill="#b8966a",
            width=3,
        )
    draw.rectangle((0, h * 0.60, w, h * 0.625), fill="#8fa39a")


def _window(draw: ImageDraw.ImageDraw, x: float, y: float, w: float, h: float) -> None:
    draw.rectangle((x, y, x + w, y + h), fill="#cfe6f2", outline="#6d7f77", width=8)
    draw.polygon(
        [(x, y + h), (x + w * 0.4, y + h * 0.5), (x + w * 0.7, y + h)], fill="#8fb58c"
    )
    draw.polygon(
        [(x + w * 0.4, y + h), (x + w * 0.8, y + h * 0.6), (x + w, y + h)],
        fill="#6f9d73",
    )
    draw.line((x + w / 2, y, x + w / 2, y + h), fill="#6d7f77", width=8)


def _classroom(draw: ImageDraw.ImageDraw, w: int, h: int, rnd: random.Random) -> None:
    _room(draw, w, h, rnd)
    left, top = w * 0.24, h * 0.12
    draw.rectangle(
        (left, top, w * 0.76, h * 0.46), fill="#2f5d4a", outline="#a5793d", width=16
    )
    for row in range(4):
        y = top + h * (0.06 + row * 0.07)
        end = left + w * rnd.uniform(0.18, 0.46)
        draw.line((left + w * 0.03, y, end, y), fill="#e9f2e4", width=6)
    draw.rectangle(
        (left + w * 0.34, top + h * 0.05, left + w * 0.48, top + h * 0.2),
        outline="#f1d27a",
        width=6,
    )
    _window(draw, w * 0.03, h * 0.12, w * 0.15, h * 0.3)
    _window(draw, w * 0.82, h * 0.12, w * 0.15, h * 0.3)
    _desks(draw, w, h, rnd)


def _desks(draw: ImageDraw.ImageDraw, w: int, h: int, rnd: random.Random) -> None:
    for row, (y, scale) in enumerate(((0.58, 0.6), (0.68, 0.8), (0.82, 1.1))):
        count = 5 if row < 2 else 4
        for index in range(count):
            x = w * (0.5 + (index - (count - 1) / 2) * 0.2 * scale)
            half, top = w * 0.075 * scale, h * y
            draw.polygon(
                [
                    (x - half, top),
                    (x + half, top),
                    (x + half * 1.15, top + h * 0.045 * scale),
                    (x - half * 1.15, top + h * 0.045 * scale),
                ],
                fill="#a8773f",
            )
            draw.rectangle(
                (x - half, top + h * 0.045 * scale, x + half, top + h * 0.12 * scale),
                fill="#7f5a30",
            )
            book = rnd.choice(["#245499", "#a3271c", "#e3a325", "#256239"])
            draw.rectangle(
                (
                    x - half * 0.5,
                    top + h * 0.008,
                    x - half * 0.05,
                    top + h * 0.03 * scale,
                ),
                fill=book,
            )
            draw.rectangle(
                (
                    x + half * 0.1,
                    top + h * 0.008,
                    x + half * 0.6,
                    top + h * 0.03 * scale,
                ),
                fill="#fbfaf4",
            )


def _computers(draw: ImageDraw.ImageDraw, w: int, h: int, rnd: random.Random) -> None:
    _room(draw, w, h, rnd)
    draw.rectangle(
        (w * 0.3, h * 0.1, w * 0.7, h * 0.42),
        fill="#fdfdfb",
        outline="#55606e",
        width=10,
    )
    for index, color in enumerate(("#245499", "#0b7a84", "#e3a325", "#8a4588")):
        x = w * (0.36 + index * 0.08)
        draw.rectangle(
            (x, h * (0.34 - rnd.uniform(0.04, 0.18)), x + w * 0.045, h * 0.36),
            fill=color,
        )
    _window(draw, w * 0.05, h * 0.12, w * 0.17, h * 0.3)
    _window(draw, w * 0.78, h * 0.12, w * 0.17, h * 0.3)
    for y, scale in ((0.56, 0.7), (0.76, 1.0)):
        draw.rectangle(
            (0, h * (y + 0.12 * scale), w, h * (y + 0.15 * scale)), fill="#9b7a4e"
        )
        for index in range(6):
            x = w * (0.09 + index * 0.165)
            half = min(w * 0.058, h * 0.085) * scale
            draw.rectangle(
                (x - half, h * y - half * 0.2, x + half, h * y + half * 1.15),
                fill="#26313f",
            )
            screen = rnd.choice(["#7fb6d6", "#a9d3b4", "#f0d48a", "#c4b3e0"])
            draw.rectangle(
                (x - half * 0.86, h * y - half * 0.06, x + half * 0.86, h * y + half),
                fill=screen,
            )
            draw.rectangle(
                (
                    x - half * 0.2,
                    h * y + half * 1.15,
                    x + half * 0.2,
                    h * (y + 0.12 * scale),
                ),
                fill="#3c4858",
            )


def _hall(draw: ImageDraw.ImageDraw, w: int, h: int, rnd: random.Random) -> None:
    _room(draw, w, h, rnd)
    draw.rectangle((w * 0.12, 0, w * 0.88, h * 0.5), fill="#8e2a22")
    for index in range(24):
        x = w * (0.12 + 0.76 * index / 24)
        draw.line((x, 0, x - w * 0.004, h * 0.5), fill="#7b211b", width=5)
    draw.rectangle((w * 0.26, h * 0.1, w * 0.74, h * 0.3), fill="#f5d77c")
    for y in (0.15, 0.2, 0.25):
        draw.line((w * 0.31, h * y, w * 0.69, h * y), fill="#a3271c", width=10)
    for index in range(5):
        x = w * (0.2 + index * 0.15)
        draw.rectangle((x - w * 0.05, h * 0.48, x + w * 0.05, h * 0.6), fill="#245499")
        draw.ellipse(
            (x - w * 0.018, h * 0.42, x + w * 0.018, h * 0.49),
            fill=rnd.choice(["#e88aa0", "#f3c766", "#e9e4f4"]),
        )
        draw.rectangle(
            (x - w * 0.004, h * 0.46, x + w * 0.004, h * 0.5), fill="#3b7a45"
        )
    for row in range(3):
        y = h * (0.7 + row * 0.11)
        for index in range(9):
            x = w * (0.06 + index * 0.11)
            draw.rounded_rectangle(
                (x - w * 0.035, y, x + w * 0.035, y + h * 0.1),
                radius=14,
                fill="#5c6f86",
            )


def _signing(draw: ImageDraw.ImageDraw, w: int, h: int, rnd: random.Random) -> None:
    _hall(draw, w, h, rnd)
    draw.rectangle((w * 0.2, h * 0.58, w * 0.8, h * 0.66), fill="#fdfdfb")
    draw.rectangle((w * 0.2, h * 0.66, w * 0.8, h * 0.92), fill="#1d3f72")
    for x in (0.32, 0.6):
        draw.polygon(
            [
                (w * x, h * 0.6),
                (w * (x + 0.09), h * 0.6),
                (w * (x + 0.1), h * 0.65),
                (w * (x - 0.01), h * 0.65),
            ],
            fill="#fffdf2",
            outline="#7c8798",
        )
        draw.line(
            (w * (x + 0.01), h * 0.62, w * (x + 0.07), h * 0.62),
            fill="#4e5b70",
            width=4,
        )
        draw.line(
            (w * (x + 0.06), h * 0.645, w * (x + 0.11), h * 0.6),
            fill="#12243d",
            width=8,
        )


def _yard(draw: ImageDraw.ImageDraw, w: int, h: int, rnd: random.Random) -> None:
    draw.rectangle((0, 0, w, h * 0.6), fill="#cfe3ef")
    draw.ellipse((w * 0.78, h * 0.08, w * 0.78 + h * 0.14, h * 0.22), fill="#f2c65a")
    for base, color in ((0.5, "#a5bda0"), (0.56, "#6f9a76")):
        ridge = [(0, h * 0.62)]
        ridge += [(w * x / 8, h * (base - rnd.uniform(0.02, 0.24))) for x in range(9)]
        draw.polygon([*ridge, (w, h * 0.62)], fill=color)
    draw.rectangle((0, h * 0.6, w, h), fill="#d9c7a0")
    draw.rectangle((w * 0.16, h * 0.34, w * 0.84, h * 0.62), fill="#f5ecd2")
    draw.polygon(
        [
            (w * 0.13, h * 0.35),
            (w * 0.2, h * 0.25),
            (w * 0.8, h * 0.25),
            (w * 0.87, h * 0.35),
        ],
        fill="#a3392c",
    )
    for index in range(8):
        x = w * (0.2 + index * 0.078)
        draw.rectangle((x, h * 0.42, x + w * 0.04, h * 0.54), fill="#7fa7b8")
    draw.rectangle((w * 0.49, h * 0.12, w * 0.495, h * 0.72), fill="#6b6f76")
    draw.polygon(
        [
            (w * 0.495, h * 0.13),
            (w * 0.58, h * 0.13),
            (w * 0.58, h * 0.2),
            (w * 0.495, h * 0.2),
        ],
        fill="#c8281e",
    )
    for _ in range(6):
        x = w * rnd.uniform(0.02, 0.96)
        draw.ellipse((x - w * 0.03, h * 0.5, x + w * 0.03, h * 0.64), fill="#4d7d55")
        draw.rectangle(
            (x - w * 0.004, h * 0.62, x + w * 0.004, h * 0.72), fill="#6b4a2b"
        )


_SCENES: dict[str, Painter] = {
    "classroom": _classroom,
    "computers": _computers,
    "hall": _hall,
    "signing": _signing,
    "yard": _yard,
}
