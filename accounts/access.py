"""What a view says before it does anything: 403 for what is not allowed, 405 for other methods."""

from django.core.exceptions import PermissionDenied
from django.views.decorators.http import require_http_methods

# For pages with a form: looked at (HEAD asks for the same without the page), and sent.
form_page = require_http_methods(["GET", "HEAD", "POST"])


def require(allowed: bool) -> None:
    """Raise PermissionDenied (403) unless allowed. What one may not *see* is a 404 instead."""
    if not allowed:
        raise PermissionDenied
