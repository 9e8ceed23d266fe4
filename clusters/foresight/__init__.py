"""What will happen, told before it is pressed: one function for each change that has a day.

Each answers whole sentences in the order in which people ask: from when, what changes, what stays.
"""

from clusters.foresight.authorities import abolished, cluster_managed
from clusters.foresight.lines import Line
from clusters.foresight.people import moved, office_handed_over, principal_changed
from clusters.foresight.schools import (
    closed,
    cluster_changed,
    merged,
    relation_changed,
    renamed,
)

__all__ = [
    "Line",
    "abolished",
    "closed",
    "cluster_changed",
    "cluster_managed",
    "merged",
    "moved",
    "office_handed_over",
    "principal_changed",
    "relation_changed",
    "renamed",
]
