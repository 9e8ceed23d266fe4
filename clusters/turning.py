"""The columns that say what holds today, brought to what the dated rows say of today.

A change may be noted with a day to come. Nobody is awake at midnight, so the sweep looks once a
minute; a missed night costs nothing, since what is due is computed from rows. Verbs call it for what
holds from today on at once.
"""

from datetime import date

from django.db import transaction
from django.db.models import F, Q

from clusters.models import (
    Authority,
    AuthorityParent,
    Cluster,
    ClusterAuthority,
    School,
    SchoolName,
)


def turn(*, today: date) -> int:
    """Bring names of schools, schools that begin or ended, authorities of clusters and parents of
    authorities to what holds today; returns how many rows changed. Five queries when nothing is due."""
    return (
        _names(today)
        + _opened(today)
        + _closed(today)
        + _managed(today)
        + _parents(today)
    )


def _names(today: date) -> int:
    due = SchoolName.objects.on(today).exclude(name=F("school__name"))
    turned = 0
    for pk, name in due.order_by().values_list("school", "name"):
        with transaction.atomic():
            school = School.objects.select_for_update().get(pk=pk)
            school.set_name(name)
            school.save(update_fields=["name", "search_key", "sort_key"])
        turned += 1
    return turned


def _opened(today: date) -> int:
    return (
        School.objects.filter(valid_from__lte=today, is_active=False)
        .exclude(valid_to__lt=today)
        .update(is_active=True)
    )


def _closed(today: date) -> int:
    gone = Q(valid_to__lt=today)
    return School.objects.filter(gone, is_active=True).update(is_active=False)


def _managed(today: date) -> int:
    return sum(
        Cluster.objects.filter(pk=cluster).update(managing_authority=authority)
        for cluster, authority in ClusterAuthority.objects.on(today)
        .exclude(cluster__managing_authority=F("authority"))
        .exclude(cluster__managing_authority=None, authority=None)
        .order_by()
        .values_list("cluster", "authority")
    )


def _parents(today: date) -> int:
    return sum(
        Authority.objects.filter(pk=authority).update(parent=parent)
        for authority, parent in AuthorityParent.objects.on(today)
        .exclude(authority__parent=F("parent"))
        .exclude(authority__parent=None, parent=None)
        .order_by()
        .values_list("authority", "parent")
    )
