"""What every page of a plan looks up first: the cluster and the school year in its address."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.verbs import person_of
from clusters.models import Cluster, SchoolYear
from clusters.permissions import clusters_visible_to


def cluster_of(request: HttpRequest, pk: int) -> Cluster:
    """The cluster, or 404: what one may not see does not exist."""
    seen = clusters_visible_to(person_of(request)).select_related("managing_authority")
    return get_object_or_404(seen, pk=pk)


def year_of(label: str) -> SchoolYear:
    return get_object_or_404(SchoolYear, label=label)


def address_of(cluster: Cluster, year: SchoolYear, query: str = "") -> str:
    """The page of the plan; `query` is what stands behind it: "?ban=2", "#round-7"."""
    return reverse("sessions:plan", args=[cluster.pk, year]) + query
