"""What a person is given who asks for the file of a revision."""

import io
from typing import IO

from django.utils.translation import gettext as _

from accounts.models import User
from lessons.cleaning.door import Uncleanable, cleaned
from lessons.filetypes import ACCEPTED
from lessons.models import PlanRevision


def opened_for(revision: PlanRevision, user: User | None = None) -> IO[bytes]:
    """The file: as it was for whoever handed it in, without what it says of its author for all others.

    A revision that was kept before clean copies were made is cleaned when it is asked for. Raises
    OSError when the file is lost, Uncleanable when nobody else can be given it.
    """
    if user is not None and revision.created_by_id == user.pk:
        return revision.file.open("rb")
    if revision.shared_file:
        return revision.shared_file.open("rb")
    kind = next(
        (one for one in ACCEPTED if one.media_type == revision.content_type), None
    )
    if kind is None:
        raise Uncleanable
    with revision.file.open("rb") as file:
        return io.BytesIO(cleaned(file.read(), kind).data)


def withheld() -> str:
    """Why somebody is not given a file, and what helps."""
    return _(
        "This file cannot be handed on as it is: it may still say who wrote it, or start a program. Please ask whoever handed it in to hand it in again."
    )
