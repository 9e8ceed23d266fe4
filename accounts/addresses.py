"""Where a request comes from, and the address by which others reach us."""

import ipaddress
import unicodedata
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's address: as many steps from the right of X-Forwarded-For as we have proxies.

    Whatever stands further left was written by the client and is not believed. An IPv6 client is
    known by its /64 network, since one machine may use any address in it.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        passed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(passed) >= settings.TRUSTED_PROXIES:
            address = passed[-settings.TRUSTED_PROXIES]
    try:
        known = ipaddress.ip_address(address.strip())
    except ValueError:
        # A server on a Unix socket has no address; all of its clients count together.
        return "unknown"
    if known.version == 6:
        return str(ipaddress.ip_network(f"{known}/64", strict=False))
    return str(known)


def public_url(request: HttpRequest, path: str) -> str:
    """The path as a whole address that can be sent to others."""
    if settings.PUBLIC_ADDRESS:
        return f"{settings.PUBLIC_ADDRESS}{path}"
    return request.build_absolute_uri(path)


def only_this_machine(request: HttpRequest) -> bool:
    """Whether addresses made by `public_url` would open on this machine only."""
    if settings.PUBLIC_ADDRESS:
        return False
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    return (
        host == "localhost"
        or host.endswith(".localhost")
        or host in ("127.0.0.1", "::1")
    )


def attachment(name: str) -> str:
    """The header that keeps a Vietnamese file name: plain letters for old readers, UTF-8 for others."""
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(
        char if char.isascii() and char.isprintable() and char not in '"\\;' else "_"
        for char in plain
        if not unicodedata.combining(char)
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
