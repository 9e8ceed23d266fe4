"""What is said of the session as a whole."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.forms.dates import PartialDateField
from clusters.models import Cluster, Grade, Partnership, SchoolYear, Subject
from sessions.forms.fields import OneOfField, SomeOfField, WordsForm, text_area
from sessions.forms.parts import HALF_DAYS, WhyForm
from sessions.forms.rows import Sheet
from sessions.models import ExchangeSession, State
from sessions.models.exchange import LEADS, Kind
from sessions.permissions import can_create_for
from sessions.rows import Details
from sessions.suggestions import Unit, levels_of

MOST_EARLIER = 30


def lead_key(lead: Unit) -> str:
    return f"{lead._meta.model_name}-{lead.pk}"


class LeadField(forms.ChoiceField):
    """Whose session it is: one cluster, school or authority; cleans to the row."""

    leads: dict[str, Unit]

    def offer(self, leads: list[Unit]) -> None:
        self.leads = {lead_key(lead): lead for lead in leads}
        self.choices = [(key, str(lead)) for key, lead in self.leads.items()]

    def clean(self, value: Any) -> Unit | None:
        return self.leads.get(super().clean(value))


class DetailsForm(WordsForm):
    title = forms.CharField(
        label=_("Title of the session"), max_length=250, required=False
    )
    called = forms.CharField(
        label=_("The event's own word"),
        max_length=80,
        required=False,
        help_text=_("As sentences name it, for example “buổi giao lưu”, “hội nghị”."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    lead = LeadField(label=_("Led by"))
    cluster = OneOfField(label=_("Cluster"))
    rounds_as_printed = forms.CharField(
        label=_("Round, as written"),
        max_length=120,
        required=False,
        help_text=_("For example “lần 2”, “đợt 2”."),
    )
    school_year = OneOfField(label=_("School year"))
    on = PartialDateField(
        label=_("Day of the whole session"),
        help_text=_("Only if it is known for the session but not for its parts."),
    )
    half_day = forms.ChoiceField(label=_("Half-day"), choices=HALF_DAYS, required=False)
    date_as_printed = forms.CharField(
        label=_("Day in words"), max_length=120, required=False
    )
    duration_as_printed = forms.CharField(
        label=_("Duration in words"), max_length=80, required=False
    )
    purpose = forms.CharField(
        label=_("Purpose"), max_length=4000, required=False, widget=text_area(4)
    )
    subjects = SomeOfField(label=_("Subjects taught"))
    grades = SomeOfField(label=_("Grades"))
    address = forms.ChoiceField(
        label=_("People are called"),
        choices=ExchangeSession.Address.choices,
        help_text=_("In news and minutes."),
    )
    partnership = OneOfField(label=_("Partnership"))
    follows = OneOfField(label=_("Follows the session"))

    main = (
        "title",
        "called",
        "kind",
        "lead",
        "cluster",
        "rounds_as_printed",
        "school_year",
    )
    when = ("on", "half_day", "date_as_printed", "duration_as_printed")
    about = ("purpose", "subjects", "grades")
    more = ("address", "partnership", "follows")


class DetailsSheet(Sheet):
    section = "details"
    template = "sessions/edit/_details.html"

    def __init__(
        self, exchange: ExchangeSession, data: QueryDict | None = None, *, user: User
    ) -> None:
        self.user = user
        super().__init__(exchange, data)

    def prefixes(self) -> tuple[str, ...]:
        return ()

    def build(self) -> None:
        exchange = self.exchange
        if self.data is None:
            # It was read before the version was.
            exchange.refresh_from_db(
                from_queryset=ExchangeSession.objects.select_related(*LEADS)
            )
        form = DetailsForm(self.data, initial=self._initial())
        leads: list[Unit] = list(can_create_for(self.user))
        if exchange.lead not in leads:
            leads.append(exchange.lead)
        fields = form.fields
        fields["lead"].offer(leads)
        clusters = {lead.pk: lead for lead in leads if isinstance(lead, Cluster)}
        if exchange.cluster is not None:
            clusters[exchange.cluster.pk] = exchange.cluster
        fields["cluster"].offer(clusters.values())
        fields["school_year"].offer(
            SchoolYear.objects.nearest_first(timezone.localdate())
        )
        levels = levels_of(exchange)
        chosen = Q(pk__in=exchange.subjects.values("pk"))
        taught = Q(is_active=True) & (Q(levels__in=levels) if levels else Q())
        fields["subjects"].offer(Subject.objects.filter(taught | chosen).distinct())
        chosen = Q(pk__in=exchange.grades.values("pk"))
        near = Q(level__in=levels) | chosen if levels else Q()
        fields["grades"].offer(Grade.objects.filter(near))
        fields["partnership"].offer(self._partnerships())
        fields["follows"].offer(self._earlier())
        if exchange.state == State.SCHEDULED and exchange.on is not None:
            fields["reason"] = WhyForm().fields["reason"]
        self.form = self.whole = form

    def _partnerships(self) -> list[Partnership]:
        """Partnerships of a school of this session, and the one it has."""
        schools = self.exchange.units.filter(school__isnull=False).values("school")
        found = Partnership.objects.filter(parties__school__in=schools)
        own = Partnership.objects.filter(pk=self.exchange.partnership_id)
        return list((found | own).distinct())

    def _earlier(self) -> list[ExchangeSession]:
        earlier = (
            ExchangeSession.objects.visible_to(self.user)
            .exclude(pk=self.exchange.pk)
            .filter(kind=self.exchange.kind)[:MOST_EARLIER]
        )
        known = list(earlier)
        if self.exchange.follows is not None and self.exchange.follows not in known:
            known.append(self.exchange.follows)
        return known

    def _initial(self) -> dict[str, Any]:
        exchange = self.exchange
        plain = set(DetailsForm.base_fields) - {"lead", "subjects", "grades"}
        return {
            **{name: getattr(exchange, name) for name in plain},
            "lead": lead_key(exchange.lead),
            "subjects": list(exchange.subjects.all()),
            "grades": list(exchange.grades.all()),
        }

    def arguments(self) -> dict[str, Any]:
        data = dict(self.whole.cleaned_data)
        reason = data.pop("reason", "")
        return {
            "reason": reason,
            "details": Details(**data),
        }
