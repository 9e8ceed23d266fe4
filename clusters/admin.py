"""Django's administration of schools and clusters: for repairing rows, and for the programme."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.admin import Repaired
from accounts.text import fold
from clusters.models import (
    Authority,
    AuthorityParent,
    AuthoritySuccession,
    Cluster,
    ClusterAuthority,
    ClusterMembership,
    ClusterOffice,
    Commitment,
    Delegation,
    Document,
    DocumentIssuer,
    Grade,
    Level,
    Partnership,
    PartnershipParty,
    Post,
    School,
    SchoolAuthority,
    SchoolName,
    SchoolYear,
    Subject,
    SubjectAlias,
)


class Kept(Repaired):
    """Rows that are switched off rather than deleted."""

    def has_delete_permission(self, request, obj=None):
        return False


class Successions(admin.TabularInline):
    model = AuthoritySuccession
    fk_name = "predecessor"
    autocomplete_fields = ["successor"]
    extra = 0


class Parents(admin.TabularInline):
    model = AuthorityParent
    fk_name = "authority"
    autocomplete_fields = ["parent"]
    extra = 0


class Managers(admin.TabularInline):
    model = ClusterAuthority
    autocomplete_fields = ["authority"]
    extra = 0


@admin.register(Authority)
class AuthorityAdmin(Kept):
    list_display = ["name", "kind", "parent", "valid_from", "valid_to"]
    list_filter = ["kind"]
    search_fields = ["name", "short_name"]
    autocomplete_fields = ["parent"]
    inlines = [Successions, Parents]


class Names(admin.TabularInline):
    model = SchoolName
    extra = 0


class Relations(admin.TabularInline):
    model = SchoolAuthority
    autocomplete_fields = ["authority"]
    extra = 0


@admin.register(School)
class SchoolAdmin(Kept):
    list_display = ["name", "code", "place", "is_active"]
    list_filter = ["levels", "is_active"]
    search_fields = ["search_key", "name", "code"]
    inlines = [Names, Relations]

    def get_readonly_fields(self, request, obj=None):
        # A school is renamed on its page, or by its dated names below; `name` follows them.
        return ["name"] if obj else []

    def get_inlines(self, request, obj):
        return self.inlines if obj else [Relations]

    def save_model(self, request, obj, form, change):
        obj.set_name(obj.name)
        obj.code = (obj.code or "").strip().upper() or None
        super().save_model(request, obj, form, change)
        if not change:
            SchoolName.objects.create(school=obj, name=obj.name)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        school = form.instance
        school.keep_name_changes()
        current = school.names.on(timezone.localdate()).last()
        if current and current.name != school.name:
            school.set_name(current.name)
            school.save(update_fields=["name", "search_key", "sort_key"])


class Memberships(admin.TabularInline):
    model = ClusterMembership
    autocomplete_fields = ["school"]
    extra = 0


class Offices(admin.TabularInline):
    model = ClusterOffice
    autocomplete_fields = ["person", "document"]
    extra = 0


@admin.register(Cluster)
class ClusterAdmin(Kept):
    list_display = ["label", "managing_authority", "area", "valid_from", "valid_to"]
    list_filter = ["levels"]
    search_fields = ["search_key", "label"]
    autocomplete_fields = ["managing_authority", "parent"]
    inlines = [Memberships, Offices, Managers]

    def save_model(self, request, obj, form, change):
        obj.set_label(obj.label)
        super().save_model(request, obj, form, change)


class Delegations(admin.TabularInline):
    model = Delegation
    autocomplete_fields = ["to"]
    extra = 0


@admin.register(Post)
class PostAdmin(Repaired):
    list_display = ["user", "kind", "title", "school", "authority", "valid_to"]
    list_filter = ["kind"]
    list_select_related = ["user", "school", "authority"]
    search_fields = ["user__search_key", "school__search_key", "title"]
    autocomplete_fields = ["user", "school", "authority", "subjects"]
    inlines = [Delegations]


class Issuers(admin.TabularInline):
    model = DocumentIssuer
    autocomplete_fields = ["authority", "school", "cluster"]
    extra = 0


@admin.register(Document)
class DocumentAdmin(Repaired):
    list_display = ["type_as_printed", "number", "issued_on", "issuer_as_printed"]
    search_fields = ["number", "summary", "raw"]
    inlines = [Issuers]


class Parties(admin.TabularInline):
    model = PartnershipParty
    autocomplete_fields = ["school", "authority"]
    extra = 0


class Commitments(admin.TabularInline):
    model = Commitment
    extra = 0


@admin.register(Partnership)
class PartnershipAdmin(Repaired):
    list_display = ["programme_name", "instrument_as_printed", "signed_on", "state"]
    list_filter = ["state"]
    search_fields = ["programme_name"]
    autocomplete_fields = ["programme_owner", "document"]
    readonly_fields = ["state"]
    inlines = [Parties, Commitments]


@admin.register(Level)
class LevelAdmin(Kept):
    list_display = ["name", "short_name", "order"]


@admin.register(Grade)
class GradeAdmin(Kept):
    list_display = ["name", "level", "number", "order"]
    list_filter = ["level"]


class AliasRows(forms.BaseInlineFormSet):
    """Other ways to write a subject; without accents and capitals each belongs to one subject."""

    def clean(self):
        super().clean()
        met: set[str] = set()
        for form in self.forms:
            text = form.cleaned_data.get("text", "") if form.is_valid() else ""
            if not text or form.cleaned_data.get("DELETE"):
                continue
            folded = fold(text)
            others = SubjectAlias.objects.filter(folded=folded)
            if not folded:
                form.add_error("text", _("Please write letters or digits."))
            elif folded in met or others.exclude(pk=form.instance.pk).exists():
                form.add_error("text", _("This is written for a subject already."))
            met.add(folded)


class Aliases(admin.TabularInline):
    model = SubjectAlias
    formset = AliasRows
    extra = 1


@admin.register(Subject)
class SubjectAdmin(Kept):
    list_display = ["name", "short_name", "is_active", "order"]
    list_filter = ["levels", "is_active"]
    search_fields = ["name", "short_name"]
    inlines = [Aliases]

    def save_formset(self, request, form, formset, change):
        for one in formset.forms:
            one.instance.folded = fold(one.instance.text)
        super().save_formset(request, form, formset, change)


@admin.register(SchoolYear)
class SchoolYearAdmin(Kept):
    list_display = ["label", "starts_on", "ends_on"]
