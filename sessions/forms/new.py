"""A new session in one form: to come, or written down afterwards."""

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import rows as row_buttons
from accounts.models import User
from accounts.rows import quiet
from clusters.models import Authority, Cluster, Grade, School, SchoolYear
from clusters.partial_dates import PartialDate
from clusters.programme import KnownSubjects
from clusters.standing import standing_of
from sessions import defaults
from sessions.approval import would_wait_at
from sessions.clashes import Asked, asked_by
from sessions.forms.details import lead_key
from sessions.forms.filling import filled
from sessions.forms.lessons import LessonForm
from sessions.forms.new_fields import NewForm, NewPartForm, PastPartForm, SchoolField
from sessions.forms.rows import refuse_at, rows_of
from sessions.models import ExchangeSession
from sessions.permissions import Leads
from sessions.rows import Details, NewExchange, PartRow, UnitRow
from sessions.suggestions import Unit, levels_of_leads, near_leads, subject_words

# More boxes to tick than this help nobody: the names are typed or pasted instead.
MOST_BOXES = 60


class NewSheet:
    """The whole form of a new session of one kind; `past` writes down one that took place."""

    prefixes = ("parts", "lessons")

    def __init__(
        self,
        *,
        kind: str,
        user: User,
        leads: Leads,
        past: bool,
        first_day: date | None = None,
        data: QueryDict | None = None,
    ) -> None:
        self.kind, self.user, self.leads, self.past = kind, user, leads, past
        pressed = None
        if data is not None:
            pressed = row_buttons.pressed(data, *self.prefixes) or filled(
                data, "parts", whole_days=not past
            )
        self.quiet = pressed is not None
        self.data = data if pressed is None else pressed
        self.errors: list[str] = []
        self.near = near_leads(leads)
        self.levels = levels_of_leads(leads)
        self.subjects = subject_words(self.levels)
        self.with_lessons = kind in defaults.WITH_LESSONS
        self.form = self._form()
        self.parts = self._parts(first_day)
        self.lessons = self._lessons()
        self.row_sets = [self.lessons, self.parts]

    # --- building -----------------------------------------------------------------------------

    @property
    def boxes(self) -> list[School]:
        """The schools to tick: those near, unless they are too many to look through."""
        schools = list(self.near.schools.values())
        return schools if len(schools) <= MOST_BOXES else []

    def default_lead(self) -> Unit | None:
        """The cluster for what clusters do together, the own school for what schools do."""
        groups: list[list[Any]] = [self.leads.clusters, self.leads.schools]
        if self.kind not in defaults.OF_CLUSTERS:
            groups.reverse()
        for group in [*groups, self.leads.authorities]:
            if group:
                return group[0]
        return None

    def clusters(self) -> list[Cluster]:
        """The clusters that a session may be of: those it can be led by, and those of the schools."""
        led = {cluster.pk: cluster for cluster in self.leads.clusters}
        today = timezone.localdate()
        for school in self.leads.schools:
            for cluster in Cluster.objects.on(today).of_school(school, day=today):
                led.setdefault(cluster.pk, cluster)
        return list(led.values())

    def default_cluster(self, clusters: list[Cluster]) -> Cluster | None:
        """What clusters do together is of the school's cluster, where there is exactly one."""
        together = self.kind in defaults.OF_CLUSTERS
        return clusters[0] if together and len(clusters) == 1 else None

    @property
    def lead(self) -> Unit | None:
        """The lead as it is chosen now, else as it is offered."""
        offered = {lead_key(lead): lead for lead in self.leads}
        return offered.get(self.form["lead"].value() or "") or self.default_lead()

    @property
    def waits(self) -> bool:
        """Whether the session, sent now, would wait for somebody else's word."""
        lead = self.lead
        return lead is not None and would_wait_at(self.user, lead)

    @property
    def other_way(self) -> list[Unit]:
        """The leads at which it would be the other way round."""
        waits = self.waits
        return [lead for lead in self.leads if would_wait_at(self.user, lead) != waits]

    def own_school(self) -> School | None:
        own = standing_of(self.user).schools
        return next(
            (school for school in self.near.schools.values() if school.pk in own), None
        )

    def _form(self) -> NewForm:
        lead, own = self.default_lead(), self.own_school()
        clusters = self.clusters()
        cluster = self.default_cluster(clusters)
        together = isinstance(lead, Cluster) or cluster is not None
        invited = self.boxes if together else [own] if own in self.boxes else []
        form = NewForm(
            self.data,
            near=self.near,
            initial={
                "lead": lead_key(lead) if lead else "",
                "cluster": cluster,
                "host": own,
                "invited": invited,
            },
        )
        if not self.with_lessons:
            form.fields["title"].help_text = ""
        form.fields["lead"].offer(list(self.leads))
        form.fields["cluster"].offer(clusters)
        if not clusters or not (self.leads.schools or self.leads.authorities):
            del form.fields["cluster"]
        if self.near.has_more_schools:
            form.fields["host"] = SchoolField(
                self.near, label=form.fields["host"].label
            )
            form.initial["host"] = self.near.label_of(own)
        else:
            form.fields["host"].offer(self.near.schools.values())
        form.fields["invited"].offer(self.boxes)
        if not self.boxes:
            del form.fields["invited"]
        if not self.past or len(defaults.parts_of(self.kind)) == 1:
            del form.fields["on"]
        if len(self.leads.clusters + self.leads.schools + self.leads.authorities) == 1:
            form.fields["lead"].widget = forms.HiddenInput()
        return quiet(form) if self.quiet else form

    def _parts(self, first_day: date | None):
        form = PastPartForm if self.past else NewPartForm
        initial = [
            {"title": part.title, "on": self._first_day_of(part, first_day)}
            for part in defaults.parts_of(self.kind)
        ]
        return rows_of(form)(
            self.data, prefix="parts", initial=initial, quiet=self.quiet
        )

    def _first_day_of(
        self, part: defaults.DefaultPart, first_day: date | None
    ) -> date | PartialDate | None:
        """The day a part is offered on. Of what took place only the day that was pressed is known."""
        day = defaults.day_of(part, first_day)
        if not self.past:
            return day
        return PartialDate.of(day) if day is not None and not part.after else None

    def _lessons(self):
        return rows_of(LessonForm, extra=1 if self.with_lessons else 0)(
            self.data,
            prefix="lessons",
            quiet=self.quiet,
            form_kwargs={
                "near": self.near,
                "grades": list(
                    Grade.objects.filter(level__in=self.levels)
                    if self.levels
                    else Grade.objects.all()
                ),
                "parts": [],
                "subjects": KnownSubjects(),
            },
        )

    # --- answering ----------------------------------------------------------------------------

    def is_valid(self) -> bool:
        if self.quiet or self.data is None:
            return False
        valid = [self.form.is_valid(), self.parts.is_valid(), self.lessons.is_valid()]
        return all(valid) and self._units_are_right()

    @property
    def has_errors(self) -> bool:
        if self.quiet or self.data is None:
            return False
        counted = self.parts.total_error_count() + self.lessons.total_error_count()
        return bool(counted or self.form.errors)

    def refuse(
        self, message: str, field: str | None = None, row: object = None
    ) -> None:
        """Show why the action said no: beside the field it named, of the part that it means, or
        beside the list it is about."""
        forms = [one for one in self.parts.forms if not one.is_removed]
        shown = [one for one in forms if not one.is_blank()]
        lines = self._part_rows(self.form.cleaned_data["host"])
        for form, line in zip(shown, lines, strict=True):
            if row is not None and line == row:
                form.add_error(field, message)
                return
        if field is not None and field in self.form.fields:
            self.form.add_error(field, message)
        elif not refuse_at(self.row_sets, field, message):
            self.errors.append(message)

    def _units_are_right(self) -> bool:
        chosen = set(self.form.cleaned_data.get("invited", []))
        for line in self.form.cleaned_data["others"]:
            unit = self.near.unit(line)
            if unit is not None and unit in chosen:
                self.form.add_error(
                    "others",
                    forms.ValidationError(
                        _("“%(unit)s” is ticked above already."), params={"unit": line}
                    ),
                )
                return False
            if unit is not None:
                chosen.add(unit)
        return True

    def asked(self) -> Asked | None:
        """What the form says of when, where and with whom, as far as it can be read: to look for
        clashes while it is filled in. None while it says nothing of it."""
        if self.quiet or self.data is None or self.past:
            return None
        self.is_valid()
        data = self.form.cleaned_data
        lead = data.get("lead") or self.default_lead()
        if lead is None:
            return None
        kept = self._kept_parts(readable=True)
        parts = self._part_rows(data.get("host"), kept)
        new = NewExchange(
            details=Details(
                kind=self.kind,
                lead=lead,
                cluster=lead if isinstance(lead, Cluster) else data.get("cluster"),
            ),
            parts=parts,
            units=self._unit_rows(),
            lessons=[form.row() for form in self.lessons.standing() if not form.errors],
            lessons_in=self._taught_in(parts),
        )
        return asked_by(new, [form.prefix for _index, form in kept])

    def new_exchange(self) -> NewExchange:
        """What the form says, with what follows from it: a title from the lesson, a second meeting
        a week after the first."""
        data = self.form.cleaned_data
        lessons = self.lessons.lines()
        parts = self._part_rows(data["host"])
        lead = data["lead"]
        cluster = lead if isinstance(lead, Cluster) else data.get("cluster")
        return NewExchange(
            details=Details(
                kind=self.kind,
                lead=lead,
                cluster=cluster,
                title=data["title"] or defaults.title_from(lessons),
                on=data.get("on"),
                school_year=_school_year(
                    [data.get("on"), *(part.on for part in parts)]
                ),
                # People are called in the news as their cluster says.
                address=cluster.address_style
                if cluster
                else ExchangeSession.Address.COMRADE,
            ),
            parts=parts,
            units=self._unit_rows(),
            lessons=lessons,
            lessons_in=self._taught_in(parts),
            client_key=data["client_key"] or None,
        )

    def _taught_in(self, parts: list[PartRow]) -> int | None:
        """The number of the part that the lessons are taught in: the usual one, else the last."""
        number = defaults.taught_in(self.kind)
        return number if number and number <= len(parts) else len(parts) or None

    def _kept_parts(self, *, readable: bool = False) -> list[tuple[int, NewPartForm]]:
        """The rows of parts that say something, with the number of their form."""
        return [
            (index, form)
            for index, form in enumerate(self.parts.forms)
            if not (form.is_removed or form.is_blank() or (readable and form.errors))
        ]

    def _part_rows(
        self,
        site: School | None,
        kept: list[tuple[int, NewPartForm]] | None = None,
    ) -> list[PartRow]:
        offered = defaults.parts_of(self.kind)
        rows: list[PartRow] = []
        for index, form in self._kept_parts() if kept is None else kept:
            default = offered[index] if index < len(offered) else defaults.DefaultPart()
            row = form.part(site, default.purposes)
            if rows and default.after and not self.past:
                row = _like_the_first(row, rows[0], default)
            rows.append(row)
        return rows

    def _unit_rows(self) -> list[UnitRow]:
        data = self.form.cleaned_data
        host, lead = data.get("host"), data.get("lead")
        took_part = True if self.past else None
        units: list[Unit | str] = list(data.get("invited", []))
        units += [self.near.unit(line) or line for line in data.get("others", [])]
        if host is not None and host not in units:
            units.insert(0, host)
        if isinstance(lead, School) and lead not in units:
            units.insert(0, lead)
        return [
            UnitRow(
                school=unit if isinstance(unit, School) else None,
                authority=unit if isinstance(unit, Authority) else None,
                cluster=unit if isinstance(unit, Cluster) else None,
                name_as_printed=unit if isinstance(unit, str) else "",
                hosts=unit == host,
                organises=unit == lead,
                took_part=took_part,
            )
            for unit in units
        ]


def _like_the_first(
    row: PartRow, first: PartRow, default: defaults.DefaultPart
) -> PartRow:
    """A later meeting whose day was left empty falls so many days after the first one; one whose
    time was left empty is at the same time."""
    exact = first.on.exact if first.on else None
    if row.on is None and exact:
        row = replace(row, on=PartialDate.of(exact + default.after))
    if row.starts_at is None:
        row = replace(row, starts_at=first.starts_at, ends_at=first.ends_at)
    return row


def _school_year(days: list[PartialDate | None]) -> SchoolYear | None:
    """The year of the first day that is known in full."""
    known = sorted(day.exact for day in days if day and day.exact)
    return SchoolYear.objects.containing(known[0]) if known else None
