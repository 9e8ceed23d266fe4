"""What a change of a school means for its sessions and for rounds planned with it, told before it is
made."""

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.foresight import Line
from clusters.models import School
from sessions.days import with_day
from sessions.models import (
    ExchangeSession,
    PlanRow,
    PlanVersion,
    SessionUnit,
    State,
)
from sessions.planning.content import when_words

# More than so many that lie ahead are counted, not named.
NAMED = 3


def of_school(school: School, since: date, *, renamed: bool = False) -> list[Line]:
    """The sessions before that day keep what they say; those from it on bear the new name where the
    school is only `renamed`, and are named where it ends, as are the rounds that it is to host. Four
    queries at most."""
    units = SessionUnit.objects.filter(school=school).values("exchange")
    rows = with_day(
        ExchangeSession.objects.filter(Q(lead_school=school) | Q(pk__in=units)).exclude(
            state__in=[State.DRAFT, State.CANCELLED]
        )
    )
    before = rows.filter(day__lt=since).count()
    lines = []
    if before:
        lines.append(
            Line(
                ngettext(
                    "%(n)s session before that day keeps the name “%(name)s”.",
                    "%(n)s sessions before that day keep the name “%(name)s”.",
                    before,
                )
                % {"n": before, "name": school.name_on(since)}
            )
        )
    ahead = list(rows.filter(day__gte=since).order_by("day", "pk")[: NAMED + 1])
    lines.extend(
        Line(
            (
                _("“%(title)s” on %(day)s bears the new name by itself.")
                if renamed
                else _("“%(title)s” on %(day)s is planned with %(school)s.")
            )
            % {
                "title": exchange,
                "day": f"{exchange.day:%d/%m/%Y}",
                "school": school.name,
            },
            url=reverse("session", args=[exchange.pk]),
            warns=not renamed,
        )
        for exchange in ahead[:NAMED]
    )
    if len(ahead) > NAMED:
        more = rows.filter(day__gte=since).count() - NAMED
        lines.append(
            Line(
                ngettext(
                    "And %(n)s more session from that day on.",
                    "And %(n)s more sessions from that day on.",
                    more,
                )
                % {"n": more},
                warns=not renamed,
            )
        )
    return lines if renamed else lines + _rounds(school, since)


def _rounds(school: School, since: date) -> list[Line]:
    """The rounds of plans in force that the school is to host from the month of that day on, as far as
    no session was made of them."""
    rows = (
        PlanRow.objects.filter(
            version__in=PlanVersion.objects.in_force(),
            hosts__school=school,
            round__exchange=None,
            on_sort__gte=since.replace(day=1),
        )
        .select_related("version__plan__cluster")
        .order_by("on_sort", "pk")
    )
    return [
        Line(
            _("The plan of %(cluster)s lets %(school)s host: %(when)s.")
            % {
                "cluster": row.version.plan.cluster,
                "school": school.name,
                "when": when_words(row),
            },
            warns=True,
        )
        for row in rows
    ]
