"""What will happen to an authority and to the clusters it manages."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters import under
from clusters.foresight.lines import Line, shown
from clusters.models import Authority, Cluster


def cluster_managed(
    cluster: Cluster,
    *,
    authority: Authority | None,
    before: Authority | None,
    since: date,
) -> list[Line]:
    nobody = _("nobody")
    return [
        Line(
            _("Until %(before)s %(old)s manages the cluster, from %(day)s on %(new)s.")
            % {
                "before": shown(since - timedelta(days=1)),
                "old": before.name if before else nobody,
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


def abolished(
    authority: Authority,
    *,
    heirs: Sequence[Authority],
    schools: Mapping[int, Authority],
    clusters: Mapping[int, Authority],
    officers: Mapping[int, Authority | None],
    since: date,
) -> list[Line]:
    """The maps say who gets each school, cluster and officer's post, by its key; what they leave out
    goes to the first heir."""
    first = heirs[0]
    numbers = Counter(
        schools.get(school.pk, first) for school in under.schools(authority, on=since)
    )
    labels: dict[Authority, list[str]] = defaultdict(list)
    for cluster in under.clusters(authority, on=since):
        labels[clusters.get(cluster.pk, first)].append(cluster.label)
    lines = [
        Line(
            _("%(name)s is there until %(day)s. From then on: %(heirs)s.")
            % {
                "name": authority.name,
                "day": shown(since - timedelta(days=1)),
                "heirs": ", ".join(heir.name for heir in heirs),
            }
        )
    ]
    for heir, number in numbers.items():
        lines.append(
            Line(
                ngettext(
                    "%(n)s school comes under %(name)s.",
                    "%(n)s schools come under %(name)s.",
                    number,
                )
                % {"n": number, "name": heir.name}
            )
        )
    for heir, managed in labels.items():
        lines.append(
            Line(
                _("%(name)s manages %(clusters)s.")
                % {"name": heir.name, "clusters": ", ".join(managed)}
            )
        )
    for post in under.officers(authority, on=since):
        name, to = post.user.full_name, officers.get(post.pk, first)
        lines.append(
            Line(
                _("%(name)s serves %(authority)s.")
                % {"name": name, "authority": to.name}
                if to
                else _("%(name)s has no post from then on.") % {"name": name}
            )
        )
    lines.append(
        Line(
            _(
                "Sessions and papers of the time before keep the old name; those who take over see them."
            )
        )
    )
    return lines
