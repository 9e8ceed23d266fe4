"""A phone that is known from before: a cookie with a random word speaks for one person, in acts of
low risk only (checking in). It signs nobody in and ends with the person's sign-ins."""

import re
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import KnownPhone, User
from accounts.verbs import Actor

COOKIE = "phone"
KNOWN_FOR = timedelta(days=180)
# The date of the last use is for the person's list: once a day is enough.
_USED_EVERY = timedelta(days=1)
# More are not kept: the one that was not used for longest is forgotten.
MOST_PHONES = 5

_BROWSERS = (
    (r"Edg/", "Edge"),
    (r"CocCoc|coc_coc", "Cốc Cốc"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Zalo", "Zalo"),
    (r"OPR/|Opera", "Opera"),
    (r"Firefox/", "Firefox"),
    (r"Chrome/|CriOS/", "Chrome"),
    (r"Safari/", "Safari"),
)
_SYSTEMS = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Mac OS", "Mac"),
    (r"Linux", "Linux"),
)


def _hash(word: str) -> str:
    return salted_hmac("accounts.phones", word, algorithm="sha256").hexdigest()


def label_of(agent: str) -> str:
    """What a browser says it is, in two words that a person recognises: "Chrome, Android"."""
    found = [
        next((name for sign, name in signs if re.search(sign, agent)), "")
        for signs in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(name for name in found if name) or _("Unknown browser")


def phone_of(request: HttpRequest, *, now: datetime) -> KnownPhone | None:
    """The known phone that this request comes from, with its person; one query where there is a
    cookie, none otherwise."""
    word = request.COOKIES.get(COOKIE, "")
    if not word or len(word) > 100:
        return None
    phone = (
        KnownPhone.objects.usable(now=now)
        .select_related("user")
        .filter(word_hash=_hash(word))
        .first()
    )
    return phone if phone is not None and phone.stands() else None


def used(phone: KnownPhone, *, now: datetime) -> None:
    """Note that the phone spoke for its person, at most once a day."""
    if now - phone.used_at >= _USED_EVERY:
        KnownPhone.objects.filter(pk=phone.pk).update(used_at=now)


def remember(
    response: HttpResponse, *, person: User, agent: str, by: Actor, now: datetime
) -> KnownPhone:
    """Make the phone that gets this response known for its person, for 180 days."""
    word = secrets.token_urlsafe(32)
    with transaction.atomic():
        phone = KnownPhone.objects.create(
            user=person,
            word_hash=_hash(word),
            stamp=person.get_session_auth_hash(),
            label=label_of(agent)[:80],
            made_at=now,
            used_at=now,
            expires_at=now + KNOWN_FOR,
        )
        kept = KnownPhone.objects.usable(now=now).filter(user=person)
        spare = list(kept.values_list("pk", flat=True)[MOST_PHONES:])
        KnownPhone.objects.filter(pk__in=spare).update(forgotten_at=now)
        audit.record(
            by=by,
            verb="accounts.remember_phone",
            row=person,
            after={"phone": phone.pk, "label": phone.label},
        )
    response.set_cookie(
        COOKIE,
        word,
        max_age=int(KNOWN_FOR.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return phone


def forget(*, phone: KnownPhone, by: Actor, now: datetime) -> None:
    """The phone speaks for nobody from now on. Forgotten already: nothing."""
    with transaction.atomic():
        kept = KnownPhone.objects.select_for_update().filter(
            pk=phone.pk, forgotten_at=None
        )
        if kept.update(forgotten_at=now):
            audit.record(
                by=by,
                verb="accounts.forget_phone",
                row=phone.user,
                before={"phone": phone.pk, "label": phone.label},
            )
