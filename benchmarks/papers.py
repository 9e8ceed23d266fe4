"""The same news report with twelve photos, set by our renderer and by WeasyPrint.

New content each time: every round has other words and other photos, so that neither engine finds
anything of the round before.
"""

import base64
import dataclasses
import html
import tempfile
from pathlib import Path

from reports.rendering.document import (
    BulletList,
    Heading,
    Lessons,
    NewsDocument,
    Paragraph,
    People,
    PhotoItem,
    Photos,
    to_json,
)
from reports.rendering.engine import Renderer
from tests.reports.rendering import samples

PHOTOS = 12
_folder = tempfile.TemporaryDirectory(prefix="chungtay-benchmark-")
_renderer = Renderer(_folder.name)
_files: dict[str, Path] = {}

STYLE = """
@page { size: A4; margin: 22mm 20mm; @bottom-center { content: counter(page) } }
body { font: 11pt/1.5 "Liberation Serif", serif } h1 { font-size: 20pt } h2 { font-size: 14pt }
table { border-collapse: collapse; width: 100% } td { border: 0.4pt solid #888; padding: 2pt 4pt }
figure { display: inline-block; width: 48%; margin: 0 0.5% 8pt; break-inside: avoid }
figure img { width: 100% } figcaption { font-size: 9pt }
"""


def photo(one: int, number: int) -> bytes:
    """Photo `one` of round `number`, with the grain of a camera: no two rounds share one."""
    shape = list(samples.SHAPES.values())[one % 3]
    return samples.drawn(*shape, seed=number * PHOTOS + one + 1)


def document(number: int) -> NewsDocument:
    """The report of round `number`; its photos lie in `_files` until the next one."""
    for one in range(PHOTOS):
        path = Path(_folder.name) / f"{one}.jpg"
        path.write_bytes(photo(one, number))
        _files[f"p{one}"] = path
    photos = Photos(
        tuple(
            PhotoItem(key, f"Tiết dạy thứ {place}, lớp {6 + place % 4}A")
            for place, key in enumerate(_files, start=1)
        )
    )
    report = samples.lesson_study()
    others = tuple(block for block in report.blocks if not isinstance(block, Photos))
    return dataclasses.replace(
        report,
        title=f"{report.title} (lần {number + 1})",
        blocks=(Paragraph(f"Buổi thứ {number + 1} của năm học."), *others, photos),
    )


def ours(report: NewsDocument) -> bytes:
    return _renderer.render("news", to_json(report), _files)


def page(report: NewsDocument) -> str:
    """The report as a page for a browser's engine."""
    parts = [
        f"<h1>{html.escape(report.title)}</h1><p><b>{html.escape(report.lead)}</b></p>"
    ]
    for block in report.blocks:
        if isinstance(block, Heading):
            parts.append(f"<h2>{html.escape(block.text)}</h2>")
        elif isinstance(block, Paragraph):
            parts.append(f"<p>{html.escape(block.text)}</p>")
        elif isinstance(block, BulletList):
            items = "".join(f"<li>{html.escape(item)}</li>" for item in block.items)
            parts.append(f"<ul>{items}</ul>")
        elif isinstance(block, People):
            for group in block.groups:
                items = "".join(f"<li>{html.escape(one)}</li>" for one in group.entries)
                parts.append(f"<h3>{html.escape(group.unit)}</h3><ul>{items}</ul>")
        elif isinstance(block, Lessons):
            rows = "".join(
                "<tr>"
                + "".join(
                    f"<td>{html.escape(value)}</td>"
                    for value in dataclasses.astuple(row)
                )
                + "</tr>"
                for row in block.rows
            )
            parts.append(f"<table>{rows}</table>")
        elif isinstance(block, Photos):
            for photo in block.photos:
                data = base64.b64encode(_files[photo.key].read_bytes()).decode()
                parts.append(
                    f'<figure><img src="data:image/jpeg;base64,{data}">'
                    f"<figcaption>{html.escape(photo.caption)}</figcaption></figure>"
                )
    return f"<!doctype html><html lang=vi><style>{STYLE}</style>{''.join(parts)}</html>"


def close() -> None:
    _renderer.close()
    _folder.cleanup()
