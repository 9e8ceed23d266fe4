"""Django's own administration, kept apart: for repairing rows, not for daily work.

It has no door of its own: the sign-in page counts tries, Django's would not.
"""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import actions, audit, mailing
from accounts.models import AuditEntry, Mail, SignInFailure, SignInName, Slip, User
from accounts.verbs import actor_of, person_of


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


def _words(value: Any) -> str:
    if isinstance(value, (list, tuple, QuerySet)):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)


def record_repair(request: HttpRequest, form: ModelForm, row: Model) -> None:
    """Write the fields that were changed by hand into our own log, with what stood there before."""
    changed = form.changed_data
    audit.record(
        by=actor_of(request),
        verb=f"{row._meta.app_label}.repair",
        row=row,
        before={name: _words(form.initial.get(name)) for name in changed},
        after={name: _words(form.cleaned_data.get(name)) for name in changed},
    )


class Repaired(admin.ModelAdmin):
    """Rows that may be repaired by hand: our log tells it, a broken rule is a sentence and no 500."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            self.message_user(
                request,
                _(
                    "This was not saved: a row like it is there already, or it breaks a rule of the "
                    "database."
                ),
                messages.ERROR,
            )
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        record_repair(request, form, obj)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        for one in formset.forms:
            if one.has_changed() and one.instance.pk:
                record_repair(request, one, one.instance)
        for gone in formset.deleted_objects:
            self._record_removal(request, gone, form.instance)

    def delete_model(self, request, obj):
        self._record_removal(request, obj, obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            self._record_removal(request, obj, obj)
        super().delete_queryset(request, queryset)

    def _record_removal(self, request, gone, row):
        audit.record(
            by=actor_of(request),
            verb=f"{gone._meta.app_label}.repair",
            row=row,
            before={gone._meta.model_name: str(gone)},
        )


class Shown(admin.ModelAdmin):
    """Rows that are looked at here and changed by the app only."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class SignInNames(admin.TabularInline):
    """To look at only: a name is typed by its owner, who knows how it is spelt."""

    model = SignInName
    extra = 0
    max_num = 0
    can_delete = False
    readonly_fields = ["kind", "normalised"]


class RightsForm(ModelForm):
    """A person; nobody locks or demotes themselves, else nobody may be left to undo it."""

    by: User

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk == self.by.pk:
            for name in ("is_active", "is_staff", "is_superuser"):
                if name in self.changed_data:
                    self.add_error(
                        name, _("Please ask somebody else to change your own rights.")
                    )
        return cleaned


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    form = RightsForm
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

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.by = person_of(request)
        return form

    def save_model(self, request, obj, form, change):
        """What the pages do, the pages' verbs do here too, each with its line in the log."""
        by, typed = actor_of(request), form.cleaned_data
        if not change:
            made = actions.create_person(by=by, full_name=typed["full_name"])
            obj.__dict__.update(made.__dict__)
        actions.rename_person(person=obj, full_name=typed["full_name"], by=by)
        actions.choose_language(person=obj, language=typed["language"], by=by)
        if not typed["is_active"]:
            actions.deactivate(person=obj, by=by, now=timezone.now())
        else:
            actions.reactivate(person=obj, by=by)
        actions.change_rights(
            person=obj,
            is_staff=typed["is_staff"],
            is_superuser=typed["is_superuser"],
            by=by,
        )


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


@admin.register(Mail)
class MailAdmin(Shown):
    list_display = ["on", "user", "kind", "state", "attempts", "error"]
    list_filter = ["state", "kind"]
    search_fields = ["user__search_key", "address"]
    date_hierarchy = "on"

    def changelist_view(self, request, extra_context=None):
        if not mailing.configured():
            self.message_user(
                request,
                _(
                    "No e-mail is sent: EMAIL_URL and PUBLIC_ADDRESS must both be set. Notices stay "
                    "in the app."
                ),
                messages.WARNING,
            )
        return super().changelist_view(request, extra_context)


@admin.register(SignInFailure)
class SignInFailureAdmin(Shown):
    list_display = ["at", "kind"]
    list_filter = ["kind"]
