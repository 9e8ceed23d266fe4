"""The weight of a paper: photos are fitted to their slots, and only when it matters."""

import io
import json

import pikepdf
import pytest
from PIL import Image, ImageChops, ImageStat

from reports.rendering.document import NewsDocument, PhotoItem, Photos, to_json
from reports.rendering.engine import Renderer
from reports.rendering.photos import load
from reports.rendering.sheet import sheet
from reports.rendering.slots import EACH, fitted
from tests.reports.rendering.samples import drawn

MOST = 1_500_000


def noisy(folder, shape, count=12):
    """Photos with the grain of a camera, as an upload leaves them; the document that shows them."""
    files = {}
    for number in range(count):
        path = folder / f"{shape[0]}x{shape[1]}-{number}.jpg"
        path.write_bytes(drawn(*shape, seed=number + 1))
        files[f"k{number}"] = path
    items = tuple(PhotoItem(key, f"Ảnh {key}", "", *shape) for key in files)
    return NewsDocument(
        title="Ảnh của máy", metadata_date="2026-11-20", blocks=(Photos(items),)
    ), files


def laid_out(document, files):
    loaded = {f"{key}.jpg": load(path) for key, path in files.items()}
    known = {
        key: (f"{key}.jpg", one.width, one.height)
        for key, one in zip(files, loaded.values(), strict=True)
    }
    return loaded, sheet(document, known)


def cells(made):
    return {
        cell["file"]: cell["width"]
        for strip in made["blocks"][0]["strips"]
        for group in strip["groups"]
        for row in group["rows"]
        for cell in row
    }


@pytest.mark.parametrize("shape", [(1000, 750), (1000, 667), (750, 1000)])
def test_a_report_with_twelve_noisy_photos_stays_below_a_megabyte_and_a_half(
    tmp_path, shape
):
    document, files = noisy(tmp_path, shape)
    with Renderer(tmp_path / "ink") as renderer:
        pdf = renderer.render("news", to_json(document), files)
        again = renderer.render("news", to_json(document), files)
    assert len(pdf) < MOST
    assert pdf == again
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert sum(len(page.get_images()) for page in opened.pages) == 12


def test_no_photo_has_fewer_dots_than_print_shows(tmp_path):
    loaded, made = laid_out(*noisy(tmp_path, (1000, 750)))
    files, widths = fitted(loaded, made), cells(made)
    assert sum(map(len, files.values())) <= EACH * 12
    touched = [name for name in files if files[name] != loaded[name].data]
    assert touched
    for name in files:
        width = Image.open(io.BytesIO(files[name])).width
        assert width >= min(1000, int(widths[name] / 25.4 * 300))
    # On paper the two are the same picture: at the slot's own size they hardly differ.
    name = touched[0]
    small = Image.open(io.BytesIO(files[name]))
    whole = Image.open(io.BytesIO(loaded[name].data)).resize(small.size)
    difference = ImageStat.Stat(ImageChops.difference(small, whole).convert("L"))
    assert difference.mean[0] < 6


def test_photos_that_weigh_little_pass_byte_for_byte(tmp_path):
    smooth = tmp_path / "smooth.jpg"
    Image.linear_gradient("L").resize((1000, 750)).save(smooth, quality=80)
    items = tuple(PhotoItem(f"k{number}", "", "", 1000, 750) for number in range(12))
    document = NewsDocument(
        title="Nhẹ", metadata_date="2026-11-20", blocks=(Photos(items),)
    )
    loaded, made = laid_out(document, {item.key: smooth for item in items})
    assert fitted(loaded, made) == {name: one.data for name, one in loaded.items()}


def test_what_cannot_be_spared_is_taken_at_fewer_dots_and_no_further(tmp_path):
    """Two in a row need nearly all their pixels at 300 dots; at 220 there is something to spare."""
    loaded, made = laid_out(*noisy(tmp_path, (1000, 750), count=2))
    files = fitted(loaded, made, each=1000)
    for name, width in cells(made).items():
        dots = Image.open(io.BytesIO(files[name])).width / width * 25.4
        assert 219 < dots < 221
    assert all(len(files[name]) < len(loaded[name].data) for name in files)


def test_a_photo_shown_twice_keeps_what_its_widest_place_needs(tmp_path):
    loaded, made = laid_out(*noisy(tmp_path, (1000, 750), count=3))
    twice = json.loads(json.dumps(made))
    name = next(iter(loaded))
    wide = {"file": name, "width": 160.0, "height": 120.0, "alt": ""}
    twice["blocks"].append(
        {"type": "photos", "strips": [{"groups": [{"rows": [[wide]]}]}]}
    )
    assert fitted(loaded, twice, each=1000)[name] == loaded[name].data
