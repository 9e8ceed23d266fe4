"""What a change of a school means for its sessions, told before it is made."""

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.foresight import Line
from clusters.models import School
from sessions.days import with_day
from sessions.models import ExchangeSession, SessionUnit, State

# More than so many that lie ahead are counted, not named.
NAMED = 3


def of_school(school: School, since: date, *, renamed: bool = False) -> list[Line]:
    """The sessions before that day keep what they say; those from it on bear the new name where the
    school is only `renamed`, and are named where it ends. Three queries at most."""
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
    return lines
