"""Photos on their way to the page."""

import io

import pytest
from PIL import Image

from reports.rendering.photos import load
from tests.reports.rendering.samples import drawn


def written(tmp_path, data, name="photo.jpg"):
    path = tmp_path / name
    path.write_bytes(data)
    return path


def encoded(image, form="JPEG", **options):
    made = io.BytesIO()
    image.save(made, form, **options)
    return made.getvalue()


def exif(orientation=1):
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = "SECRETMAKER"
    tags.get_ifd(0x8825)[1] = "N"
    return tags.tobytes()


def test_a_good_derivative_passes_byte_for_byte(tmp_path):
    data = drawn(1000, 750)
    picture = load(written(tmp_path, data))
    assert (picture.data, picture.width, picture.height) == (data, 1000, 750)


def test_comments_and_makers_data_are_taken_out_without_decoding(tmp_path):
    data = drawn(400, 300)
    marked = (
        data[:2]
        + b"\xff\xfe\x00\x0dCOMMENTTEXT"
        + b"\xff\xed\x00\x0cPHOTOSHOP!"
        + data[2:]
    )
    assert load(written(tmp_path, marked)).data == data


def test_a_colour_profile_stays(tmp_path):
    data = drawn(400, 300, icc_profile=b"x" * 200)
    assert load(written(tmp_path, data)).data == data


@pytest.mark.parametrize("progressive", [False, True])
def test_metadata_never_survives(tmp_path, progressive):
    picture = load(
        written(tmp_path, drawn(400, 300, exif=exif(), progressive=progressive))
    )
    assert b"SECRETMAKER" not in picture.data
    assert b"Exif" not in picture.data


def test_a_turned_photo_is_set_upright(tmp_path):
    picture = load(written(tmp_path, drawn(400, 300, exif=exif(orientation=6))))
    assert (picture.width, picture.height) == (300, 400)


def test_a_second_picture_behind_the_first_is_dropped(tmp_path):
    first, second = drawn(400, 300), drawn(400, 300, exif=exif())
    assert b"SECRETMAKER" not in load(written(tmp_path, first + second)).data


@pytest.mark.parametrize(
    ("mode", "form"),
    [
        ("CMYK", "JPEG"),
        ("L", "JPEG"),
        ("L", "PNG"),
        ("LA", "PNG"),
        ("P", "PNG"),
        ("RGBA", "PNG"),
        ("1", "PNG"),
        ("P", "GIF"),
        ("RGB", "WEBP"),
    ],
)
def test_other_colours_and_forms_become_rgb_jpeg(tmp_path, mode, form):
    image = Image.new("RGB", (60, 40), "red").convert(mode)
    picture = load(written(tmp_path, encoded(image, form)))
    with Image.open(io.BytesIO(picture.data)) as made:
        assert (made.format, made.size) == ("JPEG", (60, 40))
        assert made.mode in ("RGB", "L")


def test_a_transparent_picture_stands_on_white(tmp_path):
    picture = load(
        written(tmp_path, encoded(Image.new("RGBA", (60, 40), (0, 0, 0, 0)), "PNG"))
    )
    with Image.open(io.BytesIO(picture.data)) as made:
        assert made.getpixel((30, 20)) == (255, 255, 255)


def test_a_large_photo_is_made_smaller(tmp_path):
    picture = load(written(tmp_path, encoded(Image.new("RGB", (4000, 3000), "green"))))
    assert (picture.width, picture.height) == (1600, 1200)


BROKEN = {
    "empty": b"",
    "text": "Đây không phải là ảnh".encode() * 50,
    "html": b"<html><script>alert(1)</script>",
    "half": drawn(800, 600)[:30_000],
    "only a head": drawn(800, 600)[:300],
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    "markers only": b"\xff\xd8\xff\xe0\x00\x04ab\xff\xd9",
    "no length": b"\xff\xd8\xff\xff\xd9",
    "zero pixels": b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x00\x00\x00\x03\x01\x11\x00\xff\xda\x00\x02\xff\xd9",
    "lossless": b"\xff\xd8\xff\xc3\x00\x0b\x08\x00\x10\x00\x10\x03\x01\x11\x00\xff\xd9",
    "words between segments": b"\xff\xd8\xff\xe0\x00\x04ab words \xff\xd9",
    "tiff": encoded(Image.new("RGB", (20, 20)), "TIFF"),
    "half a png": encoded(Image.effect_noise((300, 300), 90), "PNG")[:2000],
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_what_is_no_photo_is_lost(tmp_path, data):
    assert load(written(tmp_path, data)) is None


@pytest.mark.parametrize("side", [5200, 12000, 20000])
def test_a_bomb_is_not_opened(tmp_path, side):
    assert load(written(tmp_path, encoded(Image.new("1", (side, side)), "PNG"))) is None


def test_a_missing_file_a_folder_and_no_path_at_all_are_lost(tmp_path):
    assert load(tmp_path / "none.jpg") is None
    assert load(tmp_path) is None
    assert load(None) is None
    assert load("") is None
    assert load("a\x00b") is None
