"""What will happen to a school: a new name, a merger, its end, another cluster or authority."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.foresight.lines import Line, shown
from clusters.foresight.people import open_office
from clusters.models import (
    Authority,
    Cluster,
    ClusterMembership,
    ClusterOffice,
    Post,
    School,
    SchoolAuthority,
)
from clusters.models.dated import holds_on


def sessions_of(school: School, since: date, *, renamed: bool = False) -> list[Line]:
    """What the apps above say of the school's sessions before and after that day; `renamed`: the
    school goes on under another name."""
    return [
        line
        for path in settings.FORETELLERS
        for line in import_string(path)(school, since, renamed=renamed)
    ]


def renamed(school: School, *, name: str, since: date) -> list[Line]:
    if school.name_on(since) == name:
        return [
            Line(
                _("The school bears the name “%(name)s” then anyway: nothing changes.")
                % {"name": name},
                warns=True,
            )
        ]
    return [
        Line(
            _("From %(day)s on the school bears the name “%(name)s”.")
            % {"day": shown(since), "name": name}
        ),
        Line(
            _("Until %(day)s it bears the name “%(name)s”, on every page and paper.")
            % {
                "day": shown(since - timedelta(days=1)),
                "name": school.name_on(since - timedelta(days=1)),
            }
        ),
        *sessions_of(school, since, renamed=True),
    ]


def merged(
    schools: Iterable[School],
    *,
    into: School | None,
    new_name: str,
    leaders: Mapping[Post, str],
    since: date,
) -> list[Line]:
    ending = list(schools)
    to = into.name if into else new_name
    lines = [
        Line(
            _("From %(day)s on %(schools)s are part of %(school)s.")
            % {
                "day": shown(since),
                "schools": ", ".join(one.name for one in ending),
                "school": to,
            }
        )
    ]
    people = (
        Post.objects.filter(school__in=ending)
        .filter(holds_on(since))
        .values("user")
        .distinct()
        .count()
    )
    if people:
        lines.append(
            Line(
                ngettext(
                    "%(n)s person works at %(school)s from then on, with the same post.",
                    "%(n)s people work at %(school)s from then on, with the same posts.",
                    people,
                )
                % {"n": people, "school": to}
            )
        )
    for post, kind in leaders.items():
        lines.append(
            Line(
                _("%(name)s, now %(old)s at %(school)s: %(new)s")
                % {
                    "name": post.user.full_name,
                    "old": post.get_kind_display().lower(),
                    "school": post.place,
                    "new": Post.Kind(kind).label if kind else _("no post there"),
                }
            )
        )
    if not _led(into, leaders, since):
        lines.append(
            Line(
                _("Nobody leads %(school)s from then on: please choose who does.")
                % {"school": to},
                warns=True,
            )
        )
    clusters = _clusters(ending, since)
    if clusters:
        lines.append(
            Line(
                _("In %(clusters)s %(school)s stands in their place.")
                % {"clusters": ", ".join(clusters), "school": to}
            )
        )
    for one in ending:
        lines += sessions_of(one, since)
    if any(line.warns and line.url for line in lines):
        lines.append(
            Line(
                _(
                    "On the page of each of these sessions one press hands it over to %(school)s "
                    "from that day on."
                )
                % {"school": to}
            )
        )
    lines.append(
        Line(
            _(
                "Who leads %(school)s then also sees and answers what was held under the old names."
            )
            % {"school": to}
        )
    )
    return lines


def _led(into: School | None, leaders: Mapping[Post, str], since: date) -> bool:
    """Whether somebody is the principal of what comes of a merger."""
    if Post.Kind.PRINCIPAL in leaders.values():
        return True
    return (
        into is not None
        and Post.objects.on(since)
        .filter(school=into, kind=Post.Kind.PRINCIPAL)
        .exists()
    )


def _clusters(schools: Iterable[School], since: date) -> list[str]:
    rows = (
        ClusterMembership.objects.on(since)
        .filter(school__in=list(schools))
        .select_related("cluster")
    )
    return list(dict.fromkeys(row.cluster.label for row in rows))


def closed(school: School, *, since: date) -> list[Line]:
    people = (
        Post.objects.filter(school=school)
        .filter(holds_on(since))
        .values("user")
        .distinct()
        .count()
    )
    clusters = _clusters([school], since)
    lines = [
        Line(
            _("%(school)s is there until %(day)s and no longer after it.")
            % {"school": school.name, "day": shown(since - timedelta(days=1))}
        ),
        Line(
            ngettext(
                "%(n)s person has no post there any more; the account stays.",
                "%(n)s people have no post there any more; their accounts stay.",
                people,
            )
            % {"n": people},
            url=reverse("clusters:school_people", args=[school.pk]),
            warns=bool(people),
        ),
    ]
    if clusters:
        lines.append(
            Line(_("It leaves %(clusters)s.") % {"clusters": ", ".join(clusters)})
        )
    return [*lines, *sessions_of(school, since)]


def cluster_changed(
    school: School, *, leaves: Cluster | None, joins: Cluster | None, since: date
) -> list[Line]:
    lines = []
    if leaves is not None:
        lines.append(
            Line(
                _("Until %(day)s %(school)s belongs to %(cluster)s.")
                % {
                    "day": shown(since - timedelta(days=1)),
                    "school": school.name,
                    "cluster": leaves.label,
                }
            )
        )
        lines += _offices_of(school, leaves, since)
    if joins is not None:
        lines.append(
            Line(
                _("From %(day)s on it belongs to %(cluster)s.")
                % {"day": shown(since), "cluster": joins.label}
            )
        )
    lines.append(
        Line(
            _(
                "What was held before stays with the cluster in which it was held, and stays visible."
            )
        )
    )
    return lines


def _offices_of(school: School, cluster: Cluster, since: date) -> list[Line]:
    """Whoever holds an office there by a post at this school."""
    offices = (
        ClusterOffice.objects.filter(cluster=cluster)
        .filter(
            holds_on(since),
            person__in=Post.objects.filter(school=school)
            .filter(holds_on(since))
            .values("user"),
        )
        .select_related("person")
    )
    return [open_office(office) for office in offices]


def relation_changed(
    school: School, *, kind: str, authority: Authority | None, since: date
) -> list[Line]:
    rows = SchoolAuthority.objects.on(since - timedelta(days=1))
    held = rows.filter(school=school, kind=kind).select_related("authority").first()
    words = SchoolAuthority.Kind(kind).label
    nobody = _("nobody")
    return [
        Line(
            f"{words}: "
            + _("until %(before)s %(old)s, from %(day)s on %(new)s.")
            % {
                "before": shown(since - timedelta(days=1)),
                "old": held.authority.name if held else nobody,
                "day": shown(since),
                "new": authority.name if authority else nobody,
            }
        ),
        Line(
            _(
                "Papers dated before that day keep the head of the old authority, later ones the new."
            )
        ),
    ]
