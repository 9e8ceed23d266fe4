"""Django's own administration, kept apart: for repairing rows, not for daily work.

It has no door of its own: the sign-in page counts tries, Django's would not.
"""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from accounts.models import AuditEntry, SignInFailure, SignInName, Slip, User


@never_cache
@login_not_required
def _sign_in(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """Our door for strangers; 403 for people who are in but do not administer."""
    if request.user.is_authenticated:
        raise PermissionDenied
    asked = request.GET.get("next") or request.get_full_path()
    return redirect_to_login(asked, login_url=settings.LOGIN_URL)


admin.site.login = _sign_in  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "Chung Tay"
admin.site.enable_nav_sidebar = False


class Shown(admin.ModelAdmin):
    """Rows that are looked at here and changed by the app only."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class SignInNames(admin.TabularInline):
    model = SignInName
    extra = 0


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["full_name", "is_active", "is_staff", "is_demo", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser", "is_demo"]
    search_fields = ["search_key", "full_name", "sign_in_names__normalised"]
    fields = [
        "full_name",
        "language",
        "is_active",
        "is_staff",
        "is_superuser",
        "handle",
        "is_demo",
        "sign_in_epoch",
        "last_login",
        "created_at",
    ]
    readonly_fields = ["handle", "is_demo", "sign_in_epoch", "last_login", "created_at"]
    inlines = [SignInNames]

    def has_delete_permission(self, request, obj=None):
        # People are locked, never deleted: their names stand on what was held and written.
        return False

    def save_model(self, request, obj, form, change):
        obj.set_name(obj.full_name)
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(AuditEntry)
class AuditEntryAdmin(Shown):
    list_display = ["at", "actor", "verb", "object_type", "object_id"]
    list_filter = ["verb"]
    search_fields = ["object_id", "request_id", "actor__search_key"]
    date_hierarchy = "at"


@admin.register(Slip)
class SlipAdmin(Shown):
    list_display = [
        "user",
        "purpose",
        "issued_by",
        "issued_at",
        "expires_at",
        "used_at",
    ]
    list_filter = ["purpose"]
    search_fields = ["user__search_key"]
    # Whoever knows the seed and the secret key knows the code.
    exclude = ["seed", "code_hash"]


@admin.register(SignInFailure)
class SignInFailureAdmin(Shown):
    list_display = ["at", "kind"]
    list_filter = ["kind"]
