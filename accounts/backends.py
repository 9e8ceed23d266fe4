from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.db.models import Q

from accounts.models import SignInName, User
from accounts.signin_names import normalise


def proved(name: str, password: str) -> User | None:
    """Whose name and password these are, locked or not. An unknown name costs as much time as a wrong
    password, and so does a locked account."""
    meant = Q()
    for kind, value in normalise(name):
        meant |= Q(kind=kind, normalised=value)
    found = (
        SignInName.objects.filter(meant).select_related("user").first()
        if meant
        else None
    )
    user: User | None = found.user if found else None
    if user is None or not user.has_usable_password():
        make_password(password)
        return None
    return user if user.check_password(password) else None


class SignInNameBackend(ModelBackend):
    """Sign in by phone, e-mail or staff code."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        user = proved(username or "", password or "")
        return user if user and self.user_can_authenticate(user) else None
