"""A photo that somebody sends: read, made ready in three sizes, or refused in words."""

from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.imaging import PAGE_EDGE, PHOTO_EDGE, Derivatives, PhotoRefused, derive
from accounts.verbs import Refused


class TryAgain(Refused):
    """Nothing is wrong with the photo; the machine is busy."""


def read(upload: UploadedFile) -> bytes:
    """The bytes of a file that was sent. Refused before reading when it is larger than a photo may be."""
    if (upload.size or 0) > settings.PHOTO_MAX_BYTES:
        raise Refused(_sentence("too_large"), field="photo")
    return upload.read()


def prepared(data: bytes, *, of_a_page: bool = False) -> Derivatives:
    """The three sizes of a photo, upright and without metadata; of a written page (`of_a_page`) so large
    that it can be read. Raises Refused with a sentence about the file, TryAgain when only the machine was
    busy."""
    try:
        return derive(
            data,
            most_bytes=settings.PHOTO_MAX_BYTES,
            most_pixels=settings.PHOTO_MAX_PIXELS,
            lock=Path(settings.DATA_DIR) / "locks" / "imaging.lock",
            edge=PAGE_EDGE if of_a_page else PHOTO_EDGE,
        )
    except PhotoRefused as refusal:
        raised = TryAgain if refusal.reason == "busy" else Refused
        raise raised(_sentence(refusal.reason), field="photo") from refusal


def _sentence(reason: str) -> str:
    """What is wrong with a file and what to do, for each reason of `imaging`."""
    sentences = {
        "empty": _(
            "This file is empty (0 bytes). Please choose the photo again from the phone or camera."
        ),
        "too_large": _(
            "This photo is larger than %(limit)s MB. Please send it in a smaller size."
        )
        % {"limit": settings.PHOTO_MAX_BYTES // 2**20},
        "not_image": _(
            "This file is not a photo, whatever its name says. Please choose a JPEG, PNG, WebP or HEIC photo."
        ),
        "other_kind": _(
            "Files of this kind are not taken as photos. Please choose a JPEG, PNG, WebP or HEIC photo."
        ),
        "animated": _(
            "This is a moving picture and cannot be printed. Please choose a still photo."
        ),
        "too_many_pixels": _(
            "This picture has more than %(limit)s million pixels. Please send it in a smaller size."
        )
        % {"limit": settings.PHOTO_MAX_PIXELS // 1_000_000},
        "broken": _(
            "This photo is damaged or was cut off on the way. Please send it again or choose another one."
        ),
        "busy": _(
            "The server is busy with other photos. Please send this one again in a minute."
        ),
    }
    return sentences[reason]
