"""What a file really is, told by its first bytes. Its name and its stated type are not asked."""

HEAD_BYTES = 64
# Brands of ISO media files that hold HEVC still pictures (what iPhones write).
_HEIF_BRANDS = {
    b"heic",
    b"heix",
    b"heim",
    b"heis",
    b"hevc",
    b"hevx",
    b"hevm",
    b"hevs",
    b"mif1",
    b"msf1",
}
_OTHER_PICTURES = (
    b"GIF87a",
    b"GIF89a",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"\x00\x00\x00\x0cjP  ",
    b"8BPS",
    b"%PDF",
)


def accepted_kind(head: bytes) -> str | None:
    """One of jpeg, png, webp, heif; None for everything else."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS and not _is_avif(head):
        return "heif"
    return None


def is_other_picture(head: bytes) -> bool:
    """A picture, film or drawing of a kind that is not taken (GIF, BMP, TIFF, AVIF, SVG, MP4 …)."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return (
        head.startswith(_OTHER_PICTURES)
        or head[4:8] == b"ftyp"
        or text.startswith((b"<svg", b"<?xml"))
    )


def _is_avif(head: bytes) -> bool:
    return any(head[at : at + 4] in (b"avif", b"avis") for at in range(8, 40, 4))
