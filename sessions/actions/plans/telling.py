"""Who hears of a plan: the leaders of the schools for which an approved version changes something."""

from collections import defaultdict
from datetime import datetime
from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Notice
from accounts.notices import lazily, tell
from clusters.models import School
from sessions.models import PlanVersion
from sessions.planning.comparing import Change, changes
from sessions.planning.content import line_of, rows_of, schools_in
from sessions.telling import leaders_of_schools


def tell_approved(
    version: PlanVersion, before: PlanVersion | None, *, now: datetime
) -> None:
    """Tell each school what this version changes for it, against the one that was in force; not the
    one who approved it."""
    old = [line_of(row) for row in rows_of(before)] if before is not None else []
    new = [line_of(row) for row in rows_of(version)]
    concerned: dict[int, list[Change]] = defaultdict(list)
    for change in changes(old, new):
        schools = schools_in(change.line)
        if change.before is not None:
            schools |= schools_in(change.before)
        for school in schools:
            concerned[school].append(change)
    if not concerned:
        return
    today = timezone.localtime(now).date()
    names = dict(School.objects.filter(pk__in=concerned).values_list("pk", "name"))
    for school, what in concerned.items():
        leaders = leaders_of_schools([school], today=today)
        tell(
            [one for one in leaders if one != version.approved_by],
            kind=Notice.Kind.PLAN,
            key=f"plan version {version.pk} approved, school {school}",
            title=_title(version, names[school], before is None),
            text=lazily(partial(_text, what, school)),
            path=_path(version),
            now=now,
        )


def tell_returned(version: PlanVersion, *, now: datetime) -> None:
    """Tell who sent the version that it came back, and why."""
    sender = version.sent_by
    if sender is None or sender == version.state_by:
        return
    tell(
        [sender],
        kind=Notice.Kind.PLAN,
        key=f"plan version {version.pk} returned {now.isoformat()}",
        title=lazily(
            lambda: (
                _("The plan %(year)s of %(cluster)s was returned")
                % {
                    "year": version.plan.school_year,
                    "cluster": version.plan.cluster,
                }
            ),
        ),
        text=version.state_reason,
        path=_path(version, f"?ban={version.number}"),
        now=now,
    )


def _path(version: PlanVersion, query: str = "") -> str:
    plan = version.plan
    return reverse("sessions:plan", args=[plan.cluster_id, plan.school_year]) + query


def _title(version: PlanVersion, school: str, first: bool) -> str:
    sentence = (
        gettext_lazy("%(school)s in the plan %(year)s of %(cluster)s")
        if first
        else gettext_lazy("The plan %(year)s of %(cluster)s changed for %(school)s")
    )
    values = {
        "school": school,
        "year": version.plan.school_year,
        "cluster": version.plan.cluster,
    }
    return lazily(lambda: str(sentence) % values)


def _text(what: list[Change], school: int) -> str:
    return "\n".join(_line(change, school) for change in what)


def _line(change: Change, school: int) -> str:
    """One round in words: what the school has to do with it, and what changed."""
    words = {"round": change.title or change.words}
    hosts = any(host.school and host.school.pk == school for host in change.line.hosts)
    if change.what == "removed":
        return _("No longer planned: %(round)s") % words
    if change.what == "added":
        sentence = _("Hosts: %(round)s") if hosts else _("Teaches: %(round)s")
        return sentence % words
    cells = "; ".join(
        f"{cell.name}: {cell.before or '–'} → {cell.after or '–'}"
        for cell in change.cells
    )
    return _("Changed: %(round)s (%(cells)s)") % {**words, "cells": cells}
