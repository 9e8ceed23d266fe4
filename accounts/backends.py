from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.db.models import Count, OuterRef, Q, Subquery

from accounts.models import Notice, SignInName, User
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


# How many notices a person has not read. Every page shows it, so it rides on the question of who is
# signed in, from an index that holds the unread only.
_UNREAD = (
    Notice.objects.filter(user=OuterRef("pk"), read_at=None)
    .order_by()
    .values("user")
    .annotate(number=Count("pk"))
    .values("number")
)
_SIGNED_IN = User.objects.annotate(unread_notices=Subquery(_UNREAD)).order_by()


class SignInNameBackend(ModelBackend):
    """Sign in by phone, e-mail or staff code."""

    def get_user(self, user_id):
        """Who is signed in, with `unread_notices` (None for none)."""
        user = _SIGNED_IN.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def authenticate(self, request, username=None, password=None, **kwargs):
        user = proved(username or "", password or "")
        return user if user and self.user_can_authenticate(user) else None
