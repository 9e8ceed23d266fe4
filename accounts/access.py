"""The only way a view says 403."""

from django.core.exceptions import PermissionDenied


def require(allowed: bool) -> None:
    """Raise PermissionDenied (403) unless allowed. What one may not *see* is a 404 instead."""
    if not allowed:
        raise PermissionDenied
