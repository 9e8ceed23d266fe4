"""A form that was sent after the sign-in had expired: its fields travel through the sign-in page.

They stand in the page as one signed field, so nothing is kept on the server for people who may
never come back, and nobody can put text into another person's form.
"""

import json
from dataclasses import asdict, dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

# Who signed in last on this device, to notice that somebody else goes on with the text.
PERSON_COOKIE = "person"
_SALT = "accounts.carried"
_MAX_AGE = 7 * 24 * 3600
# The rest of the sign-in form must fit beside it.
_ROOM = 100_000
# A form may have thousands of rows, its protection code and passwords are not carried.
_LEFT_OUT = ("csrfmiddlewaretoken", "password")


@dataclass(frozen=True)
class Carried:
    """The fields of a form that waits for a sign-in, and where it goes."""

    path: str
    fields: list[tuple[str, str]]
    files: list[str]
    person: int | None


def last_person(request: HttpRequest) -> int | None:
    """The key of the person who signed in last on this device."""
    try:
        return int(request.get_signed_cookie(PERSON_COOKIE, salt=_SALT))
    except (KeyError, ValueError, signing.BadSignature):
        return None


def remember_person(response, person_id: int) -> None:
    """Keep on this device who signed in (a signed key, no name)."""
    response.set_signed_cookie(
        PERSON_COOKIE,
        str(person_id),
        salt=_SALT,
        max_age=settings.SESSION_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def read(request: HttpRequest) -> Carried:
    """What was POSTed, without secrets; files by name only."""
    return Carried(
        path=request.get_full_path(),
        fields=[
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if not any(word in name for word in _LEFT_OUT)
        ],
        files=[
            upload.name for _, uploads in request.FILES.lists() for upload in uploads
        ],
        person=last_person(request),
    )


def pack(request: HttpRequest) -> str | None:
    """The POSTed fields as one signed text; None if they are too large to travel."""
    content = json.dumps(asdict(read(request)), ensure_ascii=False)
    if len(content.encode()) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE - _ROOM:
        return None
    return signing.TimestampSigner(salt=_SALT).sign(content)


def unpack(packed: str) -> Carried | None:
    """What `pack` packed, or None if it is not ours, too old, or leads elsewhere."""
    try:
        content = json.loads(
            signing.TimestampSigner(salt=_SALT).unsign(packed, max_age=_MAX_AGE)
        )
    except (signing.BadSignature, ValueError):
        return None
    if not url_has_allowed_host_and_scheme(content["path"], allowed_hosts=None):
        return None
    return Carried(
        path=content["path"],
        fields=[(name, value) for name, value in content["fields"]],
        files=content["files"],
        person=content["person"],
    )
