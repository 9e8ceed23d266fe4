from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.db.models import Q

from accounts.models import SignInName, User
from accounts.signin_names import normalise


class SignInNameBackend(ModelBackend):
    """Sign in by phone, e-mail or staff code. An unknown name costs as much time as a wrong password."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        meant = Q()
        for kind, value in normalise(username or ""):
            meant |= Q(kind=kind, normalised=value)
        found = (
            SignInName.objects.filter(meant).select_related("user").first()
            if meant
            else None
        )
        user: User | None = found.user if found else None
        if user is None or not user.has_usable_password():
            make_password(password or "")
            return None
        if user.check_password(password or "") and self.user_can_authenticate(user):
            return user
        return None
