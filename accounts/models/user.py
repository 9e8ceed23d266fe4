import secrets

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.text import fold, nfc, person_sort_key, search_words


def new_handle() -> str:
    """An opaque username: nobody types it, it says nothing about the person."""
    return secrets.token_hex(8)


class UserQuerySet(models.QuerySet["User"]):
    def named_like(self, words: str) -> "UserQuerySet":
        """People whose folded name holds every word, in any order ("duong" finds Dương, Đường)."""
        found = self
        for word in search_words(words):
            found = found.filter(search_key__contains=word)
        return found


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_person(
        self, full_name: str, *, password: str | None = None, **fields
    ) -> "User":
        """A person with the name keys set; without a password nobody can sign in as them."""
        person = self.model(**fields)
        person.set_name(full_name)
        if password is None:
            person.set_unusable_password()
        else:
            person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(
        self, handle: str, password: str | None = None, **fields
    ) -> "User":
        fields.setdefault("is_staff", True)
        fields.setdefault("is_superuser", True)
        full_name = fields.pop("full_name", handle)
        return self.create_person(full_name, password=password, handle=handle, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a sign-in, or with a post given by a school or an authority.

    Everybody else in a session is a name as printed, never a row here.
    """

    class Language(models.TextChoices):
        VIETNAMESE = "vi", "Tiếng Việt"
        ENGLISH = "en", "English"

    handle = models.CharField(
        max_length=32, unique=True, default=new_handle, editable=False
    )
    full_name = models.CharField(_("Full name"), max_length=120)
    sort_key = models.CharField(max_length=400, editable=False)
    search_key = models.CharField(max_length=120, editable=False, db_index=True)
    language = models.CharField(
        max_length=2, choices=Language.choices, default=Language.VIETNAMESE
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False, editable=False)
    # Raised by "sign out of all devices": every older cookie stops counting.
    sign_in_epoch = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "handle"
    REQUIRED_FIELDS = ["full_name"]
    objects = UserManager()

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=~Q(full_name=""), name="user_has_name"),
            models.CheckConstraint(
                condition=Q(language__in=["vi", "en"]), name="user_language"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def set_name(self, full_name: str) -> None:
        """Set the name and the two keys that follow from it."""
        self.full_name = nfc(" ".join(full_name.split()))
        self.sort_key = person_sort_key(self.full_name)
        self.search_key = fold(self.full_name)[:120]

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        """The given name: the last word of a Vietnamese name."""
        return self.full_name.split()[-1]

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.full_name.split()[-2:]).upper()

    def get_session_auth_hash(self) -> str:
        return self._auth_hash(None)

    def get_session_auth_fallback_hash(self):
        return iter(())

    def _auth_hash(self, secret: str | None) -> str:
        return salted_hmac(
            "accounts.User.sign_in",
            f"{self.password}:{self.sign_in_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class SignInName(models.Model):
    """What a person types to sign in: phone, e-mail or staff code (SCHOOL/CODE)."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone number")
        EMAIL = "email", _("E-mail")
        CODE = "code", _("Staff code")

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="sign_in_names"
    )
    kind = models.CharField(max_length=5, choices=Kind.choices)
    normalised = models.CharField(max_length=120)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "normalised"], name="sign_in_name_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["phone", "email", "code"]),
                name="sign_in_name_kind",
            ),
            models.CheckConstraint(
                condition=~Q(normalised=""), name="sign_in_name_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return self.normalised
