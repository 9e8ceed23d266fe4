"""The door of photos: real types, upright, bare of metadata, bounded; everything else is refused."""

import io
import threading
import time

import pytest
from PIL import Image

from accounts.imaging import PhotoRefused, derive, door
from tests.reports.photos import pictures

LIMITS = {"most_bytes": 20 * 2**20, "most_pixels": 60_000_000}


@pytest.fixture
def made(tmp_path):
    def make(data: bytes, **limits):
        return derive(data, **{**LIMITS, **limits, "lock": tmp_path / "imaging.lock"})

    return make


@pytest.fixture
def refused(made):
    def reason(data: bytes, **limits) -> str:
        with pytest.raises(PhotoRefused) as caught:
            made(data, **limits)
        return caught.value.reason

    return reason


def read(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def corners(picture: Image.Image) -> tuple:
    right, bottom = picture.width - 4, picture.height - 4
    return tuple(
        picture.getpixel(at)
        for at in ((3, 3), (right, 3), (3, bottom), (right, bottom))
    )


def stands_as_drawn(picture: Image.Image) -> bool:
    wanted = (pictures.RED, pictures.BLUE, pictures.BLUE, pictures.GREEN)
    return all(map(pictures.near, corners(picture), wanted))


def test_a_photo_becomes_a_jpeg_for_print_and_two_webp_for_the_screen(made):
    photo = made(pictures.jpeg((4000, 3000)))
    printed, screen, thumb = map(read, (photo.printed, photo.screen, photo.thumb))
    assert (printed.format, screen.format, thumb.format) == ("JPEG", "WEBP", "WEBP")
    assert (printed.size, screen.size, thumb.size) == (
        (1000, 750),
        (1280, 960),
        (400, 300),
    )
    assert {printed.mode, screen.mode, thumb.mode} == {"RGB"}
    assert (photo.width, photo.height) == printed.size


def test_a_small_photo_is_not_made_larger(made):
    photo = made(pictures.jpeg((320, 240)))
    assert [read(one).size for one in (photo.printed, photo.screen, photo.thumb)] == [
        (320, 240)
    ] * 3


def test_a_panorama_keeps_more_pixels_for_its_row(made):
    assert made(pictures.jpeg((4200, 1000))).width == 1600


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_is_turned_upright_once(made, orientation):
    photo = made(pictures.lying(orientation))
    printed = read(photo.printed)
    assert printed.size == (600, 400)
    assert stands_as_drawn(printed)
    assert stands_as_drawn(read(photo.screen))


def test_a_rotated_heic_is_turned_once_and_not_twice(made):
    photo = made(pictures.ROTATED_HEIC)
    printed = read(photo.printed)
    assert printed.size == (64, 96)
    upper_left, upper_right, lower_left, lower_right = corners(printed)
    assert pictures.near(upper_right, pictures.RED, 20)
    assert pictures.near(lower_left, pictures.GREEN, 20)
    assert pictures.near(upper_left, pictures.BLUE, 20)
    assert pictures.near(lower_right, pictures.BLUE, 20)


@pytest.mark.parametrize(
    "data", [pictures.with_exif(6), pictures.ROTATED_HEIC, pictures.with_profile()]
)
def test_no_metadata_is_left_in_any_derivative(made, data):
    photo = made(data)
    for one in (photo.printed, photo.screen, photo.thumb):
        picture = read(one)
        assert not picture.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment", "photoshop"} & set(
            picture.info
        )
        assert not [
            word
            for word in (b"Exif", b"SecretMaker", b"iPhone", b"GPS", b"ICC_PROFILE")
            if word in one
        ]


def test_cmyk_gray_palette_and_sixteen_bits_become_rgb(made):
    gray16 = Image.new("I;16", (90, 60), 0x8080)
    samples = {
        "cmyk": (
            pictures.packed(pictures.drawn((300, 200), "CMYK"), "JPEG", quality=95),
            pictures.BLUE,
        ),
        "gray": (
            pictures.packed(pictures.drawn((300, 200), "L"), "JPEG", quality=95),
            (98, 98, 98),
        ),
        "palette": (
            pictures.packed(pictures.drawn((300, 200), "P"), "PNG"),
            pictures.BLUE,
        ),
        "16 bits": (pictures.packed(gray16, "PNG"), (128, 128, 128)),
    }
    for name, (data, colour) in samples.items():
        printed = read(made(data).printed)
        assert printed.mode == "RGB", name
        middle = printed.getpixel((printed.width // 2, printed.height // 2))
        assert pictures.near(middle, colour, 30), (name, middle)


def test_what_is_transparent_becomes_white(made):
    printed = read(made(pictures.with_transparency()).printed)
    assert pictures.near(printed.getpixel((150, 100)), pictures.WHITE)
    assert stands_as_drawn(printed)


def test_webp_is_taken(made):
    assert stands_as_drawn(
        read(made(pictures.packed(pictures.drawn(), "WEBP", quality=90)).printed)
    )


def test_a_photo_of_fifty_megapixels_is_taken(made):
    for kind in ("JPEG", "PNG"):
        photo = made(pictures.packed(Image.new("RGB", (8660, 5774), "gray"), kind))
        assert (photo.width, photo.height) == (1000, 667)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        ("Chỉ là chữ, không phải ảnh.".encode(), "not_image"),
        (b"<?php echo 1; ?>", "not_image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "other_kind"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><svg/>', "other_kind"),
        (b"%PDF-1.7", "other_kind"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2", "other_kind"),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1miaf", "other_kind"),
        (b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avif", "other_kind"),
        (pictures.animated("GIF"), "other_kind"),
        (pictures.packed(pictures.drawn((60, 40)), "BMP"), "other_kind"),
        (pictures.packed(pictures.drawn((60, 40)), "TIFF"), "other_kind"),
        (pictures.animated("WEBP"), "animated"),
        (pictures.animated("PNG"), "animated"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 200, "broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "broken"),
        (b"\x00\x00\x00\x1cftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 90, "broken"),
    ],
)
def test_what_is_no_photo_is_refused_with_its_own_reason(refused, data, reason):
    assert refused(data) == reason


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_truncated_file_is_refused(refused, kind, part):
    noise = Image.effect_noise((600, 400), 90).convert("RGB")
    data = pictures.packed(noise, kind)
    assert refused(data[: int(len(data) * part)]) == "broken"


def test_a_truncated_heic_is_refused(refused):
    assert refused(pictures.ROTATED_HEIC[:-60]) == "broken"


def test_a_bomb_of_four_hundred_million_pixels_is_refused_before_it_is_decoded(refused):
    started = time.monotonic()
    assert refused(pictures.bomb()) == "too_many_pixels"
    assert time.monotonic() - started < 5


def test_the_limits_of_pixels_and_bytes_hold_to_the_last(made, refused):
    data = pictures.jpeg((100, 100))
    assert made(data, most_pixels=10_000, most_bytes=len(data)).width == 100
    assert refused(data, most_pixels=9_999) == "too_many_pixels"
    assert refused(data, most_bytes=len(data) - 1) == "too_large"


def test_a_header_that_lies_about_its_size_does_not_kill_the_parent(refused):
    data = bytearray(pictures.packed(pictures.drawn((60, 40)), "PNG"))
    data[16:24] = (7000).to_bytes(4, "big") + (7000).to_bytes(4, "big")
    assert refused(bytes(data)) == "broken"


def test_a_decoder_that_needs_too_much_memory_ends_alone(refused, monkeypatch):
    monkeypatch.setattr(door, "MEGABYTES", 160)
    assert refused(pictures.packed(Image.new("RGB", (7000, 7000), "gray"), "PNG")) in {
        "too_many_pixels",
        "broken",
    }


def test_the_limit_of_memory_holds_for_heic_too(made, refused, monkeypatch):
    assert made(pictures.ROTATED_HEIC).width == 64
    monkeypatch.setattr(door, "MEGABYTES", 40)
    assert refused(pictures.ROTATED_HEIC) in {"too_many_pixels", "broken"}


def test_one_photo_is_decoded_at_a_time(made, tmp_path):
    """Whoever comes while another photo is decoded waits until the lock is free."""
    done = threading.Event()

    def second() -> None:
        made(pictures.jpeg((60, 40)))
        done.set()

    with door._alone(tmp_path / "imaging.lock"):
        thread = threading.Thread(target=second)
        thread.start()
        assert not done.wait(1.5)
    thread.join(20)
    assert done.is_set()


def test_who_waits_too_long_is_told_to_send_again(made, refused, monkeypatch, tmp_path):
    monkeypatch.setattr(door, "LOCK_SECONDS", 0.2)
    with door._alone(tmp_path / "imaging.lock"):
        assert refused(pictures.jpeg((60, 40))) == "busy"


def test_a_child_that_takes_too_long_is_ended(refused, monkeypatch):
    monkeypatch.setattr(door, "SECONDS", 0.01)
    assert refused(pictures.jpeg((60, 40))) == "busy"
