"""The three steps of the first day (own account, cluster, invitations), told on their pages."""

from django.http import HttpRequest

_KEPT = "setting_up"


def begin(request: HttpRequest) -> None:
    """The own account is there: the next pages say which step they are."""
    request.session[_KEPT] = True


def are_on(request: HttpRequest) -> bool:
    """Whether this person is setting the installation up just now."""
    return bool(request.session.get(_KEPT))


def end(request: HttpRequest) -> bool:
    """The last step is shown: whether it was one, and from now on none is."""
    return bool(request.session.pop(_KEPT, False))
